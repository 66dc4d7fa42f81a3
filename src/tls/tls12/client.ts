/** The client's side of the handshake (RFC 5246 §7.3), with RSA key transport:
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
import { signPkcs1 } from '../../rsa/index.ts';
import { makeClientHello, readServerHello } from '../client/hello.ts';
import { TlsError } from '../errors.ts';
import type { Handler, InputKind, InputOf, Step, Table } from '../machine.ts';
import { Flight } from '../messages/flight.ts';
import type { ClientHello, MessageValue } from '../messages/handshake.ts';
import { type Transcript, transcriptBytes } from '../messages/transcript.ts';
import { certificateMessage, readCertificates } from '../negotiation/peer-certificates.ts';
import { RSA_PKCS1_SHA256 } from '../negotiation/signature-schemes.ts';
import type { ClientSettings, Credentials } from '../options.ts';
import { FinishedVerified, PeerVerified } from '../proofs.ts';
import { sessionOf, type TlsSession } from '../session.ts';
import { type Agreed, deriveSecrets, finishedOf, protectionOf, type Secrets } from './handshake-keys.ts';
import { makePremasterSecret } from './premaster-secret.ts';

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
  | { readonly at: 'START' }
  | { readonly at: 'WAIT_SERVER_HELLO'; readonly hello: ClientHello; readonly transcript: Transcript }
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
    }
  | { readonly at: 'CLOSED' };

type ClientHandler<A extends ClientState['at'], K extends InputKind> = Handler<ClientState, A, K, ClientSettings>;

/** RFC 5246 §7.4.1.1: a HelloRequest in the middle of a handshake is ignored, and is no part of the transcript. */
const ignore = (state: ClientState): Step<ClientState> => ({ next: state, effects: [] });

const start: ClientHandler<'START', 'start'> = (_state, _input, settings) => {
  const hello = makeClientHello(settings);
  const flight = new Flight([], settings.observe);
  flight.send({ kind: 'client_hello', value: hello });
  return { next: { at: 'WAIT_SERVER_HELLO', hello, transcript: flight.transcript }, effects: flight.effects };
};

const onServerHello: ClientHandler<'WAIT_SERVER_HELLO', 'server_hello'> = (state, message, settings) => ({
  next: {
    at: 'WAIT_CERTIFICATE',
    agreed: readServerHello(message.value, state.hello, settings),
    transcript: [...state.transcript, message.bytes],
    clientVersion: state.hello.clientVersion,
  },
  effects: [],
});

const onCertificate: ClientHandler<'WAIT_CERTIFICATE', 'certificate'> = (state, message, settings) => {
  const certificates = readCertificates(message.value);
  if (certificates.length === 0) throw new TlsError('malformed-message', 'RFC 5246 §7.4.2');
  const { verification, time, serverName, observe } = settings;
  const policy =
    verification.mode === 'dangerous-none'
      ? verification
      : ({ ...verification, time, purpose: 'serverAuth', name: serverName, usage: 'keyEncipherment' } as const);
  const server = PeerVerified.check(certificates, policy, observe);
  const transcript = [...state.transcript, message.bytes];
  return { next: { ...state, at: 'WAIT_CERTIFICATE_REQUEST', transcript, server }, effects: [] };
};

const onCertificateRequest: ClientHandler<'WAIT_CERTIFICATE_REQUEST', 'certificate_request'> = (state, message) => {
  const transcript = [...state.transcript, message.bytes];
  return { next: { ...state, at: 'WAIT_SERVER_HELLO_DONE', transcript, request: message.value }, effects: [] };
};

