/** Keys in PEM: the label says which format it is (RFC 7468 §10, §11, §13), and nothing is guessed beyond that. */
import type { DecodeOptions } from '../codec/index.ts';
import { KeyError } from './errors.ts';
import { type PemBlock, pemDecode, pemEncode } from './pem.ts';
import { decodePrivateKey, encodePrivateKey, type PrivateKey, type PrivateKeyFormat } from './private-key.ts';
import { decodePublicKey, encodePublicKey, type PublicKey, type PublicKeyFormat } from './public-key.ts';

/** The labels of the formats; `RSA …` are OpenSSL's. */
const PRIVATE_LABELS: Readonly<Record<PrivateKeyFormat, string>> = { pkcs8: 'PRIVATE KEY', pkcs1: 'RSA PRIVATE KEY' };
const PUBLIC_LABELS: Readonly<Record<PublicKeyFormat, string>> = { spki: 'PUBLIC KEY', pkcs1: 'RSA PUBLIC KEY' };

/** The first private key of a text, which may hold other blocks too (a certificate and its key in one file).
 * @throws PemError; KeyError `no-pem-block`, `wrong-pem-label` (blocks, but no private key), `encrypted`; what
 * `decodePrivateKey` throws. */
export function readPrivateKeyPem(text: string, options?: DecodeOptions): PrivateKey {
  const [block, format] = firstOf(pemDecode(text, options), PRIVATE_LABELS);
  return decodePrivateKey(block.bytes, format, options);
}

/** The first public key of a text.
 * @throws PemError; KeyError `no-pem-block`, `wrong-pem-label`; what `decodePublicKey` throws. */
export function readPublicKeyPem(text: string, options?: DecodeOptions): PublicKey {
  const [block, format] = firstOf(pemDecode(text, options), PUBLIC_LABELS);
  return decodePublicKey(block.bytes, format, options);
}

/** A private key as a PEM text, unencrypted. Secret. */
export const writePrivateKeyPem = (privateKey: PrivateKey, format: PrivateKeyFormat): string =>
  pemEncode(PRIVATE_LABELS[format], encodePrivateKey(privateKey, format));

/** A public key as a PEM text. */
export const writePublicKeyPem = (publicKey: PublicKey, format: PublicKeyFormat): string =>
  pemEncode(PUBLIC_LABELS[format], encodePublicKey(publicKey, format));

function firstOf<F extends string>(blocks: readonly PemBlock[], labels: Readonly<Record<F, string>>): [PemBlock, F] {
  const wanted = Object.values<string>(labels);
  if (blocks.length === 0) throw new KeyError('no-pem-block', `no PEM block (${wanted.join(' or ')})`, 'RFC 7468 §2');
  for (const block of blocks) {
    if (wanted.includes(block.label) || block.label === 'ENCRYPTED PRIVATE KEY') refuseEncrypted(block);
    const format = (Object.keys(labels) as F[]).find((key) => labels[key] === block.label);
    if (format !== undefined) return [block, format];
  }
  const found = [...new Set(blocks.map((block) => block.label))].slice(0, 3).join(', ');
  throw new KeyError('wrong-pem-label', `found ${found}, expected ${wanted.join(' or ')}`, 'RFC 7468 §2');
}

function refuseEncrypted({ label, headers }: PemBlock): void {
  if (label !== 'ENCRYPTED PRIVATE KEY' && !headers.some((header) => /^Proc-Type:.*ENCRYPTED/.test(header))) return;
  throw new KeyError('encrypted', 'the key is encrypted, which is not supported yet', 'RFC 5958 §3');
}
