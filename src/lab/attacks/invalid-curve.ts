/** Points of another curve as public keys: the private key comes out piece by piece (Biehl, Meyer and Müller 2000; Jager, Schwenk and Somorovsky 2015). */
import { integerSqrt, mod, modInverse } from '../../bigint/index.ts';
import { type Bytes, bitLength, concat, equalBytes, i2osp, os2ip, utf8ToBytes } from '../../bytes/index.ts';
import { EcError, p256 } from '../../ec/index.ts';
import { hmac, sha256 } from '../../hash/index.ts';
import { affineAddSteps, affineMultiplySteps, type CurvePoint, NIST_DOMAINS, resultOf } from '../../reference/index.ts';
import type { Attack, AttackInput } from '../attack.ts';
import { LOW_ORDER_POINTS, type LowOrderPoint } from '../low-order-points.ts';
import { Counter, fact, facts, prose } from '../parts.ts';

const CURVE = NIST_DOMAINS['P-256'];

/** d·Q by the formulas of the curve. They do not contain b, and so work on every curve y² = x³ − 3x + b. */
export function multiplyUnchecked(d: bigint, point: Uint8Array): CurvePoint {
  const Q = { x: os2ip(point.subarray(1, 33)), y: os2ip(point.subarray(33)) };
  return resultOf(affineMultiplySteps(CURVE, d, Q));
}

export const invalidCurve: Attack = {
  fault:
    'The formulas for adding points of y² = x³ + ax + b do not contain b. The broken server multiplies whatever point it is sent with its private key, so that a point of another curve, with few multiples, gives the key modulo their number.',
  difference: {
    soundFile: 'ec/weierstrass.ts',
    sound: ['if (field.isZero(right) === 1) return;'],
    brokenFile: 'lab/attacks/invalid-curve.ts',
    broken: ['return resultOf(affineMultiplySteps(CURVE, d, Q));'],
  },
  unit: 'questions to the server',
  defence:
    'The engine puts the coordinates of every point into the equation before anything else is done with them. A point that is not on the curve is an error with that name.',
  rule: 'SP 800-56A rev. 3 §5.6.2.3.3; RFC 8446 §4.2.8.2',
  async *run(input) {
    const server = serverOf(input);
    const counter = new Counter(1);
    const found: { order: bigint; square: bigint }[] = [];
    let modulus = 1n;
    for (const low of LOW_ORDER_POINTS) {
      const answer = server.answer(encoded(low));
      counter.ask();
      if (answer === undefined) break;
      const residue = residueOf(low, answer);
      found.push({ order: BigInt(low.order), square: mod(residue * residue, BigInt(low.order)) });
      modulus *= BigInt(low.order);
      // The remainders are those of d², which is twice as long.
      const value = Math.max(0, 256 - (bitLength(modulus) >> 1));
      yield counter.progress(`the key is known modulo ${low.order}, up to its sign`, {
        kind: 'open-bits',
        value,
        whole: 256,
      });
    }
    const refused = found.length === 0;
    const d = refused ? 0n : integerSqrt(chineseRemainder(found));
    const won = server.isPrivateKey(d);
    return {
      won,
      count: counter.count,
      course: refused
        ? []
        : [
            prose(
              'Each question is a point whose multiples are few. The server answers with a MAC under the shared secret; the attacker tries the few secrets that there can be. That gives d modulo the order, up to its sign. ' +
                'The squares of the remainders have no sign: with the Chinese remainder theorem they give d², and its root is d.',
            ),
            facts(
              'The remainders',
              found.slice(0, 8).map(({ order, square }) => fact(`d² mod ${order}`, `${square}`)),
            ),
          ],
      result: won
        ? [facts('The private key', [fact('d', d)])]
        : [facts('The server answers', [fact('error', 'point-not-on-curve', 'SP 800-56A rev. 3 §5.6.2.3.3')])],
    };
  },
};

interface Server {
  /** A MAC under the secret that the server shares with the holder of this public key; undefined where it refuses the key. */
  answer(publicKey: Uint8Array): Bytes | undefined;
  isPrivateKey(d: bigint): boolean;
}

function serverOf({ target, random }: AttackInput): Server {
  const key = p256.generatePrivateKey(random);
  return {
    isPrivateKey: (d) => d === os2ip(key),
    answer(publicKey) {
      if (target === 'broken') return macUnder(multiplyUnchecked(os2ip(key), publicKey));
      try {
        return hmac(sha256, p256.ecdh(key, publicKey), GREETING);
      } catch (error) {
        if (error instanceof EcError && error.code === 'point-not-on-curve') return undefined;
        throw error;
      }
    },
  };
}

const GREETING = utf8ToBytes('hello');
/** The point at infinity has no coordinate; this server takes zero, as some did. */
const macUnder = (point: CurvePoint): Bytes => hmac(sha256, i2osp(point === 'infinity' ? 0n : point.x, 32), GREETING);

const encoded = ({ x, y }: LowOrderPoint): Bytes => concat(new Uint8Array([4]), i2osp(x, 32), i2osp(y, 32));

/** The least r with the answer of r·P: d or −d modulo the order. */
function residueOf({ order, x, y }: LowOrderPoint, answer: Uint8Array): bigint {
  let multiple: CurvePoint = 'infinity';
  for (let r = 0; 2 * r <= order; r++) {
    if (equalBytes(macUnder(multiple), answer)) return BigInt(r);
    multiple = resultOf(affineAddSteps(CURVE, multiple, { x, y }));
  }
  throw new Error('a point of the table has another order than it says');
}

/** The number below the product of the orders with these remainders. */
function chineseRemainder(parts: readonly { readonly order: bigint; readonly square: bigint }[]): bigint {
  let [value, modulus] = [0n, 1n];
  for (const { order, square } of parts) {
    value += modulus * mod((square - value) * modInverse(modulus % order, order), order);
    modulus *= order;
  }
  return value;
}
