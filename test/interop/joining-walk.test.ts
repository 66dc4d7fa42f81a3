/** A node's life with a real kubectl: it joins by a token, is approved, serves logs, rotates both certificates while `kubectl logs -f` runs, is
 * revoked, and is out: with 1.29 and 1.33, where INTEROP=all. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CliError, EXIT } from '../../src/cli/command.ts';
import { connect } from '../../src/node/index.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { Shell } from '../cli/shell.ts';
import { JUDGED_BY } from '../judged.ts';
import { isWholeTable } from '../property-runs.ts';
import { sayWhySkipped } from '../skipping.ts';
import { freePort, isInstalled } from './peers.ts';

const SDK = '/usr/lib/google-cloud-sdk/bin/kubectl';
const VERSIONS = ['1.29', '1.33'];
const beside = VERSIONS.map((version) => `${SDK}.${version}`).filter((path) => existsSync(path));
const named = [process.env['KUBECTL'] ?? '', 'kubectl'].filter((name) => name !== '' && isInstalled(name));
const PROGRAMS = beside.length > 0 ? beside : named.slice(0, 1);
if (PROGRAMS.length === 0) sayWhySkipped('kubectl is not installed');

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** A command that runs until Ctrl-C. @returns once it has noted what `ready` looks for. */
function start(shell: Shell, line: string, ready: RegExp): Promise<string> {
  const interrupt = new AbortController();
  return new Promise((resolve, reject) => {
    const onNotes = (text: string): void => {
      if (ready.test(text)) resolve(text);
    };
    const ended = shell.line(line, { signal: interrupt.signal, onNotes });
    stops.push(() => {
      interrupt.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
      return ended;
    });
    ended.then(({ stderr }) => reject(new Error(`${line}: ${stderr}`)), reject);
  });
}

async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe.runIf(isWholeTable).each(PROGRAMS)('%s', (program) => {
  const shell = new Shell();
  afterAll(() => shell.remove());
  const env = { PATH: process.env['PATH'], HOME: shell.folder, KUBECACHEDIR: shell.path('cache') };
  const kubectl = (...args: string[]) =>
    spawn(program, ['--kubeconfig', shell.path('c/admin.conf'), ...args], { env, stdio: 'pipe' });

  async function run(args: string, input = ''): Promise<string> {
    const child = kubectl(...args.split(' '));
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`kubectl ${args}: ${err}`);
    return out;
  }

  /** Approves the request for a serving certificate that waits. */
  const approve = (): Promise<true> =>
    until(async () => {
      const path = 'jsonpath={range .items[*]}{.metadata.name} {.spec.signerName} {.status}{"\\n"}{end}';
      const child = kubectl('get', 'csr', '-o', path);
      let out = '';
      child.stdout.on('data', (chunk) => (out += chunk));
      await once(child, 'close');
      const waiting = out.split('\n').find((line) => / kubernetes\.io\/kubelet-serving (\{\})?$/.test(line));
      if (waiting === undefined) return undefined;
      const [name] = waiting.split(' ');
      expect(await run(`certificate approve ${name}`)).toContain('approved');
      return true;
    });

  it.runIf(isWholeTable)(
    'a node joins, is approved, serves logs, rotates while a log is followed, is revoked, and is out',
    async () => {
      const port = await freePort();
      await shell.lines(
        `pki init -dir c -key-type ecdsa-p256 -node-name cp1 -apiserver-advertise-address 127.0.0.1 -apiserver-bind-port ${port}`,
        'pki revoke -dir c',
      );
      await start(shell, `apiserver -dir c -secure-port ${port} -client-crl c/pki/ca.crl`, /serving on/);
      await start(shell, 'controller-manager -dir c', /calling/);
      const { stdout: line } = await shell.line('token create -kubeconfig c/admin.conf');
      const joined = start(
        shell,
        `${line.trim()} -node-name node2 -address 127.0.0.1 -port 0 -cert-dir node2`,
        /serving on 127\.0\.0\.1:\d+ until/,
      );
      await Promise.race([approve(), joined]);
      await joined;
      expect(await run('get nodes')).toMatch(/^node2 +Ready/m);
      expect(await run('get csr')).toMatch(
        /kubelet-client|kube-apiserver-client-kubelet +system:bootstrap:\w+ .*Approved,Issued/,
      );

      const containers = [{ name: 'main', image: 'nginx' }];
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { nodeName: 'node2', containers } };
      expect(await run('apply -f -', JSON.stringify(pod))).toBe('pod/web created\n');
      await run('wait --for=jsonpath={.status.phase}=Running pod/web --timeout=30s');
      const follower = kubectl('logs', '-f', 'web');
      let log = '';
      follower.stdout.on('data', (chunk) => (log += chunk));
      stops.push(async () => follower.kill());
      const grown = (): Promise<true> => {
        const before = log.length;
        return until(() => (log.length > before ? true : undefined));
      };
      await grown();

      const currents = (): string[] =>
        ['client', 'server'].map((kind) => realpathSync(join(shell.folder, `node2/kubelet-${kind}-current.pem`)));
      const before = currents();
      process.emit('SIGHUP');
      await approve();
      await until(() => (currents().every((path, i) => path !== before[i]) ? true : undefined));
      // Under the old certificate the log goes on; a new call meets the new one.
      await grown();
      expect(follower.exitCode).toBeNull();
      expect(await run('logs web --tail=1')).not.toBe('');

      const current = shell.read('node2/kubelet-client-current.pem');
      const [certificate] = readCertificatesPem(current);
      const session = connect({
        ...{ ...JUDGED_BY, host: '127.0.0.1', port, roots: shell.read('c/pki/ca.crt'), cert: current, key: current },
      });
      const ended = new Promise<string>((resolve) => session.on('error', (error) => resolve(error.message)));
      await new Promise((resolve) => void session.once('secureConnect', resolve));
      await shell.lines(`pki revoke -dir c -serial ${certificate.serialNumber.toString(16)}`);
      expect(await ended).toMatch(/revoked/);
      // And it does not come back: its kubeconfig is refused at the handshake.
      const child = spawn(program, ['--kubeconfig', shell.path('node2/kubelet.conf'), 'get', 'nodes'], { env });
      let refusal = '';
      child.stderr.on('data', (chunk) => (refusal += chunk));
      expect((await once(child, 'close'))[0]).toBe(1);
      expect(refusal).toContain('revoked certificate');
    },
    180_000,
  );
});
