/** The client's side of the handshake (RFC 5246 §7.3), from ServerHello on:
 *
 *     ClientHello            -------->
 *                                              ServerHello
 *                                              Certificate
 *                                              CertificateStatus (RFC 6066)
 *                                              ServerKeyExchange (ECDHE)
 *                                              CertificateRequest*
 *                            <--------         ServerHelloDone
 *     Certificate*
 *     ClientKeyExchange
 *     CertificateVerify*
 *     [ChangeCipherSpec]
 *     Finished               -------->
 *                                              NewSessionTicket (RFC 5077)
 *                                              [ChangeCipherSpec]
 *                            <--------         Finished
 *
 * In a resumed session the server sends ServerHello, NewSessionTicket*, ChangeCipherSpec and Finished, and then the client
 * ChangeCipherSpec and Finished. */

import type { Certificate } from '../../x509/index.ts';
import type { Offer } from '../client/hello.ts';
import type { AnyCredentials } from '../credentials.ts';
import { TlsError } from '../errors.ts';
import { Flight } from '../flight.ts';
import { Entry, type Handler, type OtherInputs, on, type Received, type Step, type Table } from '../machine.ts';
import { CLIENT_CERTIFICATE_TYPES } from '../messages/code-points.ts';
import type { ServerHello } from '../messages/hellos.ts';
import type { Transcript } from '../messages/transcript.ts';
import { readCertificates } from '../negotiation/peer-certificates.ts';
import { authenticates, hasCurve } from '../negotiation/server-choice.ts';
import { type SignatureScheme, schemeFor } from '../negotiation/signature-schemes.ts';
import { type Staples, verifyServer } from '../negotiation/verify-peer.ts';
import type { ClientSettings } from '../options.ts';
import { FinishedVerified, type PeerVerified } from '../proofs.ts';
import type { TakenSession } from '../resumption/judge-again.ts';
import type { StoredSession } from '../resumption/stored-session.ts';
import { sessionOf, type TlsSession } from '../session.ts';
import { useKey } from '../use-key.ts';
import {
  type Agreed,
  certificateListOf,
  deriveSecrets,
  exporterOf,
  finishedOf,
  protectionOf,
  type Secrets,
  secretsOf,
} from './handshake-keys.ts';
import { keepSession } from './keep-session.ts';
import { KEY_EXCHANGES, Offered } from './key-exchange.ts';
import { MasterSecret } from './key-schedule.ts';
import { ECDHE_MESSAGES, type EcdheMessage, type EcdheValue, MESSAGES, type MessageValue } from './messages.ts';
import { type Answer, readServerHello } from './read-server-hello.ts';

interface Hello extends Pick<Answer, 'expectsStatus' | 'expectsTicket' | 'sessionId'> {
  readonly agreed: Agreed;
  readonly transcript: Transcript;
  readonly clientVersion: number;
}
interface Certified extends Hello {
  readonly server: PeerVerified;
}
interface Verified extends Certified {
  /** The server's ServerKeyExchange, if the key exchange has one. */
  readonly offered: Offered | undefined;
}
interface Keyed extends Pick<Hello, 'agreed' | 'sessionId' | 'transcript'> {
  readonly server: PeerVerified;
  readonly secrets: Secrets;
  /** The session that is resumed, if one is. */
  readonly resumed: StoredSession | undefined;
  /** The server's NewSessionTicket, once it has come. */
  readonly ticket: MessageValue<'new_session_ticket'> | undefined;
}

