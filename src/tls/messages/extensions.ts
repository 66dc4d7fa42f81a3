/** Extensions (RFC 5246 §7.4.1.4, RFC 8446 §4.2): one table for each message that can carry them, since an extension's content
 * depends on the message. */
import {
  type Codec,
  cite,
  constant,
  list,
  named,
  opaque,
  openSelect,
  refine,
  rest,
  struct,
  uint8,
  uint16,
  uint32,
  type ValueOf,
  vector,
} from '../../codec/index.ts';
import { certificateStatus, certificateStatusRequest } from './certificate-status.ts';
import {
  distinguishedName,
  EXTENSION_TYPES,
  ecPointFormat,
  empty,
  extensionTypeCodec,
  namedGroup,
  protocolVersion,
  pskKeyExchangeMode,
  signatureScheme,
} from './code-points.ts';

const MAX = 2 ** 16 - 1;

/** `host_name`, the only NameType. */
const HOST_NAME = 0;

const serverName = struct('ServerName', 'RFC 6066 §3', {
  nameType: constant(uint8, HOST_NAME, 'RFC 6066 §3'),
  hostName: opaque(16, 1, MAX),
});
/** "MUST NOT contain more than one name of the same name_type", and there is only one type. */
const serverNameList = vector(16, 1, MAX, list(serverName, 1, 1));
const serverNameAcknowledged = empty('ServerNameAcknowledged', 'RFC 6066 §3');

const protocolName = cite('RFC 7301 §3.1', named('ProtocolName', opaque(8, 1, 255)));
const protocolNameList = (max: number) => vector(16, 2, MAX, list(protocolName, 1, max));

const renegotiationInfo = struct('RenegotiationInfo', 'RFC 5746 §3.2', { renegotiatedConnection: opaque(8, 0, 255) });
const encryptThenMac = empty('EncryptThenMac', 'RFC 7366 §2');
const extendedMasterSecret = empty('ExtendedMasterSecret', 'RFC 7627 §5.1');
const signatureSchemeList = vector(16, 2, 2 ** 16 - 2, list(signatureScheme));
const namedGroupList = vector(16, 2, MAX, list(namedGroup));
const ecPointFormatList = vector(8, 1, 255, list(ecPointFormat));
const distinguishedNames = vector(16, 3, MAX, list(distinguishedName));

/** Bytes of plaintext that the sender accepts in a protected record. */
const recordSizeLimit = struct('RecordSizeLimit', 'RFC 8449 §4', { recordSizeLimit: uint16 });
/** Empty if the client has no ticket but accepts one. */
const sessionTicket = struct('SessionTicket', 'RFC 5077 §3.2', { ticket: rest() });

export const keyShareEntry = struct('KeyShareEntry', 'RFC 8446 §4.2.8', {
  group: namedGroup,
  keyExchange: opaque(16, 1, MAX),
});

const pskIdentity = struct('PskIdentity', 'RFC 8446 §4.2.11', {
  identity: opaque(16, 1, MAX),
  obfuscatedTicketAge: uint32,
});
const offeredPsks = struct('OfferedPsks', 'RFC 8446 §4.2.11', {
  identities: vector(16, 7, MAX, list(pskIdentity)),
  binders: vector(16, 33, MAX, list(cite('RFC 8446 §4.2.11', named('PskBinderEntry', opaque(8, 32, 255))))),
});

const T = EXTENSION_TYPES;
const SELECT = {
  type: 'Extension',
  rule: 'RFC 5246 §7.4.1.4',
  typeBits: 16,
  lengthBits: 16,
  discriminant: extensionTypeCodec,
} as const;

const clientHelloExtension = openSelect(SELECT, {
  server_name: { type: T.server_name, body: serverNameList },
  status_request: { type: T.status_request, body: certificateStatusRequest },
  supported_groups: { type: T.supported_groups, body: namedGroupList },
  ec_point_formats: { type: T.ec_point_formats, body: ecPointFormatList },
  signature_algorithms: { type: T.signature_algorithms, body: signatureSchemeList },
  application_layer_protocol_negotiation: {
    type: T.application_layer_protocol_negotiation,
    body: protocolNameList(Number.POSITIVE_INFINITY),
  },
  encrypt_then_mac: { type: T.encrypt_then_mac, body: encryptThenMac },
  extended_master_secret: { type: T.extended_master_secret, body: extendedMasterSecret },
  record_size_limit: { type: T.record_size_limit, body: recordSizeLimit },
  session_ticket: { type: T.session_ticket, body: sessionTicket },
  pre_shared_key: { type: T.pre_shared_key, body: offeredPsks },
  early_data: { type: T.early_data, body: empty('EarlyDataIndication', 'RFC 8446 §4.2.10') },
  supported_versions: { type: T.supported_versions, body: vector(8, 2, 254, list(protocolVersion)) },
  cookie: { type: T.cookie, body: struct('Cookie', 'RFC 8446 §4.2.2', { cookie: opaque(16, 1, MAX) }) },
  psk_key_exchange_modes: { type: T.psk_key_exchange_modes, body: vector(8, 1, 255, list(pskKeyExchangeMode)) },
  certificate_authorities: { type: T.certificate_authorities, body: distinguishedNames },
  signature_algorithms_cert: { type: T.signature_algorithms_cert, body: signatureSchemeList },
  key_share: { type: T.key_share, body: vector(16, 0, MAX, list(keyShareEntry)) },
  renegotiation_info: { type: T.renegotiation_info, body: renegotiationInfo },
});

