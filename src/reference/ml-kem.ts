/** ML-KEM as FIPS 203 §5 and §6 write it: algorithms 13 to 18, with the checks of §7. */
import { assertBytes, assertFields, assertInteger, type Bytes, concat, equalBytes } from '../bytes/index.ts';
import { sha3_256, sha3_512, shake256 } from '../hash/index.ts';
import { assertLengths } from './arguments.ts';
import {
  add,
  ByteDecode,
  ByteEncode,
  Compress,
  Decompress,
  inverseNTT,
  MultiplyNTTs,
  NTT,
  type Polynomial,
  SampleNTT,
  SamplePolyCBD,
  subtract,
} from './ml-kem-polynomials.ts';
import { type Step, type Steps, secretStep, step } from './step.ts';

/** A parameter set (§8, table 2). */
export interface MlKemParameters {
  readonly k: number;
  readonly η1: number;
  readonly η2: number;
  readonly du: number;
  readonly dv: number;
}

/** The numbers of a parameter set, each with the greatest value that the algorithms can have. */
const MOST = { k: 8, η1: 3, η2: 3, du: 11, dv: 11 } as const;

function assertParameters(parameters: MlKemParameters): void {
  assertFields(parameters, 'parameters', 'MlKemParameters');
  for (const [name, most] of Object.entries(MOST)) {
    assertInteger(parameters[name as keyof typeof MOST], `parameters.${name}`, 1, most);
  }
}

type Vector = readonly Polynomial[];
export type MlKemStep =
  | Step<'ρ' | 'σ' | 'ek' | 'dk' | 'H(ek)' | 'K' | 'r' | 'c1' | 'c2' | 'c' | 'm′' | 'K′' | 'r′' | 'K¯' | 'c′', Bytes>
  | Step<'Â[i]' | 's' | 'e' | 'ŝ' | 'ê' | 't̂' | 'y' | 'ŷ' | 'e1' | 'u' | 'u′', Vector>
  | Step<'e2' | 'μ' | 'v' | 'v′' | 'w', Polynomial>;

/** The functions of §4.1. */
const H = (s: Uint8Array): Bytes => sha3_256.digest(s);
const J = (s: Uint8Array): Bytes => shake256.digest(s, 32);
const G = (c: Uint8Array): [Bytes, Bytes] => {
  const digest = sha3_512.digest(c);
  return [digest.slice(0, 32), digest.slice(32)];
};
const PRF = (η: number, s: Uint8Array, b: number): Bytes => shake256.digest(concat(s, new Uint8Array([b])), 64 * η);

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const dot = (f: Vector, g: Vector): Polynomial => f.map((x, i) => MultiplyNTTs(x, g[i])).reduce(add);
/** Â (algorithm 13, steps 3 to 7): row i, column j from ρ || j || i. */
const matrix = (k: number, ρ: Uint8Array): Vector[] =>
  indices(k).map((i) => indices(k).map((j) => SampleNTT(concat(ρ, new Uint8Array([j, i])))));

/** K-PKE.KeyGen (algorithm 13). @returns ek_PKE and dk_PKE. */
function* kPkeKeyGenSteps({ k, η1 }: MlKemParameters, d: Uint8Array): Steps<MlKemStep, [ek: Bytes, dk: Bytes]> {
  const rule = (line: string): string => `FIPS 203 algorithm 13 step ${line}`;
  const [ρ, σ] = G(concat(d, new Uint8Array([k])));
  yield step('ρ', rule('1'), ρ);
  yield secretStep('σ', rule('1'), σ);
  const Â = matrix(k, ρ);
  for (const i of indices(k)) yield step('Â[i]', rule('5'), Â[i], { i });
  const s = indices(k).map((i) => SamplePolyCBD(η1, PRF(η1, σ, i)));
  yield secretStep('s', rule('9'), s);
  const e = indices(k).map((i) => SamplePolyCBD(η1, PRF(η1, σ, k + i)));
  yield secretStep('e', rule('13'), e);
  const ŝ = s.map(NTT);
  yield secretStep('ŝ', rule('16'), ŝ);
  const ê = e.map(NTT);
  yield secretStep('ê', rule('17'), ê);
  const t̂ = Â.map((row, i) => add(dot(row, ŝ), ê[i]));
  yield step('t̂', rule('18'), t̂);
  return [concat(...t̂.map((f) => ByteEncode(12, f)), ρ), concat(...ŝ.map((f) => ByteEncode(12, f)))];
}

/** K-PKE.Encrypt (algorithm 14). */
function* kPkeEncryptSteps(
  { k, η1, η2, du, dv }: MlKemParameters,
  ek: Uint8Array,
  m: Uint8Array,
  r: Uint8Array,
): Steps<MlKemStep, Bytes> {
  const rule = (line: string): string => `FIPS 203 algorithm 14 step ${line}`;
  const t̂ = indices(k).map((i) => ByteDecode(12, ek.subarray(384 * i, 384 * (i + 1))));
  yield step('t̂', rule('2'), t̂);
  const Â = matrix(k, ek.subarray(384 * k));
  const y = indices(k).map((i) => SamplePolyCBD(η1, PRF(η1, r, i)));
  yield secretStep('y', rule('10'), y);
  const e1 = indices(k).map((i) => SamplePolyCBD(η2, PRF(η2, r, k + i)));
  yield secretStep('e1', rule('14'), e1);
  const e2 = SamplePolyCBD(η2, PRF(η2, r, 2 * k));
  yield secretStep('e2', rule('17'), e2);
  const ŷ = y.map(NTT);
  yield secretStep('ŷ', rule('18'), ŷ);
  const u = indices(k).map((i) =>
    add(
      inverseNTT(
        dot(
          Â.map((row) => row[i]),
          ŷ,
        ),
      ),
      e1[i],
    ),
  );
  yield secretStep('u', rule('19'), u);
  const μ = Decompress(1, ByteDecode(1, m));
  yield secretStep('μ', rule('20'), μ);
  const v = add(add(inverseNTT(dot(t̂, ŷ)), e2), μ);
  yield secretStep('v', rule('21'), v);
  const c1 = concat(...u.map((f) => ByteEncode(du, Compress(du, f))));
  yield step('c1', rule('22'), c1);
  const c2 = ByteEncode(dv, Compress(dv, v));
  yield step('c2', rule('23'), c2);
  return concat(c1, c2);
}