/** States, named after the awaited message in the manner of RFC 8446 appendix A.1. */
export type ClientState =
  | ({ readonly at: 'WAIT_CERTIFICATE' } & Hello)
  /** Waits for CertificateStatus, or for the message after it: a server may omit the response that it promised (RFC 6066 §8). */
  | ({ readonly at: 'WAIT_CERTIFICATE_STATUS'; readonly certificates: readonly Certificate[] } & Hello)
  | ({ readonly at: 'WAIT_SERVER_KEY_EXCHANGE' } & Certified)
  /** Waits for CertificateRequest, or for ServerHelloDone: a server need not request a certificate. */
  | ({ readonly at: 'WAIT_CERTIFICATE_REQUEST' } & Verified)
  | ({ readonly at: 'WAIT_SERVER_HELLO_DONE'; readonly request: MessageValue<'certificate_request'> } & Verified)
  | ({ readonly at: 'WAIT_NEW_SESSION_TICKET' } & Keyed)
  | ({ readonly at: 'WAIT_CHANGE_CIPHER_SPEC' } & Keyed)
  | ({ readonly at: 'WAIT_FINISHED' } & Keyed)
  | {
      readonly at: 'CONNECTED';
      readonly session: TlsSession;
      readonly server: PeerVerified;
      readonly finished: FinishedVerified;
    };

type In<A extends ClientState['at']> = Extract<ClientState, { readonly at: A }>;
type OnMessage<A extends ClientState['at'], K extends EcdheMessage['kind']> = Handler<
  In<A>,
  Received<EcdheValue<K>>,
  ClientState,
  ClientSettings
>;
type OnOther<A extends ClientState['at'], K extends keyof OtherInputs> = Handler<
  In<A>,
  OtherInputs[K],
  ClientState,
  ClientSettings
>;

/** Continues from the ServerHello of a server that chose TLS 1.2.
 * @param transcript - with both hellos. @throws TlsError for an answer that does not fit our ClientHello. */
export function afterServerHello(
  answer: ServerHello,
  offer: Offer,
  transcript: Transcript,
  settings: ClientSettings,
): Step<never> {
  const { resumed, limits, ...read } = readServerHello(answer, offer, settings);
  const { agreed } = read;
  const { clientVersion } = offer.hello;
  const hashed = transcript.hashedBy(agreed.suite.hash);
  // A session of the other version, which the server did not choose, and one that it did not resume.
  offer.session?.early.erase();
  if (resumed === undefined) offer.session12?.stored.secret.fill(0);
  const state: ClientState =
    resumed === undefined
      ? { at: 'WAIT_CERTIFICATE', ...read, clientVersion, transcript: hashed }
      : resumedState(resumed, read, hashed.withoutMessages(), settings);
  return { next: Entry.into<ClientState, ClientSettings>(CLIENT, state, 'TLSv1.2'), effects: limits };
}

/** RFC 5246 §7.3: a resumed session reuses its master secret and derives new keys. */
function resumedState(
  { stored, server }: TakenSession,
  { agreed, sessionId, expectsTicket }: Pick<Answer, 'agreed' | 'expectsTicket' | 'sessionId'>,
  transcript: Transcript,
  settings: ClientSettings,
): ClientState {
  const secrets = secretsOf(MasterSecret.resumed(stored.secret), agreed, settings);
  const keyed = { agreed, secrets, sessionId, server: server.peer!, resumed: stored, ticket: undefined, transcript };
  return { at: afterKeys(expectsTicket), ...keyed };
}

const afterKeys = (expectsTicket: boolean) => (expectsTicket ? 'WAIT_NEW_SESSION_TICKET' : 'WAIT_CHANGE_CIPHER_SPEC');

/** What the next states keep of a state, by name: a spread of the state would cost more, and could bring along more.
 * @param transcript - the state's, with the message. */
const helloOf = (
  { agreed, clientVersion, sessionId, expectsStatus, expectsTicket }: Hello,
  transcript: Transcript,
): Hello => ({ agreed, transcript, clientVersion, sessionId, expectsStatus, expectsTicket });

const onCertificate: OnMessage<'WAIT_CERTIFICATE', 'certificate'> = (state, message, settings) => {
  const certificates = readCertificates(message.value.certificateList, 'TLSv1.2');
  if (certificates.length === 0) throw new TlsError('malformed-message', 'RFC 5246 §7.4.2');
  const heard = helloOf(state, state.transcript.add(message.bytes));
  const next: ClientState = state.expectsStatus
    ? { at: 'WAIT_CERTIFICATE_STATUS', certificates, ...heard }
    : certified(heard, certificates, [], settings);
  return { next, effects: [] };
};

