/** The handshake messages of TLS 1.2, in the order of RFC 5246 §7.4. */
import {
  cite,
  fixed,
  list,
  named,
  opaque,
  secret,
  select,
  struct,
  trailing,
  uint8,
  type ValueOf,
  vector,
} from '../../codec/index.ts';
import { cipherSuite, compressionMethod, empty, protocolVersion, signatureScheme } from './code-points.ts';
import { clientHelloExtensions, serverHelloExtensions } from './extensions.ts';

/** `Random`. We fill all 32 bytes from the random source: clocks "are not required to be set correctly" (RFC 5246 §7.4.1.2). */
const helloRandom = cite('RFC 5246 §7.4.1.2', named('Random', fixed(32)));
const sessionId = cite('RFC 5246 §7.4.1.2', named('SessionID', opaque(8, 0, 32)));

const helloRequest = empty('HelloRequest', 'RFC 5246 §7.4.1.1');

export const clientHello = struct('ClientHello', 'RFC 5246 §7.4.1.2', {
  clientVersion: protocolVersion,
  random: helloRandom,
  sessionId,
  cipherSuites: vector(16, 2, 2 ** 16 - 2, list(cipherSuite)),
  compressionMethods: vector(8, 1, 2 ** 8 - 1, list(compressionMethod)),
  extensions: trailing(clientHelloExtensions),
});

export const serverHello = struct('ServerHello', 'RFC 5246 §7.4.1.3', {
  serverVersion: protocolVersion,
  random: helloRandom,
  sessionId,
  cipherSuite,
  compressionMethod,
  extensions: trailing(serverHelloExtensions),
});

const asn1Cert = cite('RFC 5246 §7.4.2', named('ASN.1Cert', opaque(24, 1, 2 ** 24 - 1)));
/** The sender's certificate first, each one after it certifying the one before. */
const certificate = struct('Certificate', 'RFC 5246 §7.4.2', {
  certificateList: vector(24, 0, 2 ** 24 - 1, list(asn1Cert)),
});

const clientCertificateType = cite('RFC 5246 §7.4.4', named('ClientCertificateType', uint8));
const distinguishedName = cite('RFC 5246 §7.4.4', named('DistinguishedName', opaque(16, 1, 2 ** 16 - 1)));
const certificateRequest = struct('CertificateRequest', 'RFC 5246 §7.4.4', {
  certificateTypes: vector(8, 1, 2 ** 8 - 1, list(clientCertificateType)),
  supportedSignatureAlgorithms: vector(16, 2, 2 ** 16 - 2, list(signatureScheme)),
  certificateAuthorities: vector(16, 0, 2 ** 16 - 1, list(distinguishedName)),
});

const serverHelloDone = empty('ServerHelloDone', 'RFC 5246 §7.4.5');

/** With RSA key transport: the premaster secret under the server's public key. */
const clientKeyExchange = struct('ClientKeyExchange', 'RFC 5246 §7.4.7', {
  encryptedPreMasterSecret: cite('RFC 5246 §7.4.7.1', named('EncryptedPreMasterSecret', opaque(16, 0, 2 ** 16 - 1))),
});

const certificateVerify = struct('CertificateVerify', 'RFC 5246 §7.4.8', {
  algorithm: signatureScheme,
  signature: opaque(16, 0, 2 ** 16 - 1),
});

const finished = struct('Finished', 'RFC 5246 §7.4.9', { verifyData: fixed(12) });

/** Each message: its number, its body, and the most bytes that we let the body have.
 * Not in the RFC: the last, which is what a message may cost us before it is whole (security.md R24). */
const MESSAGES = {
  hello_request: { type: 0, body: helloRequest, most: 0 },
  // Extensions may fill 2^16 bytes. The suites could fill as many again, but no client has so many.
  client_hello: { type: 1, body: clientHello, most: 2 ** 16 },
  // There is no more to answer with than we asked for.
  server_hello: { type: 2, body: serverHello, most: 2 ** 12 },
  // Ten certificates with long lists of names; OpenSSL's default is as large.
  certificate: { type: 11, body: certificate, most: 100 * 2 ** 10 },
  // The names of all the authorities of a web fill the field's own bound.
  certificate_request: { type: 13, body: certificateRequest, most: 2 ** 17 },
  server_hello_done: { type: 14, body: serverHelloDone, most: 0 },
  // A signature, and a ciphertext, under a key of 16384 bits.
  certificate_verify: { type: 15, body: certificateVerify, most: 4 + 2 ** 11 },
  client_key_exchange: { type: 16, body: clientKeyExchange, most: 2 + 2 ** 11 },
  finished: { type: 20, body: finished, most: 12 },
} as const;

/** A handshake message with its type and length. */
export const handshake = select({ type: 'Handshake', rule: 'RFC 5246 §7.4', typeBits: 8, lengthBits: 24 }, MESSAGES);

export type HandshakeMessage = ValueOf<typeof handshake>;
export type HandshakeKind = HandshakeMessage['kind'];
export type MessageValue<K extends HandshakeKind> = Extract<HandshakeMessage, { kind: K }>['value'];
export interface ClientHello extends ValueOf<typeof clientHello> {}
export interface ServerHello extends ValueOf<typeof serverHello> {}

/** What is encrypted in ClientKeyExchange. Secret. */
export const preMasterSecret = secret(
  struct('PreMasterSecret', 'RFC 5246 §7.4.7.1', { clientVersion: protocolVersion, random: fixed(46) }),
);

/** Bytes of a message's type and length. */
export const HANDSHAKE_HEADER = 4;

const BOUNDS = new Map(
  Object.entries(MESSAGES).map(([kind, { type, most }]) => [type as number, { kind: kind as HandshakeKind, most }]),
);
/** A message's kind and the most bytes of its body, by its number.
 * @returns undefined for a type that no message of these suites has. */
export const boundOf = (type: number): { readonly kind: HandshakeKind; readonly most: number } | undefined =>
  BOUNDS.get(type);
