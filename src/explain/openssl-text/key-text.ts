/** Keys as `openssl rsa -text` prints them. */
import { bitLength } from '../../bytes/index.ts';
import type { RsaPrivateKey, RsaPublicKey } from '../../rsa/index.ts';
import { numberLines } from './hex-columns.ts';

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Every number of a private key: as secret as the key is. */
export function privateKeyText(key: RsaPrivateKey): string {
  const names = ['modulus', 'publicExponent', 'privateExponent', 'prime1', 'prime2'] as const;
  const numbers = [...names, 'exponent1', 'exponent2', 'coefficient'] as const;
  return text([
    `Private-Key: (${bitLength(key.modulus)} bit, 2 primes)`,
    ...numbers.flatMap((name) => numberLines(name, key[name], 0)),
  ]);
}

/** Both numbers of a public key. */
export const publicKeyText = ({ modulus, publicExponent }: RsaPublicKey): string =>
  text([
    `Public-Key: (${bitLength(modulus)} bit)`,
    ...numberLines('Modulus', modulus, 0),
    ...numberLines('Exponent', publicExponent, 0),
  ]);
