/** The numbers that the lessons on keys, agreement, handshakes and attacks state: what the engine computes, and a few constants of the standards. */

import { gcd, lcm, mod, modInverse, modPow } from '../../bigint/index.ts';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../bytes/index.ts';
import { aes, gcm } from '../../cipher/index.ts';
import { hmac, seededRandom, sha256, sha512 } from '../../hash/index.ts';
import {
  affineMultiplySteps,
  type CurveDomain,
  gcmEncryptSteps,
  keyExpansionSteps,
  NIST_DOMAINS,
  resultOf,
  type Step,
  x25519Steps,
} from '../../reference/index.ts';

/** Numbers by name. */
type Numbers = Readonly<Record<string, bigint | number | string>>;

const bitsOf = (length: number): number => 8 * length;
/** 2 with a raised exponent: `2²⁵⁶`. */
export const powerOfTwo = (exponent: number): string =>
  `2${[...`${exponent}`].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;

function secretKeys(): Numbers {
  const roundsOf = (keyLength: number): number => {
    // FIPS 197 §5.2: the key's own words come first; a round key has four words, and there is one more than there are rounds.
    const made = [...keyExpansionSteps(new Uint8Array(keyLength))].filter(({ name }) => name === 'w').length;
    return (made + keyLength / 4) / 4 - 1;
  };
  const mac = hmac(sha256, utf8ToBytes('Jefe'), utf8ToBytes('what do ya want for nothing?'));
  const aead = gcm(aes(new Uint8Array(16)));
  // Three blocks of text, and then the tag.
  const sealed = gcmEncryptSteps(
    (block) => new Uint8Array(block),
    new Uint8Array(12),
    new Uint8Array(48),
    new Uint8Array(),
  );
  const counters = [...sealed].flatMap(({ name, value }) => (name === 'CB' ? [value.at(-1)] : []));
  return {
    textCounters: counters.slice(0, 3).join(', '),
    maskCounter: counters[3]!,
    aesBlockBytes: aes(new Uint8Array(16)).blockLength,
    aes128Rounds: roundsOf(16),
    aes192Rounds: roundsOf(24),
    aes256Rounds: roundsOf(32),
    hmacStart: bytesToHex(mac.slice(0, 8)),
    macBytes: mac.length,
    mac512Bytes: hmac(sha512, new Uint8Array(1), new Uint8Array()).length,
    macBitsPower: powerOfTwo(bitsOf(mac.length)),
    bytewiseGuesses: 256 * mac.length,
    tagBytes: aead.tagLength,
    nonceBytes: aead.nonceLength,
  };
}

/** The toy key of two lessons. */
function toyKey() {
  const [p, q, e] = [61n, 53n, 17n];
  const [n, lambda] = [p * q, lcm(p - 1n, q - 1n)];
  const d = modInverse(e, lambda);
  return { p, q, e, n, lambda, d, sign: (m: bigint) => modPow(m, d, n) };
}

function twoKeys(): Numbers {
  const { p, q, e, n, lambda, d, sign } = toyKey();
  const m = 65n;
  return {
    ...{ p, q, e, n, lambda, d, m, s: sign(m) },
    verified: modPow(sign(m), e, n),
    signatureOf3: sign(3n),
    digits2048: (2n ** 2048n - 1n).toString().length,
    // By the prime number theorem one in ln(2^1024) numbers is prime, and so one in half as many odd numbers.
    oneInOdd: Math.round((1024 * Math.LN2) / 2),
    nTwo: 89 * 97,
    pTwo: 89,
    qTwo: 97,
    signatureBytes: 2048 / 8,
  };
}

/** A curve that is small enough to be computed by hand. */
const TOY: CurveDomain = { p: 17n, a: 2n, b: 2n, G: { x: 5n, y: 1n }, n: 19n };

function times(k: bigint, P = TOY.G): { readonly x: bigint; readonly y: bigint } {
  const product = resultOf(affineMultiplySteps(TOY, k, P));
  if (product === 'infinity') throw new Error('the lesson has chosen a multiple of the order');
  return product;
}

function agreement(): Numbers {
  const [alice, bob, otherAlice] = [3n, 7n, 5n];
  const [A, B, S, other, two] = [
    times(alice),
    times(bob),
    times(alice, times(bob)),
    times(otherAlice, times(bob)),
    times(2n),
  ];
  const ladder = [...x25519Steps(seededRandom('ladder').bytes(32), hexToBytes(`09${'00'.repeat(31)}`))];
  return {
    ...{ a: TOY.a, b: TOY.b, p: TOY.p, gx: TOY.G.x, gy: TOY.G.y, order: TOY.n },
    ...{ twoGx: two.x, twoGy: two.y, alice, bob, Ax: A.x, Ay: A.y, Bx: B.x, By: B.y, Sx: S.x, Sy: S.y },
    product: alice * bob,
    ...{ otherAlice, otherSx: other.x, otherProduct: otherAlice * bob, otherRest: mod(otherAlice * bob, TOY.n) },
    orderBitsPower: powerOfTwo(NIST_DOMAINS['P-256'].n.toString(2).length),
    securityBitsPower: powerOfTwo(NIST_DOMAINS['P-256'].n.toString(2).length / 2),
    security384: NIST_DOMAINS['P-384'].n.toString(2).length / 2,
    ladderSteps: ladder.filter(({ name }: Step) => name === 'ladder').length,
  };
}

const handshake = (): Numbers => ({
  suite: 'TLS_AES_128_GCM_SHA256',
  keyBytes: 16,
  ivBytes: gcm(aes(new Uint8Array(16))).nonceLength,
});

function attacks(): Numbers {
  const { p, q, e, n, sign } = toyKey();
  const m = 65n;
  // The faulty signature is correct modulo q, and too large by one modulo p.
  const sound = sign(m);
  const faulty = mod(sound + q * modInverse(q, p), n);
  const power = modPow(faulty, e, n);
  const difference = power > m ? power - m : m - power;
  return {
    ...{ n, e, m, faulty, faultyPower: power, faultyDifference: difference, factor: gcd(difference, n) },
    faultSignatures: 1,
    valuesOfAByte: 256,
    vaudenayPerByte: 256 / 2,
  };
}

/** Every number of the lessons, under the name by which their texts refer to it: `{{rsa.n}}`. */
export const LESSON_NUMBERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    secret: secretKeys(),
    rsa: twoKeys(),
    agreement: agreement(),
    shake: handshake(),
    attack: attacks(),
  }).flatMap(([lesson, numbers]) => Object.entries(numbers).map(([name, value]) => [`${lesson}.${name}`, `${value}`])),
);
