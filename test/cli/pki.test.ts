import { X509Certificate } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliError, EXIT } from '../../src/cli/command.ts';
import { CLUSTER_PLAN } from '../../src/kubernetes/pki/index.ts';
import { isWholeTable } from '../property-runs.ts';
import { type Outcome, Shell } from './shell.ts';

const shell = new Shell();
const NODE = '-node-name cp1 -apiserver-advertise-address 10.0.0.5';
let made: Outcome;
beforeAll(async () => {
  // RSA keys, the default, take seconds.
  const keys = isWholeTable ? '' : '-key-type ecdsa-p256 ';
  made = await shell.line(
    `pki init --dir cluster ${NODE} ${keys}--service-cidr 10.97.0.0/16 --apiserver-cert-extra-sans api.example.com,127.0.0.1 --ca-days 1000`,
  );
}, 60_000);
afterAll(() => shell.remove());

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);

describe('pki init', () => {
  it('makes a folder in the place of /etc/kubernetes', () => {
    expect(made.code).toBe(EXIT.ok);
    expect(made.stderr).toBe('');
    expect(made.stdout).toMatch(/^FILE +SUBJECT +ISSUED BY +EXPIRES\npki\/ca.crt +CN = kubernetes +itself/);
    expect(readdirSync(shell.path('cluster/pki')).sort()).toEqual(
      [
        ...['apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'ca', 'front-proxy-ca'],
        ...['front-proxy-client', 'kubelet'],
      ]
        .flatMap((name) => [`${name}.crt`, `${name}.key`])
        .concat('etcd', 'sa.key', 'sa.pub')
        .sort(),
    );
    expect(readdirSync(shell.path('cluster')).sort()).toEqual([
      ...['admin.conf', 'controller-manager.conf', 'kubelet.conf', 'pki', 'scheduler.conf', 'super-admin.conf'],
    ]);
    expect(shell.mode('cluster/pki/ca.key') | shell.mode('cluster/admin.conf')).toBe(0o600);
    const { subjectAltName } = new X509Certificate(shell.read('cluster/pki/apiserver.crt'));
    for (const name of ['DNS:cp1', 'DNS:api.example.com', 'Address:10.97.0.1', 'Address:127.0.0.1']) {
      expect(subjectAltName).toContain(name);
    }
  });

  it('refuses a folder that is there, and inputs that are none, before it makes a key', async () => {
    const refused: [line: string, code: string, exit: number][] = [
      [`pki init --dir cluster ${NODE}`, 'folder-not-empty', EXIT.input],
      [`pki init --dir no/new ${NODE}`, 'missing-folder', EXIT.input],
      ['pki init', 'missing-option', EXIT.usage],
      ['pki init --dir new --node-name Upper', 'node-name', EXIT.usage],
      ['pki init --dir new -node-name a -apiserver-advertise-address x', 'address', EXIT.usage],
      [`pki init --dir new ${NODE} --service-cidr 10.0.0.0/33`, 'cidr', EXIT.usage],
      [`pki init --dir new ${NODE} --service-dns-domain _`, 'dns-name', EXIT.usage],
      [`pki init --dir new ${NODE} --apiserver-bind-port 0`, 'usage', EXIT.usage],
      [`pki init --dir new ${NODE} --days 0`, 'usage', EXIT.usage],
      [`pki init --dir new ${NODE} --control-plane-endpoint a:b`, 'endpoint', EXIT.usage],
      [`pki init --dir new ${NODE} --cert-dir x`, 'unknown-option', EXIT.usage],
    ];
    const files = shell.files();
    for (const [line, code, exit] of refused) {
      const outcome = await shell.line(line);
      expect(outcome.stderr, line).toMatch(new RegExp(`^vitrine pki init: [^\n]* \\(code ${code}\\)\n$`));
      expect(outcome.code, line).toBe(exit);
    }
    expect(shell.files()).toEqual(files);
  });

  it('can be interrupted, and leaves nothing', async () => {
    const stop = new AbortController();
    const running = shell.line(`pki init --dir new ${NODE}`, { signal: stop.signal });
    setTimeout(() => stop.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted)), 100);
    expect((await running).code).toBe(EXIT.interrupted);
    expect(shell.files()).toEqual(['cluster']);
  });
});

