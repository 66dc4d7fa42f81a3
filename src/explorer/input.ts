/** Dropped or pasted input as bytes: PEM and kubeconfigs as they are, DER, and DER as hexadecimal or base64. */
import {
  assertBytes,
  assertString,
  type Bytes,
  base64ToBytes,
  base64urlToBytes,
  hexToBytes,
  utf8ToBytes,
  VitrineError,
} from '../bytes/index.ts';
import { captureFormat, isRecording } from '../explain/internal.ts';
import { ExplorerError } from './errors.ts';

/** The form of an input. `pcapng`: a capture in a format that `inspect` refuses by its name. */
export type InputForm = 'base64' | 'capture' | 'der' | 'hex' | 'pcapng' | 'recording' | 'text';

export interface PastedInput {
  readonly form: InputForm;
  /** A copy. */
  readonly bytes: Bytes;
}

/** Maximum bytes of an input. */
export const MOST_INPUT = 2 ** 24;

/** A pasted text as bytes; undefined if it is larger than an input may be. A lone surrogate, which has no UTF-8 encoding, becomes
 * U+FFFD. */
export function pastedBytes(text: string): Bytes | undefined {
  assertString(text, 'text');
  if (text.length > MOST_INPUT) return undefined;
  const bytes = utf8ToBytes(text.replace(/\p{Surrogate}/gu, '\ufffd'));
  return bytes.length > MOST_INPUT ? undefined : bytes;
}

/** Finds out in which form an input is. Anything that is not text of these forms is treated as DER; `inspect` reports what is
 * wrong with it.
 * @throws ExplorerError `input-too-large` for more than `MOST_INPUT` bytes. */
export function readInput(raw: Uint8Array): PastedInput {
  assertBytes(raw, 'raw');
  if (raw.length > MOST_INPUT) {
    throw new ExplorerError('input-too-large', `the input is larger than ${MOST_INPUT / 2 ** 20} MiB`);
  }
  const own = new Uint8Array(raw);
  const capture = captureFormat(own);
  if (capture !== undefined) return { form: capture === 'pcap' ? 'capture' : 'pcapng', bytes: own };
  if (!isText(own)) return { form: 'der', bytes: own };
  const text = new TextDecoder().decode(own);
  if (isRecording(text)) return { form: 'recording', bytes: own };
  if (text.includes('-----BEGIN ')) return { form: 'text', bytes: own };
  const hex = hexDigits(text);
  if (hex !== undefined) return { form: 'hex', bytes: hexToBytes(hex) };
  const bytes = fromBase64(text);
  return bytes === undefined ? { form: 'text', bytes: own } : { form: 'base64', bytes };
}

/** Whether bytes contain no control characters other than white space. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);

/** The digits of `30 82 01`, `30:82:01`, `0x30, 0x82` and of dumps; undefined for other text. */
function hexDigits(text: string): string | undefined {
  const bare = text
    .split('\n')
    .map((line, i, all) => (isEndOfDump(line, all[i - 1]) ? '' : dumpedDigits(line)))
    .join(' ')
    .replace(/\b0x/gi, '')
    .replace(/[\s:,]+/g, '');
  return bare.length > 0 && bare.length % 2 === 0 && /^[0-9a-f]+$/i.test(bare) ? bare : undefined;
}

/** Whether a line is the last one of `hexdump -C`: an offset alone. */
const isEndOfDump = (line: string, before = ''): boolean =>
  /^[0-9a-f]{8}\s*$/i.test(line) && before.trimEnd().endsWith('|');

/** The digits in a line of `xxd` (`00000000: 3082 0122  0..."`) or of `hexdump -C` (`00000000  30 82  |0.|`); any other line as it is. Each pattern looks at a character once, so that a line of any length takes linear time. */
function dumpedDigits(line: string): string {
  const offset = /^[0-9a-f]{4,8}[:-]\s+|^[0-9a-f]{8} {2}/i.exec(line)?.[0];
  if (offset === undefined) return line;
  const bar = line.indexOf('|');
  const isCanonical = offset.endsWith('  ') && !/[:-]/.test(offset);
  if (isCanonical && bar < 0) return line;
  const rest = line.slice(offset.length, isCanonical ? bar : undefined);
  const column = isCanonical ? rest : rest.split('  ', 1)[0];
  const words = column.trim().split(/\s+/);
  return words.every((word) => /^[0-9a-f]{2,4}$/i.test(word)) ? words.join('') : line;
}

/** @returns undefined for text that is not base64, or too short to be recognized as base64. */
function fromBase64(text: string): Bytes | undefined {
  const lines = text.trim().split(/\s+/);
  const bare = lines.join('');
  // Lines of base64 are long; short ones before the last are words.
  if (bare.length < 8 || lines.slice(0, -1).some((line) => line.length < 16)) return undefined;
  try {
    return /[-_]/.test(bare) ? base64urlToBytes(bare.replace(/=+$/, '')) : base64ToBytes(bare);
  } catch (error) {
    if (error instanceof VitrineError) return undefined;
    throw error;
  }
}
