/** The server's side of the handshake of TLS 1.3 (RFC 8446 §2), from ClientHello on; the figure stands in `client.ts`. */
import { equalBytes, randomBytes } from '../../bytes/index.ts';
import type { Certificate } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import type { Negotiated } from '../events.ts';
import { Flight } from '../flight.ts';
import { type Effect, Entry, type Handler, on, type Received, type Step, type Table } from '../machine.ts';
import { COMPRESSION_METHODS, TLS_1_2, TLS_1_3 } from '../messages/code-points.ts';
import { extensionValue } from '../messages/extensions.ts';
import { type ClientHello, HELLO_RETRY_REQUEST_RANDOM, HELLOS, type ServerHello } from '../messages/hellos.ts';
import { Transcript } from '../messages/transcript.ts';
import { agreeObserved } from '../negotiation/agreement.ts';
import { recordLimits } from '../negotiation/record-size.ts';
import {
  checkCompression,
  choose13,
  chooseCertificate13,
  chooseProtocol,
  chooseVersion,
  credentialsFor,
  readServerName,
} from '../negotiation/server-choice.ts';
import { stapleFor } from '../negotiation/stapling.ts';
import { verifyClient } from '../negotiation/verify-peer.ts';
import type { ServerSettings } from '../options.ts';
import { FinishedVerified, type KeyProven, type PeerVerified, type Resumed } from '../proofs.ts';
import { sessionOf } from '../session.ts';
import { after } from '../use-key.ts';
import { certificatesOf, sendCertificate, verifySignature } from './authentication.ts';
import { type Connected, deliver, onKeyUpdate, updateKeys } from './connected.ts';
import { type Agreed13, messageHash, negotiated13, protectionUnder, secretWatch } from './handshake-keys.ts';
import {
  EarlySecret,
  type ExporterSecret,
  type HandshakeSecret,
  type MasterSecret,
  type TrafficSecret,
} from './key-schedule.ts';
import { type HandshakeKind13, MESSAGES, type MessageValue } from './messages.ts';
import { planTickets, resumedSession, sendTickets, type TicketPlan } from './resume-session.ts';
import { askForCertificate, type CertificatePolicy, encryptedExtensionsOf } from './server-parameters.ts';

interface Answered {
  readonly agreed: Agreed13;
  readonly negotiated: Negotiated;
  readonly master: MasterSecret;
  /** Protects the rest of the client's handshake. */
  readonly handshake: TrafficSecret;
  readonly application: {
    readonly client: TrafficSecret;
    readonly server: TrafficSecret;
    readonly exporter: ExporterSecret;
  };
  readonly transcript: Transcript;
  readonly tickets: TicketPlan | undefined;
  /** Our certificate that was sent. */
  readonly own: Certificate | undefined;
  readonly isResumed: boolean;
}

/** States are named by the message that they wait for (RFC 8446 appendix A.2). A client has proven its certificate's key, or
 * a PSK of ours, or it presented no certificate. */
export type ServerState =
  | {
      readonly at: 'WAIT_SECOND_CLIENT_HELLO';
      readonly first: ClientHello;
      readonly agreed: Agreed13;
      readonly transcript: Transcript;
    }
  | ({ readonly at: 'WAIT_CLIENT_CERTIFICATE'; readonly asked: CertificatePolicy } & Answered)
  | ({ readonly at: 'WAIT_CERTIFICATE_VERIFY'; readonly client: PeerVerified } & Answered)
  | ({ readonly at: 'WAIT_FINISHED'; readonly client: KeyProven | Resumed | undefined } & Answered)
  | Connected;

type In<A extends ServerState['at']> = Extract<ServerState, { readonly at: A }>;
type OnMessage<A extends ServerState['at'], K extends HandshakeKind13> = Handler<
  In<A>,
  Received<MessageValue<K>>,
  ServerState,
  ServerSettings
>;

/** Answers a ClientHello with TLS 1.3, up to Finished, or asks for another one (§4.1.4).
 * @throws TlsError if there are no common parameters. */
