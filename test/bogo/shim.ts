/** A shim for BoringSSL's runner (BoGo): it connects to the runner, and does what the flags say. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { UsageError } from '../../src/bytes/index.ts';
import {
  CODE_POINTS,
  createClient,
  createServer,
  type TlsConnection,
  type TlsEvent,
  type TlsOutput,
} from '../../src/tls/index.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { type Flags, parseFlags } from './flags.ts';
import { CliFlagError, EXIT, type Exit, UnexpectedSession } from './outcome.ts';
import { clientOptions, Shared, serverOptions } from './settings.ts';

/** Runs the shim. @param args - the runner's flags. @param tell - gets one line about a failure, which the runner compares.
 * @returns the exit code. */
export async function runShim(args: readonly string[], tell: (line: string) => void): Promise<Exit> {
  try {
    const { initial, resumed } = parseFlags(args);
    const shared = new Shared();
    await converse(initial, shared, false);
    for (let left = Number(initial['resume-count'] ?? 0); left > 0; left--) await converse(resumed, shared, true);
    return EXIT.ok;
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    tell(`${name}: ${code ?? 'none'}: ${message}`);
    // A UsageError is an option that we do not take: a name, a key.
    return error instanceof CliFlagError || error instanceof UsageError ? EXIT.unimplemented : EXIT.failed;
  }
}

async function converse(flags: Flags, shared: Shared, isResumption: boolean): Promise<void> {
  const seen = new Seen();
  const connection = flags.server
    ? createServer(serverOptions(flags, shared, seen.observe))
    : createClient(clientOptions(flags, shared, seen.observe));
  const socket = await dial(flags);
  try {
    await new Conversation(flags, connection, socket, isResumption, seen).run();
  } finally {
    socket.destroy();
  }
}

/** The runner tells its connections apart by the id that comes first: eight bytes, the lowest first. */
async function dial(flags: Flags): Promise<Socket> {
  if (flags.port === undefined) throw new CliFlagError('no -port');
  const socket = connect({ host: flags.ipv6 ? '::1' : '127.0.0.1', port: Number(flags.port), allowHalfOpen: true });
  await once(socket, 'connect');
  const id = Buffer.alloc(8);
  id.writeBigUInt64LE(BigInt(flags['shim-id'] ?? 0));
  socket.write(id);
  return socket;
}

/** What a session does not tell of itself afterwards. */
class Seen {
  retried = false;
  /** The scheme with which the peer signed. */
  scheme: string | undefined;

  readonly observe = (event: TlsEvent): void => {
    if (event.kind === 'message' && event.message.kind === 'hello_retry_request') this.retried = true;
    if (event.kind === 'transcript-signature' && event.direction === 'received') this.scheme = event.scheme;
    if (event.kind === 'parameters-signature' && event.direction === 'received') this.scheme = event.scheme;
  };
}

class Conversation {
  readonly #flags: Flags;
  readonly #connection: TlsConnection;
  readonly #socket: Socket;
  readonly #isResumption: boolean;
  readonly #seen: Seen;
  #hasEnded = false;

  constructor(flags: Flags, connection: TlsConnection, socket: Socket, isResumption: boolean, seen: Seen) {
    this.#flags = flags;
    this.#connection = connection;
    this.#socket = socket;
    this.#isResumption = isResumption;
    this.#seen = seen;
  }

