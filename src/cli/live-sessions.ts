/** Sessions with real peers, watched: shown under glass when they end (`-explain`), and captured for Wireshark (`-pcap`). */
import { appendFileSync, writeFileSync } from 'node:fs';
import {
  type Endpoint,
  type EngineEvent,
  type Exhibit,
  failureOf,
  handshakeExhibit,
  PcapConnection,
  pcapFileHeader,
  type Role,
} from '../explain/index.ts';
import type { TlsSocket } from '../node/index.ts';
import { TlsError, type TlsEvent } from '../tls/index.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { PRESENT_OPTIONS, type PresentValues, present } from './present.ts';

// What -json means is the command's to say.
const { json: _json, ...PRESENTING } = PRESENT_OPTIONS;
export const LIVE_OPTIONS = {
  explain: { help: 'when a session ends, show every message, check and secret of it' },
  pcap: { value: 'FILE', help: 'write what travels as a capture, for Wireshark (-keylogfile has its keys)' },
  ...PRESENTING,
} as const;

interface LiveValues extends Omit<PresentValues, 'json'> {
  readonly explain: boolean;
  readonly pcap: string | undefined;
  readonly json?: boolean;
}

/** Records of application data that are shown of a session; the others are counted. */
const MAX_DATA_RECORDS = 16;

/** All sessions of one run of a command. */
export class LiveSessions {
  readonly #values: LiveValues;
  readonly #context: Context;
  readonly #append: ((packets: Uint8Array) => void) | undefined;
  readonly #sessions = new Map<TlsSocket, LiveSession>();
  #shown: Promise<void> = Promise.resolve();

  /** @returns undefined where nobody asked to watch. @throws CliError for a capture that cannot be written, before any session. */
  static of(values: LiveValues, context: Context): LiveSessions | undefined {
    return values.explain || values.pcap !== undefined ? new LiveSessions(values, context) : undefined;
  }

  private constructor(values: LiveValues, context: Context) {
    this.#values = values;
    this.#context = context;
    this.#append = values.pcap === undefined ? undefined : captureWriter(values.pcap, context);
  }

  /** The `observe` of `connect` and `createServer`. */
  readonly observe = (event: TlsEvent, socket: TlsSocket): void => {
    let session = this.#sessions.get(socket);
    if (session === undefined) {
      session = this.#begin(socket);
      this.#sessions.set(socket, session);
    }
    session.take(event, this.#context.now());
  };

  #begin(socket: TlsSocket): LiveSession {
    const session = new LiveSession(socket, this.#context.now(), this.#append);
    let error: Error | undefined;
    socket.once('error', (reason) => {
      error = reason;
    });
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    // One after another, so that they do not mix.
    const before = this.#shown;
    this.#shown = closed
      .then(() => before)
      .then(() => {
        this.#sessions.delete(socket);
        return this.#end(session, error);
      });
    // Whoever waits for `done` gets it; until then, nobody is to be told.
    this.#shown.catch(() => undefined);
    return session;
  }

  #end(session: LiveSession, error: Error | undefined): Promise<void> | undefined {
    session.end(error, this.#context.now());
    return this.#values.explain ? this.#present(session.exhibit()) : undefined;
  }

  #present(exhibit: Exhibit): Promise<void> {
    return present(this.#context, exhibit, { ...this.#values, json: this.#values.json ?? false });
  }

  /** Resolves when all sessions have ended and are shown. @throws what showing them threw. */
  done(): Promise<void> {
    return this.#shown;
  }
}

class LiveSession {
  readonly #role: Role;
  readonly #socket: TlsSocket;
  readonly #append: ((packets: Uint8Array) => void) | undefined;
  readonly #began: Date;
  readonly #events: EngineEvent[] = [];
  #peer = 'a peer';
  #connection: PcapConnection | undefined;
  #dataRecords = 0;
  #isPeerDone = false;

  constructor(socket: TlsSocket, began: Date, append: ((packets: Uint8Array) => void) | undefined) {
    this.#role = socket.role;
    this.#socket = socket;
    this.#began = began;
    this.#append = append;
  }

  take(event: TlsEvent, at: Date): void {
    if (event.kind === 'record') {
      this.#capture(event, at);
      if (event.type === 'application_data' && ++this.#dataRecords > MAX_DATA_RECORDS) return;
    }
    if (event.kind === 'alert' && event.direction === 'received')
      this.#isPeerDone = event.description === 'close_notify';
    this.#events.push({ source: 'tls', role: this.#role, event });
  }

  #capture({ direction, bytes }: Extract<TlsEvent, { readonly kind: 'record' }>, at: Date): void {
    if (this.#connection === undefined) {
      // The addresses are known from the first octet on, and no longer once the socket is closed.
      const { localAddress, localPort, remoteAddress, remotePort } = this.#socket;
      const [own, peer] = [endpoint(localAddress, localPort), endpoint(remoteAddress, remotePort)];
      this.#peer = `${peer.address}:${peer.port}`;
      const isClient = this.#role === 'client';
      this.#connection = new PcapConnection(isClient ? { client: own, server: peer } : { client: peer, server: own });
      this.#append?.(this.#connection.open(at));
    }
    const isClients = (direction === 'sent') === (this.#role === 'client');
    this.#append?.(this.#connection.data(isClients ? 'client' : 'server', at, bytes));
  }

  end(error: Error | undefined, at: Date): void {
    if (this.#connection !== undefined) this.#append?.(this.#connection.close(at));
    const failure = error instanceof TlsError ? failureOf(error) : undefined;
    // A session that we broke off, or the network, came to no end that its protocol has.
    if (failure === undefined && !this.#isPeerDone) return;
    this.#events.push({ source: 'end', role: this.#role, failure });
  }

  exhibit(): Exhibit {
    const run = { command: 'live', role: this.#role, peer: this.#peer, time: this.#began } as const;
    return handshakeExhibit({ run, events: this.#events });
  }
}

/** @param address - may have a zone, which no packet has. */
const endpoint = (address: string | undefined, port: number | undefined): Endpoint => ({
  address: address?.replace(/%.*/, '') ?? '0.0.0.0',
  port: port ?? 0,
});

/** Replaces the file, and then appends to it. @throws CliError with the system's code. */
function captureWriter(path: string, context: Context): (packets: Uint8Array) => void {
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      throw about(path, error);
    }
  };
  guarded(() => writeFileSync(context.path(path), pcapFileHeader()));
  return (packets) => guarded(() => appendFileSync(context.path(path), packets));
}
