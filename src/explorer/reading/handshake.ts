/** What the handshake room understands of its address. */
import { HANDSHAKE_FIELDS } from '../handshakes.ts';
import { destinationOf, LIVE_FIELDS } from '../live.ts';
import { idle, isCount, isField, isSteps, isUnfolded, namesIn, ofFields, type Reading } from './reading.ts';

const FORMS = { own: HANDSHAKE_FIELDS, live: LIVE_FIELDS };

/** With a server, the settings are those of a session with one. */
export const handshakeReading: Reading = ({ peer = '', secret }) => ({
  ...idle(namesIn(FORMS)),
  ...ofFields(FORMS[isPeer(peer) && peer !== '' ? 'live' : 'own']),
  peer: isPeer,
  message: isCount,
  field: isField,
  // Further messages, and lists.
  open: isUnfolded,
  step: isSteps,
  // Which secrets there are is known after the session.
  secret: () => true,
  secretStep: secret === undefined ? 'idle' : isSteps,
});

/** Whether a text names the end in the page, or a server. */
const isPeer = (value: string): boolean => value === '' || destinationOf(value) !== undefined;
