/** The object identifiers that certificates and keys are full of, by table: spelling each anew would be a third of a
 * certificate's reading, and more of its writing. What is not here is spelled out, with the same outcome. */

/** The arcs below which they are, with the octets of each (X.690 §8.19). */
const BUSY_ARCS: readonly (readonly [text: string, ...octets: number[]])[] = [
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
/** Children of each arc: their last subidentifiers are 0 to 63, one octet. */
const CHILDREN = 64;

/** No arc has these octets. */
const NOWHERE = 0;
const ROOT = 1;

/** A trie over the octets of the arcs: from state s, octet o leads to state `next[256 * s + o]`. `texts[s]` are the children of
 * the arc that leads to s. */
function makeTrie(): { next: Uint8Array; texts: (readonly string[] | undefined)[] } {
  const next: number[] = new Array(256 * (ROOT + 1)).fill(NOWHERE);
  const texts: string[][] = [];
  for (const [text, ...octets] of BUSY_ARCS) {
    let state = ROOT;
    for (const octet of octets) {
      const edge = 256 * state + octet;
      if (next[edge] === NOWHERE) {
        next[edge] = next.length / 256;
        next.push(...new Array(256).fill(NOWHERE));
      }
      state = next[edge];
    }
    texts[state] = Array.from({ length: CHILDREN }, (_, child) => `${text}.${child}`);
  }
  return { next: Uint8Array.from(next), texts: Array.from(texts) };
}

const { next: NEXT, texts: TEXTS } = makeTrie();
const OCTETS: ReadonlyMap<string, Uint8Array> = new Map(
  BUSY_ARCS.flatMap(([text, ...octets]) =>
    Array.from({ length: CHILDREN }, (_, child) => [`${text}.${child}`, Uint8Array.of(...octets, child)] as const),
  ),
);

/** The text of the object identifier whose contents octets are `octets[start..end]`; undefined where it is none of the table. */
export function knownOid(octets: Uint8Array, start: number, end: number): string | undefined {
  const next = NEXT;
  let state = ROOT;
  for (let i = start; i < end - 1; i++) state = next[256 * state + octets[i]];
  return TEXTS[state]?.[octets[end - 1]];
}

/** The contents octets of an object identifier; undefined where it is none of the table. */
export const octetsOfKnownOid = (text: string): Uint8Array | undefined => OCTETS.get(text);
