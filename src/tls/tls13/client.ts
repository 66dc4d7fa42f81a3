/** The client's side of the handshake of TLS 1.3 (RFC 8446 §2), from ServerHello on; messages in braces are protected:
 *
 *     ClientHello            -------->
 *                            <--------         HelloRetryRequest*
 *     ClientHello*           -------->
 *                                              ServerHello
 *                                              {EncryptedExtensions}
 *                                              {CertificateRequest*}
 *                                              {Certificate}
 *                                              {CertificateVerify}
 *                            <--------         {Finished}
 *     {Certificate*}
 *     {CertificateVerify*}
 *     {Finished}             -------->
 *
 * In a resumed session (§2.2), CertificateRequest, Certificate and CertificateVerify are not sent by either side. */
import { bytesToUtf8 } from '../../bytes/index.ts';
import { checkProtocol, checkSolicited, drawShare, keyShareOf, type Offer } from '../client/hello.ts';
import { TlsError } from '../errors.ts';
import type { Negotiated } from '../events.ts';
import { Flight } from '../flight.ts';
import { Entry, type Handler, on, type Received, type Step, type Table, type Taken } from '../machine.ts';
import { extensionValue } from '../messages/extensions.ts';
import { type ClientHello, HELLOS, type HelloRetryRequest, type ServerHello } from '../messages/hellos.ts';
import { Transcript } from '../messages/transcript.ts';
import { agreeObserved } from '../negotiation/agreement.ts';
import { recordLimits } from '../negotiation/record-size.ts';
import { schemeFor } from '../negotiation/signature-schemes.ts';
import { ownResponse } from '../negotiation/stapling.ts';
import type { CipherSuite13 } from '../negotiation/suites.ts';
import { verifyServer } from '../negotiation/verify-peer.ts';
import type { ClientSettings } from '../options.ts';
import { FinishedVerified, type KeyProven, type PeerVerified, Resumed } from '../proofs.ts';
import { sessionOf } from '../session.ts';
import {
  certificatesOf,
  type SigningCredentials,
  sendCertificate,
  staplesOf,
  verifySignature,
} from './authentication.ts';
import { type Connected, deliver, onKeyUpdate, updateKeys } from './connected.ts';
import { type Agreed13, messageHash, negotiated13, protectionUnder, secretWatch } from './handshake-keys.ts';
import { EarlySecret, type HandshakeSecret, type MasterSecret, type TrafficSecret } from './key-schedule.ts';
import { type HandshakeKind13, MESSAGES, type MessageValue } from './messages.ts';
import { keepTicket, offering } from './offer-session.ts';
import { readRetry, readServerHello } from './server-hello.ts';

interface Keyed {
  readonly agreed: Agreed13;
  readonly hello: ClientHello;
  readonly secret: HandshakeSecret;
  readonly traffic: { readonly client: TrafficSecret; readonly server: TrafficSecret };
  readonly transcript: Transcript;
  /** Whether our ChangeCipherSpec was sent with a second ClientHello (appendix D.4). */
  readonly hasRetried: boolean;
}
interface Extended extends Keyed {
  readonly negotiated: Negotiated;
}
interface Asked extends Extended {
  /** Undefined if the server does not request a certificate. */
  readonly request: MessageValue<'certificate_request'> | undefined;
}

/** States are named by the message that they wait for (RFC 8446 appendix A.1). */
export type ClientState =
  | {
      readonly at: 'WAIT_SECOND_SERVER_HELLO';
      readonly offer: Offer;
      readonly suite: CipherSuite13;
      readonly transcript: Transcript;
    }
  /** `server`: set if the session is resumed. */
  | ({ readonly at: 'WAIT_ENCRYPTED_EXTENSIONS'; readonly server: Resumed | undefined } & Keyed)
  | ({ readonly at: 'WAIT_CERTIFICATE_OR_REQUEST' } & Extended)
  | ({ readonly at: 'WAIT_CERTIFICATE' } & Asked)
  | ({ readonly at: 'WAIT_CERTIFICATE_VERIFY'; readonly server: PeerVerified } & Asked)
  | ({ readonly at: 'WAIT_FINISHED'; readonly server: KeyProven | Resumed } & Asked)
  | Connected;

type In<A extends ClientState['at']> = Extract<ClientState, { readonly at: A }>;
type OnMessage<A extends ClientState['at'], K extends HandshakeKind13> = Handler<
  In<A>,
  Received<MessageValue<K>>,
  ClientState,
  ClientSettings
>;

