/** Addresses: the state of a room as the fragment of a URL, so that it can be shared as a link. Browsers do not send the fragment
 * to a server. */
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
const MOST_SETTINGS = 64;

/** `#/inspect?sample=server&at=…`: the settings in their order. An empty one stays, since it is not the default.
 * @throws UsageError `out-of-range` for an unknown room. */
export function formatAddress(place: Place): string {
  assertFields(place, 'place', 'a Place', 'room', 'settings');
  if (!ROOM_NAMES.includes(place.room))
    throw new UsageError('out-of-range', 'place.room', 'must be the name of a room');
  const settings = Object.entries(place.settings).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
  return `#/${place.room}${settings.length === 0 ? '' : `?${settings.join('&')}`}`;
}

/** As `encodeURIComponent`, but a lone surrogate, which has no UTF-8 encoding, becomes U+FFFD, and characters that need no escape
 * in a fragment are not escaped. */
const escaped = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/%(2C|3A|2F|40)/g, (digits) =>
    decodeURIComponent(digits),
  );

/** Reads an address. An invalid address leads to the first room; a malformed escape is left as it is; of several settings with
 * one name the last counts. Nothing in an address is ever run as code. */
export function parseAddress(fragment: string): Place {
  assertString(fragment, 'fragment');
  const [, name, query = ''] = /^#?\/?(\w*)(?:\?(.*))?$/s.exec(fragment.slice(0, MOST_CHARACTERS)) ?? [];
  const room = ROOM_NAMES.find((one) => one === name) ?? ROOM_NAMES[0];
  const settings: [string, string][] = [];
  for (const pair of query.split('&', MOST_SETTINGS)) {
    const at = pair.indexOf('=');
    if (at > 0) settings.push([unescaped(pair.slice(0, at)), unescaped(pair.slice(at + 1))]);
  }
  return { room, settings: Object.fromEntries(settings) };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A malformed escape: the text is left as it is.
    return text;
  }
}