/** K-PKE.Decrypt (algorithm 15). @returns m. */
function* kPkeDecryptSteps({ k, du, dv }: MlKemParameters, dk: Uint8Array, c: Uint8Array): Steps<MlKemStep, Bytes> {
  const rule = (line: string): string => `FIPS 203 algorithm 15 step ${line}`;
  const u = indices(k).map((i) => Decompress(du, ByteDecode(du, c.subarray(32 * du * i, 32 * du * (i + 1)))));
  yield step('u′', rule('3'), u);
  const v = Decompress(dv, ByteDecode(dv, c.subarray(32 * du * k)));
  yield step('v′', rule('4'), v);
  const ŝ = indices(k).map((i) => ByteDecode(12, dk.subarray(384 * i, 384 * (i + 1))));
  yield secretStep('ŝ', rule('5'), ŝ);
  const w = subtract(v, inverseNTT(dot(ŝ, u.map(NTT))));
  yield secretStep('w', rule('6'), w);
  return ByteEncode(1, Compress(1, w));
}

/** ML-KEM.KeyGen_internal (algorithm 16). @param d - 32 bytes. @param z - 32 bytes. @returns ek and dk. */
export function* mlKemKeyGenSteps(
  parameters: MlKemParameters,
  d: Uint8Array,
  z: Uint8Array,
): Steps<MlKemStep, [ek: Bytes, dk: Bytes]> {
  assertParameters(parameters);
  assertLengths({ d, z }, 32);
  const [ek, dkPKE] = yield* kPkeKeyGenSteps(parameters, d);
  yield step('ek', 'FIPS 203 algorithm 16 step 2', ek);
  yield step('H(ek)', 'FIPS 203 algorithm 16 step 3', H(ek));
  const dk = concat(dkPKE, ek, H(ek), z);
  yield secretStep('dk', 'FIPS 203 algorithm 16 step 3', dk);
  return [ek, dk];
}

/** The check of an encapsulation key (§7.2): its length, and that its coefficients are reduced. */
export function isEncapsulationKey(parameters: MlKemParameters, ek: Uint8Array): boolean {
  assertParameters(parameters);
  assertBytes(ek, 'ek');
  const { k } = parameters;
  if (ek.length !== 384 * k + 32) return false;
  return indices(k).every((i) => {
    const bytes = ek.subarray(384 * i, 384 * (i + 1));
    return equalBytes(ByteEncode(12, ByteDecode(12, bytes)), bytes);
  });
}

/** ML-KEM.Encaps_internal (algorithm 17). @param m - 32 bytes. @returns K and c. */
export function* mlKemEncapsSteps(
  parameters: MlKemParameters,
  ek: Uint8Array,
  m: Uint8Array,
): Steps<MlKemStep, [K: Bytes, c: Bytes]> {
  assertParameters(parameters);
  assertLengths({ ek }, 384 * parameters.k + 32);
  assertLengths({ m }, 32);
  const [K, r] = G(concat(m, H(ek)));
  yield secretStep('K', 'FIPS 203 algorithm 17 step 1', K);
  yield secretStep('r', 'FIPS 203 algorithm 17 step 1', r);
  const c = yield* kPkeEncryptSteps(parameters, ek, m, r);
  yield step('c', 'FIPS 203 algorithm 17 step 2', c);
  return [K, c];
}

/** ML-KEM.Decaps_internal (algorithm 18). @returns K. */
export function* mlKemDecapsSteps(parameters: MlKemParameters, dk: Uint8Array, c: Uint8Array): Steps<MlKemStep, Bytes> {
  const rule = (line: string): string => `FIPS 203 algorithm 18 step ${line}`;
  assertParameters(parameters);
  const { k, du, dv } = parameters;
  assertLengths({ dk }, 768 * k + 96);
  assertLengths({ c }, 32 * (du * k + dv));
  const ek = dk.subarray(384 * k, 768 * k + 32);
  const h = dk.subarray(768 * k + 32, 768 * k + 64);
  const z = dk.subarray(768 * k + 64);
  const m = yield* kPkeDecryptSteps(parameters, dk.subarray(0, 384 * k), c);
  yield secretStep('m′', rule('5'), m);
  const [K, r] = G(concat(m, h));
  yield secretStep('K′', rule('6'), K);
  yield secretStep('r′', rule('6'), r);
  const rejected = J(concat(z, c));
  yield secretStep('K¯', rule('7'), rejected);
  const again = yield* kPkeEncryptSteps(parameters, ek, m, r);
  yield secretStep('c′', rule('8'), again);
  const shared = equalBytes(c, again) ? K : rejected; // steps 9 to 11
  yield secretStep('K', rule('12'), shared);
  return shared;
}
