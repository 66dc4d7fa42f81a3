/** The same proof as in `removed-checks.test.ts` for the rules of the profiles strict and webpki: with a row of their tables taken out, the
 * cases of that row are no longer refused by it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ED25519 } from '../../src/signatures/index.ts';
import type { Profile, ValidationOptions } from '../../src/x509/index.ts';
import * as x509 from '../../src/x509/index.ts';
import { sound as chain, failing, unknown } from '../fixtures/chain.ts';
import { akid, caKey, now, random } from '../fixtures/drafts.ts';
import { aCa, constraints, FURTHER, identified, leaf, ROWS } from '../fixtures/strict-cases.ts';
import { edwards, LEAVES, lasting, middle, plain, ROOTS, server, sound, trusted } from '../fixtures/webpki-cases.ts';
import { brokenCopy } from './broken-copies.ts';
import type { Validator } from './chains.ts';

type Case = Partial<ValidationOptions> & { readonly profile: Profile };
const web = (one = server(), root = plain): Case => ({
  ...{ leaf: one, intermediates: [middle], roots: [root], time: now, profile: 'webpki' },
});
const strict = (change: Partial<ValidationOptions>): Case => ({ ...change, profile: 'strict' });
/** What the tables of cases have not, since OpenSSL does not look for it, or more than one thing is wrong with it. */
const FURTHER_STRICT: readonly Partial<ValidationOptions>[] = [
  aCa(constraints(true, 0), x509.makeExtension('keyUsage', true, ['cRLSign']), ...identified),
  aCa(...x509.caExtensions(), ...identified, x509.makeExtension('inhibitAnyPolicy', false, 1n)),
  leaf(
    akid(caKey),
    x509.makeExtension('nameConstraints', true, {
      permittedSubtrees: [{ base: { kind: 'dNSName', value: 'kubernetes' }, minimum: 0n }],
    }),
  ),
  leaf(akid(caKey), unknown(false, x509.DESCRIBED_EXTENSIONS.certificatePolicies.id)),
];
const signedByEd25519 = x509.signTbs(server().tbs, edwards, ED25519, random);
const lastingTooLong = server(sound, lasting('2030-05-20T00:00:00Z', 48));
const CASES: readonly Case[] = [
  ...[...ROWS, ...FURTHER].map(([, change]) => strict(change)),
  ...FURTHER_STRICT.map(strict),
  ...LEAVES.map(([, one]) => web(one)),
  ...ROOTS.map(([, extensions]) => web(server(), trusted(...extensions))),
  ...[web(signedByEd25519), web(lastingTooLong)],
];

/** The codes that fail, judged by a copy: its certificates are of a class of its own. */
function codesOf(change: Case, { decodeCertificate, validateChain }: Validator): readonly string[] {
  const { leaf: first, intermediates, roots, ...others } = { ...chain, ...change };
  const read = ({ der }: x509.Certificate) => decodeCertificate(der);
  const certificates = {
    ...{ leaf: read(first), intermediates: intermediates.map(read) },
    roots: roots.map((root) => read(root as x509.Certificate)),
  };
  return failing(validateChain({ ...others, ...certificates }));
}

let known: readonly (readonly string[])[] | undefined;
/** The codes of every case, with nothing removed. */
const judged = () => (known ??= CASES.map((one) => codesOf(one, x509)));

/** The rows of the tables of these profiles. */
const rows = ['strict', 'webpki'].flatMap((name) => {
  const file = `rules/${name}.ts`;
  const source = readFileSync(resolve(import.meta.dirname, '../../src/x509/validate', file), 'utf8');
  const found = source.matchAll(/^ {2}\{\n {4}code: '(.*?)',\n(?: {4}.*\n)*? {2}\},\n/gm);
  return [...found].map(([text, code]) => ({ file, text, code }));
});

describe('one removed', () => {
  it('every row of the tables is here', () => {
    expect(rows.length).toBe(26);
  });

  it.each(rows)('row $code', async ({ file, text, code }) => {
    const refused = CASES.filter((_, i) => judged()[i].includes(code));
    expect(refused.length).toBeGreaterThan(0);
    const copy = await brokenCopy([{ file, text, by: '' }]);
    for (const one of refused) expect(codesOf(one, copy)).not.toContain(code);
  });
});
