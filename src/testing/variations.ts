/** Variations: changes after which a chain is still valid by RFC 5280. They show which valid chains a verifier refuses. */
import {
  type AttributeText,
  attributeTexts,
  type ExtensionKind,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  type Name,
} from '../x509/index.ts';
import { type ChainPlan, WITH_SHA1 } from './chain-plan.ts';
import { askedByAddress } from './chains.ts';
import { adding, change, hostOf, otherExtension, type Part, replacing, withExtension } from './defect.ts';
import { dnsNamed } from './defects-of-names.ts';
import { everywhere, POLICY, REQUIRED, SUBJECT_POLICY, underPolicy } from './policies-of-chains.ts';

/** One variation. */
export interface Variation {
  /** Its name, which is stable. */
  readonly name: string;
  /** The rule by which it is valid: standard and section. */
  readonly rule: string;
  vary(sound: ChainPlan): ChainPlan;
}

const without =
  (part: Part, kind: ExtensionKind) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, part, ({ extensions }) => ({ extensions: withExtension(extensions, kind, undefined) }));

/** The leaf's issuer may certify names of the chain's domain alone. */
const constrained = (critical: boolean) =>
  adding('issuer', (_, chain) =>
    makeExtension('nameConstraints', critical, {
      permittedSubtrees: [
        { base: { kind: 'dNSName', value: hostOf(chain).split('.').slice(1).join('.') }, minimum: 0n },
      ],
    }),
  );

/** The name of a CA in capitals. */
const inCapitals = (name: Name): Name =>
  makeName(...(['O', 'CN'] as const).map((type): AttributeText => [type, attributeTexts(name, type)[0].toUpperCase()]));

const OF_EXTENSIONS: readonly Variation[] = [
  { name: 'leaf-without-eku', rule: 'RFC 5280 §4.2.1.12', vary: without('leaf', 'extKeyUsage') },
  { name: 'leaf-without-key-usage', rule: 'RFC 5280 §4.2.1.3', vary: without('leaf', 'keyUsage') },
  {
    name: 'no-key-identifiers',
    rule: 'RFC 5280 §6.1, which does not use them',
    vary: (sound) =>
      everywhere(sound, (plan) => ({
        ...plan,
        extensions: plan.extensions.filter(
          ({ extnValue: { kind } }) => kind !== 'subjectKeyIdentifier' && kind !== 'authorityKeyIdentifier',
        ),
      })),
  },
  {
    name: 'leaf-with-any-eku',
    rule: 'RFC 5280 §4.2.1.12',
    vary: replacing('leaf', 'extKeyUsage', () => [KEY_PURPOSES.anyExtendedKeyUsage]),
  },
  {
    name: 'issuer-with-server-eku',
    rule: 'RFC 5280 §6.1, which leaves it to the leaf',
    vary: adding('issuer', () => makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth])),
  },
  {
    name: 'leaf-unknown-extension',
    rule: 'RFC 5280 §4.2',
    vary: adding('leaf', () => otherExtension('2.999.1', false, Uint8Array.of(5, 0))),
  },
  {
    name: 'path-length-just-enough',
    rule: 'RFC 5280 §6.1.4 (l), (m)',
    vary: replacing('root', 'basicConstraints', ({ certificates: { length } }) => ({
      cA: true,
      pathLenConstraint: length - 2,
    })),
  },
  { name: 'name-constraints-kept', rule: 'RFC 5280 §6.1.3 (b)', vary: constrained(true) },
  { name: 'name-constraints-kept-not-critical', rule: 'RFC 5280 §6.1.3 (b)', vary: constrained(false) },
  {
    name: 'policy-required-and-there',
    rule: 'RFC 5280 §6.1.5 (g)',
    vary: (sound) => underPolicy(sound, POLICY, [REQUIRED]),
  },
  {
    name: 'policy-required-and-mapped',
    rule: 'RFC 5280 §6.1.4 (b)',
    vary: (sound) =>
      underPolicy(sound, SUBJECT_POLICY, [
        REQUIRED,
        makeExtension('policyMappings', true, [{ issuerDomainPolicy: POLICY, subjectDomainPolicy: SUBJECT_POLICY }]),
      ]),
  },
];

const OF_NAMES: readonly Variation[] = [
  { name: 'asked-by-address', rule: 'RFC 9525 §6.5', vary: askedByAddress },
  {
    name: 'wildcard',
    rule: 'RFC 9525 §6.3',
    vary: dnsNamed((host) => `*.${host.split('.').slice(1).join('.')}`),
  },
  { name: 'host-in-capitals', rule: 'RFC 9525 §6.3', vary: dnsNamed((host) => host.toUpperCase()) },
  {
    name: 'issuer-in-capitals',
    rule: 'RFC 5280 §7.1',
    vary: (sound) => change(sound, 'leaf', (_, { certificates }) => ({ issuer: inCapitals(certificates[1].subject) })),
  },
];

const OF_TRUST: readonly Variation[] = [
  { name: 'root-presented', rule: 'RFC 5246 §7.4.2', vary: (sound) => ({ ...sound, presents: 'the root too' }) },
  {
    name: 'root-signed-with-sha1',
    rule: 'RFC 5280 §6.1.1 (d): a name and a key',
    vary: (sound) => change(sound, 'root', () => ({ scheme: WITH_SHA1 })),
  },
  {
    name: 'root-never-expires',
    rule: 'RFC 5280 §4.1.2.5',
    vary: (sound) => change(sound, 'root', () => ({ notAfter: new Date('9999-12-31T23:59:59Z') })),
  },
  {
    name: 'intermediate-trusted',
    rule: 'RFC 5280 §6.1.1 (d): any CA may be the anchor',
    vary: (sound) => ({ ...sound, anchor: 1 }),
  },
  {
    name: 'leaf-trusted',
    rule: 'Not in RFC 5280: the certificate itself is trusted',
    vary: (sound) => ({ ...sound, anchor: 0 }),
  },
];

/** Every variation. */
export const ALL_VARIATIONS: readonly Variation[] = [...OF_EXTENSIONS, ...OF_NAMES, ...OF_TRUST];
