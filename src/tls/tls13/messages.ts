/** The handshake messages of TLS 1.3, in the order of RFC 8446 §4. */
import { cite, list, named, opaque, rest, select, struct, uint32, type ValueOf, vector } from '../../codec/index.ts';
import { empty, keyUpdateRequest, signatureScheme } from '../messages/code-points.ts';
import {
  certificateExtensions,
  certificateRequestExtensions,
  encryptedExtensions as encryptedExtensionList,
  newSessionTicketExtensions,
} from '../messages/extensions.ts';
import { HELLOS } from '../messages/hellos.ts';
import { messageTypes, SELECT } from '../messages/message-type.ts';

const encryptedExtensions = struct('EncryptedExtensions', 'RFC 8446 §4.3.1', { extensions: encryptedExtensionList });

const certificateRequest = struct('CertificateRequest', 'RFC 8446 §4.3.2', {
  /** Empty in a handshake. */
  certificateRequestContext: opaque(8, 0, 255),
  extensions: certificateRequestExtensions,
});

const certificateEntry = struct('CertificateEntry', 'RFC 8446 §4.4.2', {
  certData: cite('RFC 8446 §4.4.2', named('X509Certificate', opaque(24, 1, 2 ** 24 - 1))),
  extensions: certificateExtensions,
});
/** The sender's certificate first, each one after it certifying the one before. */
const certificate = struct('Certificate', 'RFC 8446 §4.4.2', {
  certificateRequestContext: opaque(8, 0, 255),
  certificateList: vector(24, 0, 2 ** 24 - 1, list(certificateEntry)),
});

const certificateVerify = struct('CertificateVerify', 'RFC 8446 §4.4.3', {
  algorithm: signatureScheme,
  signature: opaque(16, 0, 2 ** 16 - 1),
});

/** As long as the hash; the comparison checks its length. */
const finished = struct('Finished', 'RFC 8446 §4.4.4', { verifyData: rest() });

const newSessionTicket = struct('NewSessionTicket', 'RFC 8446 §4.6.1', {
  /** Seconds. */
  ticketLifetime: uint32,
  ticketAgeAdd: uint32,
  ticketNonce: opaque(8, 0, 255),
  ticket: opaque(16, 1, 2 ** 16 - 1),
  extensions: newSessionTicketExtensions,
});

/** 0: update_not_requested, 1: update_requested. */
const keyUpdate = struct('KeyUpdate', 'RFC 8446 §4.6.3', { requestUpdate: keyUpdateRequest });

/** Each message with the maximum length of its body that we accept (security requirement R24). */
export const MESSAGES = {
  ...HELLOS,
  ...messageTypes('tls13', {
    new_session_ticket: { body: newSessionTicket, most: 2 ** 16 + 2 ** 12 },
    end_of_early_data: { body: empty('EndOfEarlyData', 'RFC 8446 §4.5'), most: 0, isExact: true },
    encrypted_extensions: { body: encryptedExtensions, most: 2 ** 14 },
    // Enough for ten certificates with long lists of names; the same as OpenSSL's default.
    certificate: { body: certificate, most: 100 * 2 ** 10 },
    // The names of all public authorities can fill the field's own bound.
    certificate_request: { body: certificateRequest, most: 2 ** 17 },
    // A signature under a key of 16384 bits.
    certificate_verify: { body: certificateVerify, most: 4 + 2 ** 11 },
    // As long as the longest hash.
    finished: { body: finished, most: 64, isExact: true },
    key_update: { body: keyUpdate, most: 1, isExact: true },
  }),
} as const;

/** A handshake message with its type and length; HelloRetryRequest has its own row, `HELLOS.hello_retry_request.codec`. */
const { hello_retry_request: _, ...OTHERS } = MESSAGES;
export const handshake13 = select(SELECT, OTHERS);

export type HandshakeMessage13 = ValueOf<typeof handshake13> | ValueOf<typeof HELLOS.hello_retry_request.codec>;
export type HandshakeKind13 = HandshakeMessage13['kind'];
export type MessageValue<K extends HandshakeKind13> = Extract<HandshakeMessage13, { kind: K }>['value'];
