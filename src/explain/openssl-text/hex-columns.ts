/** Bytes and numbers in OpenSSL's columns. */
import { bitLength, bytesToHex, i2osp } from '../../bytes/index.ts';

/** `8b:96:…`, lower case. */
export const colonHex = (bytes: Uint8Array): string => bytesToHex(bytes).replace(/..(?=.)/g, '$&:');

/** Lines of `perLine` bytes after an indent; every line but the last ends in a colon. */
export function hexColumns(bytes: Uint8Array, indent: number, perLine: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    const colon = at + perLine < bytes.length ? ':' : '';
    lines.push(`${' '.repeat(indent)}${colonHex(bytes.subarray(at, at + perLine))}${colon}`);
  }
  return lines;
}

/** A non-negative number as bytes with a clear top bit, as in DER. */
export const signedBytes = (value: bigint): Uint8Array => i2osp(value, Math.floor(bitLength(value) / 8) + 1);

/** A labelled number: after its label if it fits 64 bits, otherwise in columns below it. */
export function numberLines(label: string, value: bigint, indent: number): string[] {
  const margin = ' '.repeat(indent);
  if (bitLength(value) <= 64) return [`${margin}${label}: ${value} (0x${value.toString(16)})`];
  return [`${margin}${label}:`, ...hexColumns(signedBytes(value), indent + 4, 15)];
}

/** An INTEGER as `i2s_ASN1_INTEGER` writes it: decimal below 128 bits, hexadecimal above. */
export function integerText(value: bigint): string {
  const [sign, size] = value < 0n ? ['-', -value] : ['', value];
  if (bitLength(size) < 128) return `${value}`;
  const digits = size.toString(16).toUpperCase();
  return `${sign}0x${digits.length % 2 === 1 ? '0' : ''}${digits}`;
}

/** An INTEGER as `i2a_ASN1_INTEGER` writes it: whole bytes in capitals, 35 of them a line. */
export function integerHex(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString(16).toUpperCase();
  const whole = `${digits.length % 2 === 1 ? '0' : ''}${digits}`;
  return `${value < 0n ? '-' : ''}${whole.replace(/(?:..){35}(?=.)/g, '$&\\\n')}`;
}

/** A dump as BIO_dump_indent writes it: offset, bytes, and those that are printable; the wider the indent, the fewer bytes per line. */
export function dumpText(bytes: Uint8Array, indent: number): string {
  const width = 16 - Math.floor((Math.max(0, indent - 6) + 3) / 4);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const hex = Array.from(row, (byte, i) => `${byte.toString(16).padStart(2, '0')}${i === 7 ? '-' : ' '}`).join('');
    const shown = Array.from(row, (byte) => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${' '.repeat(indent)}${at.toString(16).padStart(4, '0')} - ${hex.padEnd(3 * width)}  ${shown}\n`);
  }
  return lines.join('');
}
