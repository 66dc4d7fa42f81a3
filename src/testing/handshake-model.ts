/** A model of the TLS 1.2 handshake: the messages that each state accepts, and the states that they lead to. */
import { type Bytes, equalBytes } from '../bytes/index.ts';
import { CONTENT, type ContentKind, type HandshakeKind, type TlsConnection, type TlsErrorCode } from '../tls/index.ts';

export type Role = 'client' | 'server';
export const peerOf = (role: Role): Role => (role === 'client' ? 'server' : 'client');

/** The content of a record, as far as it is visible without keys. */
export type RecordKind = HandshakeKind | 'server_key_exchange' | Exclude<ContentKind, 'handshake'> | 'protected';

/** A record in transit. */
export interface RecordOnTheWay {
  readonly kind: RecordKind;
  /** Header and fragment. */
  readonly bytes: Bytes;
}

/** The options of a TLS 1.2 handshake between two ends. */
export interface Handshake12Options {
  /** Whether the server requires a certificate, which the client then has. */
  readonly mutual: boolean;
  readonly exchange: 'ECDHE' | 'RSA';
  /** Whether the server sends a ticket (RFC 5077 §3.3). */
  readonly ticket: boolean;
  /** Whether the session is resumed. */
  readonly resumed: boolean;
  /** Whether the server sends an OCSP response, for which the client asks (RFC 6066 §8). */
  readonly stapled: boolean;
}

/** RFC 5246 §7.3: each state with the messages that it accepts and their next states. `self` means the same state. */
type Row = Readonly<Partial<Record<RecordKind, string>>>;
const SELF = 'self';
const REQUEST: Row = { hello_request: SELF };

const statesOf = (options: Handshake12Options): Readonly<Record<Role, Readonly<Record<string, Row>>>> => ({
  client: clientStates(options),
  server: serverStates(options),
});

function clientStates({ exchange, ticket, resumed, stapled }: Handshake12Options): Readonly<Record<string, Row>> {
  const afterKeys = ticket ? 'WAIT_NEW_SESSION_TICKET' : 'WAIT_CHANGE_CIPHER_SPEC';
  const request = { certificate_request: 'WAIT_SERVER_HELLO_DONE', server_hello_done: afterKeys };
  const exchanged: Row = exchange === 'RSA' ? request : { server_key_exchange: 'WAIT_CERTIFICATE_REQUEST' };
  const certified = exchange === 'RSA' ? 'WAIT_CERTIFICATE_REQUEST' : 'WAIT_SERVER_KEY_EXCHANGE';
  return {
    WAIT_SERVER_HELLO: { ...REQUEST, server_hello: resumed ? afterKeys : 'WAIT_CERTIFICATE' },
    WAIT_CERTIFICATE: { ...REQUEST, certificate: stapled ? 'WAIT_CERTIFICATE_STATUS' : certified },
    // RFC 6066 §8: the server "MAY choose not to send" it.
    WAIT_CERTIFICATE_STATUS: { ...REQUEST, ...exchanged, certificate_status: certified },
    WAIT_SERVER_KEY_EXCHANGE: { ...REQUEST, ...exchanged },
    WAIT_CERTIFICATE_REQUEST: { ...REQUEST, ...request },
    WAIT_SERVER_HELLO_DONE: { ...REQUEST, server_hello_done: afterKeys },
    WAIT_NEW_SESSION_TICKET: { ...REQUEST, new_session_ticket: 'WAIT_CHANGE_CIPHER_SPEC' },
    WAIT_CHANGE_CIPHER_SPEC: { ...REQUEST, change_cipher_spec: 'WAIT_FINISHED' },
  };
}

function serverStates({ mutual, resumed }: Handshake12Options): Readonly<Record<string, Row>> {
  const full = mutual ? 'WAIT_CLIENT_CERTIFICATE' : 'WAIT_CLIENT_KEY_EXCHANGE';
  return {
    WAIT_CLIENT_HELLO: { client_hello: resumed ? 'WAIT_CHANGE_CIPHER_SPEC' : full },
    WAIT_CLIENT_CERTIFICATE: { certificate: 'WAIT_CLIENT_KEY_EXCHANGE' },
    WAIT_CLIENT_KEY_EXCHANGE: { client_key_exchange: mutual ? 'WAIT_CERTIFICATE_VERIFY' : 'WAIT_CHANGE_CIPHER_SPEC' },
    WAIT_CERTIFICATE_VERIFY: { certificate_verify: 'WAIT_CHANGE_CIPHER_SPEC' },
    WAIT_CHANGE_CIPHER_SPEC: { change_cipher_spec: 'WAIT_FINISHED' },
  };
}
/** States in which all input is protected by the peer's keys: an attacker without the keys cannot forge it. */
const KEYED = ['WAIT_FINISHED', 'CONNECTED'];

/** The model of one end, and the records in transit to it. */
export interface EndModel {
  at: string;
  /** Records in transit to it, the next first. */
  readonly queue: RecordOnTheWay[];
  /** All records that its peer has sent to it. */
  readonly sent: RecordOnTheWay[];
  /** How many of those have arrived, in order and unchanged. */
  heard: number;
  /** Whether it has accepted a message that its peer did not send, or its peer had done so before it sent one. */
  deceived: boolean;
  /** Whether it has interpreted ciphertext as plaintext. */
  garbled: boolean;
  /** Whether it has sent ChangeCipherSpec. */
  speaksProtected: boolean;
}