export function answerClientHello(message: Received<ClientHello>, settings: ServerSettings): Step<never> {
  const { value: hello } = message;
  checkHello(hello);
  const { suite, group, share } = choose13(hello, settings);
  const isEarly = extensionValue(hello.extensions, 'early_data') !== undefined;
  // §4.2.10: we accept no early data, and skip it, up to a limit, also behind a HelloRetryRequest.
  const effects: Effect[] = isEarly ? [{ kind: 'skip', bytes: settings.maxSkippedEarlyData }] : [];
  const step =
    share === undefined
      ? askAgain({ suite, group }, message, settings)
      : answer(
          { suite, group },
          share,
          message,
          Transcript.EMPTY.hashedBy(suite.hash).withoutMessages(),
          false,
          settings,
        );
  return after<ServerState, never>(step, ({ next, effects: answers }) => ({
    next: Entry.into<ServerState, ServerSettings>(SERVER, next as ServerState, 'TLSv1.3'),
    effects: [...effects, ...answers],
  }));
}

/** The checks that both ClientHellos must pass, the first and the one after a HelloRetryRequest. */
function checkHello(hello: ClientHello): void {
  checkCompression(hello, 'TLSv1.3');
  // §4.2.11: "MUST be the last extension".
  const kinds = (hello.extensions ?? []).map(({ kind }) => kind);
  const at = kinds.indexOf('pre_shared_key');
  if (at >= 0 && at < kinds.length - 1) throw new TlsError('not-offered', 'RFC 8446 §4.2.11');
  if (at >= 0 && !kinds.includes('psk_key_exchange_modes')) throw new TlsError('extension-missing', 'RFC 8446 §4.2.9');
}

/** HelloRetryRequest: the client supports the group, but sent no key share for it. */
function askAgain(
  agreed: Agreed13,
  { value: hello, bytes }: Received<ClientHello>,
  settings: ServerSettings,
): Step<ServerState> {
  const { suite, group } = agreed;
  const transcript = Transcript.EMPTY.add(messageHash(suite.hash, bytes)).hashedBy(suite.hash).withoutMessages();
  const flight = new Flight(transcript, settings.observe);
  flight.send(HELLOS.hello_retry_request, {
    serverVersion: TLS_1_2,
    random: HELLO_RETRY_REQUEST_RANDOM,
    sessionId: hello.sessionId,
    cipherSuite: suite.id,
    compressionMethod: COMPRESSION_METHODS.null,
    extensions: [
      { kind: 'supported_versions', value: { selectedVersion: TLS_1_3 } },
      { kind: 'key_share', value: { selectedGroup: group.id } },
    ],
  });
  if (hello.sessionId.length > 0) flight.changeCipherSpec();
  const next = { at: 'WAIT_SECOND_CLIENT_HELLO', first: hello, agreed, transcript: flight.transcript } as const;
  return { next, effects: flight.effects };
}

const onSecondClientHello: OnMessage<'WAIT_SECOND_CLIENT_HELLO', 'client_hello'> = (
  { first, agreed, transcript },
  message,
  settings,
) => {
  const { value: hello } = message;
  checkHello(hello);
  // §4.1.2: the second ClientHello must equal the first, except for what we asked for. Only the fields that are used again are compared.
  const isSame =
    equalBytes(hello.random, first.random) &&
    equalBytes(hello.sessionId, first.sessionId) &&
    hello.cipherSuites.join() === first.cipherSuites.join() &&
    extensionValue(hello.extensions, 'early_data') === undefined &&
    extensionValue(hello.extensions, 'cookie') === undefined &&
    chooseVersion(hello, { ...settings, observe: undefined }) === 'TLSv1.3';
  if (!isSame) throw new TlsError('not-offered', 'RFC 8446 §4.1.2');
  const [share, ...others] = extensionValue(hello.extensions, 'key_share') ?? [];
  // §4.2.8: one key share, of the group that we named.
  if (share?.group !== agreed.group.id || others.length > 0) throw new TlsError('key-share-wrong', 'RFC 8446 §4.2.8');
  // §4.2.10: no early data comes behind the second ClientHello.
  return after(answer(agreed, share.keyExchange, message, transcript, true, settings), ({ next, effects }) => ({
    next,
    effects: [{ kind: 'skip', bytes: undefined }, ...effects],
  }));
};

