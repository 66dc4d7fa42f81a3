/** `verify` with name constraints, policies and names: the verdicts and the printed policies of OpenSSL, and where we differ. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Certificate,
  caExtensions,
  certificatePem,
  type Extension,
  encodedName,
  type GeneralName,
  makeExtension,
  makeName,
  parseGeneralNames,
} from '../../src/x509/index.ts';
import { Shell } from '../cli/shell.ts';
import { akid, caKey, draft, hasOpenssl, leafKey, now, root, rootKey, skid } from '../fixtures/drafts.ts';

const policies = (...oids: string[]): Extension =>
  makeExtension(
    'certificatePolicies',
    false,
    oids.map((policyIdentifier) => ({ policyIdentifier })),
  );
const withNotice = makeExtension('certificatePolicies', true, [
  {
    policyIdentifier: '1.2.3',
    policyQualifiers: [
      { policyQualifierId: '1.3.6.1.5.5.7.2.1', qualifier: { kind: 'cPSuri', value: 'https://a.example/cps' } },
      {
        policyQualifierId: '1.3.6.1.5.5.7.2.2',
        qualifier: { kind: 'userNotice', value: { explicitText: { kind: 'utf8String', value: 'Read it' } } },
      },
    ],
  },
]);
const ca = (...more: Extension[]): Certificate =>
  draft({
    subject: 'ca',
    key: caKey,
    issuer: root,
    extensions: [...caExtensions(), skid(caKey), akid(rootKey), ...more],
  });
const leafOf = (issuer: Certificate, names: string, ...more: Extension[]): Certificate =>
  draft({
    subject: 'leaf',
    key: leafKey,
    issuer,
    issuerKey: caKey,
    extensions: [makeExtension('subjectAltName', false, parseGeneralNames(names)), ...more],
    change: { subject: encodedName(makeName(['C', 'SE'], ['CN', 'leaf'])) },
  });
const subtrees = (bases: readonly GeneralName[]) => bases.map((base) => ({ base, minimum: 0n }));
const constraining = (list: 'excludedSubtrees' | 'permittedSubtrees', ...bases: GeneralName[]): Extension =>
  makeExtension('nameConstraints', true, { [list]: subtrees(bases) });

const [mapped, any, required, plain] = [
  ca(
    policies('1.2.3'),
    makeExtension('policyMappings', true, [{ issuerDomainPolicy: '1.2.3', subjectDomainPolicy: '1.2.4' }]),
  ),
  ca(policies('2.5.29.32.0')),
  ca(policies('1.2.3'), makeExtension('policyConstraints', true, { requireExplicitPolicy: 0n })),
  ca(),
];
const named = 'DNS:a.example,DNS:*.b.example,IP:192.0.2.1,email:x@a.example,URI:https://u.example/';
const uri: GeneralName = { kind: 'uniformResourceIdentifier', value: 'u.example' };
const constrained = ca(
  constraining('permittedSubtrees', ...parseGeneralNames('DNS:example,email:a.example'), uri, {
    kind: 'directoryName',
    value: makeName(['C', 'SE']),
  }),
);
const excluded = ca(
  constraining('excludedSubtrees', { kind: 'iPAddress', value: Uint8Array.of(192, 0, 2, 0, 255, 255, 255, 0) }),
);
const otherCountry = ca(constraining('permittedSubtrees', { kind: 'directoryName', value: makeName(['C', 'NO']) }));

const CHAINS = {
  mapped: [mapped, leafOf(mapped, named, policies('1.2.4'))],
  any: [any, leafOf(any, named, policies('1.2.3', '1.2.5'))],
  noticed: [any, leafOf(any, named, withNotice)],
  required: [required, leafOf(required, named)],
  plain: [plain, leafOf(plain, named)],
  constrained: [constrained, leafOf(constrained, named)],
  excluded: [excluded, leafOf(excluded, named)],
  otherCountry: [otherCountry, leafOf(otherCountry, named)],
} satisfies Record<string, readonly Certificate[]>;
type Chain = keyof typeof CHAINS;

describe.skipIf(!hasOpenssl)('verify', () => {
  const shell = new Shell();
  afterAll(() => shell.remove());
  writeFileSync(join(shell.folder, 'root.pem'), certificatePem(root));
  for (const [name, [issuer, leaf]] of Object.entries(CHAINS)) {
    writeFileSync(join(shell.folder, `${name}-ca.pem`), certificatePem(issuer));
    writeFileSync(join(shell.folder, `${name}.pem`), certificatePem(leaf));
  }
  const line = (chain: Chain, options: string): string =>
    `verify -CAfile root.pem -untrusted ${chain}-ca.pem -attime ${now.getTime() / 1000} ${options} ${chain}.pem`;
  const theirs = (chain: Chain, options: string) =>
    spawnSync('openssl', line(chain, options).split(/\s+/), { cwd: shell.folder, encoding: 'utf8' });

  it.each<[Chain, string, boolean]>([
    ['mapped', '-policy_check -policy 1.2.3 -explicit_policy', true],
    ['mapped', '-policy_check -policy 1.2.4 -explicit_policy', false],
    ['mapped', '-policy_check -policy 1.2.4', true],
    ['mapped', '-policy 1.2.3 -explicit_policy -inhibit_map', false],
    ['any', '-policy 1.2.3 -explicit_policy', true],
    ['any', '-policy 1.2.7 -policy 1.2.5 -explicit_policy', true],
    ['any', '-policy 1.2.3 -explicit_policy -inhibit_any', false],
    ['required', '-policy_check', false],
    ['plain', '-explicit_policy', false],
    ['plain', '-policy_check', true],
    ['plain', '-verify_hostname a.example', true],
    ['plain', '-verify_hostname x.b.example', true],
    ['plain', '-verify_hostname b.example', false],
    ['plain', '-verify_email x@a.example', true],
    ['plain', '-verify_email X@a.example', false],
    ['plain', '-verify_email x@A.EXAMPLE', true],
    ['plain', '-verify_ip 192.0.2.1', true],
    ['plain', '-verify_ip 192.0.2.2', false],
    ['constrained', '', true],
    ['excluded', '', false],
    ['otherCountry', '', false],
  ])('agrees on %s %s: %s', async (chain, options, sound) => {
    expect(theirs(chain, options).status === 0).toBe(sound);
    expect((await shell.line(line(chain, options))).code === 0).toBe(sound);
  });

  it.each<[Chain, string]>([
    ['mapped', '-policy 1.2.3'],
    ['any', '-policy 1.2.3 -explicit_policy'],
    ['noticed', '-policy 1.2.3 -explicit_policy'],
    ['plain', ''],
  ])('prints the policies of %s %s as OpenSSL does', async (chain, options) => {
    const print = `-policy_check -policy_print ${options}`;
    const { stderr } = await shell.line(line(chain, print));
    expect(stderr).toBe(theirs(chain, print).stderr);
  });

  it('accepts any policy where none is named, as RFC 5280 §6.1.1 (c) has it; OpenSSL then accepts none', async () => {
    expect(theirs('any', '-explicit_policy').status).toBe(2);
    expect((await shell.line(line('any', '-explicit_policy'))).code).toBe(0);
  });

  it('refuses what is no policy and no mailbox', async () => {
    for (const options of ['-policy x', '-policy 9.9', '-verify_email a', '-verify_email a@b -verify_ip 192.0.2.1']) {
      expect((await shell.line(line('plain', options))).code).toBe(2);
    }
  });
});
