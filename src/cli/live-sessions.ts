/** Sessions with real peers: explained when they end (`-explain`), and captured for Wireshark (`-pcap`). */
import { appendFileSync, writeFileSync } from 'node:fs';
import {
  type Endpoint,
  encodeRecording,
  handshakeExhibit,
  PcapConnection,
  pcapFileHeader,
  type Recording,
  type Role,
  SessionRecorder,
} from '../explain/index.ts';
import type { TlsSocket } from '../node/index.ts';
import type { TlsEvent } from '../tls/index.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { writeOutput } from './files.ts';
import { PRESENT_OPTIONS, type PresentValues, present, SENTENCE_OPTIONS } from './present.ts';
import { messageText } from './tls-messages.ts';

// Each command defines its own -json.
const { json: _json, ...PRESENTING } = PRESENT_OPTIONS;
export const LIVE_OPTIONS = {
  explain: { help: 'when a session ends, show every message, check and secret of it' },
  pcap: { value: 'FILE', help: 'write what travels as a capture, for Wireshark (-keylogfile has its keys)' },
  record: { value: 'FILE', help: 'keep the (last) session, with its secrets: explain handshake -replay shows it' },
  ...PRESENTING,
  ...SENTENCE_OPTIONS,
} as const;

interface LiveValues extends Omit<PresentValues, 'json'> {
  readonly explain: boolean;
  readonly pcap: string | undefined;
  readonly record: string | undefined;
  readonly json?: boolean;
}

/** All sessions of one run of a command. */
export class LiveSessions {
  readonly #values: LiveValues;
  readonly #context: Context;
  readonly #append: ((packets: Uint8Array) => void) | undefined;
  readonly #sessions = new Map<TlsSocket, LiveSession>();
  readonly #ending = new Set<Promise<void>>();
  #shown: Promise<void> = Promise.resolve();

  /** @returns undefined if no option requires it. @throws CliError for a capture that cannot be written, before any session. */
  static of(values: LiveValues, context: Context): LiveSessions | undefined {
    const { explain, pcap, record } = values;
    return explain || pcap !== undefined || record !== undefined ? new LiveSessions(values, context) : undefined;
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
    const ended = closed.then(() => {
      this.#sessions.delete(socket);
      // Sessions are shown one after another, in the order in which they end, so that their output does not interleave.
      this.#shown = this.#shown.then(() => this.#end(session, error));
      return this.#shown;
    });
    this.#ending.add(ended);
    // A failure is kept for `done` to throw.
    ended.then(
      () => this.#ending.delete(ended),
      () => undefined,
    );
    return session;
  }

  async #end(session: LiveSession, error: Error | undefined): Promise<void> {
    session.end(error, this.#context.now());
    const { explain, record, json = false } = this.#values;
    if (record !== undefined) {
      await writeOutput(this.#context, record, encodeRecording(session.recording), { secret: true });
    }
    if (explain) await present(this.#context, handshakeExhibit(session.recording), { ...this.#values, json });
  }

  /** Resolves when all sessions have ended and are shown. @throws what showing them threw. */
  async done(): Promise<void> {
    await Promise.all(this.#ending);
  }
}

class LiveSession {
  readonly #role: Role;
  readonly #socket: TlsSocket;
  readonly #append: ((packets: Uint8Array) => void) | undefined;
  readonly #recorder: SessionRecorder;
  #peer = 'a peer';
  #connection: PcapConnection | undefined;

  constructor(socket: TlsSocket, began: Date, append: ((packets: Uint8Array) => void) | undefined) {
    this.#role = socket.role;
    this.#socket = socket;
    this.#recorder = new SessionRecorder(socket.role, began);
    this.#append = append;
  }

  take(event: TlsEvent, at: Date): void {
    if (event.kind === 'record') {
      this.#connection ??= this.#open(at);
      this.#append?.(this.#connection.data(this.#recorder.senderOf(event), at, event.bytes));
    }
    this.#recorder.take(event, at);
  }

  /** Called with the first byte, since the addresses are not known before, nor after the socket is closed. */
  #open(at: Date): PcapConnection {
    const { localAddress, localPort, remoteAddress, remotePort } = this.#socket;
    const [own, peer] = [endpoint(localAddress, localPort), endpoint(remoteAddress, remotePort)];
    this.#peer = `${peer.address}:${peer.port}`;
    const ends = this.#role === 'client' ? { client: own, server: peer } : { client: peer, server: own };
    const connection = new PcapConnection(ends);
    this.#append?.(connection.open(at));
    return connection;
  }

  end(error: Error | undefined, at: Date): void {
    if (this.#connection !== undefined) this.#append?.(this.#connection.close(at));
    this.#recorder.end(error);
  }

  get recording(): Recording {
    return this.#recorder.recording(this.#peer);
  }
}

/** @param address - may have a zone identifier, which is removed, since packets have none. */
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
  guarded(() => writeFileSync(context.filePath(path), pcapFileHeader()));
  return (packets) => guarded(() => appendFileSync(context.filePath(path), packets));
}

/** The `observe` of a command: records the session to show it at the end, and prints messages immediately for `-msg`. */
export function observing(
  msg: boolean,
  live: LiveSessions | undefined,
  context: Context,
): ((event: TlsEvent, socket: TlsSocket) => void) | undefined {
  if (!msg) return live?.observe;
  return (event, socket) => {
    const text = messageText(event);
    // If the reader has closed the pipe, the next awaited write reports it.
    if (text !== '') void context.print(text).catch(() => undefined);
    live?.observe(event, socket);
  };
}