/** Continues with TLS 1.3 from the server's ServerHello.
 * @param transcript - with the ClientHello. @throws TlsError for a ServerHello that does not fit the ClientHello. */
export function afterServerHello(
  message: Received<ServerHello>,
  offer: Offer,
  transcript: Transcript,
  settings: ClientSettings,
): Step<never> {
  offer.session12?.stored.secret.fill(0);
  const agreed = readServerHello(message.value, offer, settings);
  const step = keyed(agreed, message, offer, transcript.hashedBy(agreed.suite.hash).withoutMessages(), false, settings);
  return { next: Entry.into<ClientState, ClientSettings>(CLIENT, step.next, 'TLSv1.3'), effects: step.effects };
}

/** The server asks for another ClientHello (§4.1.4). */
export function afterRetry(
  message: Received<HelloRetryRequest>,
  offer: Offer,
  transcript: Transcript,
  settings: ClientSettings,
): Step<never> {
  offer.session12?.stored.secret.fill(0);
  const { suite, group, cookie } = readRetry(message.value, offer, settings);
  const shares = group === undefined ? offer.shares : [drawShare(group, settings)];
  const extensions = (offer.hello.extensions ?? [])
    .filter(({ kind }) => kind !== 'pre_shared_key')
    .map((one) => (one.kind === 'key_share' ? keyShareOf(shares) : one));
  const plain: ClientHello = {
    ...offer.hello,
    extensions: [...extensions, ...(cookie === undefined ? [] : [{ kind: 'cookie', value: { cookie } } as const])],
  };
  const restarted = Transcript.EMPTY.add(messageHash(suite.hash, transcript.joined()))
    .add(message.bytes)
    .hashedBy(suite.hash)
    .withoutMessages();
  // §4.1.4: a PSK with another hash than the suite's is removed; otherwise its binder is computed again.
  const session = offer.session?.early.hash.name === suite.hash.name ? offer.session : undefined;
  if (session === undefined) offer.session?.early.erase();
  const hello = session === undefined ? plain : offering(plain, session, restarted, settings);
  const flight = new Flight(restarted, settings.observe);
  flight.changeCipherSpec();
  flight.send(HELLOS.client_hello, hello);
  const state: ClientState = {
    at: 'WAIT_SECOND_SERVER_HELLO',
    offer: { hello, shares, session, session12: undefined },
    suite,
    transcript: flight.transcript,
  };
  return { next: Entry.into<ClientState, ClientSettings>(CLIENT, state, 'TLSv1.3'), effects: flight.effects };
}

const onSecondServerHello: Handler<
  In<'WAIT_SECOND_SERVER_HELLO'>,
  Received<ServerHello>,
  ClientState,
  ClientSettings
> = ({ offer, suite, transcript }, message, settings) => {
  const agreed = readServerHello(message.value, offer, settings);
  // §4.1.4: the suite that HelloRetryRequest named.
  if (agreed.suite !== suite) throw new TlsError('not-offered', 'RFC 8446 §4.1.4');
  return keyed(agreed, message, offer, transcript, true, settings);
};

/** Derives the handshake keys after both hellos (§7.1). */
function keyed(
  { suite, group, share, theirs, resumed }: ReturnType<typeof readServerHello>,
  { bytes }: Received<ServerHello>,
  { hello, session }: Offer,
  before: Transcript,
  hasRetried: boolean,
  settings: ClientSettings,
): Taken<ClientState> & { readonly next: ClientState } {
  const transcript = before.add(bytes);
  const watch = secretWatch(settings, hello.random);
  const { shared } = agreeObserved(settings.observe, group.name, (watch) => ({ shared: share.agree(theirs, watch) }));
  if (resumed === undefined) session?.early.erase();
  const early = resumed?.early ?? EarlySecret.from(suite.hash, undefined, watch);
  const secret = early.handshake(shared, watch);
  const traffic = secret.traffic(transcript.digest(), watch);
  return {
    next: {
      at: 'WAIT_ENCRYPTED_EXTENSIONS',
      agreed: { suite, group },
      server: resumed?.server,
      hello,
      secret,
      traffic,
      transcript,
      hasRetried,
    },
    effects: [
      { kind: 'protect-reading', protection: protectionUnder(traffic.server, suite) },
      { kind: 'protect-writing', protection: protectionUnder(traffic.client, suite) },
    ],
  };
}

/** What the next states keep of a state, by name: a spread of the state would cost more, and could bring along more.
 * @param transcript - the state's, with the message. */
