import { TLS_1_2 } from '../messages/code-points.ts';
import type { TlsVersion } from '../negotiation/signature-schemes.ts';
import type { ContentKind } from './records.ts';

/** Whether a record of that type may have that version, in that state.
 *
 * RFC 5246 appendix E.1: before the version is negotiated, a server accepts any minor version in a record, and so does a client in an alert
 * record, since the server may support only older versions.
 * @param version - the record's number. */
export function acceptsVersion(
  { at, version: chosen }: { readonly at: string; readonly version: TlsVersion | undefined },
  kind: ContentKind,
  version: number,
): boolean {
  if (version === TLS_1_2) return true;
  // RFC 8446 §5.1: "MUST be ignored for all purposes"; but a major version other than 3 is not TLS.
  if (chosen === 'TLSv1.3') return version >> 8 === TLS_1_2 >> 8;
  const isOpen = at === 'WAIT_CLIENT_HELLO' || (at === 'WAIT_SERVER_HELLO' && kind === 'alert');
  return isOpen && version >> 8 === TLS_1_2 >> 8;
}
