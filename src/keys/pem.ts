/** PEM (RFC 7468): labelled base64 in a text. It may hold any number of blocks, and other text around them. */
import {
  assertBytes,
  assertFunction,
  assertInteger,
  assertOptions,
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
  /** RFC 1421 headers, as OpenSSL's old encrypted keys have them: `Proc-Type: 4,ENCRYPTED`. The lines are unchanged. */
  readonly headers: readonly string[];
  /** Number of the line, from 1, in which it begins. */
  readonly line: number;
}

/** Some editors write it at the start of a UTF-8 text, so concatenated files contain it inside. Before a block it is ignored. */
const BYTE_ORDER_MARK = '\ufeff';
const BEGIN = '-----BEGIN ';
const DASHES = '-----';
/** RFC 7468 §3: `label`, printable characters, spaces and hyphens one at a time and at neither end. The pattern matches the faults: a
 * pattern for valid labels would store a backtracking position for each character. */
const isLabel = (text: string): boolean => text !== '' && !/^[ -]|[ -]$|[ -]{2}|[^ -~]/.test(text);
const HEADER = /^[A-Za-z][A-Za-z0-9-]*:/;
const DEFAULT_BYTES = 2 ** 26;
const DEFAULT_BLOCKS = 100_000;

export interface PemOptions extends Pick<DecodeOptions, 'limits'> {
  /** Called for each malformed block, which is then skipped. Default: the first fault is thrown. */
  readonly onFault?: ((fault: PemError) => void) | undefined;
}

/** All blocks of a text, in its order. Text outside of blocks is ignored, as are a byte order mark before one, white space in lines
 * and at their ends, and the kind of line break (§2: what a lax parser must take); inside, lines may have any length. Linear in the
 * length of the text, in time and in memory. OpenPGP's blocks are read too, without their checksum (RFC 9580 §6.1: it decides nothing).
 * @param options - `limits.bytes` bounds the length of the text, default 64 Mi characters; `limits.nodes` the number of blocks, default
 * 100,000.
 * @returns the blocks, none for a text without any.
 * @throws PemError `pem-unfinished`, `pem-label` (the label of END differs from that of BEGIN), `pem-base64`, `pem-too-large`,
 * `pem-too-many-blocks`. */
export function pemDecode(text: string, options: PemOptions = {}): PemBlock[] {
  if (typeof text !== 'string') throw new UsageError('wrong-type', 'text', `must be a string, got ${typeof text}`);
  assertOptions(options, 'options', ['limits', 'onFault']);
  const { limits = {} } = options;
  assertOptions(limits, 'options.limits', ['depth', 'nodes', 'bytes']);
  const { bytes: most = DEFAULT_BYTES, nodes: mostBlocks = DEFAULT_BLOCKS } = limits;
  if (options.onFault !== undefined) assertFunction(options.onFault, 'options.onFault');
  assertInteger(most, 'options.limits.bytes', 0);
  assertInteger(mostBlocks, 'options.limits.nodes', 1);
  if (text.length > most) throw new PemError('pem-too-large', 1, `a text of more than ${most} characters begins`);
  const lines = new Lines(text);
  const blocks: PemBlock[] = [];
  let begun = 0;
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    const label = labelBegun((line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line).trimEnd());
    if (label === undefined) continue;
    if (++begun > mostBlocks)
      throw new PemError(
        'pem-too-many-blocks',
        lines.number,
        `the text has more than ${mostBlocks} blocks; the next begins`,
      );
    try {
      blocks.push(readBlock(lines, label));
    } catch (fault) {
      if (!(fault instanceof PemError) || options.onFault === undefined) throw fault;
      options.onFault(fault);
    }
  }
  return blocks;
}

/** Iterates over the lines of a text: splitting it at once would take many times its size in memory. */
class Lines {
  /** The number of the last returned line, from 1. */
  number = 0;
  readonly #text: string;
  #start = 0;
  #next = 0;
  constructor(text: string) {
    this.#text = text;
  }

