/** A table of the object identifiers that are frequent in certificates and keys: converting each anew would take a third of the
 * time of reading a certificate, and more of writing one. Other OIDs are converted, with the same result. */
import type { Writer } from '../codec/index.ts';

/** Their arcs, with the bytes of each (X.690 §8.19). */
const BUSY_ARCS: readonly (readonly [text: string, ...bytes: number[]])[] = [
  ['1.2.840.10045.2', 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02], // ANSI X9.62: kinds of keys, curves, signatures
  ['1.2.840.10045.3.1', 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01],
  ['1.2.840.10045.4.3', 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03],
  ['1.2.840.113549.1.1', 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01], // PKCS #1, #5 and #9
  ['1.2.840.113549.1.5', 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05],
  ['1.2.840.113549.1.9', 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09],
  ['1.3.6.1.5.5.7.1', 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01], // PKIX: extensions, purposes of keys, access methods
  ['1.3.6.1.5.5.7.3', 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03],
  ['1.3.6.1.5.5.7.48', 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30],
  ['2.5.4', 0x55, 0x04], // X.520: attribute types
  ['2.5.29', 0x55, 0x1d], // X.509: extensions
];
/** Children of each arc: their last subidentifiers are 0 to 63, encoded in one byte. */
const CHILDREN = 64;

/** The state after a byte that continues no arc. */
const NOWHERE = 0;
const ROOT = 1;
/** Exceeds the total number of bytes of the arcs, and so the number of trie states. */
const MOST_STATES = 64;

/** A trie over the bytes of the arcs: from state s, byte o leads to state `NEXT[256 * s + o]`. `TEXTS[s]` are the children of the
 * arc that leads to s. */
const NEXT = new Uint8Array(256 * MOST_STATES);
const TEXTS: (readonly string[] | undefined)[] = new Array(MOST_STATES).fill(undefined);
/** The index of each text in the table: `CHILDREN` times its arc's index, plus its last byte. (Building a byte array for each OID would
 * take ten times as long as building all other tables here.) */
const PLACES = new Map<string, number>();
const ARC_BYTES: readonly Uint8Array[] = BUSY_ARCS.map(([, ...bytes]) => Uint8Array.from(bytes));

let states = ROOT;
for (const [place, [arc, ...bytes]] of BUSY_ARCS.entries()) {
  let state = ROOT;
  for (const byte of bytes) {
    const edge = 256 * state + byte;
    if (NEXT[edge] === NOWHERE) NEXT[edge] = ++states;
    state = NEXT[edge];
  }
  const texts = Array.from({ length: CHILDREN }, (_, child) => `${arc}.${child}`);
  TEXTS[state] = texts;
  for (const [child, text] of texts.entries()) PLACES.set(text, CHILDREN * place + child);
}

/** The text of the object identifier whose contents octets are `bytes.subarray(start, end)`; undefined if it is not in the table. */
export function knownOid(bytes: Uint8Array, start: number, end: number): string | undefined {
  const next = NEXT;
  let state = ROOT;
  for (let i = start; i < end - 1; i++) state = next[256 * state + bytes[i]];
  return TEXTS[state]?.[bytes[end - 1]];
}

/** Writes the contents octets of an object identifier. @returns false, without writing, if it is not in the table. */
export function writeKnownOid(writer: Writer, text: string): boolean {
  const place = PLACES.get(text);
  if (place === undefined) return false;
  writer.uint8(place % CHILDREN);
  writer.bytes(ARC_BYTES[Math.floor(place / CHILDREN)]);
  return true;
}
