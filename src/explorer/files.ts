/** Several files as one input. */
import { bytesToBase64, concat, utf8ToBytes } from '../bytes/index.ts';

const LINE_FEED = 0x0a;

/** The files one after the other: PEM as it is, DER under the label DER. A single file stays as it is, whatever it holds.
 * @returns the index of the first file that is neither PEM nor DER, if there is one. */
export function joinedFiles(files: readonly Uint8Array[]): Uint8Array | number {
  if (files.length === 1) return files[0];
  const other = files.findIndex((bytes) => !isPem(bytes) && !isDer(bytes));
  if (other >= 0) return other;
  return concat(...files.flatMap((bytes) => [isPem(bytes) ? bytes : labelled(bytes), new Uint8Array([LINE_FEED])]));
}

const isPem = (bytes: Uint8Array): boolean => new TextDecoder().decode(bytes).includes('-----BEGIN ');
/** Certificates, requests, keys and lists are SEQUENCEs. */
const isDer = (bytes: Uint8Array): boolean => bytes[0] === 0x30 && bytes[1] >= 0x80;

function labelled(bytes: Uint8Array): Uint8Array {
  const lines = bytesToBase64(bytes).replace(/.{64}(?!$)/g, '$&\n');
  return utf8ToBytes(`-----BEGIN DER-----\n${lines}\n-----END DER-----\n`);
}