  /** Until the peer has ended. @throws TlsError, UnexpectedSession, the system's errors. */
  async run(): Promise<void> {
    try {
      this.#carryOut(this.#connection.start());
      for await (const bytes of this.#socket.iterator({ destroyOnReturn: false })) {
        this.#carryOut(this.#connection.receive(bytes));
        if (this.#hasEnded) break;
      }
      if (!this.#hasEnded) this.#onCut();
    } finally {
      // The last bytes, an alert among them, before the socket is destroyed.
      if (this.#socket.writable) await new Promise<void>((done) => this.#socket.end(() => done()));
    }
  }

  /** BoringSSL's shim takes a cut connection for an end, unless told otherwise; not before a handshake is complete. */
  #onCut(): void {
    const outputs = this.#connection.endOfInput();
    const failed = outputs.find(({ kind }) => kind === 'error');
    const isTolerated = this.#connection.session !== undefined && !this.#flags['check-close-notify'];
    if (failed?.kind === 'error' && !isTolerated) throw failed.error;
  }

  #carryOut(outputs: readonly TlsOutput[]): void {
    for (const output of outputs) {
      switch (output.kind) {
        case 'send':
          this.#socket.write(output.bytes);
          break;
        case 'data':
          this.#carryOut(this.#connection.write(output.bytes.map((byte) => byte ^ 0xff)));
          break;
        case 'secured':
          this.#check();
          this.#begin();
          break;
        case 'end':
          this.#hasEnded = true;
          if (!this.#flags['shim-shuts-down']) this.#carryOut(this.#connection.close());
          break;
        case 'error':
          throw output.error;
      }
    }
  }

  /** What the flags say of the session. */
  #check(): void {
    const flags = this.#flags;
    const { version, suite, resumed, alpn, serverName, extendedMasterSecret, group, peer } = this.#connection.session!;
    const expected = (name: keyof Flags, is: boolean) => {
      if (!is) throw new UnexpectedSession(`-${name}`);
    };
    expected('expect-session-miss', resumed === (this.#isResumption && !flags['expect-session-miss']));
    if (flags['expect-version'] !== undefined) {
      expected('expect-version', (version === 'TLSv1.3' ? 0x0304 : 0x0303) === Number(flags['expect-version']));
    }
    if (flags['expect-alpn'] !== undefined) expected('expect-alpn', (alpn ?? '') === flags['expect-alpn']);
    if (flags['expect-server-name'] !== undefined) {
      expected('expect-server-name', serverName === flags['expect-server-name']);
    }
    if (flags['expect-extended-master-secret']) expected('expect-extended-master-secret', extendedMasterSecret);
    const staple = flags['expect-ocsp-response'];
    if (staple !== undefined) {
      const received = Buffer.from(peer?.ocspResponse ?? []);
      expected('expect-ocsp-response', received.toString('base64') === staple);
    }
    this.#checkSeen(expected);
    const suiteId = flags['expect-cipher'];
    if (suiteId !== undefined) expected('expect-cipher', CODE_POINTS.cipherSuite.get(Number(suiteId)) === suite);
    const curve = flags['expect-curve-id'];
    if (curve !== undefined) expected('expect-curve-id', CODE_POINTS.namedGroup.get(Number(curve)) === group);
  }

  #checkSeen(expected: (name: keyof Flags, is: boolean) => void): void {
    const flags = this.#flags;
    const { retried, scheme } = this.#seen;
    if (flags['expect-hrr']) expected('expect-hrr', retried);
    if (flags['expect-no-hrr']) expected('expect-no-hrr', !retried);
    const schemeId = flags['expect-peer-signature-algorithm'];
    if (schemeId !== undefined) {
      expected('expect-peer-signature-algorithm', CODE_POINTS.signatureScheme.get(Number(schemeId)) === scheme);
    }
    const leaf = this.#connection.session!.peer?.leaf;
    if (flags['expect-no-peer-cert']) expected('expect-no-peer-cert', leaf === undefined);
    const file = flags['expect-peer-cert-file'];
    if (file !== undefined) {
      const [certificate] = readCertificatesPem(readFileSync(file, 'utf8'));
      expected('expect-peer-cert-file', leaf?.equals(certificate) === true);
    }
  }

  /** What the shim does first. */
  #begin(): void {
    const flags = this.#flags;
    const { version } = this.#connection.session!;
    if ((flags['key-update'] || flags['key-update-before-read']) && version === 'TLSv1.3') {
      this.#carryOut(this.#connection.updateKeys({ peer: false }));
    }
    const length = Number(flags['export-keying-material'] ?? 0);
    if (length > 0) {
      const context = flags['use-export-context'] ? Buffer.from(flags['export-context'] ?? '') : undefined;
      const label = flags['export-label'] ?? '';
      this.#carryOut(this.#connection.write(this.#connection.exportKeyingMaterial(label, length, context)));
    }
    if (flags['shim-writes-first']) this.#carryOut(this.#connection.write(Buffer.from('hello')));
    if (flags['shim-shuts-down']) this.#carryOut(this.#connection.close());
  }
}
