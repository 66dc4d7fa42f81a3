/** kubectl and curl as programs. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe } from 'vitest';
import { describeSkipped, sayWhySkipped } from '../skipping.ts';
import { folder, isInstalled } from './peers.ts';

const OLDEST_MINOR = 28;
const LIMIT_MS = 50_000; // a bound against a hang, below that of a test
/** Nothing of the person's own: no kubeconfig, no curlrc, no proxy. */
const env = { PATH: process.env['PATH'], HOME: folder, KUBECACHEDIR: `${folder}/cache` };

/** Why the tests with kubectl cannot run, or undefined. Debian has it in the package kubernetes-client. */
const obstacle = ((): string | undefined => {
  if (!isInstalled('kubectl')) return 'kubectl is not installed';
  const { stdout } = spawnSync('kubectl', ['version', '--client', '--output=json'], { env, encoding: 'utf8' });
  const minor = /"minor": "(\d+)/.exec(stdout ?? '')?.[1];
  if (minor === undefined) return 'kubectl does not say its version';
  return Number(minor) >= OLDEST_MINOR ? undefined : `kubectl 1.${minor} is older than 1.${OLDEST_MINOR}`;
})();
if (obstacle !== undefined) sayWhySkipped(obstacle);

/** Tests against kubectl 1.28 or later; else they are skipped, and one line says why. */
export const describeKubectl = (tests: () => void): void =>
  void (obstacle === undefined ? describe('kubectl', tests) : describeSkipped(obstacle, tests));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @param args - without spaces in any of them. @param variables - of its environment, beside the usual. */
export const runProgram = (
  command: 'curl' | 'kubectl',
  args: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const options = { env: { ...env, ...variables }, encoding: 'utf8', timeout: LIMIT_MS } as const;
    execFile(command, args.split(' '), options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else reject(error);
    });
  });

/** Runs kubectl until it has written a line that will do, and then presses Ctrl-C. @returns that line. */
export async function kubectlUntil(args: string, wanted: (line: string) => boolean): Promise<string> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const child = spawn('kubectl', args.split(' '), { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stderr.on('data', (chunk) => (errors += chunk));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = output.split('\n').slice(0, -1).find(wanted);
      if (found !== undefined) resolve(found);
    });
    child.on('error', reject).on('close', () => reject(new Error(`kubectl ended: ${errors}`)));
  });
  child.kill('SIGINT');
  await once(child, 'close');
  return line;
}
