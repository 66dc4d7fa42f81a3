/** A runner in small: it takes the shim's connections, and is the peer of each, so that the list of flag sets can be run without BoringSSL. */
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import {
  type ClientOptions,
  createClient,
  createServer,
  type ServerOptions,
  SessionStore,
  TicketKeys,
  type TlsConnection,
  type TlsOutput,
} from '../../src/tls/index.ts';
import type { Exit } from './outcome.ts';
import { runShim } from './shim.ts';

/** What the peer does once the session is there. */
export type Act = 'close' | 'cut' | 'cut-early' | 'echo' | 'garbage' | 'listen' | 'update';

export interface Peer {
  /** The peer's options; its role is the one that the shim has not. */
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly act?: Act;
}

const WORD = Buffer.from('ping');

/** Runs the shim against a peer. @returns its exit code, what it told, and what the peer received in each session. */
export async function runAgainst(
  flags: readonly string[],
  peer: (common: object) => { readonly client: ClientOptions; readonly server: ServerOptions },
  act: Act,
): Promise<{ readonly code: Exit; readonly told: string; readonly received: string[]; readonly ids: bigint[] }> {
  const isShimServer = flags.includes('-server');
  const sessions = new SessionStore({ capacity: 8 });
  const keys = new TicketKeys([new Uint8Array(32).fill(4)]);
  const received: string[] = [];
  const ids: bigint[] = [];
  const ended: Promise<unknown>[] = [];
  const tcp = createTcpServer({ allowHalfOpen: true }, (socket) => {
    const options = peer({ resumption: { sessions, port: 1 }, tickets: { keys, lifetime: 60 } });
    ended.push(new Promise((closed) => socket.on('close', closed)));
    const connection = isShimServer ? createClient(options.client) : createServer(options.server);
    new PeerEnd(connection, socket, act, (text, id) => {
      received.push(text);
      ids.push(id);
    });
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  let told = '';
  const { port } = tcp.address() as AddressInfo;
  const code = await runShim(['-port', `${port}`, '-shim-id', '7', ...flags], (line) => {
    told += line;
  });
  // Not before all connections are closed.
  tcp.close();
  await Promise.all(ended);
  return { code, told, received, ids };
}

class PeerEnd {
  readonly #connection: TlsConnection;
  readonly #socket: Socket;
  readonly #act: Act;
  #id: bigint | undefined;
  #text = '';
  #pending = Buffer.alloc(0);

  constructor(connection: TlsConnection, socket: Socket, act: Act, done: (text: string, id: bigint) => void) {
    this.#connection = connection;
    this.#socket = socket;
    this.#act = act;
    socket
      .on('data', (bytes) => this.#receive(bytes))
      .on('error', () => undefined)
      .on('end', () => socket.end())
      .on('close', () => done(this.#text, this.#id ?? -1n));
  }

  /** First the shim's id, then TLS. */
  #receive(bytes: Buffer): void {
    if (this.#id !== undefined) {
      this.#carryOut(this.#connection.receive(bytes));
      return;
    }
    this.#pending = Buffer.concat([this.#pending, bytes]);
    if (this.#pending.length < 8) return;
    this.#id = this.#pending.readBigUInt64LE(0);
    if (this.#act === 'cut-early') {
      this.#socket.destroy();
      return;
    }
    this.#carryOut(this.#connection.start());
    this.#carryOut(this.#connection.receive(this.#pending.subarray(8)));
  }

  #carryOut(outputs: readonly TlsOutput[]): void {
    for (const output of outputs) {
      if (output.kind === 'send') this.#socket.write(output.bytes);
      else if (output.kind === 'secured') this.#begin();
      else if (output.kind === 'data') this.#onData(output.bytes);
      else if (output.kind === 'end') this.#carryOut(this.#connection.close());
      else this.#socket.end();
    }
  }

  #begin(): void {
    switch (this.#act) {
      case 'cut':
        this.#socket.end();
        break;
      case 'close':
        this.#carryOut(this.#connection.close());
        break;
      case 'garbage':
        this.#socket.write(Buffer.from('1703030020'.padEnd(74, '0'), 'hex'));
        break;
      case 'update':
        this.#carryOut(this.#connection.updateKeys({ peer: true }));
        this.#carryOut(this.#connection.write(WORD));
        break;
      case 'echo':
        this.#carryOut(this.#connection.write(WORD));
        break;
      default:
    }
  }

  #onData(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString('latin1');
    if (this.#text.length >= WORD.length) this.#carryOut(this.#connection.close());
  }
}
