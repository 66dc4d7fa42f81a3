/** The server's side of the handshake (RFC 5246 §7.3), from ClientHello on; see the figure in `client.ts`. */

import type { Root } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import { Flight } from '../flight.ts';
import { Entry, type Handler, type OtherInputs, on, type Received, type Step, type Table } from '../machine.ts';
import { CERTIFICATE_STATUS_TYPES, CLIENT_CERTIFICATE_TYPES } from '../messages/code-points.ts';
import { extensionValue } from '../messages/extensions.ts';
import type { ClientHello } from '../messages/hellos.ts';
import type { Transcript } from '../messages/transcript.ts';
import { authoritiesOf } from '../negotiation/authorities.ts';
import { readCertificates } from '../negotiation/peer-certificates.ts';
import { recordLimits } from '../negotiation/record-size.ts';
import type { SignatureScheme } from '../negotiation/signature-schemes.ts';
import { verifyClient } from '../negotiation/verify-peer.ts';
import type { ServerSettings } from '../options.ts';
import { FinishedVerified, KeyProven, type PeerVerified, type Resumed } from '../proofs.ts';
import { sessionOf, type TlsSession } from '../session.ts';
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
import { type ClientKeyExchange, KEY_EXCHANGES, type ServerHalf } from './key-exchange.ts';
import { ECDHE_MESSAGES, type HandshakeKind, MESSAGES, type MessageValue } from './messages.ts';
import { keepSession, makeTicket, type ResumedSession12, type ResumptionPlan } from './resume-session.ts';
import { type Answered, negotiate } from './server-hello.ts';

interface Hello {
  readonly agreed: Agreed;
  /** The server's part of the key exchange. */
  readonly half: ServerHalf;
  readonly plan: ResumptionPlan;
  readonly transcript: Transcript;
}
interface Keyed {
  readonly agreed: Agreed;
  readonly secrets: Secrets;
  /** Undefined in a resumed session. */
  readonly plan: ResumptionPlan | undefined;
  readonly transcript: Transcript;
}

/** How the server handles client certificates, if it requests them. */
type CertificatePolicy = Exclude<ServerSettings['clientCertificate'], { readonly mode: 'none' }>;

/** States, named after the awaited message. A client has either proven possession of its certificate's key, or sent no
 * certificate. */
export type ServerState =
  | ({ readonly at: 'WAIT_CLIENT_CERTIFICATE'; readonly asked: CertificatePolicy } & Hello)
  | ({ readonly at: 'WAIT_CLIENT_KEY_EXCHANGE'; readonly client: PeerVerified | undefined } & Hello)
  | ({ readonly at: 'WAIT_CERTIFICATE_VERIFY'; readonly client: PeerVerified } & Keyed)
  | ({ readonly at: 'WAIT_CHANGE_CIPHER_SPEC'; readonly client: KeyProven | Resumed | undefined } & Keyed)
  | ({ readonly at: 'WAIT_FINISHED'; readonly client: KeyProven | Resumed | undefined } & Keyed)
  | {
      readonly at: 'CONNECTED';
      readonly session: TlsSession;
      readonly client: KeyProven | Resumed | undefined;
      readonly finished: FinishedVerified;
    };

type In<A extends ServerState['at']> = Extract<ServerState, { readonly at: A }>;
type OnMessage<A extends ServerState['at'], K extends HandshakeKind> = Handler<
  In<A>,
  Received<MessageValue<K>>,
  ServerState,
  ServerSettings
>;
type OnOther<A extends ServerState['at'], K extends keyof OtherInputs> = Handler<
  In<A>,
  OtherInputs[K],
  ServerState,
  ServerSettings
>;

/** Answers a ClientHello with TLS 1.2, up to ServerHelloDone.
 * @throws TlsError if there is no common choice. */
export function answerClientHello(
  message: Received<ClientHello>,
  transcript: Transcript,
  settings: ServerSettings,
): Step<never> {
  const answered = negotiate(message.value, settings);
  const { agreed, answer } = answered;
  const limits = limitsOf(message.value, settings);
  const { clientCertificate, observe } = settings;
  if (answered.resumed !== undefined) return resume(answered.resumed, answered, message, transcript, settings);
  const { certificate } = answered;
  const { clientVersion } = message.value;
  const before = transcript.add(message.bytes).hashedBy(agreed.suite.hash);
  const exchange = KEY_EXCHANGES[agreed.suite.keyExchange];
  return exchange.begin<never>({ agreed, clientVersion, certificate }, settings, (half) => {
    const flight = new Flight(before, observe);
    flight.send(MESSAGES.server_hello, answer);
    sendCertificateAndKeys(flight, answered, half);
    if (clientCertificate.mode !== 'none') {
      flight.send(MESSAGES.certificate_request, requestFor(clientCertificate.roots, settings));
    }
    flight.send(MESSAGES.server_hello_done, {});
    const hello = { agreed, half, plan: answered.plan, transcript: flight.transcript };
    const next: ServerState =
      clientCertificate.mode === 'none'
        ? { at: 'WAIT_CLIENT_KEY_EXCHANGE', client: undefined, ...hello }
        : { at: 'WAIT_CLIENT_CERTIFICATE', asked: clientCertificate, ...hello };
    const entry = Entry.into<ServerState, ServerSettings>(SERVER, next, 'TLSv1.2');
    return { next: entry, effects: [...limits, ...flight.effects] };
  });
}

