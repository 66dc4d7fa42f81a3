/** Trust anchors (RFC 5280 §6.1.1 (d)): a certificate, or a name and a key alone. */
import { type Bytes, isBytes, UsageError } from '../../bytes/index.ts';
import { decode, type Encoded } from '../../codec/index.ts';
import {
  encodePublicKey,
  type PublicKey,
  publicKeyFromSpki,
  type SubjectPublicKeyInfo,
  subjectPublicKeyInfo,
} from '../../keys/index.ts';
import { Certificate } from '../certificate/certificate.ts';
import type { Name } from '../names/name.ts';

/** A trust anchor that is no certificate: the name of a CA, and its key. Nothing else of it is judged, since there is nothing else.
 * Made by `anchorOf`. */
export class TrustAnchor {
  readonly name: Encoded<Name>;
  readonly spki: SubjectPublicKeyInfo;
  /** SubjectPublicKeyInfo, encoded. */
  readonly encodedSpki: Bytes;

  /** Use `anchorOf`. */
  constructor(name: Encoded<Name>, encodedSpki: Bytes) {
    this.name = name;
    this.encodedSpki = encodedSpki;
    this.spki = decode(subjectPublicKeyInfo, encodedSpki);
  }

  /** @throws the key room's errors for a key that is none. */
  get publicKey(): PublicKey {
    return publicKeyFromSpki(this.spki);
  }
}

/** What may stand at the end of a chain. */
export type Root = Certificate | TrustAnchor;

/** A trust anchor of a name and a key.
 * @param name - with its encoding, as `encodedName` returns it. @param key - of any kind that can be encoded.
 * @throws UsageError; KeyError. */
export function anchorOf(name: Encoded<Name>, key: PublicKey): TrustAnchor {
  if (!isBytes(name?.bytes) || !Array.isArray(name.value)) {
    throw new UsageError('wrong-type', 'name', 'must be a name with its encoding, as encodedName returns');
  }
  return new TrustAnchor(name, encodePublicKey(key, 'spki'));
}

/** @throws UsageError `wrong-type`. */
export function assertRoots(value: unknown, argument: string): asserts value is readonly Root[] {
  if (!Array.isArray(value)) throw new UsageError('wrong-type', argument, 'must be an array');
  for (const root of value) {
    if (root instanceof Certificate || root instanceof TrustAnchor) continue;
    throw new UsageError('wrong-type', argument, 'must be certificates, or anchors that anchorOf made');
  }
}
