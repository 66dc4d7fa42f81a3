/** Hello extensions (RFC 5246 §7.4.1.4): one table for each hello, since the same number can have two contents. */
import {
  type Codec,
  constant,
  list,
  opaque,
  openSelect,
  refine,
  struct,
  uint8,
  type ValueOf,
  vector,
} from '../../codec/index.ts';
import { empty, protocolVersion, signatureScheme } from './code-points.ts';

/** `host_name`, the one NameType there is. */
const HOST_NAME = 0;

const serverName = struct('ServerName', 'RFC 6066 §3', {
  nameType: constant(uint8, HOST_NAME, 'RFC 6066 §3'),
  hostName: opaque(16, 1, 2 ** 16 - 1),
});
/** "MUST NOT contain more than one name of the same name_type", of which there is one. */
const serverNameList = vector(16, 1, 2 ** 16 - 1, list(serverName, 1, 1));

const protocolName = opaque(8, 1, 255);
const protocolNameList = (max: number) => vector(16, 2, 2 ** 16 - 1, list(protocolName, 1, max));

const renegotiationInfo = struct('RenegotiationInfo', 'RFC 5746 §3.2', { renegotiatedConnection: opaque(8, 0, 255) });
const encryptThenMac = empty('EncryptThenMac', 'RFC 7366 §2');
const extendedMasterSecret = empty('ExtendedMasterSecret', 'RFC 7627 §5.1');

const SELECT = { type: 'Extension', rule: 'RFC 5246 §7.4.1.4', typeBits: 16, lengthBits: 16 } as const;

const clientHelloExtension = openSelect(SELECT, {
  server_name: { type: 0, body: serverNameList },
  signature_algorithms: { type: 13, body: vector(16, 2, 2 ** 16 - 2, list(signatureScheme)) },
  application_layer_protocol_negotiation: { type: 16, body: protocolNameList(Number.POSITIVE_INFINITY) },
  encrypt_then_mac: { type: 22, body: encryptThenMac },
  extended_master_secret: { type: 23, body: extendedMasterSecret },
  // What a client of TLS 1.3 puts there; a server of 1.2 reads it because its own version may be missing (RFC 8446 §4.2.1).
  supported_versions: { type: 43, body: vector(8, 2, 254, list(protocolVersion)) },
  renegotiation_info: { type: 0xff01, body: renegotiationInfo },
});

const serverHelloExtension = openSelect(SELECT, {
  server_name: { type: 0, body: empty('ServerNameAcknowledged', 'RFC 6066 §3') },
  application_layer_protocol_negotiation: { type: 16, body: protocolNameList(1) },
  encrypt_then_mac: { type: 22, body: encryptThenMac },
  extended_master_secret: { type: 23, body: extendedMasterSecret },
  renegotiation_info: { type: 0xff01, body: renegotiationInfo },
});

type Kinded = { readonly kind: string; readonly type?: number };
/** What tells two extensions apart: the number, where the kind does not. */
const identity = (extension: Kinded) => extension.type ?? extension.kind;

function extensionList<T extends Kinded>(of: Codec<T>): Codec<readonly T[]> {
  const distinct = refine(
    list(of),
    'duplicate-extension',
    SELECT.rule,
    (extensions) => new Set(extensions.map(identity)).size === extensions.length,
  );
  return vector(16, 0, 2 ** 16 - 1, distinct);
}

export const clientHelloExtensions = extensionList(clientHelloExtension);
export const serverHelloExtensions = extensionList(serverHelloExtension);

export type ClientHelloExtension = ValueOf<typeof clientHelloExtension>;
export type ServerHelloExtension = ValueOf<typeof serverHelloExtension>;

type Extension = ClientHelloExtension | ServerHelloExtension;

type ContentOf<E extends Extension, K> =
  Extract<E, { readonly kind: K }> extends { readonly value: infer V } ? V : never;

/** @returns the content of the extension of that kind, or undefined where it was not sent. */
export function extensionValue<E extends Extension, K extends E['kind']>(
  extensions: readonly E[] | undefined,
  kind: K,
): ContentOf<E, K> | undefined {
  return extensions?.find((extension) => extension.kind === kind)?.value as ContentOf<E, K> | undefined;
}
