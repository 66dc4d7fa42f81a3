/** A fault in one half of an RSA signature gives the primes away (Boneh, DeMillo and Lipton 1997; Lenstra's form with one signature). */
import { gcd, mod, modPow } from '../../bigint/index.ts';
import { bitLength, i2osp, os2ip, type Random, utf8ToBytes } from '../../bytes/index.ts';
import { sha256 } from '../../hash/index.ts';
import {
  generateRsaKey,
  modulusLength,
  RsaError,
  type RsaPrivateComponents,
  RsaPrivateKey,
  recoverEncodedMessage,
  rsadp,
  signPkcs1,
} from '../../rsa/index.ts';
import { type Attack, type AttackInput, sizeOf } from '../attack.ts';
import { fact, facts, prose } from '../parts.ts';

/** RSASP1 by the Chinese remainder theorem, without a look at what came out. */
export function powerUnchecked(key: RsaPrivateComponents, c: bigint): bigint {
  const { prime1: p, prime2: q, exponent1: dP, exponent2: dQ, coefficient: qInv } = key;
  const m1 = modPow(c, dP, p);
  const m2 = modPow(c, dQ, q);
  return m2 + q * mod((m1 - m2) * qInv, p);
}

const SIZE = { meaning: 'bits of the modulus', usual: 2048, values: [1024, 2048, 3072] };

export const rsaCrtFault: Attack = {
  fault:
    'To sign, RSA computes the power modulo p and modulo q, and joins the halves. If one bit of dP is flipped (by heat, a voltage spike, Rowhammer), ' +
    'the half modulo p is wrong and the other is right. The broken signer hands the result out as it is.',
  difference: {
    soundFile: 'rsa/primitives.ts',
    sound: [
      "if (rsaep(key, power) !== blinded) throw new RsaError('fault-detected', 'the result fails its check', rule);",
    ],
    brokenFile: 'lab/attacks/rsa-crt-fault.ts',
    broken: ['return m2 + q * mod((m1 - m2) * qInv, p);'],
  },
  unit: 'faulty signatures',
  defence:
    'The engine raises every result to the public exponent before it leaves, while it is still blinded. A result that does not give back what was ' +
    'signed is never returned: the caller gets the error fault-detected and no number.',
  rule: 'Boneh, DeMillo and Lipton 1997 §3',
  size: SIZE,
  async *run(input) {
    const bits = sizeOf(input, SIZE);
    const victim = faultyVictim(input.random, bits);
    yield { count: 0, note: `the signer has a key of ${bits} bits, and one flipped bit in dP` };
    const encoded = encodedMessage(victim.sound, input.random);
    const signature = signed(input, victim.faulty, encoded);
    if (signature === undefined) {
      const result = [facts('The signer answers', [fact('error', 'fault-detected', 'RFC 8017 §5.2.1')])];
      return { won: false, count: 1, course: [], result };
    }
    const { modulus: n, publicExponent: e } = victim.sound;
    // s is right modulo q and wrong modulo p, so that q divides s^e − m, and p does not.
    const factor = gcd(mod(modPow(signature, e, n) - encoded, n), n);
    const won = factor > 1n && factor < n && n % factor === 0n;
    return {
      won,
      count: 1,
      course: [
        facts('One faulty signature s of the encoded message m', [
          fact('m', encoded, 'RFC 8017 §9.2'),
          fact('s', signature),
          fact('gcd(s^e − m, n)', factor),
        ]),
      ],
      result: [
        prose(
          'The greatest common divisor is one prime; the modulus divided by it is the other. The key is the attacker’s.',
        ),
        facts('The primes', [fact('q', factor), fact('p', n / factor), fact('bits', `${bitLength(factor)}`)]),
      ],
    };
  },
};

/** A key, and the same key after a bit of dP was flipped. */
function faultyVictim(random: Random, modulusBits: number): { sound: RsaPrivateKey; faulty: RsaPrivateKey } {
  const sound = generateRsaKey({ modulusBits, random, insecure: true });
  const faulty = new RsaPrivateKey({ ...sound.components(), exponent1: sound.exponent1 ^ 4n });
  return { sound, faulty };
}

/** What a signature of a known message is of: the attacker can compute it, since PKCS #1 v1.5 has no randomness. */
function encodedMessage(key: RsaPrivateKey, random: Random): bigint {
  const signature = signPkcs1(sha256, key, utf8ToBytes('node-1 is ready'), random);
  return os2ip(recoverEncodedMessage(key, signature));
}

function signed({ target, random }: AttackInput, key: RsaPrivateKey, encoded: bigint): bigint | undefined {
  if (target === 'broken') return os2ip(i2osp(powerUnchecked(key.components(), encoded), modulusLength(key)));
  try {
    return rsadp(key, encoded, random);
  } catch (error) {
    if (error instanceof RsaError && error.code === 'fault-detected') return undefined;
    throw error;
  }
}
