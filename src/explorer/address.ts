/** Addresses: the state of a room as the fragment of a URL, so that it can be shared as a link. Browsers do not send the fragment
 * to a server. And the names and times that several parts of the page have from them. */
import { assertFields, assertString, UsageError } from '../bytes/index.ts';

/** The rooms of the page, in the order of its navigation. */
export const ROOM_NAMES = ['inspect', 'handshake', 'kernels', 'chains', 'lab', 'measure', 'lessons'] as const;
export type RoomName = (typeof ROOM_NAMES)[number];

/** A place in the page: a room and its settings. Settings are texts; the room parses them, and rejects what it does not know. */
export interface Place {
  readonly room: RoomName;
  readonly settings: Readonly<Record<string, string>>;
}

/** Maximum UTF-16 units of an address: mail programs truncate longer ones. */
export const MOST_CHARACTERS = 8000;

/** `#/inspect?sample=server&at=…`: the settings in their order. An empty one stays, since it is not the default.
 * @throws UsageError `out-of-range` for an unknown room. */
export function formatAddress(place: Place): string {
  assertFields(place, 'place', 'a Place', 'room', 'settings');
  if (!ROOM_NAMES.includes(place.room))
    throw new UsageError('out-of-range', 'place.room', 'must be the name of a room');
  const settings = Object.entries(place.settings).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
  return `#/${place.room}${settings.length === 0 ? '' : `?${settings.join('&')}`}`;
}

/** Like `encodeURIComponent`, except that a lone surrogate, which has no UTF-8 encoding, becomes U+FFFD, and that `,`, `:`, `/` and `@` stay, since a fragment
 * may contain them. */
const escaped = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/%(2C|3A|2F|40)/g, (digits) =>
    decodeURIComponent(digits),
  );

/** The names of the samples, in the order of their buttons. */
export const SAMPLE_NAMES = ['server', 'ca', 'request', 'crl', 'ocsp', 'key', 'kubeconfig'] as const;

/** The lists of the verdicts of Inspect, which are folded at first: findings, rules that are kept, and checks of paths. */
export const VERDICT_LISTS = ['findings', 'kept', 'checks'] as const;
export type VerdictList = (typeof VERDICT_LISTS)[number];

/** Reads a time in UTC, in ISO 8601: `2026-06-01T12:00Z`. The Z may be missing, seconds may be there, and a blank may stand for T.
 * A day alone is its beginning.
 * @returns the time as addresses have it, `2026-06-01T12:00`; undefined for a text that is no time, as 31 February is none. */
export function minuteOf(text: string): string | undefined {
  assertString(text, 'text');
  const [, day, minute = '00:00'] =
    /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?Z?)?\s*$/i.exec(text) ?? [];
  if (day === undefined) return undefined;
  const time = new Date(`${day}T${minute}:00Z`);
  const canonical = Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 16);
  return canonical === `${day}T${minute}` ? canonical : undefined;
}

/** What of an address is not understood, and passed over. */
export interface PassedOver {
  /** `room`: there is no room of this name. `setting`: the room has no setting of this name. `value`: it is no value of the setting.
   * `idle`: the setting has no effect beside the others. `twice`: it came before, and the last one counts. `escape`: a malformed escape, taken as it
   * is. `nameless`: what is no `NAME=VALUE`. `rest`: what is beyond the limits. */
  readonly kind: 'escape' | 'idle' | 'nameless' | 'rest' | 'room' | 'setting' | 'twice' | 'value';
  readonly name: string;
  readonly value: string;
}

export interface ReadAddress {
  readonly place: Place;
  readonly passedOver: readonly PassedOver[];
}
