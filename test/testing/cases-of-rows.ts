/** Chains that break rules which no defect of a chain breaks, those of the profiles strict and webpki among them. */
import { encode } from '../../src/codec/index.ts';
import { ED25519 } from '../../src/signatures/index.ts';
import type { TBSCertificate } from '../../src/x509/index.ts';
import * as x509 from '../../src/x509/index.ts';
import { intermediate, leafOf, leaf as leafOfChain, unknown } from '../fixtures/chain.ts';
import { akid, caKey, draft, now, random, rootKey, serverExtensions } from '../fixtures/drafts.ts';
import { CASES as RULE_CASES } from '../fixtures/rule-cases.ts';
import { aCa, constraints, FURTHER, identified, leaf, ROWS } from '../fixtures/strict-cases.ts';
import { edwards, LEAVES, lasting, middle, plain, ROOTS, server, sound, trusted } from '../fixtures/webpki-cases.ts';
import type { Case } from './judged-by-copy.ts';

const web = (one = server(), top = plain): Case => ({
  ...{ leaf: one, intermediates: [middle], roots: [top], time: now, profile: 'webpki' },
});
const strict = (change: Case): Case => ({ ...change, profile: 'strict' });
/** What the tables of cases have not, since OpenSSL does not look for it, or more than one thing is wrong with it. */
const FURTHER_STRICT: readonly Case[] = [
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
const changed = (change: Partial<TBSCertificate>): Case => ({ leaf: leafOf(intermediate, serverExtensions, change) });
const { algorithm } = leafOfChain.tbs.subjectPublicKeyInfo;
const COMMON: readonly Case[] = [
  ...RULE_CASES.map(([, change]) => change),
  { roots: [draft({ subject: 'root', key: rootKey, change: { version: 0 } })] },
  changed({
    validity: {
      ...leafOfChain.tbs.validity,
      notAfter: { kind: 'generalizedTime', value: new Date('2031-01-01T00:00:00Z') },
    },
  }),
  { leaf: leafOf(intermediate, [...serverExtensions, akid(rootKey)]) },
  // rsaEncryption, which is the algorithm of a key, not of a signature.
  {
    leaf: x509.decodeCertificate(encode(x509.certificate, { ...leafOfChain.fields, signatureAlgorithm: algorithm })),
  },
];
export const CASES: readonly Case[] = [
  ...COMMON,
  ...[...ROWS, ...FURTHER].map(([, change]) => strict(change)),
  ...FURTHER_STRICT.map(strict),
  ...LEAVES.map(([, one]) => web(one)),
  ...ROOTS.map(([, extensions]) => web(server(), trusted(...extensions))),
  ...[web(signedByEd25519), web(lastingTooLong)],
];
