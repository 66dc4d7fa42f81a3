/** Defects of validity, of trust, and of a CA's permissions. */
import { caExtensions, KEY_PURPOSES, makeExtension, makeName } from '../x509/index.ts';
import type { ChainPlan } from './chain-plan.ts';
import { ROLES, skid } from './chains.ts';
import { adding, change, type Defect, hostOf, otherExtension, type Part, replacing, withExtension } from './defect.ts';
import type { KeyPool } from './key-pool.ts';

const SECOND = 1000; // ms
const TIME = 'RFC 5280 §6.1.3 (a)(2)';
const TRUST = 'RFC 5280 §6.1.1 (d)';
const CRITICAL = 'RFC 5280 §4.2';

const expired =
  (part: Part) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, part, (_, { time }) => ({
      notAfter: new Date(Math.floor(time.getTime() / SECOND) * SECOND - SECOND),
    }));
const unborn =
  (part: Part) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, part, ({ notAfter }, { time }) => ({
      notBefore: new Date((time.getTime() + notAfter.getTime()) / 2),
    }));

export const DEFECTS_OF_TIME: readonly Defect[] = [
  { name: 'leaf-expired', code: 'validity', rule: TIME, spoil: expired('leaf') },
  { name: 'leaf-not-yet-valid', code: 'validity', rule: TIME, spoil: unborn('leaf') },
  { name: 'intermediate-expired', code: 'validity', rule: TIME, spoil: expired('issuer') },
  { name: 'intermediate-not-yet-valid', code: 'validity', rule: TIME, spoil: unborn('issuer') },
  {
    name: 'root-expired',
    code: 'validity',
    rule: 'RFC 5280 §6.1.1 (d), of an anchor with a validity',
    spoil: expired('root'),
  },
];

/** The trusted root has the same name as the chain's, but another key. */
function trustingNamesake(sound: ChainPlan, keys: KeyPool): ChainPlan {
  const key = keys.key(ROLES.stranger);
  const root = sound.certificates[sound.certificates.length - 1];
  return { ...sound, anchor: { ...root, key, extensions: [...caExtensions(), skid(key)] } };
}

export const DEFECTS_OF_TRUST: readonly Defect[] = [
  { name: 'root-of-same-name-with-other-key', code: 'trust-anchor', rule: TRUST, spoil: trustingNamesake },
  {
    name: 'root-of-same-name-presented',
    code: 'trust-anchor',
    rule: TRUST,
    prepare: (sound) => ({ ...sound, presents: 'the root too' }),
    spoil: trustingNamesake,
  },
  {
    name: 'root-unknown',
    code: 'trust-anchor',
    rule: TRUST,
    spoil(sound, keys) {
      const root = sound.certificates[sound.certificates.length - 1];
      const key = keys.key(ROLES.stranger);
      const anchor = {
        ...root,
        subject: makeName(['CN', 'another root']),
        key,
        extensions: [...caExtensions(), skid(key)],
      };
      return { ...sound, anchor };
    },
  },
  {
    name: 'leaf-self-signed',
    code: 'trust-anchor',
    rule: TRUST,
    spoil: (sound) =>
      change(sound, 'leaf', ({ key, subject, extensions }) => ({
        issuer: subject,
        issuerKey: key,
        extensions: withExtension(extensions, 'authorityKeyIdentifier', undefined),
      })),
  },
  {
    name: 'issuer-wrong',
    code: 'trust-anchor',
    rule: 'RFC 5280 §6.1.3 (a)(4)',
    spoil: (sound) => change(sound, 'leaf', () => ({ issuer: makeName(['CN', 'another CA']) })),
  },
  {
    name: 'intermediate-missing',
    code: 'trust-anchor',
    rule: 'RFC 5246 §7.4.2',
    spoil: (sound) => ({ ...sound, presents: 'nothing' }),
  },
];

/** 2.999 is the arc for examples (X.660 §A.1): OIDs below it are unknown to every verifier. */
const unknown = otherExtension('2.999.1', true, Uint8Array.of(5, 0));

export const DEFECTS_OF_POWERS: readonly Defect[] = [
  {
    name: 'intermediate-not-ca',
    code: 'basic-constraints',
    rule: 'RFC 5280 §6.1.4 (k)',
    spoil: replacing('issuer', 'basicConstraints', () => ({ cA: false })),
  },
  {
    name: 'intermediate-without-basic-constraints',
    code: 'basic-constraints',
    rule: 'RFC 5280 §6.1.4 (k)',
    spoil: replacing('issuer', 'basicConstraints', () => undefined),
  },
  {
    name: 'intermediate-version-1',
    code: 'basic-constraints',
    rule: 'RFC 5280 §6.1.4 (k)',
    spoil: (sound) => change(sound, 'issuer', () => ({ extensions: [], fields: { version: 0 } })),
  },
  {
    name: 'intermediate-without-key-cert-sign',
    code: 'key-usage',
    rule: 'RFC 5280 §6.1.4 (n)',
    spoil: replacing('issuer', 'keyUsage', () => ['cRLSign']),
  },
  {
    name: 'leaf-usage-for-signing-lists',
    code: 'key-usage',
    rule: 'RFC 5280 §4.2.1.12',
    spoil: replacing('leaf', 'keyUsage', () => ['cRLSign']),
  },
  {
    name: 'path-too-long',
    code: 'path-length',
    rule: 'RFC 5280 §6.1.4 (l), (m)',
    prepare: replacing('root', 'basicConstraints', pathLength(-2)),
    spoil: replacing('root', 'basicConstraints', pathLength(-3)),
  },
  {
    name: 'leaf-purpose-not-server',
    code: 'extended-key-usage',
    rule: 'RFC 5280 §4.2.1.12',
    spoil: replacing('leaf', 'extKeyUsage', () => [KEY_PURPOSES.clientAuth]),
  },
  {
    name: 'intermediate-purpose-not-server',
    code: 'extended-key-usage-nesting',
    rule: 'CA/Browser Forum BR §7.1.2.10.6',
    spoil: adding('issuer', () => makeExtension('extKeyUsage', false, [KEY_PURPOSES.clientAuth])),
  },
  {
    name: 'leaf-unknown-critical-extension',
    code: 'critical-extensions',
    rule: CRITICAL,
    spoil: adding('leaf', () => unknown),
  },
  {
    name: 'intermediate-unknown-critical-extension',
    code: 'critical-extensions',
    rule: CRITICAL,
    spoil: adding('issuer', () => unknown),
  },
  {
    name: 'name-constraints-violated',
    code: 'name-constraints',
    rule: 'RFC 5280 §6.1.3 (b), (c)',
    spoil: adding('issuer', (_, chain) =>
      makeExtension('nameConstraints', true, {
        excludedSubtrees: [{ base: { kind: 'dNSName', value: hostOf(chain) }, minimum: 0n }],
      }),
    ),
  },
  {
    name: 'policy-required-and-missing',
    code: 'explicit-policy',
    rule: 'RFC 5280 §6.1.5 (g)',
    spoil: adding('issuer', () => makeExtension('policyConstraints', true, { requireExplicitPolicy: 0n })),
  },
  {
    name: 'extension-twice',
    code: 'extension-duplicate',
    rule: 'RFC 5280 §4.2',
    spoil: adding('leaf', ({ key }) => skid(key)),
  },
];

/** basicConstraints of a CA. Its pathLenConstraint is the number of certificates in the chain plus `less`.
 * @param less - negative, so that the limit is too small for the chain. */
function pathLength(less: number) {
  return ({ certificates: { length } }: ChainPlan) => ({ cA: true, pathLenConstraint: length + less });
}
