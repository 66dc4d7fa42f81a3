/** A shell for tests: `vitrine` in this process, in a folder of its own, and the real openssl beside it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { type Random, systemRandom } from '../../src/bytes/index.ts';
import { run } from '../../src/cli/run.ts';
import { RSA_PEMS } from '../fixtures/rsa-pool.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly bytes: Uint8Array;
  readonly stderr: string;
}

export interface ShellOptions {
  readonly stdin?: string | Uint8Array | Readable;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: Date;
  readonly terminal?: boolean;
  readonly signal?: AbortSignal;
  readonly random?: Random;
  /** Called with standard output as it comes. */
  readonly onOutput?: (text: string) => void;
  /** The same of standard error. */
  readonly onNotes?: (text: string) => void;
}

export class Shell {
  readonly folder = mkdtempSync(join(tmpdir(), 'vitrine-cli-'));

  /** Runs a command to its end. */
  async run(argv: readonly string[], options: ShellOptions = {}): Promise<Outcome> {
    const {
      stdin,
      env = {},
      now,
      terminal = false,
      signal = new AbortController().signal,
      random = systemRandom,
    } = options;
    const [input, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    if (stdin instanceof Readable) stdin.pipe(input);
    else if (stdin !== undefined) input.end(stdin);
    const [outPieces, errPieces]: Buffer[][] = [[], []];
    stdout.on('data', (piece) => {
      outPieces.push(piece);
      options.onOutput?.(Buffer.concat(outPieces).toString());
    });
    stderr.on('data', (piece) => {
      errPieces.push(piece);
      options.onNotes?.(Buffer.concat(errPieces).toString());
    });
    const code = await run(argv, {
      cwd: this.folder,
      env,
      stdin: input,
      stdout: Object.assign(stdout, { isTTY: terminal }),
      stderr: Object.assign(stderr, { isTTY: terminal }),
      random,
      now: () => now ?? new Date(),
      signal,
    });
    const bytes = Buffer.concat(outPieces);
    return { code, bytes, stdout: bytes.toString(), stderr: Buffer.concat(errPieces).toString() };
  }

  /** Runs a line as a shell would: words, and "quoted words". */
  line(text: string, options?: ShellOptions): Promise<Outcome> {
    const words = [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
    return this.run(words[0] === 'vitrine' ? words.slice(1) : words, options);
  }

  /** Lines that must all succeed. */
  async lines(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const { code, stderr } = await this.line(text);
      if (code !== 0) throw new Error(`${text}: exit code ${code}: ${stderr}`);
    }
  }

  /** Writes a private key of the pool. @param index - which one. */
  writeKey(name: string, index: number): void {
    writeFileSync(this.path(name), RSA_PEMS[index], { mode: 0o600 });
  }

  /** The files of the README's five lines, with keys of the pool: nothing is generated. @param more - options of the last line. */
  async fiveFiles(more = ''): Promise<void> {
    this.writeKey('ca.key', 0);
    this.writeKey('apiserver.key', 1);
    await this.lines(FIVE_LINES[1], FIVE_LINES[3], `${FIVE_LINES[4]}${more}`);
  }

  openssl(...args: readonly string[]): string {
    return execFileSync('openssl', args, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  path = (name: string): string => join(this.folder, name);
  read = (name: string): string => readFileSync(this.path(name), 'utf8');
  write = (name: string, data: string | Uint8Array): void => writeFileSync(this.path(name), data);
  exists = (name: string): boolean => existsSync(this.path(name));
  mode = (name: string): number => statSync(this.path(name)).mode & 0o777;
  files = (): string[] => readdirSync(this.folder).sort();
  unlink = (name: string): void => rmSync(this.path(name), { force: true });
  remove = (): void => rmSync(this.folder, { recursive: true, force: true });
}

/** The five lines of the README. */
export const FIVE_LINES = [
  'vitrine genrsa -out ca.key 2048',
  'vitrine req -new -x509 -days 3650 -key ca.key -out ca.crt -subj "/CN=kubernetes-ca"',
  'vitrine genrsa -out apiserver.key 2048',
  'vitrine req -new -key apiserver.key -out apiserver.csr -subj "/CN=kube-apiserver" -addext "subjectAltName=IP:10.96.0.1,IP:192.168.1.100,DNS:kubernetes,DNS:kubernetes.default"',
  'vitrine x509 -req -in apiserver.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out apiserver.crt -days 365',
] as const;
