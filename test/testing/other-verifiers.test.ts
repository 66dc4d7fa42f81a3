/** The same chains with other verifiers: they accept what we accept and refuse what we refuse; where they are laxer, it is
 * written down here. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { DEFECTS } from '../../src/testing/index.ts';
import { everyNth, isWholeTable } from '../property-runs.ts';
import { sayWhySkipped } from '../skipping.ts';
import { sample } from './chains.ts';
import { nodeTlsVerdict, opensslVerdicts } from './verifiers.ts';

/** Findings: the defects that OpenSSL 3.0 takes as it comes, that it takes with `-x509_strict -auth_level 2`, and that node:tls on
 * Node 20 takes. */
const LAXER: Readonly<Record<string, string>> = {
  // Policies are processed only with -policy_check.
  'policy-required-and-missing': 'openssl strict node',
  'policy-of-leaf-other': 'openssl strict node',
  'any-policy-inhibited': 'openssl strict node',
  'any-policy-mapped': 'openssl strict node',
  'policies-malformed': 'openssl strict node',
  'policy-twice': 'openssl strict node',
  'policy-with-an-unknown-critical-qualifier': 'openssl strict node',
  'policy-constraints-empty': 'openssl strict node',
  'name-constraints-without-a-subtree': 'openssl strict node',
  // X509_check_host has partial wildcards unless X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS; RFC 9525 §6.3 has none.
  'wildcard-in-a-label': 'openssl strict node',
  // X509_check_host falls back on the common name where there is no DNS name; RFC 9525 §2 forbids it.
  'only-a-common-name': 'openssl strict node',
  'serial-number-negative': 'openssl strict node',
  'serial-number-zero': 'openssl strict node',
  'serial-number-of-21-bytes': 'openssl strict node',
  'extensions-in-version-1': 'openssl node',
  'subject-empty-and-names-not-critical': 'openssl node',
  'issuer-without-a-name': 'openssl node',
  'subject-of-a-signer-of-lists-empty': 'openssl node',
  'leaf-signed-with-sha1': 'openssl',
  'leaf-signed-with-md5': 'openssl',
  'intermediate-signed-with-sha1': 'openssl',
  'key-weak': 'openssl node',
  'key-with-exponent-1': 'openssl strict',
  // BER where DER is demanded; what is signed is then not the only encoding of what is read.
  'boolean-true-not-ff': 'openssl strict node',
  'default-encoded': 'openssl strict node',
  'length-padded': 'openssl strict node',
  // In a PEM block, behind the certificate.
  'trailing-byte': 'openssl strict',
};
const taken = (by: 'openssl' | 'strict' | 'node'): string[] =>
  Object.keys(LAXER).filter((name) => LAXER[name].split(' ').includes(by));

/** Of now: node:tls has no other clock. */
const now = new Date();

/** Defects whose good twin is another than the rest's. */
const GOOD = [
  'leaf-expired',
  'path-too-long',
  'address-other',
  'wildcard-of-a-top-level-domain',
  'root-of-same-name-presented',
];

/** In the everyday tests a third. */
const ASKED = everyNth(
  3,
  DEFECTS.map(({ name }) => name),
);
const twins = new Map([...new Set([...GOOD, ...ASKED])].map((name) => [name, sample(name, 1, now)]));

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
if (version === '') sayWhySkipped('openssl is not installed');

/** Exactly the findings from the version that they were found in; from another, no more than those. */
function expectTaken(accepted: readonly string[], known: readonly string[], isThatVersion: boolean): void {
  expect(accepted.filter((name) => !known.includes(name))).toEqual([]);
  if (isThatVersion) expect(accepted.toSorted()).toEqual(known.toSorted());
}

describe.skipIf(version === '')('openssl verify', () => {
  const bad = new Map([...twins].map(([name, one]) => [name, one.bad]));
  const accepted = (more: string) => {
    const verdicts = opensslVerdicts(bad, more);
    expect(verdicts.size).toBe(DEFECTS.length);
    return [...verdicts].flatMap(([name, verdict]) => (verdict === 'ok' ? [name] : []));
  };
  const isThatVersion = version.startsWith('OpenSSL 3.0.');

  it('takes the good twins, strictly', () => {
    const verdicts = opensslVerdicts(
      new Map(GOOD.map((name) => [name, twins.get(name)!.good])),
      '-x509_strict -auth_level 2',
    );
    expect(Object.fromEntries(verdicts)).toEqual(Object.fromEntries(GOOD.map((name) => [name, 'ok'])));
  });
  it.runIf(isWholeTable)('refuses the others, but for the findings', () =>
    expectTaken(accepted(''), taken('openssl'), isThatVersion),
  );
  it.runIf(isWholeTable)('refuses the others, strictly', () =>
    expectTaken(accepted('-x509_strict -auth_level 2'), taken('strict'), isThatVersion),
  );
});

describe('node:tls', () => {
  it('takes the good twins', async () => {
    for (const name of GOOD) expect(await nodeTlsVerdict(twins.get(name)!.good), name).toBe('ok');
  });

  it('refuses the others, but for the findings', async () => {
    const accepted: string[] = [];
    for (const name of ASKED) {
      if ((await nodeTlsVerdict(twins.get(name)!.bad)) === 'ok') accepted.push(name);
    }
    const { openssl = '', node = '' } = process.versions;
    const known = taken('node').filter((name) => ASKED.includes(name));
    expectTaken(accepted, known, openssl.startsWith('3.0.') && node.startsWith('20.'));
  });
});
