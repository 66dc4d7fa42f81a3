/** The question that a validation answers, and its checks. */
import { assertInteger, assertNotRenamed, assertOptions, type Clock, timeOf, UsageError } from '../../bytes/index.ts';
import { Certificate } from '../certificate/certificate.ts';
import type { Purpose } from '../extensions/ext-key-usage.ts';
import type { X509Event } from './check.ts';
import { matchesName, type ReferenceIdentifier, type ValidationName } from './identity.ts';
import { DEFAULT_COMPARISONS } from './name-constraints/judge.ts';
import { assertPolicyInputs, type PolicyInputs } from './policies/inputs.ts';
import { assertRevocation, type Revocation } from './revocation/revocation-policy.ts';
import { PURPOSE_USAGES } from './rules.ts';

/** Bounds on the cost of a search, whatever certificates a peer sends. */
export interface PathLimits {
  /** Maximum certificates in a chain, including leaf and anchor. Default 10. */
  readonly chainLength: number;
  /** Maximum issuer candidates tried in total. Default 200. */
  readonly work: number;
  /** Maximum comparisons of names with name constraints in total. Default 250,000. */
  readonly comparisons: number;
}

/** Which rules are judged. `rfc5280`: those of RFC 5280 §6. `strict`: the obligations of issuers too, as OpenSSL's
 * `-x509_strict` has them. */
export type Profile = 'rfc5280' | 'strict';
export const PROFILES: readonly Profile[] = ['rfc5280', 'strict'];

/** The name that a peer must have, or the word that waives it. */
export type ExpectedName = ValidationName | 'unchecked';

/** What `validateChain` is asked. */
export interface ValidationOptions {
  /** The certificate to validate. */
  readonly leaf: Certificate;
  /** Untrusted certificates that may connect the leaf to a root, in any order. */
  readonly intermediates: readonly Certificate[];
  /** The trust anchors, compared byte by byte: a certificate with only the same name or key is not trusted. The leaf may be an
   * anchor itself; the chain then consists of it alone (as in OpenSSL and Go). */
  readonly roots: readonly Certificate[];
  /** The time to validate at. */
  readonly time: Clock;
  /** The required purpose; `any` puts no requirement on the leaf's keyUsage, nor on any extKeyUsage. */
  readonly purpose: Purpose;
  /** The name that the leaf must have, or `'unchecked'`. Needed where the purpose is serverAuth: a server's certificate that names
   * another host proves nothing. Default for any other purpose: `'unchecked'`. */
  readonly name?: ReferenceIdentifier | 'unchecked' | undefined;
  /** The policies that are accepted, and what is required of them. Default: any policy, and none required. */
  readonly policies?: PolicyInputs | undefined;
  /** Which rules are judged. There is no default. */
  readonly profile: Profile;
  /** Whether and how revocation is checked. There is no default. */
  readonly revocation: Revocation;
  readonly limits?: Partial<PathLimits> | undefined;
  readonly observe?: ((event: X509Event) => void) | undefined;
}

/** A checked question, with its defaults. */
export interface Question extends ValidationOptions {
  readonly time: Date;
  readonly name: ReferenceIdentifier | 'unchecked';
  readonly limits: PathLimits;
}

const REQUIRED = ['leaf', 'intermediates', 'roots', 'time', 'purpose', 'profile', 'revocation'];
const OPTIONS = [...REQUIRED, 'name', 'policies', 'limits', 'observe'];
const RENAMED = { now: 'time', anchors: 'roots', trusted: 'roots', hostname: 'name', serverName: 'name' };
const DEFAULT_LIMITS: PathLimits = { chainLength: 10, work: 200, comparisons: DEFAULT_COMPARISONS };

/** @throws UsageError for options that make no question. */
export function questionOf(options: ValidationOptions): Question {
  assertNotRenamed(options, 'options', RENAMED);
  assertOptions(options, 'options', OPTIONS);
  const { purpose, limits = {} } = options;
  assertCertificates(options);
  if (purpose !== 'any' && !Object.hasOwn(PURPOSE_USAGES, purpose)) {
    throw new UsageError('out-of-range', 'purpose', 'must be "any" or a key purpose of RFC 5280');
  }
  const name = options.name ?? (purpose === 'serverAuth' ? undefined : 'unchecked');
  assertExpectedName(name, 'name');
  assertProfile(options.profile, 'profile');
  assertRevocation(options.revocation, 'revocation');
  if (!['undefined', 'function'].includes(typeof options.observe)) {
    throw new UsageError('wrong-type', 'observe', 'must be a function');
  }
  assertPolicyInputs(options.policies, 'policies');
  assertOptions(limits, 'limits', ['chainLength', 'work', 'comparisons']);
  const complete = { ...DEFAULT_LIMITS, ...limits };
  assertInteger(complete.chainLength, 'limits.chainLength', 1, 1000);
  assertInteger(complete.work, 'limits.work', 1);
  assertInteger(complete.comparisons, 'limits.comparisons', 0);
  return { ...options, name, time: timeOf(options.time, 'time'), limits: complete };
}

function assertCertificates({ leaf, intermediates, roots }: ValidationOptions): void {
  if (!Array.isArray(intermediates) || !Array.isArray(roots)) {
    throw new UsageError('wrong-type', 'intermediates, roots', 'must be arrays');
  }
  for (const certificate of [leaf, ...intermediates, ...roots]) {
    if (certificate instanceof Certificate) continue;
    throw new UsageError('wrong-type', 'leaf, intermediates, roots', 'must be certificates');
  }
}

/** @throws UsageError `missing-option`; `out-of-range` for a name that is neither a DNS name nor an IP address; `wrong-type`. */
export function assertExpectedName(value: unknown, argument: string): asserts value is ExpectedName {
  if (value === undefined) {
    throw new UsageError(
      'missing-option',
      argument,
      'must be given: { dns }, { ip }, or "unchecked" to accept any name',
    );
  }
  if (typeof value === 'string' && value !== 'unchecked') {
    throw new UsageError('wrong-type', argument, 'is no text: { dns: "…" }, { ip: "…" } or "unchecked"');
  }
  // Without certificates, it only checks the name.
  if (value !== 'unchecked') matchesName(value as ValidationName, []);
}

/** @throws UsageError `missing-option`, `out-of-range`. */
export function assertProfile(value: unknown, argument: string): asserts value is Profile {
  const known = PROFILES.map((one) => `"${one}"`).join(', ');
  if (value === undefined) throw new UsageError('missing-option', argument, `must be given: one of ${known}`);
  if (!PROFILES.includes(value as Profile)) throw new UsageError('out-of-range', argument, `must be one of ${known}`);
}
