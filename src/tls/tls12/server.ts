/** The server's side of the handshake (RFC 5246 §7.3); the figure stands in `client.ts`. */
import type { Certificate } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import type { Handler, InputKind, Step, Table } from '../machine.ts';
import { Flight } from '../messages/flight.ts';
import type { HandshakeMessage } from '../messages/handshake.ts';
import type { Transcript } from '../messages/transcript.ts';
import { certificateMessage, readCertificates } from '../negotiation/peer-certificates.ts';
import { RSA_PKCS1_SHA256 } from '../negotiation/signature-schemes.ts';
import { assertCredentials, type Credentials, type ServerSettings } from '../options.ts';
import { FinishedVerified, KeyProven, PeerVerified } from '../proofs.ts';
import { negotiate } from '../server/hello.ts';
import { sessionOf, type TlsSession } from '../session.ts';
import { RSA_SIGN } from './client.ts';
import { type Agreed, deriveSecrets, finishedOf, protectionOf, type Secrets } from './handshake-keys.ts';
import { recoverPremasterSecret } from './premaster-secret.ts';

interface Hello {
  readonly agreed: Agreed;
  /** Of the ClientHello: the premaster secret begins with it. */
  readonly clientVersion: number;
  readonly credentials: Credentials;
  readonly transcript: Transcript;
}
interface Keyed {
  readonly agreed: Agreed;
  readonly secrets: Secrets;
  readonly transcript: Transcript;
}

/** What the server does about client certificates, when it asks for them. */
type CertificatePolicy = Exclude<ServerSettings['clientCertificate'], { readonly mode: 'none' }>;

/** Named by what it waits for. A client is either proven to have its certificate's key, or has shown no certificate. */
export type ServerState =
  | { readonly at: 'START' }
  | { readonly at: 'WAIT_CLIENT_HELLO' }
  | ({ readonly at: 'WAIT_CLIENT_CERTIFICATE'; readonly asked: CertificatePolicy } & Hello)
  | ({ readonly at: 'WAIT_CLIENT_KEY_EXCHANGE'; readonly client: PeerVerified | undefined } & Hello)
  | ({ readonly at: 'WAIT_CERTIFICATE_VERIFY'; readonly client: PeerVerified } & Keyed)
  | ({ readonly at: 'WAIT_CHANGE_CIPHER_SPEC'; readonly client: KeyProven | undefined } & Keyed)
  | ({ readonly at: 'WAIT_FINISHED'; readonly client: KeyProven | undefined } & Keyed)
  | {
      readonly at: 'CONNECTED';
      readonly session: TlsSession;
      readonly client: KeyProven | undefined;
      readonly finished: FinishedVerified;
    }
  | { readonly at: 'CLOSED' };

type ServerHandler<A extends ServerState['at'], K extends InputKind> = Handler<ServerState, A, K, ServerSettings>;

const start: ServerHandler<'START', 'start'> = () => ({ next: { at: 'WAIT_CLIENT_HELLO' }, effects: [] });

const onClientHello: ServerHandler<'WAIT_CLIENT_HELLO', 'client_hello'> = (_state, message, settings) => {
  const { agreed, answer } = negotiate(message.value, settings);
  const credentials = chooseCredentials(agreed.negotiated.serverName, settings);
  const { clientCertificate, observe } = settings;
  const flight = new Flight([message.bytes], observe);
  flight.send({ kind: 'server_hello', value: answer });
  flight.send(certificateMessage(credentials));
  if (clientCertificate.mode !== 'none') flight.send(certificateRequest(clientCertificate.roots));
  flight.send({ kind: 'server_hello_done', value: {} });
  const { clientVersion } = message.value;
  const hello = { agreed, clientVersion, credentials, transcript: flight.transcript };
  const next: ServerState =
    clientCertificate.mode === 'none'
      ? { at: 'WAIT_CLIENT_KEY_EXCHANGE', client: undefined, ...hello }
      : { at: 'WAIT_CLIENT_CERTIFICATE', asked: clientCertificate, ...hello };
  return { next, effects: flight.effects };
};

function chooseCredentials(serverName: string | undefined, settings: ServerSettings): Credentials {
  const chosen = serverName === undefined ? undefined : settings.credentialsFor(serverName);
  if (chosen === undefined) return settings.credentials;
  assertCredentials(chosen, 'credentialsFor()');
  return chosen;
}

const certificateRequest = (roots: readonly Certificate[]): HandshakeMessage => ({
  kind: 'certificate_request',
  value: {
    certificateTypes: [RSA_SIGN],
    supportedSignatureAlgorithms: [RSA_PKCS1_SHA256.id],
    certificateAuthorities: roots.map(({ subject }) => subject.bytes),
  },
});

