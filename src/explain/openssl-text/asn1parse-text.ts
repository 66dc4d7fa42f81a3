/** The listing of `openssl asn1parse`: any DER, one line an element (crypto/asn1/asn1_par.c). */
import { derNode, integer, isConstructed, oid, tagName } from '../../asn1/index.ts';
import { bytesToHex } from '../../bytes/index.ts';
import { annotate, type Codec, DecodeError, type DecodeOptions, decode, list, type Span } from '../../codec/index.ts';
import { visible } from '../document/visible.ts';
import { objectName } from './object-names.ts';

export interface Asn1parseOptions extends DecodeOptions {
  /** Indents names by their depth. Default: false. */
  readonly indent?: boolean | undefined;
}

/** What a listing found. */
export interface Asn1Listing {
  /** One line an element, each with its line feed; where the bytes are malformed, up to there. */
  readonly text: string;
  readonly fault?: DecodeError;
}

/** Lists all elements, one after another, and what is in them. Where OpenSSL reads BER, this reads DER alone: what is not
 * canonical is a fault. */
export function asn1parseText(bytes: Uint8Array, { indent = false, limits }: Asn1parseOptions = {}): Asn1Listing {
  const { span, fault } = annotate(elements, bytes, { limits });
  const lines: string[] = [];
  for (const one of span.children) listElement(one, 0, indent, bytes, lines);
  return { text: lines.join(''), ...(fault !== undefined && { fault }) };
}

const elements = list(derNode);

function listElement(span: Span, depth: number, indent: boolean, bytes: Uint8Array, lines: string[]): void {
  const [tag, length, ...parts] = span.children;
  if (typeof tag?.value !== 'number' || typeof length?.value !== 'number') return;
  const constructed = isConstructed(tag.value);
  const offset = `${String(span.start).padStart(5)}:d=${String(depth).padEnd(2)} hl=${length.end - span.start}`;
  const name = `${indent ? ' '.repeat(depth) : ''}${tagText(tag.value).padEnd(18)}`;
  const content = bytes.subarray(length.end, length.end + length.value);
  const value = constructed || content.length < length.value ? '' : contentText(tag.value, content);
  const form = constructed ? 'cons' : 'prim';
  lines.push(`${offset} l=${String(length.value).padStart(4)} ${form}: ${name}${value}\n`);
  if (constructed) for (const part of parts) listElement(part, depth + 1, indent, bytes, lines);
}

/** OpenSSL's names of universal types, where they are not ASN.1's in capitals; it knows none of the others' names. */
const RENAMED: Readonly<Record<string, string>> = {
  'OBJECT IDENTIFIER': 'OBJECT',
  ObjectDescriptor: 'OBJECT DESCRIPTOR',
  TeletexString: 'T61STRING',
  'EMBEDDED PDV': '<ASN1 11>',
  'RELATIVE-OID': '<ASN1 13>',
  TIME: '<ASN1 14>',
  'CHARACTER STRING': '<ASN1 29>',
};
const CLASSES: Readonly<Record<string, string>> = {
  UNIVERSAL: 'univ',
  APPLICATION: 'appl',
  '': 'cont',
  PRIVATE: 'priv',
};

function tagText(tag: number): string {
  const name = tagName(tag);
  const [, tagClass, number] = /^\[([A-Z]*) ?(\d+)\]$/.exec(name) ?? [];
  if (tagClass === undefined) return RENAMED[name] ?? name.toUpperCase();
  return tagClass === 'UNIVERSAL' ? `<ASN1 ${number}>` : `${CLASSES[tagClass]} [ ${number} ]`;
}

/** UTF8String, NumericString, PrintableString, TeletexString, IA5String, UTCTime, GeneralizedTime, VisibleString. */
const TEXT_TAGS: ReadonlySet<number> = new Set([0x0c, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a]);

/** What follows the name of a primitive element. */
function contentText(tag: number, content: Uint8Array): string {
  if (TEXT_TAGS.has(tag)) return `:${visible(new TextDecoder().decode(content))}`;
  switch (tag) {
    case 0x01:
      return content.length === 1 ? `:${content[0]}` : ':BAD BOOLEAN';
    case 0x02:
    case 0x0a:
      return integerText(content);
    case 0x04:
      return bytesText(content);
    case 0x06:
      return `:${objectText(content)}`;
    default:
      return '';
  }
}

function integerText(content: Uint8Array): string {
  const value = tolerantly(integer.body, content);
  if (value === undefined) return ':BAD INTEGER';
  const digits = (value < 0n ? -value : value).toString(16).toUpperCase();
  return `:${value < 0n ? '-' : ''}${digits.length % 2 === 1 ? '0' : ''}${digits}`;
}

function objectText(content: Uint8Array): string {
  const value = tolerantly(oid.body, content);
  return value === undefined ? 'BAD OBJECT' : objectName(value);
}

/** Text where every byte is a printing character (or a tab or line break), hexadecimal otherwise. */
function bytesText(content: Uint8Array): string {
  if (content.length === 0) return '';
  const isText = content.every((byte) => (byte >= 0x20 && byte <= 0x7e) || [0x09, 0x0a, 0x0d].includes(byte));
  return isText ? `:${visible(new TextDecoder().decode(content))}` : `[HEX DUMP]:${bytesToHex(content).toUpperCase()}`;
}

/** The value of contents octets, or undefined: a listing shows what is wrong and goes on. */
function tolerantly<T>(codec: Codec<T>, content: Uint8Array): T | undefined {
  try {
    return decode(codec, content);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
