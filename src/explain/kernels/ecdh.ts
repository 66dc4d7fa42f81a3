/** A shared secret by ECDH on a NIST curve (SP 800-56A §5.7.1.2), from both ends. */
import { assertOptions, equalBytes, i2osp, os2ip, UsageError } from '../../bytes/index.ts';
import { EcPrivateKey, type EcPublicKey } from '../../keys/index.ts';
import { curveNamed } from '../../keys/internal.ts';
import { type AffinePoint, jacobianMultiplySteps, NIST_DOMAINS } from '../../reference/index.ts';
import type { Exhibit, Fact, Part } from '../document/exhibit.ts';
import { assertEcKey, assertEcPrivateKey, domainFacts, pointFacts, pointOf } from './ec-points.ts';
import { multiplicationTable } from './multiplication.ts';
import { smallWeierstrassSection } from './small-curves.ts';
import { collected, facts, prose, secretFact, section } from './steps.ts';

export interface EcdhExample {
  readonly key: EcPrivateKey;
  /** On the same curve. If it is a private key, the other end's computation is shown too. */
  readonly peer: EcPublicKey | EcPrivateKey;
}

/** Shows a small curve in pictures, then the key's curve, and the product of one end's private key and the other end's public key.
 * @throws UsageError for another kind of key, `out-of-range` for keys on two curves; EcError for an invalid point. */
export function explainEcdh(example: EcdhExample): Exhibit {
  assertOptions(example, 'example', ['key', 'peer']);
  const { key, peer } = example;
  assertEcPrivateKey(key, 'example.key');
  assertEcKey(peer, 'example.peer');
  if (peer.curve !== key.curve) throw new UsageError('out-of-range', 'example.peer', `must be on ${key.curve}`);
  const peerFacts: Fact[] = [
    ...(EcPrivateKey.is(peer) ? [secretFact('d of the other end', os2ip(peer.d), RULE)] : []),
    ...pointFacts('Q of the other end', pointOf(peer), RULE),
  ];
  const own = multiplied(key, pointOf(peer), 'd·Q, bit by bit of d');
  const other = EcPrivateKey.is(peer) ? [theOtherEnd(peer, key)] : [];
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      ...pointFacts('own public key', pointOf(key), RULE),
      ...pointFacts("the other's public key", pointOf(peer), RULE),
      secretFact('shared secret: x of d·Q', own.Z, RULE),
    ]),
    smallWeierstrassSection(),
    section(`2. The curve ${key.curve}, and the keys`, [
      domainFacts(key.curve),
      facts('The keys', [secretFact('own d', os2ip(key.d), RULE), ...peerFacts]),
    ]),
    section('3. Multiply', [
      own.table,
      facts('The product', [
        ...own.point,
        secretFact("the engine's own result", curveNamed(key.curve).ecdh(key.d, peer.point), RULE),
      ]),
    ]),
    ...other,
  ];
  return { title: `ECDH on ${key.curve}, step by step`, parts };
}

const RULE = 'SP 800-56A §5.7.1.2';
const INTRODUCTION =
  'Two people who have never met agree on a secret over a line that everyone can listen to. Each has a private key d and sends the point Q = d·G of an ' +
  'elliptic curve. Each multiplies the point of the other by its own d. Both come to the same point, since d₁·(d₂·G) = d₂·(d₁·G). ' +
  'Who listens has two points, and neither d. In TLS both d are fresh for every session, and are forgotten after it.';

/** d·Q with the key's own d: its steps, its coordinates, and x as bytes. */
function multiplied(key: EcPrivateKey, Q: AffinePoint, title: string) {
  const { steps, result } = collected(jacobianMultiplySteps(NIST_DOMAINS[key.curve], os2ip(key.d), Q));
  // The order of the group is prime and d is below it: the product is never the point at infinity.
  const point = result as AffinePoint;
  return {
    table: multiplicationTable(title, 'Guide to ECC, algorithm 3.27', steps, true),
    point: [secretFact('d·Q: x', point.x, RULE), secretFact('y', point.y, RULE)],
    Z: i2osp(point.x, curveNamed(key.curve).fieldLength),
  };
}

function theOtherEnd(peer: EcPrivateKey, key: EcPrivateKey): Part {
  const theirs = multiplied(peer, pointOf(key), "The other's d times our Q, bit by bit of its d");
  const Z = curveNamed(key.curve).ecdh(key.d, peer.point);
  const isSame = equalBytes(theirs.Z, Z);
  return section('4. The other end', [
    theirs.table,
    facts('The product', [...theirs.point, { label: 'the same secret', value: isSame ? 'yes' : 'NO', rule: RULE }]),
  ]);
}
