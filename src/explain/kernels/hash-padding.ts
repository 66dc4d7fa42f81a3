/** How a message is padded to whole blocks. */
import type { Bytes } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import type { BytesPart } from '../document/exhibit.ts';
import { namedSpan } from './steps.ts';

/** The padding of a hash (FIPS 180-4 §5.1), byte by byte.
 * @param wordBits - 32 for SHA-1 and SHA-256 (§5.1.1), 64 for SHA-384 and SHA-512 (§5.1.2): a block has sixteen words, and the length two. */
export function paddingPart(padded: Bytes, messageLength: number, wordBits: 32 | 64): BytesPart {
  const rule = `FIPS 180-4 §5.1.${wordBits / 32}`;
  const lengthLength = wordBits / 4;
  const lengthAt = padded.length - lengthLength;
  const zeros = lengthAt - messageLength - 1;
  const part = (name: string, type: string, at: number, length: number): Span[] =>
    length === 0 ? [] : [namedSpan({ name, type, rule }, at, length)];
  const children = [
    ...part('message', 'bytes', 0, messageLength),
    ...part('the bit 1, and seven zeros', 'byte', messageLength, 1),
    ...part(`zeros, up to ${lengthLength} bytes before the end of a block`, 'bytes', messageLength + 1, zeros),
    ...part(`l = ${8 * messageLength}, the length in bits`, `integer of ${2 * wordBits} bits`, lengthAt, lengthLength),
  ];
  const span = namedSpan(
    { name: 'padded message', type: `blocks of ${2 * wordBits} bytes`, rule },
    0,
    padded.length,
    children,
  );
  return { kind: 'bytes', title: 'Padding', bytes: padded, span };
}
