/** Revocation with OpenSSL, both ways: our lists and answers are believed and shown by it, and those that it makes by us. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { certificateListText } from '../../src/explain/index.ts';
import {
  type CertificateList,
  CRL_REASONS,
  type CrlReason,
  certificateListPem,
  certificatePem,
  type GeneralName,
  makeName,
  type RevocationChecks,
} from '../../src/x509/index.ts';
import { at, ca, leaf, listOf, now, revoking, root, rootList, validateWith } from '../fixtures/revocation.ts';
import { hasOpenssl, hasOpenssl30 } from '../openssl.ts';
import { runsOf } from '../property-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-revocation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

/** What OpenSSL says of the leaf by these lists, and whether it believes it. */
function verdict(crls: readonly CertificateList[], ...options: readonly string[]): { ok: boolean; output: string } {
  write('root.pem', certificatePem(root));
  write('ca.pem', certificatePem(ca));
  write('leaf.pem', certificatePem(leaf));
  write('lists.pem', [rootList, ...crls].map(certificateListPem).join(''));
  const time = String(now.getTime() / 1000);
  const files = ['-CAfile', 'root.pem', '-untrusted', 'ca.pem', '-CRLfile', 'lists.pem', '-attime', time];
  try {
    const args = ['verify', '-crl_check_all', ...files, ...options, 'leaf.pem'];
    return { ok: true, output: execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }) };
  } catch (error) {
    return { ok: false, output: String((error as { stderr?: unknown }).stderr) };
  }
}

const some = (reasons: readonly string[]) => ({
  onlyContainsUserCerts: false,
  onlyContainsCACerts: false,
  indirectCRL: false,
  onlyContainsAttributeCerts: false,
  onlySomeReasons: reasons as never,
});

describe.runIf(hasOpenssl)('verify', () => {
  const extended: Partial<RevocationChecks> = { extended: true };
  it.each<[string, readonly CertificateList[], readonly string[], Partial<RevocationChecks>]>([
    ['a list without it', [listOf()], [], {}],
    ['a list with it', [listOf({ revoked: [revoking()] })], [], {}],
    ['no list', [], [], {}],
    ['an expired list', [listOf({ thisUpdate: at(-3), nextUpdate: at(-2) })], [], {}],
    ['a list of the future', [listOf({ thisUpdate: at(1), nextUpdate: at(2) })], [], {}],
    ['a delta alone', [listOf({ baseNumber: 3n })], ['-use_deltas'], {}],
    [
      'a list for some reasons',
      [listOf({ issuingDistributionPoint: some(['keyCompromise']) })],
      ['-extended_crl'],
      extended,
    ],
    [
      'lists for all reasons, in two',
      [
        listOf({ issuingDistributionPoint: some(['keyCompromise', 'cACompromise']) }),
        listOf({
          issuingDistributionPoint: some([
            'affiliationChanged',
            'superseded',
            'cessationOfOperation',
            'certificateHold',
            'privilegeWithdrawn',
            'aACompromise',
          ]),
        }),
      ],
      ['-extended_crl'],
      extended,
    ],
    [
      'a list that is for some reasons, without extended lists',
      [listOf({ issuingDistributionPoint: some(['keyCompromise']) })],
      [],
      { extended: false },
    ],
  ])('%s: both agree', (_, crls, options, checks) => {
    const theirs = verdict(crls, ...options);
    expect(validateWith({ crls, ...checks }).ok, theirs.output).toBe(theirs.ok);
  });
});

describe.runIf(hasOpenssl30)('properties', () => {
  it('a list of our making is the same text in OpenSSL', () => {
    const reason = fc.constantFrom(
      ...(Object.keys(CRL_REASONS) as CrlReason[]).filter((one) => one !== 'removeFromCRL'),
    );
    const issuer: GeneralName[] = [{ kind: 'directoryName', value: makeName(['CN', 'é, +"']) }];
    const time = fc.date({ min: new Date('1951-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    const entry = fc.record(
      {
        serialNumber: fc.bigInt(1n, 2n ** 159n - 1n),
        revocationDate: time,
        reason,
        invalidityDate: time,
        certificateIssuer: fc.constant(issuer),
      },
      { requiredKeys: ['serialNumber', 'revocationDate'] },
    );
    const lists = fc.record({
      revoked: fc.array(entry, { maxLength: 8 }),
      number: fc.bigInt(0n, 2n ** 159n - 1n),
      baseNumber: fc.option(fc.bigInt(0n, 2n ** 159n - 1n), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(lists, { minLength: 1, maxLength: 5 }), (drafts) => {
        const made = drafts.map((draft) => listOf(draft));
        for (const [i, list] of made.entries()) write(`${i}.pem`, certificateListPem(list));
        const ask = made.map((_, i) => `openssl crl -in ${i}.pem -noout -text`).join(' && ');
        const theirs = execFileSync('sh', ['-c', ask], { cwd: folder, encoding: 'utf8' });
        expect(made.map((list) => [...certificateListText(list)].join('')).join('')).toBe(theirs);
      }),
      runsOf(0.2),
    );
  });
});
