/** Certificates that an end presents, with their keys. */
import { assertBytes, assertOptions, equalBytes, UsageError } from '../bytes/index.ts';
import { encodePublicKey, type PrivateKey, publicKeyOf } from '../keys/index.ts';
import { schemesFor } from '../signatures/index.ts';
import type { Certificate } from '../x509/index.ts';

/** A certificate chain to present, and its key. */
export interface Credentials {
  /** The leaf first, each certificate followed by its issuer's; the root may be omitted. */
  readonly chain: readonly Certificate[];
  readonly key: PrivateKey;
  /** The DER of an OCSP response about the leaf, sent to a peer that asks for one (RFC 6066 §8). A function is called in each handshake,
   * since such responses are valid for days only. Default: none. */
  readonly ocspResponse?: OcspStaple | undefined;
}

/** Credentials whose key is slow, or held elsewhere: each private key operation is requested from the caller by the output `request`, and
 * answered with `provide`. */
export interface CredentialsOnRequest extends Omit<Credentials, 'key'> {
  readonly key: 'on-request';
}
export type AnyCredentials = Credentials | CredentialsOnRequest;

/** See `Credentials`. */
export type OcspStaple = Uint8Array | (() => Uint8Array | undefined);

export const missing = (argument: string) => new UsageError('missing-option', argument, 'must be given');

/** @throws UsageError `out-of-range` when a key does not belong to its leaf. */
export function credentialsOf(
  given: AnyCredentials | readonly AnyCredentials[],
  argument: string,
): readonly AnyCredentials[] {
  const all: readonly AnyCredentials[] = Array.isArray(given) ? given : [given];
  if (all.length === 0) throw missing(argument);
  for (const [i, one] of all.entries()) assertCredentials(one, Array.isArray(given) ? `${argument}[${i}]` : argument);
  return all;
}

/** @throws UsageError */
export function assertCredentials(credentials: AnyCredentials, argument: string): void {
  assertOptions(credentials, argument, ['chain', 'key', 'ocspResponse']);
  const { chain, key, ocspResponse } = credentials;
  if (ocspResponse !== undefined && typeof ocspResponse !== 'function') {
    assertBytes(ocspResponse, `${argument}.ocspResponse`);
  }
  if (!Array.isArray(chain) || chain.length === 0) throw missing(`${argument}.chain`);
  for (const [i, certificate] of chain.entries()) assertBytes(certificate?.der, `${argument}.chain[${i}]`);
  if (key === 'on-request') return;
  if (typeof key?.type !== 'string') throw missing(`${argument}.key`);
  if (schemesFor(key).length === 0) {
    throw new UsageError('out-of-range', `${argument}.key`, `is of a kind that cannot sign: ${key.type}`);
  }
  const ours = encodePublicKey(publicKeyOf(key), 'spki');
  if (!equalBytes(ours, encodePublicKey(chain[0].publicKey, 'spki'))) {
    throw new UsageError('out-of-range', `${argument}.key`, 'does not match the public key of the first certificate');
  }
}