type AfterCertificate = In<'WAIT_CERTIFICATE_REQUEST' | 'WAIT_SERVER_KEY_EXCHANGE'>;

/** Verifies the server's certificates. @param staples - its OCSP response, if there is one. */
function certified(
  state: Hello,
  certificates: readonly Certificate[],
  staples: Staples,
  settings: ClientSettings,
): AfterCertificate {
  const { keyExchange, authentication } = state.agreed.suite;
  const exchange = KEY_EXCHANGES[keyExchange];
  const use = { usage: exchange.usage, version: 'TLSv1.2' } as const;
  const server = verifyServer(certificates, use, settings, settings.requestOcsp ? staples : undefined);
  const { publicKey } = server.leaf;
  if (!authenticates(authentication, publicKey.type)) {
    throw new TlsError('certificate-unsuitable', 'RFC 5246 §7.4.2');
  }
  // RFC 8422 §5.3: the key's curve must be one that we listed.
  const groups = settings.groups.map(({ id }) => id);
  if (!hasCurve(publicKey, groups)) throw new TlsError('not-offered', 'RFC 8422 §5.3');
  return exchange.hasServerKeyExchange
    ? { at: 'WAIT_SERVER_KEY_EXCHANGE', server, ...helloOf(state, state.transcript) }
    : { at: 'WAIT_CERTIFICATE_REQUEST', server, offered: undefined, ...helloOf(state, state.transcript) };
}

const onCertificateStatus: OnMessage<'WAIT_CERTIFICATE_STATUS', 'certificate_status'> = (state, message, settings) => {
  const heard = helloOf(state, state.transcript.add(message.bytes));
  return { next: certified(heard, state.certificates, [message.value.response], settings), effects: [] };
};

/** Handles the message that follows if the server omitted CertificateStatus.
 * @param at - the state that takes the message. */
const withoutStatus =
  <T, A extends AfterCertificate['at']>(at: A, handle: Handler<In<A>, Received<T>, ClientState, ClientSettings>) =>
  (state: In<'WAIT_CERTIFICATE_STATUS'>, message: Received<T>, settings: ClientSettings): Step<ClientState> => {
    const next = certified(state, state.certificates, [], settings);
    if (next.at !== at) throw new TlsError('unexpected-message', 'RFC 5246 §7.3');
    return handle(next as In<A>, message, settings);
  };

const onServerKeyExchange: OnMessage<'WAIT_SERVER_KEY_EXCHANGE', 'server_key_exchange'> = (
  state,
  message,
  settings,
) => {
  const { server, agreed } = state;
  const offered = Offered.check(server, message.value, agreed.randoms, settings);
  const transcript = state.transcript.add(message.bytes);
  const negotiated = { ...agreed.negotiated, group: offered.group.name };
  const hello = helloOf({ ...state, agreed: { ...agreed, negotiated } }, transcript);
  return { next: { at: 'WAIT_CERTIFICATE_REQUEST', server, offered, ...hello }, effects: [] };
};

const onCertificateRequest: OnMessage<'WAIT_CERTIFICATE_REQUEST', 'certificate_request'> = (state, message) => {
  const { server, offered } = state;
  const hello = helloOf(state, state.transcript.add(message.bytes));
  return { next: { at: 'WAIT_SERVER_HELLO_DONE', server, offered, request: message.value, ...hello }, effects: [] };
};

