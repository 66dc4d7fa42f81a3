/** Keys to and from node:crypto's KeyObject. */
import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { UsageError } from '../bytes/index.ts';
import {
  decodePrivateKey,
  decodePublicKey,
  encodePrivateKey,
  encodePublicKey,
  KEY_TYPES,
  type KnownPublicKey,
  type PrivateKey,
  type PublicKey,
} from '../keys/index.ts';

/** A key as a KeyObject: private where the key is, else public.
 * @throws UsageError `wrong-type` for what is no key; what node:crypto throws for a kind that it does not have.
 * Timing: depends on the lengths of the key's numbers. */
export function toKeyObject(key: PrivateKey | PublicKey): KeyObject {
  if (!KEY_TYPES.some((row) => row.isPrivate(key))) {
    const der = encodePublicKey(key as PublicKey, 'spki');
    return createPublicKey({ key: Buffer.from(der.buffer), format: 'der', type: 'spki' });
  }
  const der = encodePrivateKey(key as PrivateKey, 'pkcs8');
  try {
    return createPrivateKey({ key: Buffer.from(der.buffer), format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** The key of a KeyObject, checked as any key is that is read.
 * @throws UsageError `wrong-type` for what is no KeyObject of a key pair; KeyError `unsupported-algorithm`; as `decodePrivateKey`.
 * Timing: as `decodePrivateKey`. */
export function fromKeyObject(keyObject: KeyObject): PrivateKey | KnownPublicKey {
  if (!(keyObject instanceof KeyObject) || keyObject.type === 'secret') {
    throw new UsageError('wrong-type', 'keyObject', 'must be a KeyObject of a private or public key');
  }
  if (keyObject.type === 'public') return decodePublicKey(keyObject.export({ format: 'der', type: 'spki' }), 'spki');
  const der = keyObject.export({ format: 'der', type: 'pkcs8' });
  try {
    return decodePrivateKey(der, 'pkcs8');
  } finally {
    der.fill(0);
  }
}
