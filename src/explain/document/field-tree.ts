/** A tree of spans as a person wants to see it: tag and length belong to what they begin, a wrapper is not told apart from what is in
 * it, what occupies nothing is left out, and so is what is to be hidden. */
import { bitLength, bytesToHex, bytesToUtf8 } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import { objectName } from '../openssl-text/object-names.ts';
import { visible } from './visible.ts';

export interface Field {
  /** The names of the spans that it stands for. */
  readonly name: string;
  readonly type: string;
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  /** The first byte behind tag and length. */
  readonly contentStart: number;
  /** On one line; '' for a structure, and for bytes, which speak for themselves. */
  readonly value: string;
  /** A secret: it has neither value nor parts, and its bytes are not to be shown. */
  readonly hidden: boolean;
  readonly parts: readonly Field[];
}

/** @param name - what to call it. @param showSecrets - whether a secret is a field like others. */
export function fieldOf(span: Span, name: string, showSecrets: boolean): Field {
  const { type, rule, start, end } = span;
  // Tag and length are part of what they begin.
  const inner = span.children.filter((child) => !HEADER_TYPES.has(child.type));
  const contentStart = inner[0]?.start ?? (span.children.length > 0 ? end : start);
  const own = { name, type, rule, start, end, contentStart, hidden: false, value: '', parts: [] };
  const hides = (of: Span): boolean => of.secret === true && !showSecrets;
  if (hides(span)) return { ...own, hidden: true };
  const [only] = inner.length === 1 ? inner : [];
  if (inner.length === 0) return { ...own, value: valueText(span) };
  if (only !== undefined && !hides(only)) {
    if (only.children.length === 0) return { ...own, value: valueText(only) };
    // A choice, or a wrapper: nothing of its own to show.
    if (only.start === start && only.end === end)
      return fieldOf(only, only.name === 'value' ? name : `${name}.${only.name}`, showSecrets);
  }
  const parts = inner.filter((part) => part.start !== part.end);
  return { ...own, parts: parts.map((part) => fieldOf(part, part.name, showSecrets)) };
}

const HEADER_TYPES: ReadonlySet<string> = new Set(['identifier octets', 'length octets']);

/** Numbers that their standards write in hexadecimal, all of two bytes. */
const CODE_POINTS: ReadonlySet<string> = new Set(['ProtocolVersion', 'CipherSuite', 'SignatureAndHashAlgorithm']);

/** A decoded value on one line; nothing for bytes, which are there to be seen, and for what is no single value. */
function valueText({ type, value }: Span): string {
  if (value === null) return type;
  if (typeof value === 'number' && CODE_POINTS.has(type)) return `0x${value.toString(16).padStart(4, '0')}`;
  if (value instanceof Uint8Array) return printableText(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (typeof value === 'string') return /^\d+(\.\d+)+$/.test(value) ? named(value) : JSON.stringify(visible(value));
  if (typeof value === 'bigint') return value < 2n ** 64n ? `${value}` : '';
  if (Array.isArray(value))
    return value.length > 0 && value.every((one) => typeof one === 'string') ? value.join(', ') : '';
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

function named(oid: string): string {
  const name = objectName(oid);
  return name === oid ? oid : `${oid} (${name})`;
}

/** Bytes that are plain text, quoted. */
const printableText = (bytes: Uint8Array): string =>
  bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte <= 0x7e) ? JSON.stringify(bytesToUtf8(bytes)) : '';

/** Hexadecimal in groups of four bytes. */
export const bytesText = (bytes: Uint8Array): string =>
  bytes.length === 0 ? '(no bytes)' : bytesToHex(bytes).replace(/.{8}(?=.)/g, '$& ');

/** A number that is easily read in decimal in both ways, any other with its size. */
export function integerText(value: bigint): string {
  const [sign, size] = value < 0n ? ['-', -value] : ['', value];
  const digits = size.toString(16);
  if (digits.length <= 16) return `${value} (${sign}0x${digits}, ${counted(bitLength(size), 'bit')})`;
  // Counted from the right, as digits of numbers are.
  return `${bitLength(size)} bits: ${sign}0x ${digits.replace(/(?<=.)(?=(.{8})+$)/g, ' ')}`;
}

/** `1 byte`, `2 bytes`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
