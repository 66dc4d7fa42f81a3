/** The restricted character string types (X.680 §41, X.690 §8.23), each with its permitted characters. */
import { bytesToUtf8, EncodingError, utf8ToBytes } from '../bytes/index.ts';
import type { Reader, Writer } from '../codec/index.ts';
import type { Element } from './element.ts';
import { leaf } from './primitives.ts';

const UTF8 = 'X.690 §8.23.10';

interface CharacterSet {
  readonly type: string;
  readonly rule: string;
  readonly tag: number;
  /** Bytes of one character. */
  readonly width: 1 | 2 | 4;
  /** A pattern that matches every valid text of the type. */
  readonly pattern: RegExp;
}

/** Bytes that one call turns into text: concatenating single characters would take forty times as much memory. */
const CHUNK = 4096;

/** A string type whose characters take `width` bytes each. */
function fixedWidth(set: CharacterSet): Element<string> {
  const { type, rule, tag, width, pattern } = set;
  if (width === 1) return oneByte(set);
  function read(bytes: Uint8Array, start: number, end: number, reader: Reader): string {
    if ((end - start) % width !== 0) reader.fail('string-length', rule, end);
    let text = '';
    for (let chunk = start; chunk < end; chunk += CHUNK) {
      const characters: number[] = [];
      for (let i = chunk; i < end && i < chunk + CHUNK; i += width) {
        let character = 0;
        for (let j = 0; j < width; j++) character = character * 256 + bytes[i + j];
        if (character > 0x10ffff) reader.fail('string-character', rule, i);
        characters.push(character);
      }
      text += String.fromCodePoint(...characters);
    }
    if (!pattern.test(text)) reader.fail('string-character', rule, start);
    return text;
  }
  function write(writer: Writer, text: string): void {
    if (typeof text !== 'string') writer.fail('wrong-type', rule);
    if (!pattern.test(text)) writer.fail('string-character', rule);
    for (const character of [...text].reverse()) {
      let value = character.codePointAt(0)!;
      for (let j = 0; j < width; j++, value = Math.floor(value / 256)) writer.uint8(value % 256);
    }
  }
  return leaf({ type, rule, tag, read, write });
}

/** A string type with one byte for each character; the pattern defines which are permitted. */
function oneByte({ type, rule, tag, pattern }: CharacterSet): Element<string> {
  const allowed = Uint8Array.from({ length: 256 }, (_, byte) => Number(pattern.test(String.fromCharCode(byte))));
  return leaf({
    type,
    rule,
    tag,
    read(bytes, start, end, reader) {
      const has = allowed;
      for (let i = start; i < end; i++) {
        if (has[bytes[i]] !== 0) continue;
        if (!isPrinting(bytes, start, end)) reader.fail('string-character', rule, start);
        reader.deviate('string-character', rule, start);
        break;
      }
      return textOf(bytes, start, end);
    },
    write(writer, text) {
      if (typeof text !== 'string') writer.fail('wrong-type', rule);
      const has = allowed;
      for (let i = text.length; i-- > 0; ) {
        const character = text.charCodeAt(i);
        if (character > 0xff || has[character] === 0) writer.fail('string-character', rule);
        writer.uint8(character);
      }
    },
  });
}

/** Maximum bytes for which building a text from pieces is faster than decoding a view. */
const SHORT = 32;

/** The text whose characters are the bytes in `start..end`, by ISO 8859-1. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  if (end - start > SHORT) {
    for (let i = start; i < end; i += CHUNK) {
      text += String.fromCharCode.apply(null, bytes.subarray(i, Math.min(i + CHUNK, end)) as unknown as number[]);
    }
    return text;
  }
  const o = bytes;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    text += String.fromCharCode(o[i], o[i + 1], o[i + 2], o[i + 3], o[i + 4], o[i + 5], o[i + 6], o[i + 7]);
  }
  if (i + 4 <= end) {
    text += String.fromCharCode(o[i], o[i + 1], o[i + 2], o[i + 3]);
    i += 4;
  }
  for (; i < end; i++) text += String.fromCharCode(o[i]);
  return text;
}

/** PrintableString: letters, digits and `'()+,-./:=?` and space (X.680 §41.4). */
export const printableString: Element<string> = fixedWidth({
  type: 'PrintableString',
  rule: 'X.680 §41.4',
  tag: 0x13,
  width: 1,
  pattern: /^[A-Za-z0-9 '()+,\-./:=?]*$/,
});

/** NumericString: digits and space (X.680 §41.2). */
export const numericString: Element<string> = fixedWidth({
  type: 'NumericString',
  rule: 'X.680 §41.2',
  tag: 0x12,
  width: 1,
  pattern: /^[0-9 ]*$/,
});

/** IA5String: ASCII, control characters too (X.680 §41, table 8). */
export const ia5String: Element<string> = fixedWidth({
  type: 'IA5String',
  rule: 'X.680 §41',
  tag: 0x16,
  width: 1,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5 has them.
  pattern: /^[\x00-\x7f]*$/,
});

/** VisibleString: printing ASCII and space. */
export const visibleString: Element<string> = fixedWidth({
  type: 'VisibleString',
  rule: 'X.680 §41',
  tag: 0x1a,
  width: 1,
  pattern: /^[\x20-\x7e]*$/,
});

/** TeletexString, read as ISO 8859-1, as other implementations do: T.61 was hardly ever used in it. */
export const teletexString: Element<string> = fixedWidth({
  type: 'TeletexString',
  rule: 'X.680 §41',
  tag: 0x14,
  width: 1,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every byte is a character here.
  pattern: /^[\x00-\xff]*$/,
});

/** BMPString: the Basic Multilingual Plane, two bytes each, no surrogates (X.680 §41.15). */
export const bmpString: Element<string> = fixedWidth({
  type: 'BMPString',
  rule: 'X.680 §41.15',
  tag: 0x1e,
  width: 2,
  pattern: /^[\0-\ud7ff\ue000-\uffff]*$/,
});

/** UniversalString: four bytes a character (X.680 §41.6). */
export const universalString: Element<string> = fixedWidth({
  type: 'UniversalString',
  rule: 'X.680 §41.6',
  tag: 0x1c,
  width: 4,
  pattern: /^\P{Surrogate}*$/u,
});

/** UTF8String (X.690 §8.23.10): well-formed UTF-8, any character. */
export const utf8String: Element<string> = leaf({
  type: 'UTF8String',
  rule: UTF8,
  tag: 0x0c,
  read(bytes, start, end, reader) {
    if (end - start <= SHORT && isAscii(bytes, start, end)) return textOf(bytes, start, end);
    try {
      return bytesToUtf8(bytes.subarray(start, end));
    } catch (error) {
      if (!(error instanceof EncodingError)) throw error;
      return reader.fail('string-character', UTF8, start);
    }
  },
  write(writer, text) {
    if (typeof text !== 'string') writer.fail('wrong-type', UTF8);
    if (text.length <= SHORT && isAsciiText(text)) return writeBytes(writer, text);
    if (/\p{Surrogate}/u.test(text)) writer.fail('string-character', UTF8);
    return writer.bytes(utf8ToBytes(text));
  },
});

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] >= 0x80) return false;
  return true;
}

/** Whether all characters are printable ASCII, so that the text is the same in every string type. */
function isPrinting(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] < 0x20 || bytes[i] > 0x7e) return false;
  return true;
}

function isAsciiText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}

function writeBytes(writer: Writer, text: string): void {
  for (let i = text.length; i-- > 0; ) writer.uint8(text.charCodeAt(i));
}
