import { DecodeError } from '../codec/index.ts';
import { KeyError } from '../keys/index.ts';
import { RsaError } from '../rsa/index.ts';
import { type Certificate, decodeCertificate } from '../x509/index.ts';
import { TlsError } from './errors.ts';
import type { HandshakeMessage, MessageValue } from './messages.ts';
import type { Credentials } from './options.ts';

/** Not in the RFC: a chain in use has two to four. */
const MAX_CERTIFICATES = 16;

/** A Certificate message; without credentials an empty one, which is how a client says that it has none (RFC 5246 §7.4.6). */
export const certificateMessage = (credentials: Credentials | undefined): HandshakeMessage => ({
  kind: 'certificate',
  value: { certificateList: credentials?.chain.map(({ der }) => der) ?? [] },
});

/** @returns the certificates of a Certificate message, decoded and not verified.
 * @throws TlsError `too-many-certificates`, `certificate-malformed`; `certificate-unsuitable` when the first has no RSA key. */
export function readCertificates({ certificateList }: MessageValue<'certificate'>): Certificate[] {
  if (certificateList.length > MAX_CERTIFICATES) {
    throw new TlsError('too-many-certificates', 'Not in the RFC: a bound of ours');
  }
  const certificates = certificateList.map(readCertificate);
  if (certificates.length > 0) checkKey(certificates[0]);
  return certificates;
}

function readCertificate(der: Uint8Array): Certificate {
  try {
    return decodeCertificate(der);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new TlsError('certificate-malformed', error.rule, { cause: error });
  }
}

/** All suites here need an RSA key in the leaf (RFC 5246 §7.4.2, §7.4.6). */
function checkKey(leaf: Certificate): void {
  try {
    void leaf.publicKey;
  } catch (error) {
    if (!(error instanceof KeyError || error instanceof RsaError)) throw error;
    throw new TlsError('certificate-unsuitable', 'RFC 5246 §7.4.2', { cause: error });
  }
}
