/** IP addresses as text and in network order. */
import { assertBytes, type Bytes, UsageError } from '../../bytes/index.ts';

const DECIMAL_OCTET = /^(?:0|[1-9][0-9]{0,2})$/;
const HEX_GROUP = /^[0-9A-Fa-f]{1,4}$/;

/** Parses `192.0.2.1` (no leading zeros, RFC 6943 §3.1.1) or an IPv6 address (RFC 4291 §2.2, without a zone).
 * @returns 4 or 16 bytes; undefined for any other text. */
export function parseIpAddress(text: string): Bytes | undefined {
  if (typeof text !== 'string') throw new UsageError('wrong-type', 'text', `must be a string, got ${typeof text}`);
  const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  return bytes && new Uint8Array(bytes);
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.', 5);
  if (parts.length !== 4 || !parts.every((part) => DECIMAL_OCTET.test(part) && Number(part) < 256)) return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::', 3);
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0], halves.length === 1);
  const tail = parseGroups(halves[1] ?? '', true);
  if (head === undefined || tail === undefined) return undefined;
  const gap = 16 - head.length - tail.length;
  // RFC 4291 §2.2 (2): `::` replaces at least one group of zeros.
  if (halves.length === 1 ? gap !== 0 : gap < 2) return undefined;
  return [...head, ...new Array<number>(gap).fill(0), ...tail];
}

/** Groups of up to four hex digits. At the end of the text, the last two groups may be an IPv4 address (RFC 4291 §2.2 (3)). */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':', 9);
  for (const [i, group] of groups.entries()) {
    const embedded = last && i === groups.length - 1 && group.includes('.') ? parseIpv4(group) : undefined;
    if (embedded !== undefined) bytes.push(...embedded);
    else if (HEX_GROUP.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}

/** Formats 4 bytes as `192.0.2.1`, and 16 as RFC 5952 §4 requires: lower case, the first longest run of zero groups as `::`.
 * @throws UsageError `out-of-range` for any other number of bytes. */
export function formatIpAddress(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) throw new UsageError('out-of-range', 'bytes', 'must be 4 or 16 bytes');
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] << 8) | bytes[2 * i + 1]);
  let start = 0;
  let length = 1; // §4.2.2: a single zero group is not shortened.
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  const hex = (from: number, to?: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return length === 1 ? hex(0) : `${hex(0, start)}::${hex(start + length)}`;
}