const keyedOf = ({ agreed, hello, secret, traffic, hasRetried }: Keyed, transcript: Transcript): Keyed => ({
  agreed,
  hello,
  secret,
  traffic,
  transcript,
  hasRetried,
});

const onEncryptedExtensions: OnMessage<'WAIT_ENCRYPTED_EXTENSIONS', 'encrypted_extensions'> = (
  state,
  { value: { extensions }, bytes },
  settings,
) => {
  checkSolicited(extensions, state.hello, 'TLSv1.3');
  // §4.2: we know every extension that we offer, so this one belongs in another message.
  if (extensions.some(({ kind }) => kind === 'unknown')) throw new TlsError('not-offered', 'RFC 8446 §4.2');
  const theirs = extensionValue(extensions, 'record_size_limit')?.recordSizeLimit;
  const effects = recordLimits(theirs, 'TLSv1.3', true, settings);
  const alpn = extensionValue(extensions, 'application_layer_protocol_negotiation')?.[0];
  checkProtocol(alpn, state.hello);
  const serverName = settings.sni;
  const negotiated = negotiated13(state.agreed, {
    ...(alpn !== undefined && { alpn: bytesToUtf8(alpn) }),
    ...(serverName !== undefined && { serverName }),
  });
  settings.observe?.({ kind: 'negotiated', negotiated });
  const transcript = state.transcript.add(bytes);
  const { server } = state;
  // §2.2: the server neither sends a certificate nor requests one; its Finished proves that it has the PSK.
  if (server !== undefined) {
    return {
      next: { at: 'WAIT_FINISHED', server, request: undefined, negotiated, ...keyedOf(state, transcript) },
      effects,
    };
  }
  return { next: { at: 'WAIT_CERTIFICATE_OR_REQUEST', negotiated, ...keyedOf(state, transcript) }, effects };
};

const onCertificateRequest: OnMessage<'WAIT_CERTIFICATE_OR_REQUEST', 'certificate_request'> = (
  state,
  { value, bytes },
) => {
  // §4.3.2: the context is empty in a handshake, and signature_algorithms is required.
  if (value.certificateRequestContext.length > 0) throw new TlsError('not-offered', 'RFC 8446 §4.3.2');
  if (extensionValue(value.extensions, 'signature_algorithms') === undefined) {
    throw new TlsError('extension-missing', 'RFC 8446 §4.3.2');
  }
  const transcript = state.transcript.add(bytes);
  const { negotiated } = state;
  return { next: { at: 'WAIT_CERTIFICATE', request: value, negotiated, ...keyedOf(state, transcript) }, effects: [] };
};

function onCertificate(
  state: In<'WAIT_CERTIFICATE' | 'WAIT_CERTIFICATE_OR_REQUEST'>,
  { value, bytes }: Received<MessageValue<'certificate'>>,
  settings: ClientSettings,
): Step<ClientState> {
  const certificates = certificatesOf(value, settings.requestOcsp);
  // §4.4.2.4: "If the server supplies an empty Certificate message, the client MUST abort".
  if (certificates.length === 0) throw new TlsError('malformed-message', 'RFC 8446 §4.4.2.4');
  const staples = settings.requestOcsp ? staplesOf(value) : undefined;
  const use = { usage: 'digitalSignature', version: 'TLSv1.3' } as const;
  const server = verifyServer(certificates, use, settings, staples);
  const request = state.at === 'WAIT_CERTIFICATE' ? state.request : undefined;
  const transcript = state.transcript.add(bytes);
  const { negotiated } = state;
  return {
    next: { at: 'WAIT_CERTIFICATE_VERIFY', request, server, negotiated, ...keyedOf(state, transcript) },
    effects: [],
  };
}

const onCertificateVerify: OnMessage<'WAIT_CERTIFICATE_VERIFY', 'certificate_verify'> = (
  state,
  { value, bytes },
  settings,
) => {
  const server = verifySignature('server', state.server, state.transcript, value, settings);
  const transcript = state.transcript.add(bytes);
  const { negotiated, request } = state;
  return { next: { at: 'WAIT_FINISHED', request, server, negotiated, ...keyedOf(state, transcript) }, effects: [] };
};