  /** The next line, without its line feed; undefined after the last. */
  next(): string | undefined {
    if (this.#next > this.#text.length) return undefined;
    const feed = this.#text.indexOf('\n', this.#next);
    const end = feed < 0 ? this.#text.length : feed;
    this.#start = this.#next;
    this.#next = end + 1;
    this.number++;
    return this.#text.slice(this.#start, end);
  }

  /** Moves back by one line. */
  back(): void {
    this.#next = this.#start;
    this.number--;
  }
}

/** Reads the block whose BEGIN line was just returned. */
function readBlock(lines: Lines, label: string): PemBlock {
  const begin = lines.number;
  const body: string[] = [];
  let line = lines.next();
  for (; line !== undefined && !line.startsWith(DASHES); line = lines.next()) body.push(line.trim());
  if (line === undefined) throw new PemError('pem-unfinished', begin, `there is no END for the ${label} that begins`);
  const end = lines.number;
  // The line that ends a body may be the BEGIN of another block.
  if (labelBegun(line.trimEnd()) !== undefined) lines.back();
  if (line.trimEnd() !== `-----END ${label}-----`) throw new PemError('pem-label', end, `there is no END of ${label}`);
  const headers = takeHeaders(body);
  const isOpenPgp = label.startsWith(OPENPGP);
  if (isOpenPgp) dropChecksum(body);
  const what = isOpenPgp ? 'the OpenPGP block' : 'the block';
  return { label, bytes: decodeBody(body, begin, what), headers, line: begin };
}

/** RFC 9580 §6.2: what the labels of OpenPGP's armour begin with. It is PEM, but for the checksum after the base64. */
const OPENPGP = 'PGP ';
/** RFC 9580 §7: the text between it and its signature is no base64, and it has no END. */
const SIGNED_TEXT = 'PGP SIGNED MESSAGE';

/** RFC 9580 §6.1: `=` and four digits, a line of their own. */
function dropChecksum(body: string[]): void {
  const last = body.findLastIndex((line) => line !== '');
  if (/^=[A-Za-z0-9+/]{4}$/.test(body[last] ?? '')) body[last] = '';
}

/** Decodes a file that holds PEM, for any encoding of the text around the blocks: UTF-16 if its byte order mark says so (Windows PowerShell
 * writes it), otherwise UTF-8, or Latin-1 if it is not valid UTF-8. Byte order marks are removed. */
export function pemText(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return bytesToUtf8(bytes).replaceAll('\ufeff', '');
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    // These three characters are UTF-8's byte order mark, read as Latin-1.
    return new TextDecoder('latin1').decode(bytes).replaceAll('\xef\xbb\xbf', '');
  }
}

function labelBegun(line: string): string | undefined {
  if (!line.startsWith(BEGIN) || !line.endsWith(DASHES)) return undefined;
  const label = line.slice(BEGIN.length, -DASHES.length);
  return isLabel(label) && label !== SIGNED_TEXT ? label : undefined;
}

/** Returns the headers of a body, and replaces them in it by empty lines, up to the empty line that ends them (RFC 1421 §4.4). */
function takeHeaders(body: string[]): string[] {
  if (!HEADER.test(body[0] ?? '')) return [];
  const end = body.indexOf('');
  const headers = body.slice(0, end < 0 ? body.length : end);
  body.fill('', 0, headers.length);
  return headers;
}

/** Spaces and tabs inside a line are ignored as well (RFC 7468 §3, `laxbase64text`). */
function decodeBody(lines: readonly string[], beginLine: number, what: string): Bytes {
  const body = lines.map((line) => line.replace(/[ \t\v\f]+/g, ''));
  try {
    return base64ToBytes(body.join(''));
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    let line = 0;
    for (let at = error.at; line < body.length - 1 && at >= body[line].length; line++) at -= body[line].length;
    throw new PemError('pem-base64', beginLine + 1 + line, `${what} is not base64`);
  }
}

/** One block, in lines of 64 characters that end in a line feed (RFC 7468 §2). */
export function pemEncode(label: string, der: Uint8Array): string {
  if (typeof label !== 'string' || !isLabel(label)) throw new UsageError('out-of-range', 'label', 'is not a PEM label');
  const lines = bytesToBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
