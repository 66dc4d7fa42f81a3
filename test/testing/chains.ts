/** Keys and judges for the tests of chains. */
import fc from 'fast-check';
import { DecodeError } from '../../src/codec/index.ts';
import { type ChainWithDefect, chainWithDefect, type TestChain } from '../../src/testing/index.ts';
import * as x509 from '../../src/x509/index.ts';
import { rsaPool } from '../fixtures/rsa-pool.ts';
import { JUDGED_BY } from '../judged.ts';

export const NOW = new Date('2030-06-01T12:00:00Z');
export const keys = rsaPool;

/** What a judge is made of: our own validation, or a broken copy of it. */
export type Validator = Pick<typeof x509, 'decodeCertificate' | 'validateChain'>;

/** Codes of all that is wrong with a chain, each once; of bytes that are no certificate, the DecodeError's. */
export function refusals(
  { leaf, intermediates, roots, time, purpose, name }: TestChain,
  { decodeCertificate, validateChain }: Validator = x509,
): string[] {
  const read = (all: readonly Uint8Array[]) => all.map((der) => decodeCertificate(der));
  try {
    const [certificate] = read([leaf]);
    const chain = { leaf: certificate, intermediates: read(intermediates), roots: read(roots) };
    const { checks } = validateChain({ ...JUDGED_BY, ...chain, time, purpose, name });
    return [...new Set(checks.flatMap(({ code, outcome }) => (outcome === 'fail' ? [code] : [])))];
  } catch (error) {
    // By its name: a copy of the engine has a class of its own.
    if ((error as Error).name === DecodeError.name) return [(error as DecodeError).code];
    throw error;
  }
}

/** A pair of twins for a defect; the same for the same seed. */
export const sample = (defect: string, seed = 1, time = NOW): ChainWithDefect =>
  fc.sample(chainWithDefect({ keys, time, defects: [defect] }), { numRuns: 1, seed })[0];