const onFinished: OnMessage<'WAIT_FINISHED', 'finished'> = (state, { value, bytes }, settings) => {
  const { traffic, secret, hello, request } = state;
  const expected = traffic.server.verifyData(state.transcript.digest());
  const finished = FinishedVerified.check('TLSv1.3', expected, value.verifyData);
  const flight = new Flight(state.transcript.add(bytes), settings.observe);
  const master = secret.master(secretWatch(settings, hello.random));
  const application = master.application(flight.transcript.digest(), secretWatch(settings, hello.random));
  if (!state.hasRetried && hello.sessionId.length > 0) flight.changeCipherSpec();
  const finish = () => finishFlight(state, flight, { finished, master, application }, settings);
  if (request === undefined) return finish();
  const chosen = usableFor(request, settings);
  const staple = stapleForServer(request, chosen);
  return sendCertificate(flight, { signer: 'client', chosen, staple }, settings, finish);
};

interface Finishing {
  readonly finished: FinishedVerified;
  readonly master: MasterSecret;
  readonly application: ReturnType<MasterSecret['application']>;
}

/** Our Finished, and the session. */
function finishFlight(
  state: In<'WAIT_FINISHED'>,
  flight: Flight,
  { finished, master, application }: Finishing,
  settings: ClientSettings,
): Step<ClientState> {
  const { agreed, traffic, server, negotiated, hello } = state;
  const { suite } = agreed;
  flight.send(MESSAGES.finished, { verifyData: traffic.client.verifyData(flight.transcript.digest()) });
  flight.protectWriting(protectionUnder(application.client, suite));
  traffic.client.erase();
  traffic.server.erase();
  const watch = secretWatch(settings, hello.random);
  const resumption =
    settings.resumption === undefined ? undefined : master.resumption(flight.transcript.digest(), watch);
  master.erase();
  const resumed = server instanceof Resumed;
  const session = sessionOf(negotiated, server.peer, finished, { serverCertificate: server.peer?.leaf, resumed });
  const { client: writing, server: reading, exporter } = application;
  return {
    next: { at: 'CONNECTED', session, suite, reading, writing, peer: server, finished, resumption },
    effects: [
      ...flight.effects,
      { kind: 'protect-reading', protection: protectionUnder(reading, suite) },
      { kind: 'secured', session, exporter },
    ],
  };
}

/** The first of our credentials whose key signs with a scheme that the server accepts. */
function usableFor(
  { extensions }: MessageValue<'certificate_request'>,
  { credentials, schemes }: ClientSettings,
): SigningCredentials | undefined {
  const theirs = extensionValue(extensions, 'signature_algorithms') ?? [];
  for (const one of credentials) {
    const scheme = schemeFor(one.chain[0].publicKey, 'TLSv1.3', schemes, theirs);
    if (scheme !== undefined) return { credentials: one, scheme };
  }
  return undefined;
}

/** The OCSP response for the server. §4.4.2.1: it requests one with an empty status_request. */
const stapleForServer = (
  { extensions }: MessageValue<'certificate_request'>,
  chosen: SigningCredentials | undefined,
): Uint8Array | undefined => chosen && extensionValue(extensions, 'status_request') && ownResponse(chosen.credentials);

const onNewSessionTicket: OnMessage<'CONNECTED', 'new_session_ticket'> = (state, { value }, settings) => {
  keepTicket(state, value, settings);
  return { next: state, effects: [] };
};

/** Appendix D.4: a ChangeCipherSpec is ignored until Finished. */
const change_cipher_spec = (state: ClientState): Step<ClientState> => ({ next: state, effects: [] });
const certificate = on(MESSAGES.certificate, onCertificate);

export const CLIENT: Table<ClientState, ClientSettings> = {
  WAIT_SECOND_SERVER_HELLO: {
    messages: { server_hello: on(HELLOS.server_hello, onSecondServerHello) },
    change_cipher_spec,
  },
  WAIT_ENCRYPTED_EXTENSIONS: {
    messages: { encrypted_extensions: on(MESSAGES.encrypted_extensions, onEncryptedExtensions) },
    change_cipher_spec,
  },
  WAIT_CERTIFICATE_OR_REQUEST: {
    messages: { certificate_request: on(MESSAGES.certificate_request, onCertificateRequest), certificate },
    change_cipher_spec,
  },
  WAIT_CERTIFICATE: { messages: { certificate }, change_cipher_spec },
  WAIT_CERTIFICATE_VERIFY: {
    messages: { certificate_verify: on(MESSAGES.certificate_verify, onCertificateVerify) },
    change_cipher_spec,
  },
  WAIT_FINISHED: { messages: { finished: on(MESSAGES.finished, onFinished) }, change_cipher_spec },
  CONNECTED: {
    messages: {
      new_session_ticket: on(MESSAGES.new_session_ticket, onNewSessionTicket),
      key_update: on(MESSAGES.key_update, onKeyUpdate),
    },
    application_data: deliver,
    update_keys: updateKeys,
  },
};