function sendCertificateAndKeys(
  flight: Flight,
  { certificate, staple }: Exclude<Answered, { readonly resumed: ResumedSession12 }>,
  half: ServerHalf,
): void {
  flight.send(MESSAGES.certificate, certificateListOf(certificate.credentials));
  // RFC 6066 §8: "immediately after the Certificate message".
  if (staple !== undefined) {
    flight.send(MESSAGES.certificate_status, { statusType: CERTIFICATE_STATUS_TYPES.ocsp, response: staple });
  }
  if (half.value !== undefined) flight.send(ECDHE_MESSAGES.server_key_exchange, half.value);
}

/** The record size limits, if the client sent its own (RFC 8449). */
const limitsOf = ({ extensions }: ClientHello, settings: ServerSettings) =>
  recordLimits(extensionValue(extensions, 'record_size_limit')?.recordSizeLimit, 'TLSv1.2', false, settings);

/** RFC 5246 §7.3: a resumed session reuses its master secret and derives new keys; the server sends Finished first. */
function resume(
  { master, client }: ResumedSession12,
  { agreed, answer }: Pick<Answered, 'agreed' | 'answer'>,
  { value: hello, bytes }: Received<ClientHello>,
  transcript: Transcript,
  settings: ServerSettings,
): Step<never> {
  const before = transcript.add(bytes).hashedBy(agreed.suite.hash).withoutMessages();
  const flight = new Flight(before, settings.observe);
  flight.send(MESSAGES.server_hello, answer);
  const secrets = secretsOf(master, agreed, settings);
  sendFinished(flight, agreed, secrets, settings);
  const keyed = { agreed, secrets, client, plan: undefined, transcript: flight.transcript };
  const next: ServerState = { at: 'WAIT_CHANGE_CIPHER_SPEC', ...keyed };
  const entry = Entry.into<ServerState, ServerSettings>(SERVER, next, 'TLSv1.2');
  return { next: entry, effects: [...limitsOf(hello, settings), ...flight.effects] };
}

function sendFinished(flight: Flight, agreed: Agreed, secrets: Secrets, settings: ServerSettings): void {
  flight.changeCipherSpec();
  flight.protectWriting(protectionOf('server', agreed, secrets, settings));
  const verifyData = finishedOf('server', agreed, secrets, flight.transcript, settings.observe);
  flight.send(MESSAGES.finished, { verifyData });
}

/** Limit on the length of `certificate_authorities`, in bytes (RFC 5246 §7.4.4). */
const MAX_AUTHORITIES = 2 ** 16 - 1;

const requestFor = (roots: readonly Root[], { schemes }: ServerSettings): MessageValue<'certificate_request'> => ({
  certificateTypes: certificateTypesOf(schemes),
  supportedSignatureAlgorithms: schemes.map(({ id }) => id),
  certificateAuthorities: authoritiesOf(roots, MAX_AUTHORITIES),
});

/** RFC 8422 §5.5: every key that signs on a curve is `ecdsa_sign`. */
function certificateTypesOf(schemes: readonly SignatureScheme[]): number[] {
  const { ecdsa_sign, rsa_sign } = CLIENT_CERTIFICATE_TYPES;
  return [...new Set(schemes.map(({ name }) => (name.startsWith('rsa') ? rsa_sign : ecdsa_sign)))];
}

const onCertificate: OnMessage<'WAIT_CLIENT_CERTIFICATE', 'certificate'> = (state, message, settings) => {
  const certificates = readCertificates(message.value.certificateList, 'TLSv1.2');
  const client = certificates.length === 0 ? undefined : verifyClient(certificates, 'TLSv1.2', state.asked, settings);
  // RFC 5246 §7.4.6: without a client certificate a server may continue, or send a fatal handshake_failure.
  if (client === undefined && state.asked.mode === 'require') {
    throw new TlsError('certificate-missing', 'RFC 5246 §7.4.6');
  }
  const transcript = state.transcript.add(message.bytes);
  const { agreed, half, plan } = state;
  return { next: { at: 'WAIT_CLIENT_KEY_EXCHANGE', client, agreed, half, plan, transcript }, effects: [] };
};