const onCertificate: ServerHandler<'WAIT_CLIENT_CERTIFICATE', 'certificate'> = (state, message, settings) => {
  const certificates = readCertificates(message.value);
  const client = certificates.length === 0 ? undefined : verifyClient(certificates, state.asked, settings);
  // RFC 5246 §7.4.6: a server may go on without, or answer with a fatal handshake_failure.
  if (client === undefined && state.asked.mode === 'require') {
    throw new TlsError('certificate-missing', 'RFC 5246 §7.4.6');
  }
  const transcript = [...state.transcript, message.bytes];
  return { next: { ...state, at: 'WAIT_CLIENT_KEY_EXCHANGE', client, transcript }, effects: [] };
};

function verifyClient(
  certificates: readonly Certificate[],
  { roots }: CertificatePolicy,
  { time, observe }: ServerSettings,
): PeerVerified {
  const policy = { mode: 'roots', roots, time, purpose: 'clientAuth', usage: 'digitalSignature' } as const;
  return PeerVerified.check(certificates, policy, observe);
}

const onClientKeyExchange: ServerHandler<'WAIT_CLIENT_KEY_EXCHANGE', 'client_key_exchange'> = (
  state,
  message,
  settings,
) => {
  const { agreed, client, clientVersion, credentials } = state;
  const { random, observe } = settings;
  const { encryptedPreMasterSecret } = message.value;
  const premasterSecret = recoverPremasterSecret(
    encryptedPreMasterSecret,
    clientVersion,
    credentials.key,
    random,
    observe,
  );
  const transcript = [...state.transcript, message.bytes];
  const keyed = { agreed, transcript, secrets: deriveSecrets(premasterSecret, agreed, transcript, settings) };
  const next: ServerState =
    client === undefined
      ? { at: 'WAIT_CHANGE_CIPHER_SPEC', client, ...keyed }
      : { at: 'WAIT_CERTIFICATE_VERIFY', client, ...keyed };
  return { next, effects: [] };
};

const onCertificateVerify: ServerHandler<'WAIT_CERTIFICATE_VERIFY', 'certificate_verify'> = (
  state,
  message,
  settings,
) => {
  const client = KeyProven.check(state.client, state.transcript, message.value, settings.observe);
  const transcript = [...state.transcript, message.bytes];
  return { next: { ...state, at: 'WAIT_CHANGE_CIPHER_SPEC', client, transcript }, effects: [] };
};

const onChangeCipherSpec: ServerHandler<'WAIT_CHANGE_CIPHER_SPEC', 'change_cipher_spec'> = (
  state,
  _input,
  settings,
) => ({
  next: { ...state, at: 'WAIT_FINISHED' },
  effects: [{ kind: 'protect-reading', protection: protectionOf('client', state.agreed, state.secrets, settings) }],
});

const onFinished: ServerHandler<'WAIT_FINISHED', 'finished'> = (state, message, settings) => {
  const { agreed, secrets, client } = state;
  const { observe } = settings;
  const expected = finishedOf('client', agreed, secrets, state.transcript, observe);
  const finished = FinishedVerified.check(expected, message.value.verifyData);
  const flight = new Flight([...state.transcript, message.bytes], observe);
  flight.protectWriting(protectionOf('server', agreed, secrets, settings));
  const verifyData = finishedOf('server', agreed, secrets, flight.transcript, observe);
  flight.send({ kind: 'finished', value: { verifyData } });
  const session = sessionOf(agreed.negotiated, client?.peer, finished);
  return {
    next: { at: 'CONNECTED', session, client, finished },
    effects: [...flight.effects, { kind: 'secured', session }],
  };
};

/** RFC 5746 §4.4 lets a server refuse. Deviation: no_renegotiation "is always a warning" (RFC 5246 §7.2.2), but who asks for what
 * a server never does has nothing to go on with. */
const refuseRenegotiation = (): Step<ServerState> => {
  throw new TlsError('renegotiation-refused', 'RFC 5746 §4.4');
};

const deliver: ServerHandler<'CONNECTED', 'application_data'> = (state, { bytes }) => ({
  next: state,
  effects: [{ kind: 'deliver', bytes }],
});

export const SERVER: Table<ServerState, ServerSettings> = {
  START: { start },
  WAIT_CLIENT_HELLO: { client_hello: onClientHello },
  WAIT_CLIENT_CERTIFICATE: { certificate: onCertificate },
  WAIT_CLIENT_KEY_EXCHANGE: { client_key_exchange: onClientKeyExchange },
  WAIT_CERTIFICATE_VERIFY: { certificate_verify: onCertificateVerify },
  WAIT_CHANGE_CIPHER_SPEC: { change_cipher_spec: onChangeCipherSpec },
  WAIT_FINISHED: { finished: onFinished },
  CONNECTED: { client_hello: refuseRenegotiation, application_data: deliver },
  CLOSED: {},
};