/** Our flight, from ServerHello to Finished. @param before - without the ClientHello. */
function answer(
  agreed: Agreed13,
  share: Uint8Array,
  message: Received<ClientHello>,
  before: Transcript,
  hasRetried: boolean,
  settings: ServerSettings,
): Step<ServerState> {
  const { suite, group } = agreed;
  const { value: hello, bytes } = message;
  const { observe, random } = settings;
  const name = readServerName(hello);
  const negotiated = negotiated13(agreed, { ...chooseProtocol(hello, name, settings), ...name });
  const resumed = resumedSession(message, suite, negotiated, before, settings);
  const certificate =
    resumed === undefined ? chooseCertificate13(hello, credentialsFor(name.serverName, settings), settings) : undefined;
  observe?.({ kind: 'negotiated', negotiated });
  const { publicValue, shared } = agreeObserved(observe, group.name, (watch) => group.answer(random, share, watch));
  const watch = secretWatch(settings, hello.random);
  const flight = new Flight(before.add(bytes), observe);
  flight.send(HELLOS.server_hello, serverHelloOf(hello, agreed, publicValue, resumed, settings));
  if (!hasRetried && hello.sessionId.length > 0) flight.changeCipherSpec();
  const early = resumed?.early ?? EarlySecret.from(suite.hash, undefined, watch);
  const secret = early.handshake(shared, watch);
  const traffic = secret.traffic(flight.transcript.digest(), watch);
  flight.protectWriting(protectionUnder(traffic.server, suite));
  flight.send(MESSAGES.encrypted_extensions, { extensions: encryptedExtensionsOf(hello, negotiated, settings) });
  const asked = resumed === undefined ? askForCertificate(flight, settings) : undefined;
  const finish = () =>
    finishFlight(flight, { hello, agreed, negotiated, resumed, certificate, asked, secret, traffic }, settings);
  if (certificate === undefined) return finish();
  const staple = stapleFor(hello, certificate.credentials);
  return sendCertificate(flight, { signer: 'server', chosen: certificate, staple }, settings, finish);
}

function serverHelloOf(
  { sessionId }: ClientHello,
  { suite, group }: Agreed13,
  keyExchange: Uint8Array,
  resumed: ReturnType<typeof resumedSession>,
  { random }: ServerSettings,
): ServerHello {
  return {
    serverVersion: TLS_1_2,
    random: randomBytes(random, 32),
    sessionId,
    cipherSuite: suite.id,
    compressionMethod: COMPRESSION_METHODS.null,
    extensions: [
      { kind: 'supported_versions', value: { selectedVersion: TLS_1_3 } },
      { kind: 'key_share', value: { group: group.id, keyExchange } },
      ...(resumed === undefined
        ? []
        : [{ kind: 'pre_shared_key', value: { selectedIdentity: resumed.selectedIdentity } } as const]),
    ],
  };
}

/** The state that the server's flight continues from. */
interface Begun extends Pick<Answered, 'agreed' | 'negotiated'> {
  readonly hello: ClientHello;
  readonly resumed: ReturnType<typeof resumedSession>;
  readonly certificate: ReturnType<typeof chooseCertificate13> | undefined;
  readonly asked: CertificatePolicy | undefined;
  readonly secret: HandshakeSecret;
  readonly traffic: ReturnType<HandshakeSecret['traffic']>;
}

/** Sends our Finished, and determines the state after the flight. */
function finishFlight(flight: Flight, begun: Begun, settings: ServerSettings): Step<ServerState> {
  const { hello, agreed, negotiated, resumed, certificate, asked, secret, traffic } = begun;
  const { suite } = agreed;
  const watch = secretWatch(settings, hello.random);
  flight.send(MESSAGES.finished, { verifyData: traffic.server.verifyData(flight.transcript.digest()) });
  traffic.server.erase();
  const master = secret.master(watch);
  const application = master.application(flight.transcript.digest(), watch);
  flight.protectWriting(protectionUnder(application.server, suite));
  const { transcript } = flight;
  const chain = certificate?.credentials.chain ?? [];
  const tickets = planTickets(hello, resumed, chain, settings);
  const answered: Answered = {
    agreed,
    negotiated,
    master,
    handshake: traffic.client,
    application,
    transcript,
    tickets,
    own: chain[0],
    isResumed: resumed !== undefined,
  };
  const theirs = extensionValue(hello.extensions, 'record_size_limit')?.recordSizeLimit;
  return {
    next:
      asked === undefined
        ? { at: 'WAIT_FINISHED', client: resumed?.client, ...answered }
        : { at: 'WAIT_CLIENT_CERTIFICATE', asked, ...answered },
    effects: [
      ...recordLimits(theirs, 'TLSv1.3', false, settings),
      ...flight.effects,
      { kind: 'protect-reading', protection: protectionUnder(traffic.client, suite), takesClearAlert: true },
    ],
  };
}

