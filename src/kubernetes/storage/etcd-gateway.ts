/** etcd's JSON gateway over our own TLS: requests to any member that answers, and streams of lines
 * (etcd v3 API, gRPC gateway; over HTTP/1.1). */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { bytesToUtf8, UsageError } from '../../bytes/index.ts';
import { HttpError } from '../../node/index.ts';
import { answerTo, bodyOf, piecesOf } from '../../node/internal.ts';
import { fieldOf, textOf } from '../documents.ts';
import { StoreError } from './store.ts';

/** A member of the cluster. */
export interface EtcdMember {
  readonly host: string;
  readonly port: number;
}

export interface EtcdOptions {
  readonly members: readonly EtcdMember[];
  /** Opens a TLS connection to a member. It presents the client's certificate and verifies the member's. */
  connect(member: EtcdMember): Duplex;
}

/** Milliseconds to wait for the answer to a write. After that its outcome is unknown. */
const TIMEOUT_MS = 8000;
/** Milliseconds between two rounds over all members. */
const PAUSE_MS = 100;
/** Maximum bytes of a response. etcd limits requests to 1.5 MiB, but a range of all objects may be long. */
const MAX_ANSWER = 512 * 1024 * 1024;
/** Maximum bytes of one message of a watch: some transactions of etcd's 1.5 MiB, with the values before them, in base64. */
const MAX_LINE = 64 * 1024 * 1024;

/** The response of a member. */
interface Answer {
  readonly status: number;
  readonly value: unknown;
}

export class EtcdGateway {
  readonly #options: EtcdOptions;
  readonly #agents: readonly Agent[];
  #member = 0;
  #isClosed = false;

  constructor(options: EtcdOptions) {
    this.#options = options;
    this.#agents = options.members.map((member) => agentOf(() => options.connect(member)));
  }

  /** Sends a request until a member answers, for at most eight seconds.
   * @param isWrite - whether the request must not be sent twice: then no other member is tried after one may have received it.
   * @throws StoreError `unavailable`; `unknown-outcome` for a write that was sent; `compacted`, `future`. */
  async post(path: string, body: object, isWrite: boolean): Promise<unknown> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (let tries = 1; ; tries++) {
      if (this.#isClosed) throw new StoreError('closed', 'the store has been closed');
      const sent = { isSent: false };
      try {
        const { status, value } = await this.#ask(path, body, sent, deadline - Date.now());
        if (status !== 200) throw refusalOf(status, value);
        // Every answer of etcd has the revision of its store, which begins at 1.
        if (Number(fieldOf(value, 'header', 'revision')) >= 1) return value;
        throw new StoreError('unavailable', `${this.#url(path)} answers with something that is not etcd's`);
      } catch (cause) {
        if (
          cause instanceof TypeError ||
          cause instanceof UsageError ||
          (cause instanceof StoreError && cause.code !== 'unavailable')
        )
          throw cause;
        const message = cause instanceof Error ? cause.message : String(cause);
        if (isWrite && sent.isSent) throw new StoreError('unknown-outcome', `etcd: ${message}`, 0, { cause });
        if (Date.now() >= deadline - PAUSE_MS) throw new StoreError('unavailable', `etcd: ${message}`, 0, { cause });
        this.next();
        if (tries % this.#agents.length === 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  /** Switches to another member for the next request. */
  next(): void {
    this.#member = (this.#member + 1) % this.#agents.length;
  }

  async #ask(path: string, body: object, sent: { isSent: boolean }, timeout: number): Promise<Answer> {
    const outgoing = this.#request(path);
    sendConnected(outgoing, JSON.stringify(body), sent);
    const url = this.#url(path);
    const answer = await answerTo(outgoing, { url, patience: timeout });
    return { status: answer.statusCode ?? 0, value: await jsonOf(answer, url) };
  }

  #url(path: string): string {
    return `https://${authorityOf(this.#options.members[this.#member])}${path}`;
  }

  #request(path: string): ClientRequest {
    const member = this.#options.members[this.#member];
    const headers = { Host: authorityOf(member), 'Content-Type': 'application/json' };
    return request({ method: 'POST', path, headers, agent: this.#agents[this.#member] });
  }

  /** A stream of JSON values, one a line, until it ends or fails.
   * @param signal - ends it. @throws StoreError `corrupt` for a line that is no JSON; the failure; resolves if the member ended it. */
  async stream(path: string, body: object, signal: AbortSignal, onValue: (value: unknown) => void): Promise<void> {
    const outgoing = this.#request(path);
    const url = this.#url(path);
    const abandon = (): void => void outgoing.destroy(new Error('the watch was stopped'));
    signal.addEventListener('abort', abandon, { once: true });
    try {
      sendConnected(outgoing, JSON.stringify(body), { isSent: false });
      const answer = await answerTo(outgoing, { url });
      if (answer.statusCode !== 200) throw refusalOf(answer.statusCode ?? 0, await jsonOf(answer, url));
      for await (const line of linesOf(answer, url)) onValue(lineValue(line, url));
    } finally {
      signal.removeEventListener('abort', abandon);
      outgoing.destroy();
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const agent of this.#agents) agent.destroy();
  }
}

function agentOf(connect: () => Duplex): Agent {
  const agent = new Agent({ keepAlive: true });
  // The types say net.Socket; node:http takes any stream.
  (agent as unknown as { createConnection: () => Duplex }).createConnection = connect;
  return agent;
}

const authorityOf = ({ host, port }: EtcdMember): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Sends the body once the connection is established. @param sent - set as soon as the request may have reached the member. */
function sendConnected(outgoing: ClientRequest, body: string, sent: { isSent: boolean }): void {
  outgoing.once('socket', (socket) => {
    const write = (): void => {
      sent.isSent = true;
      outgoing.end(body);
    };
    // A reused connection is already established; on a new one, the TLS handshake comes first.
    if (outgoing.reusedSocket) write();
    else socket.once('secureConnect', write);
  });
}

const jsonOf = async (answer: IncomingMessage, url: string): Promise<unknown> =>
  JSON.parse(bytesToUtf8(await bodyOf(answer, url, MAX_ANSWER)));

/** The complete lines of a response. */
async function* linesOf(answer: IncomingMessage, url: string): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of piecesOf(answer, url)) {
    let at = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, at)) {
      yield Buffer.concat([...parts, chunk.subarray(at, end)]).toString();
      parts = [];
      held = 0;
      at = end + 1;
    }
    if (at < chunk.length) parts.push(chunk.subarray(at));
    held += chunk.length - at;
    if (held > MAX_LINE) throw new HttpError('http-too-large', url, `sends a line of more than ${MAX_LINE} bytes`);
  }
}

/** Asked again, whoever sent such a line may send it again: so it is told, and not passed over. */
function lineValue(line: string, url: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new StoreError('corrupt', `${url} sends a line that is not JSON: ${(cause as Error).message}`, 0, { cause });
  }
}

/** gRPC's code of "the revision is out of range" (google.rpc.Code). */
const OUT_OF_RANGE = 11;

function refusalOf(status: number, value: unknown): StoreError {
  const message = textOf(value, 'message') || textOf(value, 'error') || `status ${status}`;
  if (fieldOf(value, 'code') === OUT_OF_RANGE) {
    return new StoreError(message.includes('compacted') ? 'compacted' : 'future', message);
  }
  return new StoreError('unavailable', message);
}
