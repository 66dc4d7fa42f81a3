/** A model of the TLS 1.3 handshake (RFC 8446 appendix A) for an observer without keys: the hellos and their kinds are visible, but only
 * the order of all later messages. */
import { type Bytes, equalBytes } from '../bytes/index.ts';
import { CONTENT } from '../tls/index.ts';
import {
  type EndModel,
  type Expectation,
  HANDSHAKE_KINDS,
  type HandshakeModel,
  newEnd,
  peerOf,
  type RecordKind,
  type RecordOnTheWay,
  type Role,
} from './handshake-model.ts';

/** The options of a handshake between two ends. */
export interface Handshake13Options {
  /** Whether the server requires a certificate, which the client then has. */
  readonly mutual: boolean;
  /** Whether the server asks for another ClientHello. */
  readonly retry: boolean;
  /** Whether the session is resumed: then certificates are neither requested nor sent. */
  readonly resumed: boolean;
}

/** The states of an end, one after the other: each record of its peer leads to the next. */
const chain = (role: Role, { mutual, retry, resumed }: Handshake13Options): readonly string[] =>
  role === 'client'
    ? [
        'WAIT_SERVER_HELLO',
        ...(retry ? ['WAIT_SECOND_SERVER_HELLO'] : []),
        'WAIT_ENCRYPTED_EXTENSIONS',
        ...(resumed ? [] : ['WAIT_CERTIFICATE_OR_REQUEST']),
        ...(mutual && !resumed ? ['WAIT_CERTIFICATE'] : []),
        ...(resumed ? [] : ['WAIT_CERTIFICATE_VERIFY']),
        ...['WAIT_FINISHED', 'CONNECTED'],
      ]
    : [
        'WAIT_CLIENT_HELLO',
        ...(retry ? ['WAIT_SECOND_CLIENT_HELLO'] : []),
        ...(mutual && !resumed ? ['WAIT_CLIENT_CERTIFICATE', 'WAIT_CERTIFICATE_VERIFY'] : []),
        ...['WAIT_FINISHED', 'CONNECTED'],
      ];

/** The states before an end has keys, and the hello that it waits for. */
const HELLO_OF: Readonly<Record<string, RecordKind>> = {
  WAIT_SERVER_HELLO: 'server_hello',
  WAIT_SECOND_SERVER_HELLO: 'server_hello',
  WAIT_CLIENT_HELLO: 'client_hello',
  WAIT_SECOND_CLIENT_HELLO: 'client_hello',
};

/** A new model, before any message was sent. */
export function newModel13(options: Handshake13Options): HandshakeModel {
  const states = { client: chain('client', options), server: chain('server', options) };
  return {
    rules: {
      expectationOf: (model, to, record) => expectationOf(states[to], model, to, record),
      recordsOf,
      isSaid: ({ kind }) => kind !== 'change_cipher_spec',
      updatesKeys: true,
    },
    client: newEnd('WAIT_SERVER_HELLO'),
    server: newEnd('WAIT_CLIENT_HELLO'),
  };
}

function expectationOf(
  states: readonly string[],
  model: HandshakeModel,
  to: Role,
  { kind, bytes }: RecordOnTheWay,
): Expectation {
  const end = model[to];
  if (end.at === 'CLOSED') return { next: 'CLOSED' };
  const next = end.sent[end.heard];
  const isGenuine = next !== undefined && equalBytes(next.bytes, bytes);
  if (isGenuine) end.heard++;
  // After a forged hello, an end has other keys than its peer.
  if (end.deceived) return 'nonsense';
  if (kind === 'change_cipher_spec') return afterChangeCipherSpec(end);
  const hello = HELLO_OF[end.at];
  if (hello === undefined) return keyed(states, model, to, kind, isGenuine);
  if (kind === 'alert') return { error: 'any' };
  if (kind !== hello) return { error: 'unexpected-message' };
  if (isGenuine) return { next: states[states.indexOf(end.at) + 1] };
  end.deceived = true;
  return 'nonsense';
}

/** RFC 8446 §5: it is ignored between the first ClientHello and the peer's Finished, and nowhere else. */
const afterChangeCipherSpec = ({ at }: EndModel): Expectation =>
  at === 'WAIT_CLIENT_HELLO' || at === 'CONNECTED' ? { error: 'unexpected-message' } : { next: at };

/** An attacker without keys can only abort the connection. */
function keyed(
  states: readonly string[],
  model: HandshakeModel,
  to: Role,
  kind: RecordKind,
  isGenuine: boolean,
): Expectation {
  const { at } = model[to];
  // RFC 8446 §5: only a server takes an alert in the clear, until its client has keys.
  if (!isGenuine && kind === 'alert' && (to === 'client' || at === 'CONNECTED')) return { error: 'unexpected-message' };
  if (!isGenuine) return { error: kind === 'protected' ? 'bad-record-mac' : 'any' };
  // An alert is protected too, or was sent before its sender had keys.
  const isPeerGone = model[peerOf(to)].at === 'CLOSED';
  // Tickets and KeyUpdate are sent when both ends are connected.
  const next = at === 'CONNECTED' ? at : states[states.indexOf(at) + 1];
  return isPeerGone ? { next, error: 'any' } : { next };
}

/** The records in a side's output. */
function recordsOf(raw: Bytes): RecordOnTheWay[] {
  const records: RecordOnTheWay[] = [];
  for (let at = 0; at < raw.length; ) {
    const bytes = raw.slice(at, at + 5 + raw[at + 3] * 256 + raw[at + 4]);
    records.push({ kind: kindOf(bytes), bytes });
    at += bytes.length;
  }
  return records;
}

function kindOf([content, , , , , type]: Bytes): RecordKind {
  if (content === CONTENT.handshake) return HANDSHAKE_KINDS[type];
  if (content === CONTENT.alert) return 'alert';
  return content === CONTENT.change_cipher_spec ? 'change_cipher_spec' : 'protected';
}
