/** The question that a validation answers. */
import type { Clock } from '../../bytes/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import type { Purpose } from '../extensions/ext-key-usage.ts';
import type { Root } from './anchor.ts';
import type { PathLimits } from './build/budget.ts';
import type { CheckCode, X509Event } from './check.ts';
import type { ReferenceIdentifier, ValidationName } from './identity.ts';
import type { PolicyInputs } from './policies/inputs.ts';
import type { Revocation } from './revocation/revocation-policy.ts';

/** Which rules are checked. `rfc5280`: those of RFC 5280 §6. `strict`: also the obligations of issuers that OpenSSL's `-x509_strict`
 * checks. `webpki`: also those rules of the CA/Browser Forum's Baseline Requirements that browsers enforce. */
export type Profile = 'rfc5280' | 'strict' | 'webpki';
/** The name that a peer must have, or `unchecked` to skip that check. */
export type ExpectedName = ValidationName | 'unchecked';

/** The options of `validateChain`. */
export interface ValidationOptions {
  /** The certificate to validate. */
  readonly leaf: Certificate;
  /** Untrusted certificates that may connect the leaf to a root, in any order. */
  readonly intermediates: readonly Certificate[];
  /** The trust anchors: certificates, compared byte by byte (one with only the same name or key is not trusted), or pairs of a name and a
   * key (`anchorOf`). The leaf may be an anchor itself; the chain then consists of it alone (as in OpenSSL and Go). */
  readonly roots: readonly Root[];
  /** The time to validate at. */
  readonly time: Clock;
  /** The required purpose; `any` puts no requirement on the leaf's keyUsage, nor on any extKeyUsage. */
  readonly purpose: Purpose;
  /** The name that the leaf must have, or `'unchecked'`. Required if the purpose is serverAuth: a server's certificate that names
   * another host proves nothing. Default for any other purpose: `'unchecked'`. */
  readonly name?: ReferenceIdentifier | 'unchecked' | undefined;
  /** Which rules are checked. There is no default. */
  readonly profile: Profile;
  /** Whether and how revocation is checked. There is no default. */
  readonly revocation: Revocation;
  /** The inputs about policies (RFC 5280 §6.1.1 (c), (e) to (g)). Default: any policy, no inhibitors. */
  readonly policies?: PolicyInputs | undefined;
  /** OIDs of critical extensions that the caller processes itself, so that they do not fail. Default: none. */
  readonly understood?: readonly string[] | undefined;
  /** Codes of rules that are not checked. With `signature-hash-weak` among them, signatures over SHA-1 are verified too. Default: none. */
  readonly off?: readonly CheckCode[] | undefined;
  /** Default: 8 CAs, 200 signatures, 10 000 steps, 250 000 comparisons: see `PathLimits`. */
  readonly limits?: Partial<PathLimits> | undefined;
  /** Whether the report also contains the other validated paths: `otherPaths`. Default: false. */
  readonly otherPaths?: boolean | undefined;
  readonly observe?: ((event: X509Event) => void) | undefined;
}

/** Checked options, with all defaults filled in. */
export interface Question extends ValidationOptions {
  readonly time: Date;
  readonly name: ReferenceIdentifier | 'unchecked';
  readonly understood: readonly string[];
  readonly off: readonly CheckCode[];
  readonly limits: PathLimits;
}