function onServerHelloDone(
  state: In<'WAIT_CERTIFICATE_REQUEST' | 'WAIT_SERVER_HELLO_DONE'>,
  message: Received<MessageValue<'server_hello_done'>>,
  settings: ClientSettings,
): Step<ClientState> {
  const { agreed, server, sessionId, expectsTicket } = state;
  const { observe } = settings;
  const request = state.at === 'WAIT_SERVER_HELLO_DONE' ? state.request : undefined;
  const chosen = request && usableFor(request, settings);
  const flight = new Flight(state.transcript.add(message.bytes), observe);
  if (request !== undefined) flight.send(MESSAGES.certificate, certificateListOf(chosen?.credentials));
  const exchange = KEY_EXCHANGES[agreed.suite.keyExchange];
  const { value, premasterSecret } = exchange.answer(state, settings);
  flight.send(exchange.clientKeyExchange, value);
  const secrets = deriveSecrets(premasterSecret, agreed, flight.transcript, settings);
  const finish = (): Step<ClientState> => {
    flight.transcript = flight.transcript.withoutMessages();
    sendFinished(flight, agreed, secrets, settings);
    const { transcript } = flight;
    const next: ClientState = {
      at: afterKeys(expectsTicket),
      agreed,
      server,
      secrets,
      sessionId,
      transcript,
      resumed: undefined,
      ticket: undefined,
    };
    return { next, effects: flight.effects };
  };
  return chosen === undefined ? finish() : sendCertificateVerify(flight, chosen, settings, finish);
}

function sendFinished(flight: Flight, agreed: Agreed, secrets: Secrets, settings: ClientSettings): void {
  flight.changeCipherSpec();
  flight.protectWriting(protectionOf('client', agreed, secrets, settings));
  const verifyData = finishedOf('client', agreed, secrets, flight.transcript, settings.observe);
  flight.send(MESSAGES.finished, { verifyData });
}

/** The first of our credentials whose key type the server accepts, and the scheme. Deviation: RFC 5246 §7.4.4 says that the
 * certificate SHOULD be issued by a listed authority; we present the caller's certificate in any case, so that the server can
 * report why it refuses. */
function usableFor(
  { certificateTypes, supportedSignatureAlgorithms }: MessageValue<'certificate_request'>,
  { credentials, schemes }: ClientSettings,
): SigningCredentials | undefined {
  for (const one of credentials) {
    const { publicKey } = one.chain[0];
    const { rsa_sign, ecdsa_sign } = CLIENT_CERTIFICATE_TYPES;
    if (!certificateTypes.includes(authenticates('RSA', publicKey.type) ? rsa_sign : ecdsa_sign)) continue;
    const scheme = schemeFor(publicKey, 'TLSv1.2', schemes, supportedSignatureAlgorithms);
    if (scheme !== undefined) return { credentials: one, scheme };
  }
  return undefined;
}
interface SigningCredentials {
  readonly credentials: AnyCredentials;
  readonly scheme: SignatureScheme;
}

/** @param then - called after the message was added to the flight. */
function sendCertificateVerify<S>(
  flight: Flight,
  { credentials, scheme }: SigningCredentials,
  settings: ClientSettings,
  then: () => Step<S>,
): Step<S> {
  const { id, name, hash } = scheme;
  const signed = flight.transcript.joined();
  return useKey(credentials, { kind: 'sign', scheme: name, message: signed }, settings, (signature) => {
    settings.observe?.({
      kind: 'transcript-signature',
      direction: 'sent',
      scheme: name,
      transcriptHash: hash?.digest(signed) ?? signed,
      signature,
      valid: true,
    });
    flight.send(MESSAGES.certificate_verify, { algorithm: id, signature });
    return then();
  });
}

const onChangeCipherSpec: OnOther<'WAIT_CHANGE_CIPHER_SPEC', 'change_cipher_spec'> = (
  { agreed, server, secrets, sessionId, transcript, resumed, ticket },
  _input,
  settings,
) => ({
  next: { at: 'WAIT_FINISHED', agreed, server, secrets, sessionId, transcript, resumed, ticket },
  effects: [{ kind: 'protect-reading', protection: protectionOf('server', agreed, secrets, settings) }],
});

