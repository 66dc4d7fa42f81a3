/** Issuing a cluster's certificates: each owner generates its key and its request, and the CA issues from the request. Nothing here
 * accesses files or a clock. */

import {
  assertArray,
  assertDate,
  assertFields,
  assertFunction,
  assertMethods,
  assertOptions,
  type Random,
  UsageError,
} from '../../bytes/index.ts';
import { assertEach, hasRow } from '../../bytes/internal.ts';
import type { PrivateKey, PublicKey } from '../../keys/index.ts';
import { usualSchemeFor } from '../../signatures/index.ts';
import {
  type Certificate,
  type CertificateRequest,
  createRequest,
  EXTENSIONS,
  type Extension,
  formatOneline,
  issueFromRequest,
  KEY_PURPOSES,
  type KeyPurpose,
  type KeyUsageBit,
  makeExtension,
  selfSign,
} from '../../x509/index.ts';
import { assertCertificate } from '../../x509/internal.ts';
import type { ClusterNames } from './cluster-names.ts';
import { PkiError } from './errors.ts';
import { assertPlan, type CertificateSpec, type PlannedCertificate, SERVICE_ACCOUNT_KEY, specOf } from './plan.ts';

/** A source of keys: called once for each key, with the name of its certificate.
 * @param like - the key that the new one replaces, or the CA's key for a new user; absent for a new cluster. */
export type KeySource = (name: string, like?: PublicKey) => Promise<PrivateKey>;

/** The settings for issuing, besides the cluster. */
export interface IssueSettings {
  /** The current time. Validity begins five minutes earlier (kubeadm's CertificateBackdate), for clocks that are slow. */
  readonly time: Date;
  /** Random bytes for serial numbers and for signing: blinds RSA, hedges ECDSA. */
  readonly random: Random;
  readonly newKey: KeySource;
  /** Validity of a leaf, from `time`; fractions of a day are allowed. */
  readonly days: number;
  /** Validity of a CA, from `time`. */
  readonly caDays: number;
}
export type LeafSettings = Omit<IssueSettings, 'caDays'>;

/** kubeadm's lifetimes: ten years of 365 days for a CA, one for a leaf. */
export const LIFETIMES = Object.freeze({ days: 365, caDays: 3650 });

/** A CA that can issue. */
export interface Authority {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
}

/** A certificate with its key. */
export interface Credential extends Authority {
  /** The request; undefined for a CA, which is self-signed. */
  readonly request?: CertificateRequest;
}

/** All certificates issued for a cluster. */
export interface IssuedCluster {
  /** By the plan's names. */
  readonly credentials: ReadonlyMap<string, Credential>;
  readonly serviceAccountKey: PrivateKey;
}

/** Issues a whole plan, one key after the other, so that the same seed gives the same cluster.
 * @param plan - a CA before what it issues.
 * @throws UsageError `out-of-range` for days, or for a plan in which a row comes before its CA; whatever `newKey` throws.
 * Timing: as key generation and signing. */
export async function issueCluster(
  plan: readonly PlannedCertificate[],
  cluster: ClusterNames,
  settings: IssueSettings,
): Promise<IssuedCluster> {
  assertPlan(plan);
  assertSettings(settings);
  assertFunction(settings.newKey, 'settings.newKey');
  const credentials = new Map<string, Credential>();
  for (const planned of plan) {
    const spec = specOf(planned, cluster);
    const key = await settings.newKey(planned.name);
    const parent = planned.parent === undefined ? undefined : credentials.get(planned.parent);
    if (planned.parent !== undefined && parent === undefined) {
      throw new UsageError('out-of-range', 'plan', `${planned.name} comes before its CA, ${planned.parent}`);
    }
    const credential = parent
      ? issueLeaf(spec, key, parent, settings)
      : { key, certificate: selfSigned(spec, key, settings) };
    credentials.set(planned.name, credential);
  }
  return { credentials, serviceAccountKey: await settings.newKey(SERVICE_ACCOUNT_KEY.name) };
}

/** The settings of a whole cluster may be used for one certificate too. */
export const ISSUE_SETTINGS = ['time', 'random', 'newKey', 'days', 'caDays'] as const;

function assertSettings(value: Pick<LeafSettings, 'random' | 'time'>): void {
  assertOptions(value, 'settings', ISSUE_SETTINGS);
  assertDate(value.time, 'settings.time');
  assertMethods(value.random, 'settings.random', 'a Random', 'bytes');
}

function assertSpec(value: CertificateSpec): void {
  assertFields(value, 'spec', 'a CertificateSpec', 'subject', 'purposes', 'names');
  assertOptions(value, 'spec', ['subject', 'purposes', 'names']);
  assertPurposes(value.purposes);
  assertArray(value.names, 'spec.names');
}

function assertPurposes(value: unknown): void {
  assertEach(value, 'spec.purposes', (purpose, place) => {
    if (hasRow(KEY_PURPOSES, purpose)) return;
    throw new UsageError('out-of-range', place, `must be one of ${Object.keys(KEY_PURPOSES).join(', ')}`);
  });
}

