/** Ed25519 as a signature scheme (RFC 8410 §3; RFC 8422 §5.1.3). It has a built-in hash. */

import { ed25519 } from '../ec/index.ts';
import { CURVE_OIDS } from '../ec/internal.ts';
import { ed25519Keys } from '../keys/index.ts';
import { assertNumbers } from '../keys/internal.ts';
import { privateKeyFor } from './keys-for.ts';
import type { SignatureScheme } from './scheme.ts';

export const ED25519: SignatureScheme = {
  name: 'ed25519',
  algorithm: { algorithm: CURVE_OIDS.Ed25519 },
  algorithmName: 'ED25519',
  keyTypes: ['ed25519'],
  weak: false,
  codePoints: [{ id: 0x0807, name: 'ed25519', keyType: 'ed25519', versions: ['TLSv1.2', 'TLSv1.3'] }],
  // RFC 8032 §5.1.6 is deterministic.
  sign: (key, message) => ed25519.sign(privateKeyFor(ED25519, key, ed25519Keys).privateKey, message),
  verify(key, message, signature) {
    if (key?.type !== 'ed25519') return false;
    assertNumbers([ed25519Keys], key);
    return ed25519.verify(key.publicKey, message, signature);
  },
};
