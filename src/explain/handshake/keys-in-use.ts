/** Which key protects which bytes, at which moment (RFC 8446 §7.1, §7.2). */
import type { Role } from '../document/events.ts';
import type { Table } from '../document/exhibit.ts';
import type { Carried } from './records.ts';

/** HandshakeType (RFC 8446 §4). */
const FINISHED = 20;
const KEY_UPDATE = 24;

/** The name of the secret that protects each message; undefined for a message in the clear. Each side changes its key after its own
 * Finished, and after its own KeyUpdate. @param carried - the messages of a TLS 1.3 session, in the order in which they were sent. */
export function secretsInUse(carried: readonly Carried[]): readonly (string | undefined)[] {
  const generation: Record<Role, number | undefined> = { client: undefined, server: undefined };
  return carried.map(({ from, type, bytes, records }) => {
    if (!records.some(({ parts }) => parts !== undefined)) return undefined;
    const now = generation[from];
    if (type === 'handshake' && bytes[0] === FINISHED) generation[from] = 0;
    if (type === 'handshake' && bytes[0] === KEY_UPDATE && now !== undefined) generation[from] = now + 1;
    return now === undefined ? `${from}_handshake_traffic_secret` : `${from}_application_traffic_secret_${now}`;
  });
}

/** @param labels - the labels of the messages, in the same order. */
export function keysInUse(carried: readonly Carried[], labels: readonly string[]): Table {
  const secrets = secretsInUse(carried);
  return {
    kind: 'table',
    title: 'Which bytes are under which key, in order of time',
    rule: 'RFC 8446 §7.3',
    columns: ['sender', 'message', 'bytes', 'under the key of'],
    // The key schedule has the first secret without a number.
    rows: carried.map(({ from, bytes }, i) => [
      ...[from, labels[i], `${bytes.length}`],
      secrets[i]?.replace(/_0$/, '') ?? 'none: in the clear',
    ]),
  };
}