function onServerHelloDone(
  state: Extract<ClientState, { readonly at: 'WAIT_CERTIFICATE_REQUEST' | 'WAIT_SERVER_HELLO_DONE' }>,
  message: InputOf<'server_hello_done'>,
  settings: ClientSettings,
): Step<ClientState> {
  const { agreed, server, clientVersion } = state;
  const { random, observe } = settings;
  const request = state.at === 'WAIT_SERVER_HELLO_DONE' ? state.request : undefined;
  const credentials = request && usableFor(request, settings.credentials);
  const flight = new Flight([...state.transcript, message.bytes], observe);
  if (request !== undefined) flight.send(certificateMessage(credentials));
  const { premasterSecret, encrypted } = makePremasterSecret(clientVersion, server.leaf.publicKey, random, observe);
  flight.send({ kind: 'client_key_exchange', value: { encryptedPreMasterSecret: encrypted } });
  const secrets = deriveSecrets(premasterSecret, agreed, flight.transcript, settings);
  if (credentials !== undefined) sendCertificateVerify(flight, credentials, settings);
  flight.protectWriting(protectionOf('client', agreed, secrets, settings));
  const verifyData = finishedOf('client', agreed, secrets, flight.transcript, observe);
  flight.send({ kind: 'finished', value: { verifyData } });
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
): Credentials | undefined =>
  certificateTypes.includes(RSA_SIGN) && supportedSignatureAlgorithms.includes(RSA_PKCS1_SHA256.id)
    ? credentials
    : undefined;

/** `rsa_sign`: a certificate with an RSA key that signs (RFC 5246 §7.4.4). */
export const RSA_SIGN = 1;

function sendCertificateVerify(flight: Flight, { key }: Credentials, { random, observe }: ClientSettings): void {
  const { id, name, hash } = RSA_PKCS1_SHA256;
  const signed = transcriptBytes(flight.transcript);
  const signature = signPkcs1(hash, key.key, signed, random);
  observe?.({
    kind: 'transcript-signature',
    direction: 'sent',
    scheme: name,
    transcriptHash: hash.digest(signed),
    signature,
    valid: true,
  });
  flight.send({ kind: 'certificate_verify', value: { algorithm: id, signature } });
}

const onChangeCipherSpec: ClientHandler<'WAIT_CHANGE_CIPHER_SPEC', 'change_cipher_spec'> = (
  state,
  _input,
  settings,
) => ({
  next: { ...state, at: 'WAIT_FINISHED' },
  effects: [{ kind: 'protect-reading', protection: protectionOf('server', state.agreed, state.secrets, settings) }],
});

const onFinished: ClientHandler<'WAIT_FINISHED', 'finished'> = (state, message, { observe }) => {
  const { agreed, secrets, transcript, server } = state;
  const expected = finishedOf('server', agreed, secrets, transcript, observe);
  const finished = FinishedVerified.check(expected, message.value.verifyData);
  const session = sessionOf(agreed.negotiated, server, finished);
  return { next: { at: 'CONNECTED', session, server, finished }, effects: [{ kind: 'secured', session }] };
};

/** RFC 5246 §7.4.1.1, RFC 5746 §4.5: a client may refuse a renegotiation, and says so by a warning. */
const refuseRenegotiation: ClientHandler<'CONNECTED', 'hello_request'> = (state) => ({
  next: state,
  effects: [{ kind: 'warn', description: 'no_renegotiation' }],
});

const deliver: ClientHandler<'CONNECTED', 'application_data'> = (state, { bytes }) => ({
  next: state,
  effects: [{ kind: 'deliver', bytes }],
});

export const CLIENT: Table<ClientState, ClientSettings> = {
  START: { start },
  WAIT_SERVER_HELLO: { hello_request: ignore, server_hello: onServerHello },
  WAIT_CERTIFICATE: { hello_request: ignore, certificate: onCertificate },
  WAIT_CERTIFICATE_REQUEST: {
    hello_request: ignore,
    certificate_request: onCertificateRequest,
    server_hello_done: onServerHelloDone,
  },
  WAIT_SERVER_HELLO_DONE: { hello_request: ignore, server_hello_done: onServerHelloDone },
  WAIT_CHANGE_CIPHER_SPEC: { hello_request: ignore, change_cipher_spec: onChangeCipherSpec },
  WAIT_FINISHED: { hello_request: ignore, finished: onFinished },
  CONNECTED: { hello_request: refuseRenegotiation, application_data: deliver },
  CLOSED: {},
};
