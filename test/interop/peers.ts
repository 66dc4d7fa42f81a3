/** Live peers: finding them, starting them on free ports of the loopback, and always ending them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, openSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe } from 'vitest';
import { closingWithFile } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { HOST } from '../node/loopback.ts';
import { describeSkipped, sayWhySkipped } from '../skipping.ts';

/** Where Debian puts nginx is not in everyone's PATH. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];

/** Whether a program is in the PATH, or where Debian puts servers. */
export function isInstalled(tool: string): boolean {
  return FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Tests against a program; where it is not installed they are skipped, and a line says so. */
export function describePeer(tool: string, tests: () => void): void {
  if (isInstalled(tool)) return void describe(tool, tests);
  sayWhySkipped(`${tool} is not installed`);
  describeSkipped(`${tool}, which is not installed`, tests);
}

/** A folder for these tests, with the PKI of test/node in it: ca.crt, server.crt, server.key, client.crt, client.key. */
export const folder = await mkdtemp(join(tmpdir(), 'vitrine-interop-'));

/** Puts a file into the folder. @returns its path. */
export async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
}
await file('ca.crt', pki.ca.cert);
for (const [name, { cert, key }] of Object.entries({ server: pki.server, client: pki.client })) {
  await file(`${name}.crt`, cert);
  await file(`${name}.key`, key);
}

/** What OpenSSL is told by environment: there is no option for extended master secret (OPENSSL_CONF, SSL_CONF_cmd(3)). */
const NO_EMS = 'openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nOptions = -ExtendedMasterSecret\n';
const OPENSSL_CONF = await file('no-extended-master-secret.cnf', NO_EMS);
export const opensslEnvironment = (extendedMasterSecret: boolean): Record<string, string> =>
  extendedMasterSecret ? {} : { OPENSSL_CONF };

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
}

/** Starts a program in the folder; it is ended with the tests of the file. */
export function spawnPeer(
  { command, args, env }: Program,
  stdout: 'pipe' | number,
): { child: ChildProcess; output: () => string } {
  const environment = { ...process.env, PATH: FOLDERS.join(delimiter), ...env };
  const child = spawn(command, args, { cwd: folder, env: environment, stdio: ['pipe', stdout, 'pipe'] });
  closingWithFile(() => stop(child));
  let output = '';
  const keep = (chunk: Buffer) => void (output = (output + chunk).slice(-10_000));
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', keep);
  // A peer that has closed does not read on.
  child.stdin?.on('error', () => {});
  return { child, output: () => output };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A port that was free a moment ago, for programs that cannot choose one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Starts a server and waits until its output says that it listens.
 * @returns what the pattern matched. */
export async function startServer(program: Program, ready: RegExp): Promise<RegExpExecArray> {
  const { child, output } = spawnPeer(program, 'pipe');
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = ready.exec(output());
      if (match) resolve(match);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', () => reject(new Error(`${program.command} ended: ${output()}`)));
  });
}

/** Starts a server that does not say when it listens. */
export async function startServerOn(port: number, program: Program): Promise<void> {
  const { child, output } = spawnPeer(program, 'pipe');
  while (child.exitCode === null) {
    const probe = connect(port, HOST);
    const isOpen = await new Promise<boolean>((done) =>
      probe.once('connect', () => done(true)).once('error', () => done(false)),
    );
    probe.destroy();
    if (isOpen) return;
  }
  throw new Error(`${program.command} ended: ${output()}`);
}

/** gnutls-cli turns the buffer of its output off, and then makes a system call for every byte, ten million of them. Where there is
 * a C compiler that request goes unheard; where there is none, the tests take their time. */
export const bufferedOutput: Record<string, string> = await buffering();

async function buffering(): Promise<Record<string, string>> {
  if (!isInstalled('cc')) return {};
  const source = await file('buffering.c', 'void setbuf(void *stream, char *buffer) {}\n');
  const library = join(folder, 'buffering.so');
  const compiler = spawn('cc', ['-shared', '-fPIC', '-o', library, source], { stdio: 'ignore' });
  const [code] = await once(compiler, 'exit');
  return code === 0 ? { LD_PRELOAD: library } : {};
}

let runs = 0;

/** Milliseconds between two looks at what a client has written. */
const LOOK = 10;

/** Runs a client that sends its input, to its end; it is left to the other end to close.
 * @param isComplete - whether what it wrote is all that is to come: then its input ends.
 * @returns what it wrote to its output (through a file: gnutls-cli writes byte by byte), its exit code and its messages. */
export async function runClient(
  program: Program,
  input: Uint8Array,
  isComplete?: (received: Buffer) => boolean,
): Promise<{ received: Buffer; code: number; messages: string }> {
  const path = join(folder, `output-${runs++}`);
  const { child, output } = spawnPeer(program, openSync(path, 'w'));
  const exit = once(child, 'exit');
  child.stdin?.write(input);
  while (isComplete !== undefined && child.exitCode === null && child.signalCode === null) {
    if (isComplete(await readFile(path))) {
      child.stdin?.end();
      break;
    }
    await setTimeout(LOOK);
  }
  const [code] = await exit;
  return { received: await readFile(path), code, messages: output() };
}