const onClientKeyExchange: Handler<
  In<'WAIT_CLIENT_KEY_EXCHANGE'>,
  Received<ClientKeyExchange>,
  ServerState,
  ServerSettings
> = (state, message, settings) => {
  const { agreed, client, plan } = state;
  const transcript = state.transcript.add(message.bytes);
  return state.half.open(message.value, (premasterSecret) => {
    const secrets = deriveSecrets(premasterSecret, agreed, transcript, settings);
    const next: ServerState =
      client === undefined
        ? { at: 'WAIT_CHANGE_CIPHER_SPEC', client, agreed, secrets, plan, transcript: transcript.withoutMessages() }
        : { at: 'WAIT_CERTIFICATE_VERIFY', client, agreed, secrets, plan, transcript };
    return { next, effects: [] };
  });
};

const onCertificateVerify: OnMessage<'WAIT_CERTIFICATE_VERIFY', 'certificate_verify'> = (state, message, settings) => {
  const { algorithm, signature } = message.value;
  const signed = { algorithm, signature, message: state.transcript.joined(), version: 'TLSv1.2' } as const;
  const client = KeyProven.check(state.client, signed, settings, ({ hash, ...seen }) =>
    settings.observe?.({ kind: 'transcript-signature', transcriptHash: hash, ...seen }),
  );
  const transcript = state.transcript.withoutMessages().add(message.bytes);
  const { agreed, secrets, plan } = state;
  return { next: { at: 'WAIT_CHANGE_CIPHER_SPEC', client, agreed, secrets, plan, transcript }, effects: [] };
};

const onChangeCipherSpec: OnOther<'WAIT_CHANGE_CIPHER_SPEC', 'change_cipher_spec'> = (
  { client, agreed, secrets, plan, transcript },
  _input,
  settings,
) => ({
  next: { at: 'WAIT_FINISHED', client, agreed, secrets, plan, transcript },
  effects: [{ kind: 'protect-reading', protection: protectionOf('client', agreed, secrets, settings) }],
});

const onFinished: OnMessage<'WAIT_FINISHED', 'finished'> = (state, message, settings) => {
  const { agreed, secrets, client, plan } = state;
  const expected = finishedOf('client', agreed, secrets, state.transcript, settings.observe);
  const finished = FinishedVerified.check('TLSv1.2', expected, message.value.verifyData);
  const flight = new Flight(state.transcript.add(message.bytes), settings.observe);
  if (plan !== undefined) {
    const { suite, negotiated } = agreed;
    const complete = { plan, suite, negotiated, master: secrets.master, client: client?.peer };
    if (plan.ticket) flight.send(MESSAGES.new_session_ticket, makeTicket(complete, settings));
    else keepSession(complete, settings);
    sendFinished(flight, agreed, secrets, settings);
  }
  const session = sessionOf(agreed.negotiated, client?.peer, finished, {
    serverCertificate: plan?.own[0],
    resumed: plan === undefined,
  });
  return {
    next: { at: 'CONNECTED', session, client, finished },
    effects: [...flight.effects, { kind: 'secured', session, exporter: exporterOf(agreed, secrets) }],
  };
};

/** RFC 5746 §4.4 lets a server refuse. Deviation: no_renegotiation "is always a warning" (RFC 5246 §7.2.2), but a client that
 * needs a renegotiation cannot continue without it. */
const refuseRenegotiation = (): Step<ServerState> => {
  throw new TlsError('renegotiation-refused', 'RFC 5746 §4.4');
};

const deliver: OnOther<'CONNECTED', 'application_data'> = (state, bytes) => ({
  next: state,
  effects: [{ kind: 'deliver', bytes }],
});

export const SERVER: Table<ServerState, ServerSettings> = {
  WAIT_CLIENT_CERTIFICATE: { messages: { certificate: on(MESSAGES.certificate, onCertificate) } },
  WAIT_CLIENT_KEY_EXCHANGE: {
    messages: {
      client_key_exchange: on(
        (state) => KEY_EXCHANGES[state.agreed.suite.keyExchange].clientKeyExchange,
        onClientKeyExchange,
      ),
    },
  },
  WAIT_CERTIFICATE_VERIFY: { messages: { certificate_verify: on(MESSAGES.certificate_verify, onCertificateVerify) } },
  WAIT_CHANGE_CIPHER_SPEC: { change_cipher_spec: onChangeCipherSpec },
  WAIT_FINISHED: { messages: { finished: on(MESSAGES.finished, onFinished) } },
  CONNECTED: {
    messages: { client_hello: on(MESSAGES.client_hello, refuseRenegotiation) },
    application_data: deliver,
  },
};
