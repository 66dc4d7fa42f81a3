/** PEM (RFC 7468): labelled base64 in a text, any number of blocks, whatever else is around them. */
import {
  assertBytes,
  assertInteger,
  type Bytes,
  base64ToBytes,
  bytesToBase64,
  bytesToUtf8,
  EncodingError,
  UsageError,
} from '../bytes/index.ts';
import type { DecodeOptions } from '../codec/index.ts';
import { PemError } from './errors.ts';

/** One `-----BEGIN …-----` block. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string;
  readonly bytes: Bytes;
  /** RFC 1421 headers, as OpenSSL's old encrypted keys have them: `Proc-Type: 4,ENCRYPTED`. Lines as they came. */
  readonly headers: readonly string[];
  /** Line of the text, from 1, that it begins in. */
  readonly line: number;
}

/** Some editors begin a UTF-8 text with it, and files that are joined then have it inside: before a block it says nothing. */
const BYTE_ORDER_MARK = /^\ufeff/;
const BEGIN = '-----BEGIN ';
const DASHES = '-----';
/** RFC 7468 §3: `label`, printable characters, spaces and hyphens one at a time and at neither end. By what is wrong with one: a
 * pattern of what is right would keep a place to come back to for each character. */
const isLabel = (text: string): boolean => text !== '' && !/^[ -]|[ -]$|[ -]{2}|[^ -~]/.test(text);
const HEADER = /^[A-Za-z][A-Za-z0-9-]*:/;
const DEFAULT_BYTES = 2 ** 26;

export interface PemOptions extends Pick<DecodeOptions, 'limits'> {
  /** Told each block that is malformed, which is then passed over. Default: the first one is thrown. */
  readonly onFault?: ((fault: PemError) => void) | undefined;
}

/** All blocks of a text, in its order. Text outside of blocks is ignored, as are a byte order mark before one, white space at the
 * ends of lines and the
 * kind of line break (§2: what a lax parser must take); inside, lines may have any length. Linear in the length of the text.
 * @param options - `limits.bytes` bounds the length of the text; default 64 Mi characters.
 * @returns the blocks, none for a text without any.
 * @throws PemError `pem-unfinished`, `pem-label` (END does not answer BEGIN), `pem-base64`, `pem-too-large`. */
export function pemDecode(text: string, options: PemOptions = {}): PemBlock[] {
  if (typeof text !== 'string') throw new UsageError('wrong-type', 'text', `must be a string, got ${typeof text}`);
  const limit = options.limits?.bytes ?? DEFAULT_BYTES;
  assertInteger(limit, 'options.limits.bytes', 0);
  if (text.length > limit) throw new PemError('pem-too-large', 1, `more than ${limit} characters, counted`);
  const lines = text.split('\n');
  const blocks: PemBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    const label = labelBegun(lines[i].replace(BYTE_ORDER_MARK, '').trimEnd());
    if (label === undefined) continue;
    const end = endOfBody(lines, i + 1);
    try {
      blocks.push(readBlock(lines, label, i, end));
    } catch (fault) {
      if (!(fault instanceof PemError) || options.onFault === undefined) throw fault;
      options.onFault(fault);
    }
    // What ends a body may begin another block.
    i = labelBegun(lines[end]?.trimEnd() ?? '') === undefined ? end : end - 1;
  }
  return blocks;
}

/** The first line from `start` on that begins with dashes, or the number of lines. */
function endOfBody(lines: readonly string[], start: number): number {
  let i = start;
  while (i < lines.length && !lines[i].startsWith(DASHES)) i++;
  return i;
}

function readBlock(lines: readonly string[], label: string, begin: number, end: number): PemBlock {
  if (end === lines.length) throw new PemError('pem-unfinished', begin + 1, `no END for the ${label} begun`);
  if (lines[end].trimEnd() !== `-----END ${label}-----`) throw new PemError('pem-label', end + 1, `no END of ${label}`);
  const body = lines.slice(begin + 1, end).map((line) => line.trim());
  const headers = takeHeaders(body);
  return { label, bytes: decodeBody(body, begin + 1), headers, line: begin + 1 };
}

/** The bytes of a file that holds PEM as text, whatever the encoding of what is around the blocks: UTF-16 where its byte order mark says
 * so (Windows PowerShell writes it), else UTF-8, or Latin-1 for what is not. Byte order marks are left out. */
export function pemText(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return bytesToUtf8(bytes).replaceAll('\ufeff', '');
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    // In Latin-1 the mark of UTF-8 is these three characters.
    return new TextDecoder('latin1').decode(bytes).replaceAll('\xef\xbb\xbf', '');
  }
}

function labelBegun(line: string): string | undefined {
  if (!line.startsWith(BEGIN) || !line.endsWith(DASHES)) return undefined;
  const label = line.slice(BEGIN.length, -DASHES.length);
  return isLabel(label) ? label : undefined;
}

/** Blanks the headers out of a body, up to the empty line that ends them (RFC 1421 §4.4). */
function takeHeaders(body: string[]): string[] {
  if (!HEADER.test(body[0] ?? '')) return [];
  const end = body.indexOf('');
  const headers = body.slice(0, end < 0 ? body.length : end);
  body.fill('', 0, headers.length);
  return headers;
}

function decodeBody(body: readonly string[], beginLine: number): Bytes {
  try {
    return base64ToBytes(body.join(''));
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    let line = 0;
    for (let at = error.at; line < body.length - 1 && at >= body[line].length; line++) at -= body[line].length;
    throw new PemError('pem-base64', beginLine + 1 + line, 'no base64');
  }
}

/** One block, in lines of 64 characters that end in a line feed (RFC 7468 §2). */
export function pemEncode(label: string, der: Uint8Array): string {
  if (typeof label !== 'string' || !isLabel(label)) throw new UsageError('out-of-range', 'label', 'is no PEM label');
  const lines = bytesToBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
