/** The issuer of a certificate, list or response: a certificate, or an anchor that consists only of a name and a key. */
import { VitrineError } from '../../bytes/index.ts';
import type { Encoded } from '../../codec/index.ts';
import type { AlgorithmIdentifier, KnownPublicKey, PublicKey, SubjectPublicKeyInfo } from '../../keys/index.ts';
import { RsaError } from '../../rsa/index.ts';
import { anySchemeOf, schemeOf } from '../../signatures/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import type { Name } from '../names/name.ts';
import { type Root, TrustAnchor } from './anchor.ts';

/** working_issuer_name and working_public_key of RFC 5280 §6.1.2 (g), (j). */
export interface Issuer {
  readonly root: Root;
  readonly name: Encoded<Name>;
  readonly certificate: Certificate | undefined;
  readonly keyIdentifier: Uint8Array | undefined;
  /** The key, or the reason that it cannot be used. */
  readonly key: KnownPublicKey | string;
}

const anchors = new WeakMap<TrustAnchor, Issuer>();

/** A certificate or an anchor as an issuer; its key is decoded once. */
export function issuerOf(root: Root): Issuer {
  if (!(root instanceof TrustAnchor)) return root.derive(certificateAsIssuer);
  let issuer = anchors.get(root);
  if (issuer === undefined) {
    issuer = { root, name: root.name, certificate: undefined, keyIdentifier: undefined, key: usableKey(root) };
    anchors.set(root, issuer);
  }
  return issuer;
}

const certificateAsIssuer = (certificate: Certificate): Issuer => ({
  root: certificate,
  name: certificate.subject,
  certificate,
  keyIdentifier: certificate.subjectKeyIdentifier,
  key: usableKey(certificate),
});

/** The key's encoding, of which a CertID has a hash. */
export const spkiOf = ({ root }: Issuer): SubjectPublicKeyInfo =>
  root instanceof TrustAnchor ? root.spki : root.tbs.subjectPublicKeyInfo;

/** NIST SP 800-57 part 1 rev. 5 table 4: the minimum through 2030, in bits. 2048-bit RSA and P-224 reach it. */
export const MIN_STRENGTH = 112;

/** The key, or the reason that it cannot be used: a key of an unknown kind is a finding, never an exception. */
export function usableKey(holder: { readonly publicKey: PublicKey }): KnownPublicKey | string {
  try {
    const key = holder.publicKey;
    return key.type === 'unknown' ? key.reason : key;
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error; // each key type has its own error class
    return error.message;
  }
}

/** What a CA signs: a certificate, a list, a response. */
export interface Signed {
  readonly fields: { readonly signatureAlgorithm: AlgorithmIdentifier; readonly signature: Uint8Array };
  readonly signedBytes: Uint8Array;
}

/** Whether the issuer's key made a signature (RFC 5280 §6.1.3 (a)(1), §6.3.3 (g)); undefined for an unusable algorithm or key.
 * @param weakToo - whether signatures over SHA-1 are verified too. */
export function isSignedBy({ fields, signedBytes }: Signed, { key }: Issuer, weakToo: boolean): boolean | undefined {
  const scheme = weakToo ? anySchemeOf(fields.signatureAlgorithm) : schemeOf(fields.signatureAlgorithm);
  if (typeof key === 'string' || scheme === undefined) return undefined;
  try {
    return scheme.verify(key, signedBytes, fields.signature);
  } catch (error) {
    // A key too short for any signature of this hash.
    if (error instanceof RsaError) return undefined;
    throw error;
  }
}
