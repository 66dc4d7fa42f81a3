/** The handshake messages of TLS 1.2, in the order of RFC 5246 §7.4. */
import { cite, fixed, list, named, opaque, secret, select, struct, type ValueOf, vector } from '../../codec/index.ts';
import { clientCertificateType, empty, protocolVersion, signatureScheme } from '../messages/code-points.ts';
import { HELLOS } from '../messages/hellos.ts';
import { messageTypes, SELECT } from '../messages/message-type.ts';

const helloRequest = empty('HelloRequest', 'RFC 5246 §7.4.1.1');

const asn1Cert = cite('RFC 5246 §7.4.2', named('ASN.1Cert', opaque(24, 1, 2 ** 24 - 1)));
/** The sender's certificate first, each one after it certifying the one before. */
const certificate = struct('Certificate', 'RFC 5246 §7.4.2', {
  certificateList: vector(24, 0, 2 ** 24 - 1, list(asn1Cert)),
});

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

/** Each message with the most bytes that we let its body have (security requirement R24). */
export const MESSAGES = {
  ...HELLOS,
  ...messageTypes({
    hello_request: { body: helloRequest, most: 0, isExact: true },
    // Ten certificates with long lists of names; OpenSSL's default is as large.
    certificate: { body: certificate, most: 100 * 2 ** 10 },
    // The names of all the authorities of a web fill the field's own bound.
    certificate_request: { body: certificateRequest, most: 2 ** 17 },
    server_hello_done: { body: serverHelloDone, most: 0, isExact: true },
    // A signature, and a ciphertext, under a key of 16384 bits.
    certificate_verify: { body: certificateVerify, most: 4 + 2 ** 11 },
    client_key_exchange: { body: clientKeyExchange, most: 2 + 2 ** 11 },
    finished: { body: finished, most: 12, isExact: true },
  }),
} as const;

/** A handshake message with its type and length. */
export const handshake = select(SELECT, MESSAGES);

export type HandshakeMessage = ValueOf<typeof handshake>;
export type HandshakeKind = HandshakeMessage['kind'];
export type MessageValue<K extends HandshakeKind> = Extract<HandshakeMessage, { kind: K }>['value'];

/** What is encrypted in ClientKeyExchange. Secret. */
export const preMasterSecret = secret(
  struct('PreMasterSecret', 'RFC 5246 §7.4.7.1', { clientVersion: protocolVersion, random: fixed(46) }),
);
