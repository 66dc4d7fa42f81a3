import type { Reader, Writer } from '../codec/index.ts';
import type { Element } from './element.ts';
import { knownOid, writeKnownOid } from './known-oids.ts';
import { leaf } from './primitives.ts';

const RULE = 'X.690 §8.19';
/** Maximum bytes of a subidentifier: 140 bits, enough for the 128 of an arc made from a UUID (X.667 §6.3). Without a limit, one long
 * subidentifier would take quadratic time. */
const MAX_ARC_OCTETS = 20;
/** Number of arcs joined at a time. */
const CHUNK = 4096;

/** OBJECT IDENTIFIER, as dotted decimal: `2.5.29.17`. Arcs up to 2^140. */
export const oid: Element<string> = leaf({
  type: 'OBJECT IDENTIFIER',
  rule: RULE,
  tag: 0x06,
  read: readOid,
  write: writeOid,
});

function readOid(bytes: Uint8Array, start: number, end: number, reader: Reader): string {
  const known = knownOid(bytes, start, end);
  if (known !== undefined) return known;
  if (start === end) reader.fail('oid-empty', 'X.690 §8.19.2', start);
  if (bytes[end - 1] >= 0x80) reader.fail('oid-truncated', 'X.690 §8.19.2', end);
  let text = '';
  const arcs: string[] = [];
  for (let first = start, i = start; i < end; i++) {
    if (bytes[i] >= 0x80) continue;
    if (bytes[first] === 0x80) reader.fail('oid-not-minimal', 'X.690 §8.19.2', first);
    if (i - first >= MAX_ARC_OCTETS) reader.fail('oid-arc-too-large', 'Not in X.690: arcs up to 2^140', first);
    const value = first === i ? bytes[i] : subidentifier(bytes, first, i);
    // Concatenating many arcs one by one would take sixty times as much memory.
    if (arcs.length === CHUNK) text += `${arcs.splice(0).join('.')}.`;
    arcs.push(first === start ? firstArcs(value) : `${value}`);
    first = i + 1;
  }
  return text + arcs.join('.');
}

/** The base-128 number in `bytes[start..end]`, both ends included: a `number` if exact, otherwise a bigint. */
function subidentifier(bytes: Uint8Array, start: number, end: number): number | bigint {
  if (end - start < 7) {
    let value = 0;
    for (let i = start; i <= end; i++) value = value * 128 + (bytes[i] & 0x7f);
    return value;
  }
  let value = 0n;
  for (let i = start; i <= end; i++) value = (value << 7n) | BigInt(bytes[i] & 0x7f);
  return value;
}

/** X.690 §8.19.4: the first subidentifier is X · 40 + Y, with X at most 2 and Y below 40 unless X is 2. */
function firstArcs(value: number | bigint): string {
  if (value < 40) return `0.${value}`;
  if (value < 80) return `1.${Number(value) - 40}`;
  return typeof value === 'number' ? `2.${value - 80}` : `2.${value - 80n}`;
}

const ARC = /^(?:0|[1-9][0-9]{0,43})$/;

function writeOid(writer: Writer, value: string): void {
  if (typeof value !== 'string') writer.fail('oid-syntax', RULE);
  if (!writeKnownOid(writer, value)) writeArcs(writer, value);
}

function writeArcs(writer: Writer, value: string): void {
  const arcs = value.split('.');
  if (arcs.length < 2 || !/^[0-2]$/.test(arcs[0]) || !arcs.every((arc) => ARC.test(arc)))
    writer.fail('oid-syntax', RULE);
  const top = Number(arcs[0]);
  if (top < 2 && Number(arcs[1]) > 39) writer.fail('oid-first-arcs', 'X.690 §8.19.4');
  for (let i = arcs.length; i-- > 2; ) writeSubidentifier(writer, arcs[i]);
  writeSubidentifier(writer, arcs[1], 40 * top);
}

/** @param offset - is added to the number that the digits spell. */
function writeSubidentifier(writer: Writer, digits: string, offset = 0): void {
  if (digits.length < 15) {
    let value = Number(digits) + offset;
    writer.uint8(value % 128);
    while ((value = Math.floor(value / 128)) > 0) writer.uint8(0x80 | (value % 128));
    return;
  }
  let value = BigInt(digits) + BigInt(offset);
  if (value >> BigInt(7 * MAX_ARC_OCTETS) !== 0n) writer.fail('oid-arc-too-large', 'Not in X.690: arcs up to 2^140');
  writer.uint8(Number(value & 0x7fn));
  while ((value >>= 7n) > 0n) writer.uint8(0x80 | Number(value & 0x7fn));
}
