/** What a copy of the engine says of a case: its certificates are of a class of its own. */
import type { Certificate, Profile, ValidationOptions } from '../../src/x509/index.ts';
import { sound } from '../fixtures/chain.ts';
import type { Validator } from './chains.ts';

/** A change of the fixtures' sound chain. */
export type Case = Partial<ValidationOptions> & { readonly profile?: Profile };

/** The codes that do not pass. */
export function codesOf(change: Case, { decodeCertificate, validateChain }: Validator): readonly string[] {
  const { leaf, intermediates, roots, ...others } = { ...sound, ...change };
  const read = ({ der }: Certificate) => decodeCertificate(der);
  const { checks } = validateChain({
    ...others,
    ...{ leaf: read(leaf), intermediates: intermediates.map(read) },
    roots: roots.map((root) => read(root as Certificate)),
  });
  return checks.flatMap(({ outcome, code }) => (outcome === 'pass' ? [] : [code]));
}
