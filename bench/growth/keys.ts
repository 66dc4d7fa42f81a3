import { createPrivateKey, type KeyObject } from 'node:crypto';
import { seededRandom } from '../../src/hash/index.ts';
import { writePrivateKeyPem } from '../../src/keys/index.ts';
import { generateRsaKey, type RsaPrivateKey } from '../../src/rsa/index.ts';

const made = new Map<string, RsaPrivateKey>();

/** The key of that length and seed, always the same. */
export function rsaKey(bits: number, seed = 'bench/growth'): RsaPrivateKey {
  const name = `${seed} ${bits}`;
  const key =
    made.get(name) ?? generateRsaKey({ modulusBits: bits, insecure: bits < 2048, random: seededRandom(name) });
  made.set(name, key);
  return key;
}

/** The same key for node:crypto. */
export const nativeKey = (key: RsaPrivateKey): KeyObject => createPrivateKey(writePrivateKeyPem(key, 'pkcs1'));
