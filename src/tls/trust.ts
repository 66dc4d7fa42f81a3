/** How the peer's certificates are validated. */
import { assertOptions, UsageError } from '../bytes/index.ts';
import {
  assertProfile,
  assertRevocation,
  assertRoots,
  type Certificate,
  type Profile,
  type Revocation,
  type Root,
} from '../x509/index.ts';
import type { AlertName } from './messages/alerts.ts';

/** The options of `validateChain` for the peer's certificates. */
export interface Trust {
  /** Certificates, or pairs of a name and a key (`anchorOf`). */
  readonly roots: readonly Root[];
  readonly profile: Profile;
  readonly revocation: Revocation;
}

/** An additional check by the caller. */
export interface ClientJudgement {
  /** Called with each validated chain of a client, leaf first, and again before a session is resumed: to refuse the client, it returns the
   * name of an alert. Default: no further check. */
  readonly judge?: ((chain: readonly Certificate[]) => AlertName | undefined) | undefined;
}

/** @param bare - the modes without roots. @param rooted - the modes with roots. @param further - additional options of the latter. @throws
 * UsageError for anything else. */
export function assertTrust(
  trust: { readonly mode: string } & Partial<Trust>,
  argument: string,
  bare: readonly string[],
  rooted: readonly string[],
  further: readonly string[] = [],
): void {
  if (typeof trust !== 'object' || trust === null) throw missing(argument);
  const isRooted = rooted.includes(trust.mode);
  if (!isRooted && !bare.includes(trust.mode)) throw unknownMode(`${argument}.mode`);
  assertOptions(trust, argument, isRooted ? ['mode', 'roots', 'profile', 'revocation', ...further] : ['mode']);
  if (!isRooted) return;
  if (!(trust.roots && trust.roots.length > 0)) throw missing(`${argument}.roots`);
  assertRoots(trust.roots, `${argument}.roots`);
  assertProfile(trust.profile, `${argument}.profile`);
  assertRevocation(trust.revocation, `${argument}.revocation`);
}

const missing = (argument: string) => new UsageError('missing-option', argument, 'must be given');
const unknownMode = (argument: string) =>
  new UsageError('out-of-range', argument, 'is not one of the documented modes');
