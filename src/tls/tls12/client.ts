/** The client's side of the handshake (RFC 5246 §7.3), from ServerHello on; with RSA key transport:
 *
 *     ClientHello            -------->
 *                                              ServerHello
 *                                              Certificate
 *                                              CertificateRequest*
 *                            <--------         ServerHelloDone
 *     Certificate*
 *     ClientKeyExchange
 *     CertificateVerify*
 *     [ChangeCipherSpec]
 *     Finished               -------->
 *                                              [ChangeCipherSpec]
 *                            <--------         Finished
 */
import type { TlsScheme } from '../../signatures/index.ts';
import { readServerHello } from '../client/hello.ts';
import { TlsError } from '../errors.ts';
import { Flight } from '../flight.ts';
import { Entry, type Handler, type OtherInputs, on, type Received, type Step, type Table } from '../machine.ts';
import { CLIENT_CERTIFICATE_TYPES } from '../messages/code-points.ts';
import type { ClientHello, ServerHello } from '../messages/hellos.ts';
import type { Transcript } from '../messages/transcript.ts';
import { readCertificates } from '../negotiation/peer-certificates.ts';
import { chooseScheme } from '../negotiation/signature-schemes.ts';
import type { ClientSettings, Credentials } from '../options.ts';
import { FinishedVerified, PeerVerified } from '../proofs.ts';
import { sessionOf, type TlsSession } from '../session.ts';
import {
  type Agreed,
  certificateListOf,
  deriveSecrets,
  finishedOf,
  protectionOf,
  type Secrets,
} from './handshake-keys.ts';
import { KEY_EXCHANGES } from './key-exchange.ts';
import { type HandshakeKind, MESSAGES, type MessageValue } from './messages.ts';

interface Hello {
  readonly agreed: Agreed;
  readonly transcript: Transcript;
  readonly clientVersion: number;
}
interface Verified extends Hello {
  readonly server: PeerVerified;
}
interface Keyed extends Verified {
  readonly secrets: Secrets;
}

/** Named by what it waits for, in the manner of RFC 8446 appendix A.1. */
export type ClientState =
  | ({ readonly at: 'WAIT_CERTIFICATE' } & Hello)
  /** Or for ServerHelloDone, when the server does not ask. */
  | ({ readonly at: 'WAIT_CERTIFICATE_REQUEST' } & Verified)
  | ({ readonly at: 'WAIT_SERVER_HELLO_DONE'; readonly request: MessageValue<'certificate_request'> } & Verified)
  | ({ readonly at: 'WAIT_CHANGE_CIPHER_SPEC' } & Keyed)
  | ({ readonly at: 'WAIT_FINISHED' } & Keyed)
  | {
      readonly at: 'CONNECTED';
      readonly session: TlsSession;
      readonly server: PeerVerified;
      readonly finished: FinishedVerified;
    };

type In<A extends ClientState['at']> = Extract<ClientState, { readonly at: A }>;
type OnMessage<A extends ClientState['at'], K extends HandshakeKind> = Handler<
  In<A>,
  Received<MessageValue<K>>,
  ClientState,
  ClientSettings
>;
type OnOther<A extends ClientState['at'], K extends keyof OtherInputs> = Handler<
  In<A>,
  OtherInputs[K],
  ClientState,
  ClientSettings
>;

/** The server chose TLS 1.2: goes on from its ServerHello.
 * @param transcript - with both hellos. @throws TlsError for an answer that does not fit the question. */
export function afterServerHello(
  answer: ServerHello,
  hello: ClientHello,
  transcript: Transcript,
  settings: ClientSettings,
): Entry {
  const agreed = readServerHello(answer, hello, settings);
  const { clientVersion } = hello;
  const state: ClientState = {
    at: 'WAIT_CERTIFICATE',
    agreed,
    clientVersion,
    transcript: transcript.hashedBy(agreed.suite.hash),
  };
  return Entry.into<ClientState, ClientSettings>(CLIENT, state);
}

const onCertificate: OnMessage<'WAIT_CERTIFICATE', 'certificate'> = (state, message, settings) => {
  const certificates = readCertificates(message.value.certificateList);
  if (certificates.length === 0) throw new TlsError('malformed-message', 'RFC 5246 §7.4.2');
  const { verification, time, serverName, observe } = settings;
  const policy =
    verification.mode === 'dangerous-none'
      ? verification
      : ({ ...verification, time, purpose: 'serverAuth', name: serverName, usage: 'keyEncipherment' } as const);
  const server = PeerVerified.check(certificates, policy, observe);
  const transcript = state.transcript.add(message.bytes);
  return { next: { ...state, at: 'WAIT_CERTIFICATE_REQUEST', transcript, server }, effects: [] };
};

const onCertificateRequest: OnMessage<'WAIT_CERTIFICATE_REQUEST', 'certificate_request'> = (state, message) => {
  const transcript = state.transcript.add(message.bytes);
  return { next: { ...state, at: 'WAIT_SERVER_HELLO_DONE', transcript, request: message.value }, effects: [] };
};

