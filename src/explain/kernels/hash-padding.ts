/** How a message is padded to whole blocks. */
import type { Bytes } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import type { BytesPart } from '../document/exhibit.ts';
import { namedSpan } from './steps.ts';

/** The padding of SHA-1, SHA-224 and SHA-256 (FIPS 180-4 §5.1.1), byte by byte. */
export function paddingPart(padded: Bytes, messageLength: number): BytesPart {
  const rule = 'FIPS 180-4 §5.1.1';
  const lengthAt = padded.length - 8;
  const zeros = lengthAt - messageLength - 1;
  const part = (name: string, type: string, at: number, length: number): Span[] =>
    length === 0 ? [] : [namedSpan({ name, type, rule }, at, length)];
  const children = [
    ...part('message', 'bytes', 0, messageLength),
    ...part('the bit 1, and seven zeros', 'byte', messageLength, 1),
    ...part('zeros, up to 8 bytes before the end of a block', 'bytes', messageLength + 1, zeros),
    ...part(`l = ${8 * messageLength}, the length in bits`, 'integer of 64 bits', lengthAt, 8),
  ];
  const span = namedSpan({ name: 'padded message', type: 'blocks of 64 bytes', rule }, 0, padded.length, children);
  return { kind: 'bytes', title: 'Padding', bytes: padded, span };
}
