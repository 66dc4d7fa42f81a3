/** EC public keys that are used often, such as those of CAs and of servers: a table of their multiples is cached, which makes a
 * verification three times as fast. Everything here is public. */
import { bytesToHex, isBytes } from '../bytes/index.ts';
import type { PreparedPublicKey } from '../ec/index.ts';
import type { EcPublicKey } from '../keys/index.ts';
import { curveNamed } from '../keys/internal.ts';

/** A table costs as much as 13 verifications. */
const USES_BEFORE_TABLE = 16;
/** A table takes 130 kB on P-256, 490 kB on P-521. */
const MOST_TABLES = 16;
/** Maximum number of keys whose uses are counted: a flood of new keys must not fill the memory. */
const MOST_COUNTED = 256;
/** A table that was used within this many verifications is not evicted for another one: otherwise keys that alternate would have their
 * tables rebuilt again and again. */
const IDLE = 2 * MOST_COUNTED;

interface Table {
  readonly prepared: PreparedPublicKey;
  /** The value of `verifications` when it was last used. */
  usedAt: number;
}

/** Indexed by the contents of the key, so that a modified key object is a different key. The least recently used key comes first. */
const tables = new Map<string, Table>();
const uses = new Map<string, number>();
let verifications = 0;

/** As `Curve.verifyDigest`, with the key's table from about its 16th use on.
 * @throws EcError for a bad key. */
export function verifyDigest(key: EcPublicKey, digest: Uint8Array, signature: Uint8Array): boolean {
  const curve = curveNamed(key.curve);
  if (!isBytes(key.point)) return curve.verifyDigest(key.point, digest, signature); // throws
  verifications++;
  const text = `${key.curve} ${bytesToHex(key.point)}`;
  const table = tables.get(text);
  if (table !== undefined) {
    table.usedAt = verifications;
    putLast(tables, text, table, MOST_TABLES);
    return table.prepared.verifyDigest(digest, signature);
  }
  const count = (uses.get(text) ?? 0) + 1;
  putLast(uses, text, count, MOST_COUNTED);
  if (count < USES_BEFORE_TABLE || !hasRoom()) return curve.verifyDigest(key.point, digest, signature);
  const prepared = curve.prepare(key.point);
  uses.delete(text);
  putLast(tables, text, { prepared, usedAt: verifications }, MOST_TABLES);
  return prepared.verifyDigest(digest, signature);
}

function hasRoom(): boolean {
  if (tables.size < MOST_TABLES) return true;
  const [oldest] = tables.values();
  return verifications - oldest.usedAt > IDLE;
}

/** Moves an entry to the end, and removes the first one if there are too many. */
function putLast<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}
