/** What a PEM block holds where its label lies: a decoder that goes by the label only tells where it stopped. */
import type { VitrineError } from '../bytes/index.ts';
import { DecodeError } from '../codec/index.ts';
import { labelFaultOf } from '../explain/internal.ts';
import { KeyError, type PemBlock, pemDecode } from '../keys/index.ts';
import { X509Error } from '../x509/index.ts';
import { CliError } from './command.ts';

/** What is under each label if it is right, and which command reads what is no key. */
const CONTENTS: Readonly<Record<string, string>> = {
  'CERTIFICATE REQUEST': 'a certificate request, which vitrine req reads',
  'EC PRIVATE KEY': 'an EC private key (SEC 1)',
  'ENCRYPTED PRIVATE KEY': 'an encrypted private key (PKCS #8)',
  'OCSP REQUEST': 'an OCSP request, which vitrine ocsp reads',
  'OCSP RESPONSE': 'an OCSP response, which vitrine ocsp reads',
  'OPENSSH PRIVATE KEY': 'a private key of OpenSSH',
  'PRIVATE KEY': 'a private key (PKCS #8)',
  'PUBLIC KEY': 'a public key (SubjectPublicKeyInfo)',
  'RSA PRIVATE KEY': 'an RSA private key (PKCS #1)',
  'RSA PUBLIC KEY': 'an RSA public key (PKCS #1)',
  'X509 CRL': 'a certificate revocation list, which vitrine crl reads',
  CERTIFICATE: 'a certificate, which vitrine x509 reads',
  PKCS12: 'a PKCS #12 file, which vitrine pkcs12 reads in DER',
  PKCS7: 'PKCS #7, whose certificates openssl pkcs7 -print_certs takes out',
};

/** Says what a block holds, and how it should be labelled; undefined if its label is right, or nothing known fits its bytes.
 * @param error - the block is that which it is about. Default: any. */
export function wrongLabelOf({ label, bytes }: PemBlock, error?: DecodeError): string | undefined {
  const found = labelFaultOf(bytes, label);
  if (found === undefined) return undefined;
  if (error !== undefined && (found.fault.code !== error.code || found.fault.at !== error.at)) return undefined;
  const right = found.rightLabel ?? (isSignedData(bytes) ? 'PKCS7' : isOpenSsh(bytes) ? 'OPENSSH PRIVATE KEY' : '');
  if (!Object.hasOwn(CONTENTS, right)) return undefined;
  return `the block is labelled ${label} but holds ${CONTENTS[right]}; it should be labelled ${right}`;
}

/** Reads a text; an error about a block whose label lies says what it holds.
 * @throws what `read` throws; a CliError of the same code in its place. */
export function namingContents<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DecodeError || isByLabels(error) ? withContents(text, error) : error;
  }
}

/** Whether an error says that no block can be read, by their labels alone. Of a key under the label of another one, it says what it is. */
const isByLabels = (error: unknown): error is VitrineError =>
  (error instanceof X509Error && error.code.startsWith('no-')) ||
  (error instanceof KeyError && error.code === 'wrong-pem-label' && error.message.startsWith('found '));

/** The error about a text, with what the block holds that it is about if the label of that lies; otherwise the same. */
export function withContents(text: string, error: VitrineError): VitrineError {
  // Which blocks are damaged was told already.
  const blocks = pemDecode(text, { onFault: () => {} });
  const about = error instanceof DecodeError ? error : undefined;
  for (const block of blocks) {
    const what = wrongLabelOf(block, about);
    if (what !== undefined) return new CliError(error.code, `${error.message}; ${what}`, undefined, { cause: error });
  }
  return error;
}

/** The OID of SignedData (RFC 5652 §5.1) as the first element of a SEQUENCE. */
const SIGNED_DATA = '06092a864886f70d010702';

/** Whether DER is PKCS #7 with certificates in it. */
export function isSignedData(der: Uint8Array): boolean {
  const content = 2 + (der[1] >= 0x80 ? der[1] - 0x80 : 0);
  return Buffer.from(der.subarray(content, content + SIGNED_DATA.length / 2)).toString('hex') === SIGNED_DATA;
}

/** OpenSSH PROTOCOL.key §1. */
const isOpenSsh = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 15)).toString('latin1') === 'openssh-key-v1\0';
