/** Private keys used in worker threads, so that a slow operation (RSA with 4096 bits) does not delay other connections. */
import { Worker } from 'node:worker_threads';
import { assertInteger, assertOptions, type Bytes, UsageError } from '../bytes/index.ts';
import { type PrivateKey, toTransferable } from '../keys/index.ts';
import type { Credentials, CredentialsOnRequest, KeyRequest } from '../tls/index.ts';
import { assertCredentials, assertKeyRequest } from '../tls/internal.ts';
import type { Certificate } from '../x509/index.ts';
import { ConnectionError } from './errors.ts';
import type { KeyAnswer, KeyTask } from './key-worker.ts';

/** Maximum number of keys that a thread keeps. Beyond that the oldest is dropped; it is sent again when it is needed. */
const MAX_KEYS = 64;

/** The program of a worker thread, in the folder of this file. */
const PROGRAM = new URL('./key-worker.js', import.meta.url);

interface Waiting {
  readonly done: (answer: Bytes) => void;
  readonly failed: (error: Error) => void;
}

/** Worker threads that use private keys, for the option `keyPool` of `connect` and `createServer`; several servers can share one. The threads
 * start with the first requests, receive each key once, as its `toTransferable` record, and do not keep the process alive. */
export class KeyPool {
  readonly #threads: Thread[];
  readonly #keys = new WeakMap<Certificate, PrivateKey>();
  #isClosed = false;

  /** @param options - `threads`: how many, 1..64. Required, since each occupies a processor while it works.
   * @param program - the program of a thread; needed if this file is bundled, since the program is then in another place.
   * @throws UsageError */
  constructor(options: { readonly threads: number }, program: string | URL = PROGRAM) {
    assertOptions(options, 'options', ['threads']);
    assertInteger(options.threads, 'threads', 1, 64);
    this.#threads = Array.from({ length: options.threads }, () => new Thread(program));
  }

  /** Adds the key to the pool. @returns credentials for the engine, without the key.
   * @throws UsageError `out-of-range` for a key that is not the certificate's; for credentials without a key. */
  lend(credentials: Credentials): CredentialsOnRequest {
    assertCredentials(credentials, 'credentials');
    const { key, ...rest } = credentials;
    if (typeof key !== 'object') throw new UsageError('wrong-type', 'credentials.key', 'must be a private key');
    this.#keys.set(rest.chain[0], key);
    return { ...rest, key: 'on-request' };
  }

  /** Answers a request for credentials from `lend`, in the thread with the fewest requests.
   * @returns the signature, or the plaintext; rejects with ConnectionError `key-unavailable` if the thread or the pool has ended, or the key is
   * not there; with UsageError for a value that is not a request. */
  async answer(request: KeyRequest): Promise<Bytes> {
    assertKeyRequest(request);
    const key = this.#keys.get(request.certificate);
    if (key === undefined || this.#isClosed) throw unavailable('the pool does not have it, or is closed');
    const least = Math.min(...this.#threads.map(({ load }) => load));
    return this.#threads.find(({ load }) => load === least)!.answer(request, key);
  }

  /** Ends the threads. Open requests, and later ones, fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}

class Thread {
  readonly #program: string | URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** The number that identifies each key to the thread, in the order in which the keys were sent. */
  readonly #sent = new Map<PrivateKey, number>();
  #next = 0;

  constructor(program: string | URL) {
    this.#program = program;
  }

  /** Number of open requests. */
  get load(): number {
    return this.#waiting.size;
  }

  answer({ certificate: _, ...request }: KeyRequest, key: PrivateKey): Promise<Bytes> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = this.#next++;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      this.#post(worker, { id, request, ...this.#keyNumber(key) });
    });
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
    this.#lose('the pool was closed');
  }

  #post(worker: Worker, task: KeyTask): void {
    worker.postMessage(task, task.key === undefined ? [] : [task.key.der.buffer]);
  }

  /** The key's number, and the key itself if the thread does not have it. */
  #keyNumber(key: PrivateKey): Pick<KeyTask, 'forget' | 'key' | 'keyNumber'> {
    const known = this.#sent.get(key);
    if (known !== undefined) return { keyNumber: known };
    const [oldest] = this.#sent.size < MAX_KEYS ? [] : this.#sent;
    if (oldest !== undefined) this.#sent.delete(oldest[0]);
    const keyNumber = this.#next++;
    this.#sent.set(key, keyNumber);
    return { keyNumber, key: toTransferable(key), forget: oldest?.[1] };
  }

  #start(): Worker {
    const worker = new Worker(this.#program);
    worker.on('message', (answer: KeyAnswer) => this.#take(answer));
    // The next request starts another thread.
    worker.on('error', (error) => this.#lose('its thread ended', error));
    worker.on('exit', () => this.#lose('its thread ended'));
    // After the listeners are added, since a listener for `message` refs the port.
    worker.unref();
    return worker;
  }

  #take({ id, result, message }: KeyAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (result === undefined) waiting?.failed(unavailable(message));
    else waiting?.done(result);
  }

  #lose(why: string, cause?: unknown): void {
    this.#worker = undefined;
    this.#sent.clear();
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { failed } of all) failed(unavailable(why, cause));
  }
}

const unavailable = (why: string, cause?: unknown): ConnectionError =>
  new ConnectionError('key-unavailable', `the private key cannot be used: ${why}`, { cause });