describe('kinds of keys', () => {
  const publicKey = (file: string) => new X509Certificate(shell.read(file)).publicKey;

  it('are those that -key-type and -serving-key-type say, and are kept when renewed', async () => {
    await shell.lines(`pki init -dir curves ${NODE} -key-type ed25519 -serving-key-type ECDSA-P256`);
    expect(publicKey('curves/pki/ca.crt').asymmetricKeyType).toBe('ed25519');
    expect(publicKey('curves/pki/apiserver.crt').asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    const { stdout } = await shell.line('pki renew -dir curves apiserver scheduler.conf');
    expect(stdout).toMatch(/^pki\/apiserver.crt .*\nscheduler.conf /m);
    expect(publicKey('curves/pki/apiserver.crt').asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    await shell.lines(
      'pki renew -dir curves -key-type ecdsa-p384 kubelet',
      'pki user -dir curves jane',
      'pki user -dir curves -key-type ecdsa-p384 -group dev john',
      'pki check -dir curves',
    );
    expect(publicKey('curves/pki/kubelet.crt').asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' });
    expect(publicKey('curves/jane.crt').asymmetricKeyType).toBe('ed25519');
    expect(publicKey('curves/john.crt').asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' });
    rmSync(shell.path('curves'), { recursive: true });
  });

  it.each([
    `pki init -dir new ${NODE} -key-type rsa-1024`,
    `pki init -dir new ${NODE} -serving-key-type ed448`,
    'pki renew -dir cluster -key-type rsa',
    'pki user -dir cluster -key-type dsa jane',
  ])('are refused where there is none: %s', async (line) => {
    const { code, stderr } = await shell.line(line);
    expect(stderr).toMatch(/takes rsa-2048 or .* or ed25519, not .*\(code usage\)\n$/);
    expect(code).toBe(EXIT.usage);
  });
});

describe('pki check', () => {
  it('says yes, as a table and as JSON', async () => {
    const { code, stdout } = await shell.line('pki check --dir cluster');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^apiserver +\d\d \w{3} \d{4} \d\d:\d\d UTC +364d +ca +no +pki renew$/m);
    expect(stdout).toMatch(/^etcd-ca +\d\d \w{3} \d{4} \d\d:\d\d UTC +2y +no +pki rotate$/m);
    expect(stdout).toContain('pass  nothing is wrong\n');
    const json = JSON.parse((await shell.line('pki check --dir cluster --json')).stdout);
    expect(json).toMatchObject({ ok: true, soon: [] });
    expect(json.entries).toHaveLength(17);
  });

  it('says no, and why', async () => {
    const late = await shell.line('pki check --dir cluster', { now: inDays(400) });
    expect(late.code).toBe(EXIT.no);
    expect(late.stdout).toMatch(/^apiserver .* <invalid> /m);
    expect(late.stdout).toMatch(/^fail {2}pki\/apiserver.crt: .*\(validity; RFC 5280/m);
    expect(late.stderr).toBe('');
    const soon = await shell.line('pki check --dir cluster --within 30', { now: inDays(350) });
    expect([soon.code, soon.stdout.match(/^soon/gm)]).toEqual([EXIT.no, Array(13).fill('soon')]);
    chmodSync(shell.path('cluster/pki/sa.key'), 0o644);
    const { code, stdout } = await shell.line('pki check --dir cluster --json');
    chmodSync(shell.path('cluster/pki/sa.key'), 0o600);
    expect(code).toBe(EXIT.no);
    expect(JSON.parse(stdout).entries.at(-1).faults).toMatchObject([{ code: 'key-mode', place: 'pki/sa.key' }]);
  });

  it('tells what is missing from what cannot be read', async () => {
    cpSync(shell.path('cluster'), shell.path('damaged'), { recursive: true });
    for (const name of ['pki/apiserver.crt', 'pki/etcd/peer.crt']) shell.unlink(`damaged/${name}`);
    mkdirSync(shell.path('damaged/pki/apiserver.crt'));
    shell.write('damaged/scheduler.conf', 'kind: Config\n');
    const own = shell.read('damaged/kubelet.conf');
    shell.write(
      'damaged/kubelet.conf',
      own.replace(/(client-\w+)-data: .*/g, '$1: gone.pem').replace(/(authority)-data: .*/, '$1: pki/etcd/ca.crt'),
    );
    const admin = shell.read('damaged/admin.conf');
    shell.write(
      'damaged/admin.conf',
      admin.replace(/(client-\w+)-data: .*/g, '$1: lost.pem').replace(/ *certificate-authority-data: .*\n/, ''),
    );
    const { stdout } = await shell.line('pki check -dir damaged');
    expect(stdout).toMatch(/^admin.conf +FILE MISSING/m);
    expect(stdout).toContain('lost.pem: ');
    expect(stdout).toMatch(/^apiserver +UNREADABLE/m);
    expect(stdout).toMatch(/^etcd-peer +MISSING/m);
    expect(stdout).toMatch(/^scheduler.conf +UNREADABLE/m);
    // The kubeconfig is there; the file that it names is not.
    expect(stdout).toMatch(/^kubelet.conf +FILE MISSING/m);
    expect(stdout.match(/gone\.pem/g)).toHaveLength(1);
    expect(stdout).toContain('pki/apiserver.crt: is a folder, not a regular file');
  });

  it('says what it takes a folder for that lacks a part of the plan', async () => {
    cpSync(shell.path('cluster'), shell.path('other'), { recursive: true });
    rmSync(shell.path('other/pki/etcd'), { recursive: true });
    for (const ending of ['crt', 'key']) shell.unlink(`other/pki/apiserver-etcd-client.${ending}`);
    const { code, stdout } = await shell.line('pki check -dir other');
    expect([code, stdout]).toEqual([
      EXIT.ok,
      expect.stringMatching(/\nnote {2}etcd’s certificates are not here, so .*external; .*pki\/etcd is lost\npass /),
    ]);
    expect((await shell.line('token create -kubeconfig other')).stderr).toBe(
      `vitrine token create: ${shell.path('other')}: is a folder (code EISDIR)\n`,
    );
  });

  it('needs a folder', async () => {
    const { code, stderr } = await shell.line('pki check --dir nothing');
    expect(code).toBe(EXIT.input);
    expect(stderr).toMatch(/\(code missing-folder\)\n$/);
  });
});

describe('pki renew', () => {
  it('renews what is named', async () => {
    const now = inDays(300);
    const line = 'pki renew --dir cluster apiserver admin.conf --days 90 -key-type rsa-2048';
    const { code, stdout, stderr } = await shell.line(line, { now, terminal: true });
    expect(code).toBe(EXIT.ok);
    expect(stderr).toContain('making keys, 1 of 2: apiserver');
    expect(stderr.endsWith('\r\x1b[K')).toBe(true);
    expect(
      stripVTControlCharacters(stdout)
        .split('\n')
        .map((row) => row.split(' ')[0]),
    ).toEqual(['FILE', 'pki/apiserver.crt', 'admin.conf', '']);
    const { entries } = JSON.parse((await shell.line('pki check --dir cluster --json', { now })).stdout);
    const left = (name: string) => entries.find((entry: { name: string }) => entry.name === name).daysLeft;
    expect([left('apiserver'), left('admin.conf'), left('kubelet')]).toEqual([89, 89, 64]);
  });

  it('says what it leaves as it is, and which kubeconfig trusts another CA now', async () => {
    cpSync(shell.path('cluster'), shell.path('kubeadm'), { recursive: true });
    const conf = shell.read('kubeadm/kubelet.conf');
    shell.write('kubeadm/kubelet.conf', conf.replace(/(client-\w+)-data: .*/g, '$1: /var/lib/kubelet/current.pem'));
    await shell.lines(
      'req -x509 -newkey rsa:2048 -nodes -keyout kubeadm/pki/ca.key -out kubeadm/pki/ca.crt -subj /CN=new -days 900',
    );
    const { code, stderr, stdout } = await shell.line('pki renew -dir kubeadm all');
    expect([code, stdout.split('\n').length]).toEqual([EXIT.ok, CLUSTER_PLAN.length - 3 - 1 + 2]);
    expect(stderr).toContain('admin.conf: did not trust the CA of this folder; corrected\n');
    expect(stderr).toContain('kubelet.conf: left unchanged: it refers to the file /var/lib/kubelet/current');
    const json = JSON.parse((await shell.line('pki renew -dir kubeadm -json admin.conf')).stdout);
    expect(json).toMatchObject({ certificates: [{ file: 'admin.conf', trustsAnew: false }], left: [] });
  }, 120_000);

  it('refuses CAs, names that are none, and a CA that has expired', async () => {
    const codes = [];
    for (const line of ['ca', 'apiserve', 'all apiserver']) {
      codes.push((await shell.line(`pki renew --dir cluster ${line}`)).stderr.match(/code ([\w-]+)/)![1]);
    }
    expect(codes).toEqual(['no-such-certificate', 'no-such-certificate', 'usage']);
    const expired = await shell.line('pki renew --dir cluster', { now: inDays(1001) });
    expect([expired.code, expired.stderr.match(/code ([\w-]+)/)![1]]).toEqual([EXIT.input, 'ca-not-valid']);
  });
});

describe('pki user', () => {
  it('makes three files for a person, and never over others', async () => {
    const line = 'pki user jane --group dev --group ops --dir cluster --out-dir . --days 10';
    const { code, stdout } = await shell.line(line);
    expect(code).toBe(EXIT.ok);
    expect(stdout).toBe(['jane.key', 'jane.crt', 'jane.conf'].map((name) => `${shell.path(name)}\n`).join(''));
    expect(new X509Certificate(shell.read('jane.crt')).subject).toBe('O=dev\nO=ops\nCN=jane');
    const before = statSync(shell.path('jane.key')).mtimeMs;
    const again = await shell.line(line);
    expect([again.code, again.stderr.match(/code ([\w-]+)/)![1]]).toEqual([EXIT.input, 'file-exists']);
    expect(statSync(shell.path('jane.key')).mtimeMs).toBe(before);
  });

  it('needs a name that can be one', async () => {
    expect((await shell.line('pki user --dir cluster')).code).toBe(EXIT.usage);
    expect((await shell.line('pki user ../jane --dir cluster')).stderr).toMatch(/\(code user-name\)\n$/);
  });
});

it('has help everywhere', async () => {
  for (const line of ['pki --help', 'pki init --help', 'pki check -help', 'pki renew --help', 'pki user --help']) {
    const { code, stdout } = await shell.line(line);
    expect([code, stdout.startsWith('Usage: vitrine pki')]).toEqual([EXIT.ok, true]);
  }
});
