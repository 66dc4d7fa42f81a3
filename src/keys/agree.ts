/** Diffie-Hellman of key objects. */
import { type Bytes, UsageError } from '../bytes/index.ts';
import { x25519 } from '../ec/index.ts';
import { curveNamed } from './ec.ts';
import { type PrivateKey, type PublicKey, rowOfPrivate, rowOfPublic } from './key-types.ts';

/** The shared secret of a private key and the other party's public key: the x-coordinate of ECDH (SP 800-56A §5.7.1.2), or X25519 (RFC 7748
 * §6.1). Secret. It is not a key: derive keys from it.
 * @throws UsageError `wrong-type` unless both are EC keys on one curve, or both X25519 keys; KeyError `unsupported-algorithm` for a key of an unknown type;
 * EcError for a public key that is not a point of its curve, or has small order. Timing: independent of the private key. */
export function agree(privateKey: PrivateKey, publicKey: PublicKey): Bytes {
  rowOfPrivate(privateKey);
  rowOfPublic(publicKey);
  if (privateKey.type === 'x25519' && publicKey.type === 'x25519') {
    return x25519.ecdh(privateKey.privateKey, publicKey.publicKey);
  }
  if (privateKey.type === 'ec' && publicKey.type === 'ec' && privateKey.curve === publicKey.curve) {
    return curveNamed(privateKey.curve).ecdh(privateKey.d, publicKey.point);
  }
  const wanted = privateKey.type === 'ec' ? `on ${privateKey.curve}` : 'of X25519';
  if (privateKey.type !== 'ec' && privateKey.type !== 'x25519') {
    throw new UsageError('wrong-type', 'privateKey', `must be an EC or X25519 key, and is of type ${privateKey.type}`);
  }
  throw new UsageError('wrong-type', 'publicKey', `must be a key ${wanted}, as the private key is`);
}
