/** Reading addresses, with what is not understood of one. A page that is opened without settings does not load it. */
import { assertString } from '../bytes/index.ts';
import { MOST_CHARACTERS, type PassedOver, type Place, type ReadAddress, ROOM_NAMES } from './address.ts';

const MOST_SETTINGS = 64;

/** Reads an address. What is none leads to the first room, without settings other than the language; a malformed escape is left as it
 * is; of several settings with one name the last counts. Nothing in an address is ever run as code. */
export const parseAddress = (fragment: string): Place => readAddress(fragment).place;

/** As `parseAddress`, and tells what it did not understand. Whether a room knows its settings is not part of that. */
export function readAddress(fragment: string): ReadAddress {
  assertString(fragment, 'fragment');
  const passedOver: PassedOver[] = [];
  const passOver = (kind: PassedOver['kind'], name = '', value = ''): void =>
    void passedOver.push({ kind, name, value });
  const [, name, query = ''] = /^#?\/?([^?]*)(?:\?(.*))?$/s.exec(fragment.slice(0, MOST_CHARACTERS)) ?? [];
  const room = ROOM_NAMES.find((one) => one === name);
  if (room === undefined && name !== '') passOver('room', name);
  const parts = query.split('&').filter((part) => part !== '');
  if (fragment.length > MOST_CHARACTERS || parts.length > MOST_SETTINGS) passOver('rest');
  const settings = new Map<string, string>();
  for (const part of parts.slice(0, MOST_SETTINGS)) {
    const at = part.indexOf('=');
    if (at < 1) {
      passOver('nameless', part);
      continue;
    }
    const [key, value] = [part.slice(0, at), part.slice(at + 1)].map((text) => {
      const plain = unescaped(text);
      if (plain === undefined) passOver('escape', text);
      return plain ?? text;
    });
    if (settings.has(key) && !passedOver.some((one) => one.kind === 'twice' && one.name === key))
      passOver('twice', key);
    if (room !== undefined || key === 'lang') settings.set(key, value);
  }
  return { place: { room: room ?? ROOM_NAMES[0], settings: Object.fromEntries(settings) }, passedOver };
}

/** @returns undefined for a malformed escape. */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
