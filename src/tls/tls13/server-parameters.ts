/** The server's parameters (RFC 8446 §4.3): EncryptedExtensions and CertificateRequest. */
import { utf8ToBytes } from '../../bytes/index.ts';
import type { Root } from '../../x509/index.ts';
import type { Negotiated } from '../events.ts';
import type { Flight } from '../flight.ts';
import { type CertificateRequestExtension, type EncryptedExtension, extensionValue } from '../messages/extensions.ts';
import type { ClientHello } from '../messages/hellos.ts';
import { authoritiesOf } from '../negotiation/authorities.ts';
import { ownRecordSizeLimit } from '../negotiation/record-size.ts';
import type { ServerSettings } from '../options.ts';
import { MESSAGES, type MessageValue } from './messages.ts';

/** The policy for client certificates, if the server requests them. */
export type CertificatePolicy = Exclude<ServerSettings['clientCertificate'], { readonly mode: 'none' }>;

/** Requests a client certificate (§4.3.2). @returns the policy; undefined if no certificate is requested. */
export function askForCertificate(flight: Flight, settings: ServerSettings): CertificatePolicy | undefined {
  const { clientCertificate } = settings;
  if (clientCertificate.mode === 'none') return undefined;
  flight.send(MESSAGES.certificate_request, requestFor(clientCertificate.roots, settings));
  return clientCertificate;
}

/** What answers the ClientHello's extensions, apart from those that the keys depend on (§4.3.1). */
export function encryptedExtensionsOf(
  hello: ClientHello,
  { serverName, alpn }: Negotiated,
  settings: ServerSettings,
): EncryptedExtension[] {
  const extensions: EncryptedExtension[] = [];
  if (extensionValue(hello.extensions, 'record_size_limit') !== undefined) {
    const value = { recordSizeLimit: ownRecordSizeLimit('TLSv1.3', settings) };
    extensions.push({ kind: 'record_size_limit', value });
  }
  if (serverName !== undefined) extensions.push({ kind: 'server_name', value: {} });
  if (alpn !== undefined) {
    extensions.push({ kind: 'application_layer_protocol_negotiation', value: [utf8ToBytes(alpn)] });
  }
  return extensions;
}

/** Maximum bytes of the authorities' names, so that all extensions fit into 2^16 - 1 bytes (§4.3.2). */
const MAX_AUTHORITIES = 2 ** 16 - 2 ** 10;

function requestFor(roots: readonly Root[], { schemes }: ServerSettings): MessageValue<'certificate_request'> {
  const extensions: CertificateRequestExtension[] = [
    { kind: 'signature_algorithms', value: schemes.map(({ id }) => id) },
  ];
  const authorities = authoritiesOf(roots, MAX_AUTHORITIES);
  // §4.2.4: never an empty list.
  if (authorities.length > 0) extensions.push({ kind: 'certificate_authorities', value: authorities });
  return { certificateRequestContext: new Uint8Array(), extensions };
}
