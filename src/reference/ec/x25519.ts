/** X25519 as RFC 7748 §5 writes it. */
import { mod, modPow } from '../../bigint/index.ts';
import { type Bytes, i2osp, os2ip } from '../../bytes/index.ts';
import { assertLengths } from '../arguments.ts';
import { type Step, type Steps, secretStep, step } from '../step.ts';

/** The values of one step of the ladder, under their names in the RFC. */
export type LadderValues = Readonly<
  Record<'A' | 'AA' | 'B' | 'BB' | 'E' | 'C' | 'D' | 'DA' | 'CB' | 'x_2' | 'z_2' | 'x_3' | 'z_3', bigint>
>;

export type X25519Step = Step<'k' | 'u' | 'result', bigint> | Step<'swap', number> | Step<'ladder', LadderValues>;

const p = 2n ** 255n - 19n;
const a24 = 121665n;

/** X25519(scalar, u). Index: bit `t`, from 254 down to 0. */
export function* x25519Steps(scalar: Uint8Array, uCoordinate: Uint8Array): Steps<X25519Step, Bytes> {
  assertLengths({ scalar, uCoordinate }, 32);
  // decodeScalar25519 and decodeUCoordinate.
  const k = (littleEndian(scalar) & (2n ** 255n - 8n)) | (2n ** 254n);
  const clamped = k & (2n ** 255n - 1n);
  yield secretStep('k', 'RFC 7748 §5, decodeScalar25519', clamped);
  const u = littleEndian(uCoordinate) & (2n ** 255n - 1n);
  yield step('u', 'RFC 7748 §5, decodeUCoordinate', u);
  const x_1 = u;
  let [x_2, z_2, x_3, z_3] = [1n, 0n, u, 1n];
  let swap = 0;
  for (let t = 254; t >= 0; t--) {
    const k_t = Number((clamped >> BigInt(t)) & 1n);
    swap ^= k_t;
    yield secretStep('swap', 'RFC 7748 §5, the loop', swap, { t });
    // Conditional swap.
    if (swap === 1) [x_2, x_3, z_2, z_3] = [x_3, x_2, z_3, z_2];
    swap = k_t;
    const A = mod(x_2 + z_2, p);
    const AA = mod(A * A, p);
    const B = mod(x_2 - z_2, p);
    const BB = mod(B * B, p);
    const E = mod(AA - BB, p);
    const C = mod(x_3 + z_3, p);
    const D = mod(x_3 - z_3, p);
    const DA = mod(D * A, p);
    const CB = mod(C * B, p);
    x_3 = mod((DA + CB) ** 2n, p);
    z_3 = mod(x_1 * (DA - CB) ** 2n, p);
    x_2 = mod(AA * BB, p);
    z_2 = mod(E * (AA + a24 * E), p);
    yield secretStep('ladder', 'RFC 7748 §5, the loop', { A, AA, B, BB, E, C, D, DA, CB, x_2, z_2, x_3, z_3 }, { t });
  }
  if (swap === 1) [x_2, x_3, z_2, z_3] = [x_3, x_2, z_3, z_2];
  const result = mod(x_2 * modPow(z_2, p - 2n, p), p);
  yield secretStep('result', 'RFC 7748 §5, x_2 * (z_2^(p - 2))', result);
  return i2osp(result, 32).reverse();
}

const littleEndian = (bytes: Uint8Array): bigint => os2ip(new Uint8Array(bytes).reverse());
