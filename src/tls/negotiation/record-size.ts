/** The maximum size of protected records (RFC 8449). */
import { TlsError } from '../errors.ts';
import type { Effect } from '../machine.ts';
import type { Settings } from '../options.ts';
import type { TlsVersion } from './signature-schemes.ts';

const MIN = 64;
/** §4: "the limit ... in TLS 1.3 includes the content type". */
const MAX: Readonly<Record<TlsVersion, number>> = { 'TLSv1.2': 2 ** 14, 'TLSv1.3': 2 ** 14 + 1 };

/** The limit that we send to a peer that sent its own. */
export const ownRecordSizeLimit = (version: TlsVersion, { recordSizeLimit }: Settings): number =>
  Math.min(recordSizeLimit ?? MAX[version], MAX[version]);

/** Both limits, after both sides sent theirs. @param theirs - undefined if the peer sent none: then none applies.
 * @param isServer - whether the peer is a server, whose limit must not exceed the version's maximum; a client does not know the version
 * yet.
 * @throws TlsError `not-offered` for a limit that is not allowed. */
export function recordLimits(
  theirs: number | undefined,
  version: TlsVersion,
  isServer: boolean,
  settings: Settings,
): readonly Effect[] {
  if (theirs === undefined) return [];
  if (theirs < MIN || (isServer && theirs > MAX[version])) throw new TlsError('not-offered', 'RFC 8449 §4');
  const writing = Math.min(theirs, MAX[version]);
  return [{ kind: 'limit-records', reading: ownRecordSizeLimit(version, settings), writing }];
}
