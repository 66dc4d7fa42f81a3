import { type Bytes, concat } from '../bytes/index.ts';
import type { TlsError } from './errors.ts';
import type { KeyRequest } from './key-request.ts';
import type { TlsSession } from './session.ts';

/** What the caller must do, in this order. */
export type TlsOutput =
  /** Bytes to send on the transport. */
  | { readonly kind: 'send'; readonly bytes: Bytes }
  /** A private key operation is needed: answer with `provide`. Only with credentials whose key is `'on-request'`. */
  | { readonly kind: 'request'; readonly request: KeyRequest }
  /** Plaintext from the peer; the caller owns it. */
  | { readonly kind: 'data'; readonly bytes: Bytes }
  /** The handshake is complete; `write` is allowed from now on. */
  | { readonly kind: 'secured'; readonly session: TlsSession }
  /** The peer's close_notify: it will send no more data. */
  | { readonly kind: 'end' }
  /** The connection is over; the last output. Our alert, if any, was in an earlier `send`. */
  | { readonly kind: 'error'; readonly error: TlsError };

/** The outputs of one step. Adjacent sends are joined, so that a flight takes one write to the transport. */
export class OutputQueue {
  #outputs: TlsOutput[] = [];
  /** Bytes to send that are not joined yet. */
  #sending: Bytes[] = [];

  send(bytes: Bytes): void {
    if (bytes.length > 0) this.#sending.push(bytes);
  }

  push(output: TlsOutput): void {
    this.#join();
    this.#outputs.push(output);
  }

  /** Empties the queue. */
  take(): readonly TlsOutput[] {
    this.#join();
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }

  #join(): void {
    const sending = this.#sending;
    if (sending.length === 0) return;
    this.#outputs.push({ kind: 'send', bytes: sending.length === 1 ? sending[0] : concat(...sending) });
    this.#sending = [];
  }
}