function onServerHelloDone(
  state: In<'WAIT_CERTIFICATE_REQUEST' | 'WAIT_SERVER_HELLO_DONE'>,
  message: Received<MessageValue<'server_hello_done'>>,
  settings: ClientSettings,
): Step<ClientState> {
  const { agreed, server, clientVersion } = state;
  const { observe } = settings;
  const request = state.at === 'WAIT_SERVER_HELLO_DONE' ? state.request : undefined;
  const credentials = request && usableFor(request, settings.credentials);
  const flight = new Flight(state.transcript.add(message.bytes), observe);
  if (request !== undefined) flight.send(MESSAGES.certificate, certificateListOf(credentials));
  const exchange = KEY_EXCHANGES[agreed.suite.keyExchange];
  const { value, premasterSecret } = exchange.answer({ clientVersion, server }, settings);
  flight.send(exchange.message, value);
  const secrets = deriveSecrets(premasterSecret, agreed, flight.transcript, settings);
  if (credentials !== undefined) sendCertificateVerify(flight, credentials, settings);
  flight.transcript = flight.transcript.withoutMessages();
  flight.changeCipherSpec();
  flight.protectWriting(protectionOf('client', agreed, secrets, settings));
  const verifyData = finishedOf('client', agreed, secrets, flight.transcript, observe);
  flight.send(MESSAGES.finished, { verifyData });
  return {
    next: { at: 'WAIT_CHANGE_CIPHER_SPEC', agreed, clientVersion, server, secrets, transcript: flight.transcript },
    effects: flight.effects,
  };
}

/** Our credentials, if the server takes their kind. Deviation: RFC 5246 §7.4.4 has the certificate issued by one of the listed
 * authorities, a SHOULD; what the caller gave is shown in any case, so that the server says what it thinks of it. */
const usableFor = (
  { certificateTypes, supportedSignatureAlgorithms }: MessageValue<'certificate_request'>,
  credentials: Credentials | undefined,
): Signer | undefined => {
  if (credentials === undefined || !certificateTypes.includes(CLIENT_CERTIFICATE_TYPES.rsa_sign)) return undefined;
  const scheme = chooseScheme(credentials.key, supportedSignatureAlgorithms);
  return scheme && { ...credentials, scheme };
};

/** Credentials, and the scheme by which their key signs for this server. */
interface Signer extends Credentials {
  readonly scheme: TlsScheme;
}

function sendCertificateVerify(flight: Flight, { key, scheme }: Signer, { random, observe }: ClientSettings): void {
  const signed = flight.transcript.joined();
  const signature = scheme.scheme.sign(key, signed, random);
  observe?.({
    kind: 'transcript-signature',
    direction: 'sent',
    scheme: scheme.name,
    transcriptHash: scheme.scheme.hash?.digest(signed) ?? signed,
    signature,
    valid: true,
  });
  flight.send(MESSAGES.certificate_verify, { algorithm: scheme.id, signature });
}

const onChangeCipherSpec: OnOther<'WAIT_CHANGE_CIPHER_SPEC', 'change_cipher_spec'> = (state, _input, settings) => ({
  next: { ...state, at: 'WAIT_FINISHED' },
  effects: [{ kind: 'protect-reading', protection: protectionOf('server', state.agreed, state.secrets, settings) }],
});

const onFinished: OnMessage<'WAIT_FINISHED', 'finished'> = (state, message, { observe }) => {
  const { agreed, secrets, transcript, server } = state;
  const expected = finishedOf('server', agreed, secrets, transcript, observe);
  const finished = FinishedVerified.check(expected, message.value.verifyData);
  const session = sessionOf(agreed.negotiated, server, finished);
  return { next: { at: 'CONNECTED', session, server, finished }, effects: [{ kind: 'secured', session }] };
};

/** RFC 5246 §7.4.1.1, RFC 5746 §4.5: a client may refuse a renegotiation, and says so by a warning. */
const refuseRenegotiation: OnMessage<'CONNECTED', 'hello_request'> = (state) => ({
  next: state,
  effects: [{ kind: 'warn', description: 'no_renegotiation' }],
});

const deliver: OnOther<'CONNECTED', 'application_data'> = (state, bytes) => ({
  next: state,
  effects: [{ kind: 'deliver', bytes }],
});

/** RFC 5246 §7.4.1.1: a HelloRequest in the middle of a handshake is ignored, and is no part of the transcript. */
const hello_request = on(
  MESSAGES.hello_request,
  (state: ClientState): Step<ClientState> => ({ next: state, effects: [] }),
);
const server_hello_done = on(MESSAGES.server_hello_done, onServerHelloDone);

export const CLIENT: Table<ClientState, ClientSettings> = {
  WAIT_CERTIFICATE: { messages: { hello_request, certificate: on(MESSAGES.certificate, onCertificate) } },
  WAIT_CERTIFICATE_REQUEST: {
    messages: {
      hello_request,
      certificate_request: on(MESSAGES.certificate_request, onCertificateRequest),
      server_hello_done,
    },
  },
  WAIT_SERVER_HELLO_DONE: { messages: { hello_request, server_hello_done } },
  WAIT_CHANGE_CIPHER_SPEC: { messages: { hello_request }, change_cipher_spec: onChangeCipherSpec },
  WAIT_FINISHED: { messages: { hello_request, finished: on(MESSAGES.finished, onFinished) } },
  CONNECTED: {
    messages: { hello_request: on(MESSAGES.hello_request, refuseRenegotiation) },
    application_data: deliver,
  },
};
