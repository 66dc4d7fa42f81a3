/** The output of `openssl asn1parse`: any DER, one line for each element (crypto/asn1/asn1_par.c). */
import { derLength, identifier, integer, isConstructed, oid, peekTag, tagName } from '../../asn1/index.ts';
import { assertBoolean, assertOptions, bytesToHex } from '../../bytes/index.ts';
import { type Codec, DecodeError, type DecodeOptions, type Decoder, decode, Reader } from '../../codec/index.ts';
import { visible } from '../document/visible.ts';
import { objectName } from './object-names.ts';

export interface Asn1parseOptions extends DecodeOptions {
  /** Indents names by their depth. Default: false. */
  readonly indent?: boolean | undefined;
}

/** The result of a listing. */
export interface Asn1Listing {
  /** One line for each element, with its line feed; for malformed bytes, up to the fault. */
  readonly text: string;
  readonly fault?: DecodeError;
}

/** Lists all elements and their content. OpenSSL accepts BER; this accepts only DER and reports anything else as a fault. Only
 * the text is kept in memory. */
export function asn1parseText(bytes: Uint8Array, options: Asn1parseOptions = {}): Asn1Listing {
  assertOptions(options, 'options', ['indent', 'limits']);
  const { indent = false, limits } = options;
  assertBoolean(indent, 'options.indent');
  const listing = new Listing(indent);
  const reader = new Reader(bytes, { limits });
  try {
    listing.decode(reader);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { code, at, rule } = error;
    return { text: listing.text(), fault: new DecodeError(code, at, rule, ['ANY[]', ...listing.path.map(String)]) };
  }
  return { text: listing.text() };
}

/** Number of lines joined at a time. Keeping each line as a separate string would cost an object for each. */
const CHUNK = 1024;

/** Lists elements up to the end of the enclosing length. Only the codec's decode is used: it writes a line for each element, and
 * returns no value. */
class Listing implements Decoder<void> {
  readonly type = 'ANY[]';
  readonly rule = 'X.690 §8.1';
  readonly composite = true;
  /** The position of the current element: its index among its siblings, and those of its parents, outermost first. */
  readonly path: number[] = [];
  readonly #indent: boolean;
  readonly #chunks: string[] = [];
  #lines: string[] = [];

  constructor(indent: boolean) {
    this.#indent = indent;
  }

  decode(reader: Reader): void {
    this.path.push(0);
    for (; reader.left > 0; this.path[this.path.length - 1]++) {
      reader.spend();
      this.#element(reader);
    }
    this.path.pop();
  }

  #element(reader: Reader): void {
    const start = reader.at;
    peekTag(reader); // Rejects a tag that is not minimal.
    const tag = identifier.decode(reader);
    const length = derLength.decode(reader);
    const content = reader.bytes.subarray(reader.at, reader.at + Math.min(length, reader.left));
    this.#line(start, reader.at, tag, length, content);
    if (isConstructed(tag)) reader.within(length, this, this.rule);
    else reader.skip(length, this.rule);
  }

  #line(start: number, contentStart: number, tag: number, length: number, content: Uint8Array): void {
    const depth = this.path.length - 1;
    const constructed = isConstructed(tag);
    const offset = `${String(start).padStart(5)}:d=${String(depth).padEnd(2)} hl=${contentStart - start}`;
    const name = `${this.#indent ? ' '.repeat(depth) : ''}${tagText(tag).padEnd(18)}`;
    const value = constructed || content.length < length ? '' : contentText(tag, content);
    this.#lines.push(`${offset} l=${String(length).padStart(4)} ${constructed ? 'cons' : 'prim'}: ${name}${value}\n`);
    if (this.#lines.length === CHUNK) this.#join();
  }

  #join(): void {
    this.#chunks.push(this.#lines.join(''));
    this.#lines = [];
  }

  text(): string {
    this.#join();
    return this.#chunks.join('');
  }
}

/** OpenSSL's names of universal types, where they are not ASN.1's names in capitals. It has no names for others. */
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

/** As text if every byte is printable (or a tab or line break), otherwise hexadecimal. */
function bytesText(content: Uint8Array): string {
  if (content.length === 0) return '';
  const isText = content.every((byte) => (byte >= 0x20 && byte <= 0x7e) || [0x09, 0x0a, 0x0d].includes(byte));
  return isText ? `:${visible(new TextDecoder().decode(content))}` : `[HEX DUMP]:${bytesToHex(content).toUpperCase()}`;
}

/** The value of contents octets; undefined if malformed, since a listing continues after a fault. */
function tolerantly<T>(codec: Codec<T>, content: Uint8Array): T | undefined {
  try {
    return decode(codec, content);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
