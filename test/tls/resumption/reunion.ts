/** A client and a server that meet again, by a clock that the test sets. */
import { seededRandom } from '../../../src/hash/index.ts';
import {
  type ClientOptions,
  DEFAULT_CIPHER_SUITES,
  type ServerOptions,
  SessionStore,
  TicketKeys,
} from '../../../src/tls/index.ts';
import { clientOptions, NOW, Pair, serverOptions, type Transport } from '../parties.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export class Reunion {
  readonly sessions = new SessionStore({ capacity: 16 });
  readonly keys = new TicketKeys([new Uint8Array(32).fill(7)]);
  /** Milliseconds since 1970. */
  now = NOW.getTime();
  #count = 0;

  /** Another connection of the two. */
  meet(client: Partial<ClientOptions> = {}, server: Partial<ServerOptions> = {}, transport?: Transport): Pair {
    const common = { ciphers: DEFAULT_CIPHER_SUITES, time: () => new Date(this.now) };
    const seed = `reunion ${this.#count++}`;
    return new Pair(
      clientOptions({
        ...common,
        random: seededRandom(`${seed} client`),
        resumption: { sessions: this.sessions, port: 6443 },
        ...client,
      }),
      serverOptions({
        ...common,
        random: seededRandom(`${seed} server`),
        tickets: { keys: this.keys, lifetime: 86_400 },
        ...server,
      }),
      transport,
    ).handshake();
  }

  /** Whether another connection of the two goes on with a session; it must be one that works. */
  resumes(client: Partial<ClientOptions> = {}, server: Partial<ServerOptions> = {}): boolean {
    const pair = this.meet(client, server).talk().close();
    const [ours, theirs] = [pair.client, pair.server];
    const error = ours.error ?? theirs.error;
    if (error !== undefined) throw error;
    const { resumed } = ours.connection.session!;
    if (theirs.connection.session!.resumed !== resumed) throw new Error('the two do not agree on what they do');
    if (ours.plaintext.length === 0 || theirs.plaintext.length === 0) throw new Error('nothing was said');
    return resumed;
  }
}
