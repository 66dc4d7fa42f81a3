/** Trust anchors (RFC 5280 §6.1.1 (d)): a certificate, or a name and a key alone. */
import { type Bytes, isBytes, UsageError } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
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

/** A trust anchor that is not a certificate: the name and the key of a CA. No rules for certificates apply to it.
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

  /** @throws the key room's errors for an invalid key. */
  get publicKey(): PublicKey {
    return publicKeyFromSpki(this.spki);
  }
}

/** A trust anchor at the end of a chain. */
export type Root = Certificate | TrustAnchor;

/** Creates a trust anchor from a name and a key.
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
  assertEach(value, argument, (root, place) => {
    if (root instanceof Certificate || root instanceof TrustAnchor) return;
    throw new UsageError('wrong-type', place, 'must be a certificate, or an anchor that anchorOf made');
  });
}