function assertAuthority(value: Authority): void {
  assertFields(value, 'authority', 'an Authority', 'certificate', 'key');
  assertOptions(value, 'authority', ['certificate', 'key', 'request']);
  assertCertificate(value.certificate, 'authority.certificate');
}

/** A new certificate of a CA, signed with its own key.
 * @throws UsageError `out-of-range` for days. Timing: as signing. */
export function selfSigned(
  spec: CertificateSpec,
  key: PrivateKey,
  settings: Pick<IssueSettings, 'caDays' | 'random' | 'time'>,
): Certificate {
  assertSpec(spec);
  assertSettings(settings);
  const { time, random, caDays } = settings;
  return selfSign({
    subject: spec.subject,
    key,
    scheme: usualSchemeFor(key),
    random,
    validity: { notBefore: backdated(time), notAfter: daysAfter(time, caDays) },
    extensions: [
      makeExtension('basicConstraints', true, { cA: true }),
      makeExtension('keyUsage', true, [...usageOf(key), 'keyCertSign', 'cRLSign']),
      ...altNames(spec),
    ],
  });
}

/** Issues one leaf: makes the owner's request, and issues the certificate for it.
 * @throws PkiError `ca-not-valid` when the CA is not valid at that time; UsageError `out-of-range` for days; X509Error as
 * `issueFromRequest`. */
export function issueLeaf(
  spec: CertificateSpec,
  key: PrivateKey,
  authority: Authority,
  settings: Pick<LeafSettings, 'days' | 'random' | 'time'>,
): Credential {
  assertSpec(spec);
  assertAuthority(authority);
  assertSettings(settings);
  const { random } = settings;
  const request = createRequest({
    subject: spec.subject,
    key,
    scheme: usualSchemeFor(key),
    random,
    extensions: altNames(spec),
  });
  return { certificate: issueRequested(spec, request, authority, settings), key, request };
}

/** Issues the certificate for a request, which may have been made elsewhere. Of its extensions, only the names are copied. The caller must
 * check whether the contents of the request are acceptable.
 * @throws as `issueLeaf`, and X509Error for a request with an invalid self-signature. Timing: as signing. */
export function issueRequested(
  spec: Pick<CertificateSpec, 'purposes'>,
  request: CertificateRequest,
  authority: Authority,
  settings: Pick<LeafSettings, 'days' | 'random' | 'time'>,
): Certificate {
  assertFields(spec, 'spec', 'an object', 'purposes');
  const { purposes } = spec;
  assertPurposes(purposes);
  assertAuthority(authority);
  assertSettings(settings);
  return issueFromRequest({
    request,
    issuer: authority.certificate,
    issuerKey: authority.key,
    scheme: usualSchemeFor(authority.key),
    random: settings.random,
    validity: leafValidity(authority.certificate, settings),
    extensions: (requested) => leafPolicy(purposes, requested, request.publicKey),
  });
}

/** The keyUsage that fits the key, as in kubeadm. Only RSA keys can encipher keys (RFC 8813 §3 and RFC 8410 §5 forbid the bit to the
 * others, RFC 4055 §1.2 to RSA-PSS). */
const usageOf = ({ type }: Pick<PublicKey, 'type'>): readonly KeyUsageBit[] =>
  type === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'];

/** The CA's decision: only names are copied from the request. */
function leafPolicy(purposes: readonly KeyPurpose[], requested: readonly Extension[], key: PublicKey): Extension[] {
  return [
    makeExtension('basicConstraints', true, { cA: false }),
    makeExtension('keyUsage', true, usageOf(key)),
    ...(purposes.length === 0 ? [] : [makeExtension('extKeyUsage', false, purposes.map(oidOf))]),
    ...requested.filter(({ extnID }) => extnID === EXTENSIONS.subjectAltName.id),
  ];
}

const oidOf = (purpose: KeyPurpose): string => KEY_PURPOSES[purpose];

const altNames = ({ names }: CertificateSpec): Extension[] =>
  names.length === 0 ? [] : [makeExtension('subjectAltName', false, names)];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** One minute, in days. */
const MIN_DAYS = 1 / 1440;
const backdated = (time: Date): Date => new Date(time.getTime() - 5 * MINUTE);

function daysAfter(time: Date, days: number): Date {
  if (typeof days !== 'number') throw new UsageError('wrong-type', 'days', 'must be a number');
  if (!(days >= MIN_DAYS && days <= 365_000)) throw new UsageError('out-of-range', 'days', 'must be in 1/1440..365000');
  return new Date(time.getTime() + days * DAY);
}

/** Not in kubeadm: a leaf does not expire later than its CA, since it could not be verified then. */
function leafValidity(
  { subject, notBefore, notAfter }: Certificate,
  { time, days }: Pick<LeafSettings, 'days' | 'time'>,
): { readonly notBefore: Date; readonly notAfter: Date } {
  if (time < notBefore || time > notAfter) {
    const message = `is valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}, but not at ${time.toISOString()}`;
    throw new PkiError('ca-not-valid', `the CA ${formatOneline(subject.value)}`, message, 'RFC 5280 §6.1.3 (a) (2)');
  }
  const [begin, end] = [backdated(time), daysAfter(time, days)];
  return { notBefore: begin < notBefore ? notBefore : begin, notAfter: end > notAfter ? notAfter : end };
}
