/** The handshake messages of TLS 1.2, in the order of RFC 5246 §7.4. */
import {
  cite,
  constant,
  fixed,
  list,
  named,
  opaque,
  secret,
  select,
  struct,
  uint32,
  type ValueOf,
  vector,
} from '../../codec/index.ts';
import { certificateStatus } from '../messages/certificate-status.ts';
import {
  clientCertificateType,
  distinguishedName,
  EC_CURVE_TYPES,
  ecCurveType,
  empty,
  namedGroup,
  protocolVersion,
  signatureScheme,
} from '../messages/code-points.ts';
import { HELLOS } from '../messages/hellos.ts';
import { messageTypes, SELECT } from '../messages/message-type.ts';

const helloRequest = empty('HelloRequest', 'RFC 5246 §7.4.1.1');

const asn1Cert = cite('RFC 5246 §7.4.2', named('ASN.1Cert', opaque(24, 1, 2 ** 24 - 1)));
/** The sender's certificate first, each followed by its issuer's. */
const certificate = struct('Certificate', 'RFC 5246 §7.4.2', {
  certificateList: vector(24, 0, 2 ** 24 - 1, list(asn1Cert)),
});

const certificateRequest = struct('CertificateRequest', 'RFC 5246 §7.4.4', {
  certificateTypes: vector(8, 1, 2 ** 8 - 1, list(clientCertificateType)),
  supportedSignatureAlgorithms: vector(16, 2, 2 ** 16 - 2, list(signatureScheme)),
  certificateAuthorities: vector(16, 0, 2 ** 16 - 1, list(distinguishedName)),
});

const serverHelloDone = empty('ServerHelloDone', 'RFC 5246 §7.4.5');

/** With RSA key transport: the premaster secret, encrypted with the server's public key. */
const clientKeyExchange = struct('ClientKeyExchange', 'RFC 5246 §7.4.7', {
  encryptedPreMasterSecret: cite('RFC 5246 §7.4.7.1', named('EncryptedPreMasterSecret', opaque(16, 0, 2 ** 16 - 1))),
});

/** With ECDHE: the client's public value (RFC 8422 §5.7). */
const clientKeyExchangeEcdhe = struct('ClientKeyExchange', 'RFC 8422 §5.7', {
  point: cite('RFC 8422 §5.7', named('ECPoint', opaque(8, 1, 255))),
});

/** The server's public value, on a named curve. */
export const serverEcdhParams = struct('ServerECDHParams', 'RFC 8422 §5.4', {
  curveType: constant(ecCurveType, EC_CURVE_TYPES.named_curve, 'RFC 8422 §5.4'),
  namedCurve: namedGroup,
  point: cite('RFC 8422 §5.4', named('ECPoint', opaque(8, 1, 255))),
});

/** The signed bytes: the parameters, preceded by both randoms. */
const serverKeyExchange = struct('ServerKeyExchange', 'RFC 8422 §5.4', {
  params: serverEcdhParams,
  algorithm: signatureScheme,
  signature: opaque(16, 0, 2 ** 16 - 1),
});

const certificateVerify = struct('CertificateVerify', 'RFC 5246 §7.4.8', {
  algorithm: signatureScheme,
  signature: opaque(16, 0, 2 ** 16 - 1),
});

const finished = struct('Finished', 'RFC 5246 §7.4.9', { verifyData: fixed(12) });

const newSessionTicket = struct('NewSessionTicket', 'RFC 5077 §3.3', {
  /** Seconds; 0 means unspecified. */
  ticketLifetimeHint: uint32,
  /** Empty if the server issues no ticket although it promised one. */
  ticket: opaque(16, 0, 2 ** 16 - 1),
});

/** Messages common to all key exchanges, each with our limit on its body's length in bytes (security requirement R24). */
const COMMON = messageTypes('tls12', {
  hello_request: { body: helloRequest, most: 0, isExact: true },
  // Ten certificates with long lists of names; OpenSSL's default limit is about as large.
  certificate: { body: certificate, most: 100 * 2 ** 10 },
  // A response with the certificates of its responder; OpenSSL's are about 2 KiB.
  certificate_status: { body: certificateStatus, most: 2 ** 16 },
  // The names of all public web authorities reach the field's own limit.
  certificate_request: { body: certificateRequest, most: 2 ** 17 },
  server_hello_done: { body: serverHelloDone, most: 0, isExact: true },
  // A signature with a 16384-bit key.
  certificate_verify: { body: certificateVerify, most: 4 + 2 ** 11 },
  new_session_ticket: { body: newSessionTicket, most: 4 + 2 + 2 ** 16 - 1 },
  finished: { body: finished, most: 12, isExact: true },
});

const { client_hello, server_hello } = HELLOS;

/** With RSA key transport. */
export const MESSAGES = {
  client_hello,
  server_hello,
  ...COMMON,
  // A ciphertext with a 16384-bit key.
  ...messageTypes('tls12', { client_key_exchange: { body: clientKeyExchange, most: 2 + 2 ** 11 } }),
} as const;

/** With ECDHE. */
export const ECDHE_MESSAGES = {
  client_hello,
  server_hello,
  ...COMMON,
  ...messageTypes('tls12-ecdhe', {
    // A point, and a signature with a 16384-bit key.
    server_key_exchange: { body: serverKeyExchange, most: 4 + 255 + 4 + 2 ** 11 },
    client_key_exchange: { body: clientKeyExchangeEcdhe, most: 1 + 255 },
  }),
} as const;

/** A handshake message with type and length, for RSA key transport. */
export const handshake = select(SELECT, MESSAGES);
/** The same, for ECDHE. */
export const handshakeEcdhe = select(SELECT, ECDHE_MESSAGES);

export type HandshakeMessage = ValueOf<typeof handshake>;
export type HandshakeKind = HandshakeMessage['kind'];
export type MessageValue<K extends HandshakeKind> = Extract<HandshakeMessage, { kind: K }>['value'];
export type EcdheMessage = ValueOf<typeof handshakeEcdhe>;
export type EcdheValue<K extends EcdheMessage['kind']> = Extract<EcdheMessage, { kind: K }>['value'];

/** The plaintext that ClientKeyExchange encrypts. Secret. */
export const preMasterSecret = secret(
  struct('PreMasterSecret', 'RFC 5246 §7.4.7.1', { clientVersion: protocolVersion, random: fixed(46) }),
);
