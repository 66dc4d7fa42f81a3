/** R17: Go CVE-2025-61727 and its regression, rustls RUSTSEC-2026-0099, and the matrix that BetterTLS draws: name constraints. */
import { describe, expect, it } from 'vitest';
import {
  type Certificate,
  caExtensions,
  type Extension,
  type GeneralName,
  makeExtension,
  type NameConstraints,
  parseGeneralNames,
  validateChain,
} from '../../src/x509/index.ts';
import { judgeNameConstraints } from '../../src/x509/validate/name-constraints/judge.ts';
import { caKey, draft, leafKey, now, root } from '../fixtures/drafts.ts';
import { unsigned } from '../fixtures/unsigned.ts';
import { JUDGED_BY } from '../judged.ts';

const dns = (value: string): GeneralName => ({ kind: 'dNSName', value });
const subtrees = (...bases: GeneralName[]) => bases.map((base) => ({ base, minimum: 0n }));
const names = (text: string): Extension => makeExtension('subjectAltName', false, parseGeneralNames(text));
const caWith = (constraints: NameConstraints): Certificate =>
  draft({
    subject: 'ca',
    key: caKey,
    issuer: root,
    extensions: [...caExtensions(), makeExtension('nameConstraints', true, constraints)],
  });
const leafUnder = (ca: Certificate, text: string): Certificate =>
  draft({ subject: 'leaf', key: leafKey, issuer: ca, issuerKey: caKey, extensions: [names(text)] });

const failures = (ca: Certificate, leaf: Certificate): string[] =>
  validateChain({
    ...JUDGED_BY,
    leaf,
    intermediates: [ca],
    roots: [root],
    time: now,
    purpose: 'any',
    name: 'unchecked',
  }).checks.flatMap(({ outcome, code, depth }) => (outcome === 'fail' ? [`${code} ${depth}`] : []));

describe('R17', () => {
  const permitting = caWith({ permittedSubtrees: subtrees(dns('accept.example.com')) });
  const excluding = caWith({ excludedSubtrees: subtrees(dns('test.example.com')) });
  const ofOneLabel = caWith({ permittedSubtrees: subtrees(dns('internal')) });

  it.each<[string, Certificate, string, boolean]>([
    ['a wildcard that stands for an excluded name (Go CVE-2025-61727)', excluding, 'DNS:*.example.com', false],
    ['a wildcard beside the excluded name (Go #76935)', excluding, 'DNS:*.other.com', true],
    ['a wildcard above the excluded name', excluding, 'DNS:*.com', true],
    ['a wildcard below the excluded name', excluding, 'DNS:*.test.example.com', false],
    ['a wildcard that stands for more than is permitted (RUSTSEC-2026-0099)', permitting, 'DNS:*.example.com', false],
    ['a wildcard within what is permitted', permitting, 'DNS:*.accept.example.com', true],
    ['a name under a constraint of one label', ofOneLabel, 'DNS:db.internal', true],
    ['a name beside it', ofOneLabel, 'DNS:db.internal.example', false],
    ['a name that ends in the same letters', permitting, 'DNS:notaccept.example.com', false],
    ['names of another form', permitting, 'IP:192.0.2.1,URI:https://other.example/', true],
  ])('%s', (_, ca, text, isSound) => {
    expect(failures(ca, leafUnder(ca, text))).toEqual(isSound ? [] : ['name-constraints 0']);
  });

  it('does not apply constraints to the certificate that carries them', () => {
    const constraints = makeExtension('nameConstraints', true, { permittedSubtrees: subtrees(dns('example.com')) });
    const extensions = [...caExtensions(), names('DNS:other.com'), constraints];
    const ca = draft({ subject: 'ca', key: caKey, issuer: root, extensions });
    expect(failures(ca, leafUnder(ca, 'DNS:example.com'))).toEqual([]);
  });

  it('applies directoryName to the subject of each certificate', () => {
    const ca = caWith({ permittedSubtrees: subtrees({ kind: 'directoryName', value: root.subject.value }) });
    expect(failures(ca, leafUnder(ca, 'DNS:example.com'))).toEqual(['name-constraints 0']);
  });
});

/** BetterTLS draws every combination of a DNS name and an address, each absent, inside or outside, with permitted and excluded
 * subtrees of both forms; what must come out is told by sets. */
describe('R17: every combination of names and subtrees', () => {
  const WORDS = ['none', 'inside', 'outside'] as const;
  type Word = (typeof WORDS)[number];
  const NAMES = { inside: 'DNS:test.localhost', outside: 'DNS:bad.example.com' };
  const ADDRESSES = { inside: 'IP:127.0.0.1', outside: 'IP:1.1.1.1' };
  const TREES = { inside: dns('localhost'), outside: dns('example.com') };
  const range = (...bytes: number[]): GeneralName => ({ kind: 'iPAddress', value: Uint8Array.from(bytes) });
  const RANGES = { inside: range(127, 0, 0, 0, 255, 255, 255, 0), outside: range(1, 1, 1, 0, 255, 255, 255, 0) };
  const of = <T>(word: Word, values: Readonly<Record<'inside' | 'outside', T>>): T[] =>
    word === 'none' ? [] : [values[word]];
  const combinations = WORDS.flatMap((name) =>
    WORDS.flatMap((address) =>
      WORDS.flatMap((permittedName) =>
        WORDS.flatMap((permittedAddress) =>
          WORDS.flatMap((excludedName) =>
            WORDS.map((excludedAddress) => ({
              ...{ name, address, permittedName, permittedAddress, excludedName, excludedAddress },
            })),
          ),
        ),
      ),
    ),
  );

  const isSound = (of: Word, permitted: Word, excluded: Word): boolean =>
    of === 'none' || ((permitted === 'none' || permitted === of) && excluded !== of);

  it('judges each as it must', () => {
    expect(combinations.length).toBe(3 ** 6);
    for (const drawn of combinations) {
      const permitted = [...of(drawn.permittedName, TREES), ...of(drawn.permittedAddress, RANGES)];
      const excluded = [...of(drawn.excludedName, TREES), ...of(drawn.excludedAddress, RANGES)];
      const texts = [...of(drawn.name, NAMES), ...of(drawn.address, ADDRESSES)];
      const constraints = makeExtension('nameConstraints', true, {
        ...(permitted.length > 0 && { permittedSubtrees: subtrees(...permitted) }),
        ...(excluded.length > 0 && { excludedSubtrees: subtrees(...excluded) }),
      });
      const isConstrained = permitted.length + excluded.length > 0;
      const ca = unsigned({ subject: 'ca', extensions: isConstrained ? [constraints] : [] });
      const leaf = unsigned({
        subject: 'test.localhost', // Never taken for a name of a host, whatever the constraints say of it.
        issuer: ca,
        extensions: texts.length === 0 ? [] : [names(texts.join(','))],
      });
      const refused = judgeNameConstraints(ca, [leaf], { left: 9 }).some(({ outcome }) => outcome === 'fail');
      const sound =
        isSound(drawn.name, drawn.permittedName, drawn.excludedName) &&
        isSound(drawn.address, drawn.permittedAddress, drawn.excludedAddress);
      expect([drawn, refused]).toEqual([drawn, !sound]);
    }
  });
});
