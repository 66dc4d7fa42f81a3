/** One key of each kind and size, from a seed. */
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey, type PrivateKey } from '../../src/keys/index.ts';
import { opensslPrivateKey } from './vectors.ts';

const random = seededRandom('test/keys/fixtures');
const restriction = { hash: 'sha384', mgfHash: 'sha384', saltLength: 20 };

export const KEYS: Readonly<Record<string, PrivateKey>> = {
  rsa: opensslPrivateKey(2048),
  'rsa-pss': generateKey({ type: 'rsa-pss', modulusBits: 2048, random }),
  'rsa-pss restricted': generateKey({ type: 'rsa-pss', modulusBits: 2048, restriction, random }),
  'P-256': generateKey({ type: 'ec', curve: 'P-256', random }),
  'P-384': generateKey({ type: 'ec', curve: 'P-384', random }),
  'P-521': generateKey({ type: 'ec', curve: 'P-521', random }),
  ed25519: generateKey({ type: 'ed25519', random }),
  x25519: generateKey({ type: 'x25519', random }),
};
export const KINDS = Object.entries(KEYS).map(([kind, key]) => ({ kind, key }));
/** All but X25519, which does not sign. */
export const SIGNING_KINDS = KINDS.filter(({ key }) => key.type !== 'x25519');
