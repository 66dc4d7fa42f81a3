/** Validation of the options that the caller passes. */
import {
  assertFunction,
  assertInteger,
  assertNotRenamed,
  assertOptions,
  timeOf,
  UsageError,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { assertCertificate } from '../certificate/certificate.ts';
import { assertRoots } from './anchor.ts';
import { DEFAULT_LIMITS, type PathLimits } from './build/budget.ts';
import { matchesName, type ValidationName } from './identity.ts';
import { STEP_CODES } from './path-steps.ts';
import { assertPolicyInputs } from './policies/inputs.ts';
import { PURPOSE_USAGES } from './purposes.ts';
import type { ExpectedName, Profile, Question, ValidationOptions } from './question.ts';
import { assertRevocation } from './revocation/revocation-policy.ts';
import { RULES } from './rules/table.ts';

/** Every profile, the least strict first. */
export const PROFILES: readonly Profile[] = ['rfc5280', 'strict', 'webpki'];

const REQUIRED = ['leaf', 'intermediates', 'roots', 'time', 'purpose', 'profile', 'revocation'];
const OPTIONS = [...REQUIRED, 'name', 'policies', 'understood', 'off', 'limits', 'otherPaths', 'observe'];
const RENAMED = { now: 'time', anchors: 'roots', trusted: 'roots', hostname: 'name', serverName: 'name' };
const RENAMED_LIMITS = { chainLength: 'depth', work: 'signatures' };

/** @throws UsageError for invalid options. */
export function questionOf(options: ValidationOptions): Question {
  assertNotRenamed(options, 'options', RENAMED);
  assertOptions(options, 'options', OPTIONS);
  const { leaf, intermediates, roots, purpose, profile, revocation, limits, otherPaths, observe } = options;
  assertCertificates(options);
  if (typeof purpose !== 'string' || (purpose !== 'any' && !Object.hasOwn(PURPOSE_USAGES, purpose))) {
    throw new UsageError('out-of-range', 'purpose', 'must be "any" or a key purpose of RFC 5280');
  }
  const { name = purpose === 'serverAuth' ? undefined : 'unchecked' } = options;
  assertExpectedName(name, 'name');
  assertProfile(profile, 'profile');
  assertRevocation(revocation, 'revocation');
  if (observe !== undefined) assertFunction(observe, 'observe');
  if (otherPaths !== undefined && typeof otherPaths !== 'boolean') {
    throw new UsageError('wrong-type', 'otherPaths', 'must be true or false');
  }
  const { understood = [], off = [], policies } = options;
  assertPolicyInputs(policies, 'policies');
  assertOids(understood, 'understood');
  assertCodes(off);
  const time = timeOf(options.time, 'time');
  const certificates = { leaf, intermediates, roots };
  const asked = { purpose, name, profile, revocation, policies };
  // Spreads come last: each property that is added after one takes V8 of Node 20 a microsecond.
  return { time, understood, off, limits: limitsOf(limits), otherPaths, observe, ...certificates, ...asked };
}

function limitsOf(given: Partial<PathLimits> | undefined): PathLimits {
  if (given === undefined) return DEFAULT_LIMITS;
  assertNotRenamed(given, 'limits', RENAMED_LIMITS);
  assertOptions(given, 'limits', Object.keys(DEFAULT_LIMITS));
  const limits = { ...DEFAULT_LIMITS, ...given };
  assertInteger(limits.depth, 'limits.depth', 0, 1000);
  assertInteger(limits.signatures, 'limits.signatures', 1);
  assertInteger(limits.paths, 'limits.paths', 1);
  assertInteger(limits.comparisons, 'limits.comparisons', 0);
  return limits;
}

const OID = /^[0-2](?:\.\d+)+$/;

function assertOids(oids: readonly string[], argument: string): void {
  assertEach(oids, argument, (oid, place) => {
    if (typeof oid === 'string' && OID.test(oid)) return;
    throw new UsageError('out-of-range', place, 'must be an OID, such as "1.2.3.4"');
  });
}

/** Rules that cannot be switched off: without them, a path would prove nothing. */
const ALWAYS_ON: ReadonlySet<string> = new Set(['name-chaining', 'signature']);
const CODES: ReadonlySet<string> = new Set([...RULES.map(({ code }) => code), ...STEP_CODES]);

function assertCodes(codes: readonly string[]): void {
  assertEach(codes, 'off', (code, place) => {
    if (!CODES.has(code as string))
      throw new UsageError('out-of-range', place, 'must be the code of a rule, such as "validity-too-long"');
    if (ALWAYS_ON.has(code as string)) throw new UsageError('insecure', place, `${code} cannot be switched off`);
  });
}

function assertCertificates({ leaf, intermediates, roots }: ValidationOptions): void {
  assertCertificate(leaf, 'leaf');
  assertEach(intermediates, 'intermediates', assertCertificate);
  assertRoots(roots, 'roots');
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
    throw new UsageError('wrong-type', argument, 'must not be a text: give { dns: "…" }, { ip: "…" } or "unchecked"');
  }
  // With an empty list of names, this only validates the expected name.
  if (value !== 'unchecked') matchesName(value as ValidationName, []);
}

/** @throws UsageError `missing-option`, `out-of-range`. */
export function assertProfile(value: unknown, argument: string): asserts value is Profile {
  const known = PROFILES.map((one) => `"${one}"`).join(', ');
  if (value === undefined) throw new UsageError('missing-option', argument, `must be given: one of ${known}`);
  if (!PROFILES.includes(value as Profile)) throw new UsageError('out-of-range', argument, `must be one of ${known}`);
}