const serverHelloExtension = openSelect(SELECT, {
  server_name: { type: T.server_name, body: serverNameAcknowledged },
  status_request: { type: T.status_request, body: empty('CertificateStatusPromised', 'RFC 6066 §8') },
  ec_point_formats: { type: T.ec_point_formats, body: ecPointFormatList },
  application_layer_protocol_negotiation: {
    type: T.application_layer_protocol_negotiation,
    body: protocolNameList(1),
  },
  encrypt_then_mac: { type: T.encrypt_then_mac, body: encryptThenMac },
  extended_master_secret: { type: T.extended_master_secret, body: extendedMasterSecret },
  record_size_limit: { type: T.record_size_limit, body: recordSizeLimit },
  session_ticket: { type: T.session_ticket, body: empty('SessionTicketPromised', 'RFC 5077 §3.2') },
  pre_shared_key: {
    type: T.pre_shared_key,
    body: struct('SelectedPsk', 'RFC 8446 §4.2.11', { selectedIdentity: uint16 }),
  },
  supported_versions: {
    type: T.supported_versions,
    body: struct('SelectedVersion', 'RFC 8446 §4.2.1', { selectedVersion: protocolVersion }),
  },
  key_share: { type: T.key_share, body: keyShareEntry },
  renegotiation_info: { type: T.renegotiation_info, body: renegotiationInfo },
});

const helloRetryRequestExtension = openSelect(SELECT, {
  supported_versions: {
    type: T.supported_versions,
    body: struct('SelectedVersion', 'RFC 8446 §4.2.1', { selectedVersion: protocolVersion }),
  },
  cookie: { type: T.cookie, body: struct('Cookie', 'RFC 8446 §4.2.2', { cookie: opaque(16, 1, MAX) }) },
  key_share: {
    type: T.key_share,
    body: struct('KeyShareHelloRetryRequest', 'RFC 8446 §4.2.8', { selectedGroup: namedGroup }),
  },
});

const encryptedExtension = openSelect(SELECT, {
  server_name: { type: T.server_name, body: serverNameAcknowledged },
  record_size_limit: { type: T.record_size_limit, body: recordSizeLimit },
  supported_groups: { type: T.supported_groups, body: namedGroupList },
  application_layer_protocol_negotiation: {
    type: T.application_layer_protocol_negotiation,
    body: protocolNameList(1),
  },
});

const certificateRequestExtension = openSelect(SELECT, {
  status_request: { type: T.status_request, body: empty('CertificateStatusRequested', 'RFC 8446 §4.4.2.1') },
  signature_algorithms: { type: T.signature_algorithms, body: signatureSchemeList },
  certificate_authorities: { type: T.certificate_authorities, body: distinguishedNames },
  signature_algorithms_cert: { type: T.signature_algorithms_cert, body: signatureSchemeList },
});

const certificateExtension = openSelect(SELECT, {
  status_request: { type: T.status_request, body: certificateStatus },
});

const newSessionTicketExtension = openSelect(SELECT, {
  early_data: {
    type: T.early_data,
    body: struct('EarlyDataIndication', 'RFC 8446 §4.2.10', { maxEarlyDataSize: uint32 }),
  },
});

type Kinded = { readonly kind: string; readonly type?: number };
/** Identifies an extension for the duplicate check: its kind, or its number if unknown. Accepts any value: the list's codec refuses what is none. */
const identity = (extension: Kinded | undefined) => extension?.type ?? extension?.kind;

function extensionList<E extends Kinded>(of: Codec<E>): Codec<readonly E[]> {
  const distinct = refine(
    list(of),
    'duplicate-extension',
    SELECT.rule,
    (extensions) => !Array.isArray(extensions) || new Set(extensions.map(identity)).size === extensions.length,
  );
  return vector(16, 0, MAX, distinct);
}

export const clientHelloExtensions = extensionList(clientHelloExtension);
export const serverHelloExtensions = extensionList(serverHelloExtension);
export const helloRetryRequestExtensions = extensionList(helloRetryRequestExtension);
export const encryptedExtensions = extensionList(encryptedExtension);
export const certificateRequestExtensions = extensionList(certificateRequestExtension);
export const certificateExtensions = extensionList(certificateExtension);
export const newSessionTicketExtensions = extensionList(newSessionTicketExtension);

export type ClientHelloExtension = ValueOf<typeof clientHelloExtension>;
export type ServerHelloExtension = ValueOf<typeof serverHelloExtension>;
export type HelloRetryRequestExtension = ValueOf<typeof helloRetryRequestExtension>;
export type EncryptedExtension = ValueOf<typeof encryptedExtension>;
export type CertificateRequestExtension = ValueOf<typeof certificateRequestExtension>;

type ContentOf<E, K> = Extract<E, { readonly kind: K }> extends { readonly value: infer V } ? V : never;

/** @returns the content of the extension of that kind, or undefined if absent. */
export function extensionValue<E extends { readonly kind: string; readonly value: unknown }, K extends E['kind']>(
  extensions: readonly E[] | undefined,
  kind: K,
): ContentOf<E, K> | undefined {
  return extensions?.find((extension) => extension.kind === kind)?.value as ContentOf<E, K> | undefined;
}

/** The number of an extension. */
export const extensionType = (extension: Kinded): number =>
  extension.type ?? EXTENSION_TYPES[extension.kind as keyof typeof EXTENSION_TYPES];
