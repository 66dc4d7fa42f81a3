/** ECDSA signatures of two messages with the same k give the private key away (known since ElGamal 1985; the PlayStation 3 in 2010, Bitcoin wallets in 2013). */
import { mod, modInverse, randomBetween } from '../../bigint/index.ts';
import type { Random } from '../../bytes/index.ts';
import type { Attack } from '../attack.ts';
import { DOMAIN, ecdsaVictim, isPrivateKeyOf, type SeenSignature } from '../ecdsa-signer.ts';
import { fact, facts, prose } from '../parts.ts';

/** Draws k once, when the signer starts, and keeps it. */
export function keptK(random: Random): () => bigint {
  const k = randomBetween(random, 1n, DOMAIN.n - 1n);
  return () => k;
}

export const ecdsaNonceRepeated: Attack = {
  fault:
    'Each ECDSA signature needs a number k that nobody knows and that is never used again. The broken signer draws it once, and keeps it. Two signatures then show the same r.',
  difference: {
    soundFile: 'ec/weierstrass.ts',
    sound: ['const nonces = createNonces(hash, range, privateKey, order.leave(reduced).reverse(), additional);'],
    brokenFile: 'lab/attacks/ecdsa-nonce-repeated.ts',
    broken: ['const k = randomBetween(random, 1n, DOMAIN.n - 1n);', 'return () => k;'],
  },
  unit: 'signatures seen',
  defence:
    'The engine derives k by HMAC from the private key, the digest and fresh randomness (hedged signing). Two digests give one k only by a collision of HMAC, even when the source of randomness repeats itself.',
  rule: 'RFC 6979 §3.2, §3.6',
  async *run({ target, random }) {
    const victim = ecdsaVictim(target, random, keptK(random));
    yield { count: 0, note: 'the signer has started' };
    const first = victim.sign('GET /api/v1/namespaces');
    const second = victim.sign('GET /api/v1/secrets');
    const course = [
      facts('Two signatures', [
        fact('r of the first', first.r),
        fact('r of the second', second.r),
        fact('s of the first', first.s),
        fact('s of the second', second.s),
      ]),
    ];
    const candidates = privateKeys(first, second);
    const d = candidates.find((candidate) => isPrivateKeyOf(candidate, victim.publicKey));
    return {
      won: d === victim.d,
      count: 2,
      course,
      result:
        d === undefined
          ? [prose('The two values of r differ, and the equation has no solution that fits the public key.')]
          : [
              prose(
                'k = (e₁ − e₂) / (s₁ − s₂) and d = (s₁·k − e₁) / r modulo n: the private key, from two lines of arithmetic.',
              ),
              facts('The private key', [fact('d', d)]),
            ],
    };
  },
};

/** What d would be if both had the same k, or opposite ones: −k has the same r. */
function privateKeys(first: SeenSignature, second: SeenSignature): bigint[] {
  const { n } = DOMAIN;
  return [second.s, n - second.s].flatMap((s) => {
    const difference = mod(first.s - s, n);
    if (difference === 0n) return [];
    const k = mod((first.e - second.e) * modInverse(difference, n), n);
    return [mod((first.s * k - first.e) * modInverse(first.r, n), n)];
  });
}
