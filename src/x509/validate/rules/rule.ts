/** The type of a rule, which is a row of a table, and the type of its input. */
import type { Certificate } from '../../certificate/certificate.ts';
import type { CheckCode } from '../check.ts';
import type { Issuer } from '../issuer.ts';
import type { Profile, Question } from '../question.ts';
import type { Advice } from '../revocation/finding.ts';

/** The severity of a violation. `off`: the rule is not checked. */
export type Severity = 'fail' | 'note' | 'off';

export interface Finding {
  readonly outcome: 'pass' | 'fail' | 'note';
  readonly detail: string;
  /** Standard and section of this finding, if they differ from those of the row. */
  readonly rule?: string;
  /** For a failure: who can fix it, and how, if that differs from the row's. */
  readonly advice?: Advice;
}

/** A certificate at its place in a path, and the state of the walk there (RFC 5280 §6.1.2). */
export interface Place {
  readonly certificate: Certificate;
  /** 0 is the leaf. */
  readonly depth: number;
  /** The certificate is the trust anchor. */
  readonly isAnchor: boolean;
  /** working_issuer_name and working_public_key; undefined for the anchor, and where the path leads to none. */
  readonly issuer: Issuer | undefined;
  /** Whether the issuer's key made the signature; undefined for an unusable algorithm or key, and without an issuer. */
  readonly signed: boolean | undefined;
  /** max_path_length: how many CAs that are not self-issued may follow; undefined: no CA above limits it. */
  readonly pathLength: number | undefined;
  readonly question: Question;
}

/** A row of the tables of rules. */
export interface Rule {
  readonly code: CheckCode;
  /** Standard and section. */
  readonly source: string;
  /** The severity in each profile. */
  readonly severity: Readonly<Record<Profile, Severity>>;
  /** The places in a path that it applies to. `table.ts` defines which rules apply to anchors. */
  readonly of: 'all' | 'issuers' | 'leaf';
  /** @returns undefined if the rule does not apply. */
  judge(place: Place): Finding | undefined;
  /** For a failure: who can fix it, and how. */
  readonly advice: Advice;
}

export const pass = (detail: string): Finding => ({ outcome: 'pass', detail });
export const fail = (detail: string): Finding => ({ outcome: 'fail', detail });
export const note = (detail: string): Finding => ({ outcome: 'note', detail });
/** A failure that another party, or another step, mends than the row says. */
export const failFor = (advice: Advice, detail: string): Finding => ({ outcome: 'fail', detail, advice });
export const passIf = (condition: boolean, good: string, bad: string): Finding => (condition ? pass(good) : fail(bad));

/** A failure in every profile. */
export const ALWAYS = { rfc5280: 'fail', strict: 'fail', webpki: 'fail' } as const;
/** A note in every profile. */
export const NOTED = { rfc5280: 'note', strict: 'note', webpki: 'note' } as const;
/** A duty of issuers that `strict` and `webpki` check. */
export const STRICT = { rfc5280: 'off', strict: 'fail', webpki: 'fail' } as const;
/** A duty of issuers that OpenSSL's `-x509_strict` checks, and browsers do not. */
export const STRICT_ONLY = { rfc5280: 'off', strict: 'fail', webpki: 'off' } as const;
/** A duty of the CA/Browser Forum. */
export const WEBPKI = { rfc5280: 'off', strict: 'off', webpki: 'fail' } as const;

const by =
  (who: Advice['who']) =>
  (what: string): Advice => ({ who, what });
export const holder = by('holder');
export const authority = by('CA');
export const verifier = by('verifier');