/** The rules of a version about records. */
export interface Rules {
  /** Determines the expected effect of the next record that arrives at an end, and records its arrival. */
  expectationOf(model: HandshakeModel, to: Role, record: RecordOnTheWay): Expectation;
  /** The records in the output of an end's peer. @param end - the end that sent them. */
  recordsOf(raw: Bytes, end: EndModel): RecordOnTheWay[];
  /** Whether a record counts as a part of the handshake. One that is ignored wherever it arrives does not. */
  isSaid(record: RecordOnTheWay): boolean;
  /** Whether the version has KeyUpdate. */
  readonly updatesKeys: boolean;
}

/** Both ends. */
export interface HandshakeModel {
  readonly rules: Rules;
  readonly client: EndModel;
  readonly server: EndModel;
}

/** The real connections under test. */
export type HandshakeEnds = Readonly<Record<Role, Pick<TlsConnection, 'at' | 'receive' | 'start' | 'updateKeys'>>>;

export const newEnd = (at: string): EndModel => ({
  at,
  queue: [],
  sent: [],
  heard: 0,
  deceived: false,
  garbled: false,
  speaksProtected: false,
});

/** A new model, before any message was sent. */
export function newModel(options: Handshake12Options): HandshakeModel {
  const states = statesOf(options);
  // After a forged hello, an end may take any of the possible handshake flows.
  const hasOneWay = !options.ticket && !options.resumed && !options.stapled;
  return {
    rules: {
      expectationOf(model, to, record) {
        if (model[to].deceived && !hasOneWay && model[to].at !== 'CLOSED') return 'nonsense';
        return expectationOf(states, model, to, record);
      },
      recordsOf,
      isSaid: () => true,
      updatesKeys: false,
    },
    client: newEnd('WAIT_SERVER_HELLO'),
    server: newEnd('WAIT_CLIENT_HELLO'),
  };
}

/** The expected effect of a record: the end's next state, or the error that it ends with; `any` if that depends on forged messages.
 * `nonsense`: anything except a secured session. */
export type Expectation =
  | 'nonsense'
  | { readonly next: string }
  | { readonly error: TlsErrorCode | 'any' }
  | { readonly next: string; readonly error: 'any' };

function expectationOf(
  states: ReturnType<typeof statesOf>,
  model: HandshakeModel,
  to: Role,
  { kind, bytes }: RecordOnTheWay,
): Expectation {
  const end = model[to];
  if (end.at === 'CLOSED') return { next: 'CLOSED' };
  const next = end.sent[end.heard];
  const isGenuine = next !== undefined && equalBytes(next.bytes, bytes);
  if (isGenuine) end.heard++;
  if (KEYED.includes(end.at)) {
    if (!isGenuine) return { error: end.deceived ? 'any' : 'bad-record-mac' };
    // The peer's alert, if it is connected: it receives nothing else.
    if (end.at === 'CONNECTED' || end.deceived) return { error: 'any' };
    return model[peerOf(to)].at === 'CLOSED' ? { next: 'CONNECTED', error: 'any' } : { next: 'CONNECTED' };
  }
  if (kind === 'protected') end.garbled = true;
  if (end.garbled) return 'nonsense';
  if (kind === 'alert') return { error: 'alert-received' };
  const listed = states[to][end.at][kind];
  if (listed === undefined) return { error: 'unexpected-message' };
  // A HelloRequest is not part of the transcript (RFC 5246 §7.4.1.1).
  if (listed === SELF) return { next: end.at };
  if (!isGenuine) end.deceived = true;
  return end.deceived ? { next: listed, error: 'any' } : { next: listed };
}

/** The records in a side's output. */
function recordsOf(raw: Bytes, end: EndModel): RecordOnTheWay[] {
  const records: RecordOnTheWay[] = [];
  for (let at = 0; at < raw.length; ) {
    const length = 5 + raw[at + 3] * 256 + raw[at + 4];
    const bytes = raw.slice(at, at + length);
    records.push({ kind: kindOf(bytes, end.speaksProtected), bytes });
    if (bytes[0] === CONTENT.change_cipher_spec) end.speaksProtected = true;
    at += length;
  }
  return records;
}

function kindOf(record: Bytes, isProtected: boolean): RecordKind {
  if (isProtected) return 'protected';
  const content = (Object.keys(CONTENT) as ContentKind[]).find((kind) => CONTENT[kind] === record[0])!;
  return content === 'handshake' ? HANDSHAKE_KINDS[record[5]] : content;
}

/** RFC 5246 §7.4, HandshakeType. */
export const HANDSHAKE_KINDS: Readonly<Record<number, RecordKind>> = {
  0: 'hello_request',
  1: 'client_hello',
  2: 'server_hello',
  4: 'new_session_ticket',
  11: 'certificate',
  12: 'server_key_exchange',
  13: 'certificate_request',
  14: 'server_hello_done',
  15: 'certificate_verify',
  16: 'client_key_exchange',
  20: 'finished',
  22: 'certificate_status',
};