/** What the next states keep of a state, by name: a spread of the state would cost more and could bring along more.
 * @param transcript - the state's, with the message. */
const answeredOf = (
  { agreed, negotiated, master, handshake, application, tickets, own, isResumed }: Answered,
  transcript: Transcript,
): Answered => ({ agreed, negotiated, master, handshake, application, transcript, tickets, own, isResumed });

const onCertificate: OnMessage<'WAIT_CLIENT_CERTIFICATE', 'certificate'> = (state, { value, bytes }, settings) => {
  const certificates = certificatesOf(value);
  const transcript = state.transcript.add(bytes);
  if (certificates.length > 0) {
    const client = verifyClient(certificates, 'TLSv1.3', state.asked, settings);
    return { next: { at: 'WAIT_CERTIFICATE_VERIFY', client, ...answeredOf(state, transcript) }, effects: [] };
  }
  if (state.asked.mode === 'require') {
    throw new TlsError('certificate-missing', 'RFC 8446 §4.4.2.4', { alert: 'certificate_required' });
  }
  return { next: { at: 'WAIT_FINISHED', client: undefined, ...answeredOf(state, transcript) }, effects: [] };
};

const onCertificateVerify: OnMessage<'WAIT_CERTIFICATE_VERIFY', 'certificate_verify'> = (
  state,
  { value, bytes },
  settings,
) => {
  const client = verifySignature('client', state.client, state.transcript, value, settings);
  const transcript = state.transcript.add(bytes);
  return { next: { at: 'WAIT_FINISHED', client, ...answeredOf(state, transcript) }, effects: [] };
};

const onFinished: OnMessage<'WAIT_FINISHED', 'finished'> = (state, { value, bytes }, settings) => {
  const { agreed, negotiated, application, client, handshake, master, tickets } = state;
  const { suite } = agreed;
  const expected = handshake.verifyData(state.transcript.digest());
  const finished = FinishedVerified.check('TLSv1.3', expected, value.verifyData);
  handshake.erase();
  const flight = new Flight(state.transcript.add(bytes), settings.observe);
  if (tickets !== undefined) {
    const secret = master.resumption(flight.transcript.digest());
    sendTickets(flight, tickets, { suite, negotiated, peer: client?.peer }, secret, settings);
  }
  master.erase();
  const session = sessionOf(negotiated, client?.peer, finished, {
    serverCertificate: state.own,
    resumed: state.isResumed,
  });
  return {
    next: {
      at: 'CONNECTED',
      session,
      suite,
      reading: application.client,
      writing: application.server,
      peer: client,
      finished,
      resumption: undefined,
    },
    effects: [
      { kind: 'protect-reading', protection: protectionUnder(application.client, suite) },
      ...flight.effects,
      { kind: 'secured', session, exporter: application.exporter },
    ],
  };
};

/** Appendix D.4: a ChangeCipherSpec is ignored until Finished. */
const change_cipher_spec = (state: ServerState): Step<ServerState> => ({ next: state, effects: [] });

export const SERVER: Table<ServerState, ServerSettings> = {
  WAIT_SECOND_CLIENT_HELLO: {
    messages: { client_hello: on(HELLOS.client_hello, onSecondClientHello) },
    change_cipher_spec,
  },
  WAIT_CLIENT_CERTIFICATE: {
    messages: { certificate: on(MESSAGES.certificate, onCertificate) },
    change_cipher_spec,
  },
  WAIT_CERTIFICATE_VERIFY: {
    messages: { certificate_verify: on(MESSAGES.certificate_verify, onCertificateVerify) },
    change_cipher_spec,
  },
  WAIT_FINISHED: { messages: { finished: on(MESSAGES.finished, onFinished) }, change_cipher_spec },
  CONNECTED: {
    messages: { key_update: on(MESSAGES.key_update, onKeyUpdate) },
    application_data: deliver,
    update_keys: updateKeys,
  },
};
