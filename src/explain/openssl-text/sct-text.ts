/** Certificate timestamps as OpenSSL prints them (crypto/ct/ct_prn.c). */
import { bytesToHex } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { DESCRIBED_EXTENSIONS, type SignedCertificateTimestamps } from '../../x509/index.ts';
import { preciseTimeText } from './time-text.ts';

type Timestamp = SignedCertificateTimestamps[number];

/** All timestamps of a list, one below the other. @param indent - columns before each. */
export const timestampsText = (list: SignedCertificateTimestamps, indent: number): string =>
  list.map((one) => timestampText(one, indent)).join('\n');

function timestampText(of: Timestamp, indent: number): string {
  return of.version === V1 ? knownText(of, indent) : unknownText(of, indent);
}
const V1 = 0;

/** A timestamp of an unknown version, whose fields OpenSSL does not know. */
function unknownText(of: Timestamp, indent: number): string {
  const margin = ' '.repeat(indent);
  const bytes = hexText(encodingOf(of), indent + 16);
  return `${margin}Signed Certificate Timestamp:\n${margin}    Version   : unknown\n${margin}${' '.repeat(16)}${bytes}`;
}

/** The encoding of one timestamp: the last bytes of the encoding of a list that contains only it. */
function encodingOf(of: Timestamp): Uint8Array {
  const length = 1 + 32 + 8 + 2 + of.extensions.length + 2 + 2 + of.signature.length;
  return encode(DESCRIBED_EXTENSIONS.signedCertificateTimestamps.codec, [of]).slice(-length);
}

function knownText(of: Timestamp, indent: number): string {
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

/** Whether OpenSSL decodes a timestamp: one of version 1 only with one of these algorithms. It shows others as bytes. */
export const isKnownTimestamp = (of: Timestamp): boolean => of.version !== V1 || algorithmText(of) !== undefined;

/** Sixteen bytes on each line, indented from the second line on. */
function hexText(bytes: Uint8Array, indent: number): string {
  const digits = bytesToHex(bytes).toUpperCase();
  const lines = digits.match(/.{1,32}/g) ?? [];
  return lines.map((line) => line.replace(/..(?=.)/g, '$&:')).join(`:\n${' '.repeat(indent)}`);
}
