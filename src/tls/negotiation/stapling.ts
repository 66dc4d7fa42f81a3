/** OCSP stapling: the client's request, and the server's response (RFC 6066 §8). */
import { assertBytes } from '../../bytes/index.ts';
import { decode, encode } from '../../codec/index.ts';
import type { AnyCredentials } from '../credentials.ts';
import { ocspStatusRequest } from '../messages/certificate-status.ts';
import { CERTIFICATE_STATUS_TYPES } from '../messages/code-points.ts';
import { type ClientHelloExtension, extensionValue } from '../messages/extensions.ts';
import type { ClientHello } from '../messages/hellos.ts';

/** Asks for a response of any responder. */
export const statusRequest = (): ClientHelloExtension => ({
  kind: 'status_request',
  value: {
    statusType: CERTIFICATE_STATUS_TYPES.ocsp,
    request: encode(ocspStatusRequest, { responderIdList: [], requestExtensions: new Uint8Array() }),
  },
});

/** The response to staple; undefined if the client asks for none, or we have none.
 * @throws DecodeError for a malformed request; UsageError for a response that is not a byte array. */
export function stapleFor({ extensions }: ClientHello, credentials: AnyCredentials): Uint8Array | undefined {
  const asked = extensionValue(extensions, 'status_request');
  if (asked?.statusType !== CERTIFICATE_STATUS_TYPES.ocsp) return undefined;
  decode(ocspStatusRequest, asked.request);
  return ownResponse(credentials);
}

/** Our response about the leaf of the credentials. @throws UsageError if it is not a byte array. */
export function ownResponse({ ocspResponse }: AnyCredentials): Uint8Array | undefined {
  const response = typeof ocspResponse === 'function' ? ocspResponse() : ocspResponse;
  if (response !== undefined) assertBytes(response, 'ocspResponse()');
  return response === undefined || response.length === 0 ? undefined : response;
}
