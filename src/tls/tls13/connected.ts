/** After the handshake, in both roles: application data and key updates (RFC 8446 §4.6.3, §7.2). */
import { TlsError } from '../errors.ts';
import { Flight } from '../flight.ts';
import type { Effect, Handler, Received, Taken } from '../machine.ts';
import { KEY_UPDATE_REQUESTS } from '../messages/code-points.ts';
import { Transcript } from '../messages/transcript.ts';
import type { CipherSuite13 } from '../negotiation/suites.ts';
import type { Settings } from '../options.ts';
import type { FinishedVerified, KeyProven, Resumed } from '../proofs.ts';
import type { TlsSession } from '../session.ts';
import { protectionUnder } from './handshake-keys.ts';
import type { ResumptionSecret, TrafficSecret } from './key-schedule.ts';
import { MESSAGES, type MessageValue } from './messages.ts';

/** The state of a session. */
export interface Connected {
  readonly at: 'CONNECTED';
  readonly session: TlsSession;
  readonly suite: CipherSuite13;
  /** Protection of incoming and of outgoing records. */
  readonly reading: TrafficSecret;
  readonly writing: TrafficSecret;
  /** Absent on a server whose client presented no certificate. */
  readonly peer: KeyProven | Resumed | undefined;
  readonly finished: FinishedVerified;
  /** The source of the client's PSKs; undefined if it stores no sessions, and on a server. */
  readonly resumption: ResumptionSecret | undefined;
}

export const deliver: Handler<Connected, Uint8Array<ArrayBuffer>, Connected, Settings> = (state, bytes) => ({
  next: state,
  effects: [{ kind: 'deliver', bytes }],
});

/** The peer updated its keys; if it asks, we update ours, unless we have closed our direction. */
export const onKeyUpdate: Handler<Connected, Received<MessageValue<'key_update'>>, Connected, Settings> = (
  state,
  { value: { requestUpdate } },
) => {
  const { update_not_requested, update_requested } = KEY_UPDATE_REQUESTS;
  if (requestUpdate !== update_requested && requestUpdate !== update_not_requested) {
    throw new TlsError('not-offered', 'RFC 8446 §4.6.3');
  }
  const reading = state.reading.updated();
  const effects: Effect[] = [{ kind: 'protect-reading', protection: protectionUnder(reading, state.suite) }];
  if (requestUpdate === update_requested) effects.push({ kind: 'answer-key-update' });
  return { next: { ...state, reading }, effects };
};

/** Updates our keys. @param request - whether to ask the peer to update its keys too. */
export const updateKeys: Handler<Connected, boolean, Connected, Settings> = (state, request, settings) =>
  updateWriting(state, request, settings);

function updateWriting(state: Connected, request: boolean, { observe }: Settings): Taken<Connected> {
  const { update_not_requested, update_requested } = KEY_UPDATE_REQUESTS;
  // There is no transcript after Finished.
  const flight = new Flight(Transcript.EMPTY, observe);
  flight.send(MESSAGES.key_update, { requestUpdate: request ? update_requested : update_not_requested });
  const writing = state.writing.updated();
  flight.protectWriting(protectionUnder(writing, state.suite));
  return { next: { ...state, writing }, effects: flight.effects };
}
