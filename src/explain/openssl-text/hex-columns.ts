/** Bytes and numbers in the columns that OpenSSL prints them in. */
import { bitLength, bytesToHex, i2osp } from '../../bytes/index.ts';

/** `8b:96:…`, lower case. */
export const colonHex = (bytes: Uint8Array): string => bytesToHex(bytes).replace(/..(?=.)/g, '$&:');

/** Lines of `perLine` bytes behind an indent; every line but the last ends in a colon. */
export function hexColumns(bytes: Uint8Array, indent: number, perLine: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    const colon = at + perLine < bytes.length ? ':' : '';
    lines.push(`${' '.repeat(indent)}${colonHex(bytes.subarray(at, at + perLine))}${colon}`);
  }
  return lines;
}

/** A non-negative number as bytes, the top bit clear, as DER has it. */
export const signedBytes = (value: bigint): Uint8Array => i2osp(value, Math.floor(bitLength(value) / 8) + 1);

/** A labelled number: behind its label where 64 bits hold it, in columns below it otherwise. */
export function numberLines(label: string, value: bigint, indent: number): string[] {
  const margin = ' '.repeat(indent);
  if (bitLength(value) <= 64) return [`${margin}${label}: ${value} (0x${value.toString(16)})`];
  return [`${margin}${label}:`, ...hexColumns(signedBytes(value), indent + 4, 15)];
}
