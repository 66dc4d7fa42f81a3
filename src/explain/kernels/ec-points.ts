/** The domain parameters and the points of the NIST curves, as parts of an exhibit. */
import { assertFields, os2ip, UsageError } from '../../bytes/index.ts';
import type { CurveName } from '../../ec/index.ts';
import { EcPrivateKey, type EcPublicKey } from '../../keys/index.ts';
import { curveNamed } from '../../keys/internal.ts';
import { type AffinePoint, NIST_DOMAINS } from '../../reference/index.ts';
import type { Fact, Facts } from '../document/exhibit.ts';
import { facts } from './steps.ts';

/** @throws UsageError `wrong-type` unless the value is an EC private key with all its numbers. */
export function assertEcPrivateKey(value: unknown, name: string): asserts value is EcPrivateKey {
  if (!EcPrivateKey.is(value)) throw new UsageError('wrong-type', name, 'must be an EC private key');
}

/** @throws UsageError `wrong-type` unless the value is an EC private or public key; EcError for an invalid point. */
export function assertEcKey(value: EcPublicKey | EcPrivateKey, name: string): void {
  assertFields(value, name, 'an EC key', 'type', 'curve', 'point');
  if (value.type !== 'ec') throw new UsageError('wrong-type', name, 'must be an EC key');
  curveNamed(value.curve).decodePoint(value.point);
}

/** The public half of a key, as a point. */
export function pointOf({ curve, point }: EcPublicKey | EcPrivateKey): AffinePoint {
  const { x, y } = curveNamed(curve).decodePoint(point);
  return { x: os2ip(x), y: os2ip(y) };
}

/** The coordinates of a point, a line each. */
export const pointFacts = (label: string, { x, y }: AffinePoint, rule: string): Fact[] => [
  { label: `${label}: x`, value: x, rule },
  { label: 'y', value: y, rule },
];

/** The curve's numbers. */
export function domainFacts(name: CurveName): Facts {
  const { p, b, G, n } = NIST_DOMAINS[name];
  const rule = 'SP 800-186 §3.2.1';
  return facts('y² = x³ − 3x + b modulo p; the point G has the prime order n', [
    { label: 'p', value: p, rule },
    { label: 'b', value: b, rule },
    ...pointFacts('G', G, rule),
    { label: 'n', value: n, rule },
  ]);
}
