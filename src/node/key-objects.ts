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

/** Converts a key to a KeyObject: a private key to a private one, a public key to a public one.
 * @throws UsageError `wrong-type` for values that are not keys; node:crypto's error for a kind that it does not support.
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

/** Converts a KeyObject to a key, with the checks of `decodePrivateKey`.
 * @throws UsageError `wrong-type` for values that are not a KeyObject of a key pair; KeyError `unsupported-algorithm`; as `decodePrivateKey`.
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
