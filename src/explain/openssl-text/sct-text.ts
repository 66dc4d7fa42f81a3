/** Certificate timestamps as OpenSSL prints them (crypto/ct/ct_prn.c). */
import { bytesToHex } from '../../bytes/index.ts';
import type { SignedCertificateTimestamps } from '../../x509/index.ts';
import { preciseTimeText } from './time-text.ts';

type Timestamp = SignedCertificateTimestamps[number];

/** All timestamps of a list, one below the other. @param indent - columns before each. */
export const timestampsText = (list: SignedCertificateTimestamps, indent: number): string =>
  list.map((one) => timestampText(one, indent)).join('\n');

function timestampText(of: Timestamp, indent: number): string {
  const line = (label: string, value: string): string => `${' '.repeat(indent + 4)}${label.padEnd(10)}: ${value}`;
  return [
    `${' '.repeat(indent)}Signed Certificate Timestamp:`,
    line('Version', 'v1 (0x0)'),
    line('Log ID', hexText(of.logID, indent + 16)),
    line('Timestamp', preciseTimeText(new Date(Number(of.timestamp)))),
    line('Extensions', of.extensions.length === 0 ? 'none' : hexText(of.extensions, indent + 16)),
    line('Signature', algorithmText(of)!),
    `${' '.repeat(indent + 16)}${hexText(of.signature, indent + 16)}`,
  ].join('\n');
}

/** The two algorithms that logs may use (RFC 6962 §2.1.4), by their hash and signature numbers. */
const ALGORITHMS: Readonly<Record<string, string>> = { '4 1': 'sha256WithRSAEncryption', '4 3': 'ecdsa-with-SHA256' };

const algorithmText = ({ hashAlgorithm, signatureAlgorithm }: Timestamp): string | undefined =>
  ALGORITHMS[`${hashAlgorithm} ${signatureAlgorithm}`];

/** Whether OpenSSL decodes a timestamp: only version 1 with one of these algorithms; it shows others as bytes. */
export const isKnownTimestamp = (of: Timestamp): boolean => of.version === 0 && algorithmText(of) !== undefined;

/** Sixteen bytes on each line, indented from the second line on. */
function hexText(bytes: Uint8Array, indent: number): string {
  const digits = bytesToHex(bytes).toUpperCase();
  const lines = digits.match(/.{1,32}/g) ?? [];
  return lines.map((line) => line.replace(/..(?=.)/g, '$&:')).join(`:\n${' '.repeat(indent)}`);
}
