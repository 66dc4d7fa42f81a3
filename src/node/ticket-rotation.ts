/** Random ticket keys, which are replaced regularly. */
import { type Random, randomBytes } from '../bytes/index.ts';
import { TicketKeys } from '../tls/index.ts';

/** Bytes. */
const KEY = 32;

/** One server's ticket keys. Whoever learns a key can decrypt all sessions of its tickets in TLS 1.2, so a key does not live
 * longer than needed: it encrypts for one lifetime of a ticket, and decrypts for one more. */
export class TicketRotation {
  readonly keys: TicketKeys;
  readonly #random: Random;
  readonly #time: () => Date;
  /** Milliseconds. */
  readonly #period: number;
  #current: Uint8Array;
  /** Milliseconds since 1970. */
  #since: number;

  /** @param lifetime - of a ticket, in seconds. */
  constructor({ random, time }: { readonly random: Random; readonly time: () => Date }, lifetime: number) {
    this.#random = random;
    this.#time = time;
    this.#period = lifetime * 1000;
    this.#current = randomBytes(random, KEY);
    this.#since = time().getTime();
    this.keys = new TicketKeys([this.#current]);
  }

  /** Replaces the key if it is due. */
  refresh(): void {
    const now = this.#time().getTime();
    const age = now - this.#since;
    // If the clock was set back, the key is replaced too, so that its lifetime is not extended.
    if (age >= 0 && age < this.#period) return;
    const former = this.#current;
    this.#current = randomBytes(this.#random, KEY);
    this.#since = now;
    this.keys.replace(age >= 0 && age < 2 * this.#period ? [this.#current, former] : [this.#current]);
    former.fill(0);
  }
}