const onNewSessionTicket: OnMessage<'WAIT_NEW_SESSION_TICKET', 'new_session_ticket'> = (
  { agreed, server, secrets, sessionId, transcript: before, resumed },
  { value: ticket, bytes },
) => {
  const transcript = before.add(bytes);
  return {
    next: { at: 'WAIT_CHANGE_CIPHER_SPEC', agreed, server, secrets, sessionId, transcript, resumed, ticket },
    effects: [],
  };
};

const onFinished: OnMessage<'WAIT_FINISHED', 'finished'> = (state, message, settings) => {
  const { agreed, secrets, transcript, server, resumed } = state;
  const expected = finishedOf('server', agreed, secrets, transcript, settings.observe);
  const finished = FinishedVerified.check('TLSv1.2', expected, message.value.verifyData);
  const flight = new Flight(transcript.add(message.bytes), settings.observe);
  if (resumed !== undefined) sendFinished(flight, agreed, secrets, settings);
  keepSession(state, settings);
  const session = sessionOf(agreed.negotiated, server, finished, {
    serverCertificate: server.leaf,
    resumed: resumed !== undefined,
  });
  return {
    next: { at: 'CONNECTED', session, server, finished },
    effects: [...flight.effects, { kind: 'secured', session, exporter: exporterOf(agreed, secrets) }],
  };
};

/** RFC 5246 §7.4.1.1, RFC 5746 §4.5: a client may refuse a renegotiation with a warning alert. */
const refuseRenegotiation: OnMessage<'CONNECTED', 'hello_request'> = (state) => ({
  next: state,
  effects: [{ kind: 'warn', description: 'no_renegotiation' }],
});

const deliver: OnOther<'CONNECTED', 'application_data'> = (state, bytes) => ({
  next: state,
  effects: [{ kind: 'deliver', bytes }],
});

/** RFC 5246 §7.4.1.1: a HelloRequest during a handshake is ignored and is not part of the transcript. */
const hello_request = on(
  MESSAGES.hello_request,
  (state: ClientState): Step<ClientState> => ({ next: state, effects: [] }),
);
const server_hello_done = on(MESSAGES.server_hello_done, onServerHelloDone);

export const CLIENT: Table<ClientState, ClientSettings> = {
  WAIT_CERTIFICATE: { messages: { hello_request, certificate: on(MESSAGES.certificate, onCertificate) } },
  WAIT_CERTIFICATE_STATUS: {
    messages: {
      hello_request,
      certificate_status: on(MESSAGES.certificate_status, onCertificateStatus),
      server_key_exchange: on(
        ECDHE_MESSAGES.server_key_exchange,
        withoutStatus('WAIT_SERVER_KEY_EXCHANGE', onServerKeyExchange),
      ),
      certificate_request: on(
        MESSAGES.certificate_request,
        withoutStatus('WAIT_CERTIFICATE_REQUEST', onCertificateRequest),
      ),
      server_hello_done: on(MESSAGES.server_hello_done, withoutStatus('WAIT_CERTIFICATE_REQUEST', onServerHelloDone)),
    },
  },
  WAIT_SERVER_KEY_EXCHANGE: {
    messages: { hello_request, server_key_exchange: on(ECDHE_MESSAGES.server_key_exchange, onServerKeyExchange) },
  },
  WAIT_CERTIFICATE_REQUEST: {
    messages: {
      hello_request,
      certificate_request: on(MESSAGES.certificate_request, onCertificateRequest),
      server_hello_done,
    },
  },
  WAIT_SERVER_HELLO_DONE: { messages: { hello_request, server_hello_done } },
  WAIT_NEW_SESSION_TICKET: {
    messages: { hello_request, new_session_ticket: on(MESSAGES.new_session_ticket, onNewSessionTicket) },
  },
  WAIT_CHANGE_CIPHER_SPEC: { messages: { hello_request }, change_cipher_spec: onChangeCipherSpec },
  WAIT_FINISHED: { messages: { hello_request, finished: on(MESSAGES.finished, onFinished) } },
  CONNECTED: {
    messages: { hello_request: on(MESSAGES.hello_request, refuseRenegotiation) },
    application_data: deliver,
  },
};
