/** The state of the page: its place, which is its address, and its language. */
import { batch, computed, effect, signal } from '@preact/signals';
import type { Language } from '../../explain/index.ts';
import {
  formatAddress,
  MOST_CHARACTERS,
  type PassedOver,
  type Place,
  type ReadAddress,
  ROOM_NAMES,
  type RoomName,
} from '../address.ts';
import { isNotLoaded } from '../errors.ts';
import { missed, part } from './parts/missing.ts';
import { ENGLISH, type WordName, type Words } from './words/english.ts';
import type { FormWordName } from './words/forms.ts';

/** The place that the address names, without what is not understood of it. */
export const place = signal<Place>({ room: ROOM_NAMES[0], settings: {} });
/** What is not understood of the address, until the reader changes something. */
export const passedOver = signal<readonly PassedOver[]>([]);
/** How often the reader went to another address: by a link, the back button, or typing one. `amend` is not counted. */
export const arrivals = signal(0);

/** The last arrival, while what its room understands is being loaded: meanwhile nothing else is put into the address. */
let arriving: symbol | undefined;
/** The address from which the place came, or that was made from it. */
let settled: string | undefined;

/** Goes where the address leads. */
export async function arrive(): Promise<void> {
  const own = Symbol();
  arriving = own;
  settled = location.hash;
  const read = await readWhere(location.hash);
  if (arriving !== own) return;
  if (read !== undefined) return settle(read.place, read.passedOver);
  // Only room and language are known. The address keeps the rest, since nobody has arrived.
  place.value = roughPlace(location.hash);
  missed(() => void arrive());
}
addEventListener('hashchange', () => {
  if (location.hash !== settled) void arrive();
});
// The address of a state that is too long for one is the room's: whoever goes to the room itself changes no fragment.
addEventListener('popstate', () => {
  if (location.hash === settled && isTooLong.peek()) void arrive();
});

function settle(to: Place, without: readonly PassedOver[]): void {
  arriving = undefined;
  batch(() => {
    place.value = to;
    passedOver.value = without;
    arrivals.value++;
  });
}

/** Where an address leads. What reads settings is loaded with the first address that has more than a room; undefined if that is missing. */
async function readWhere(fragment: string): Promise<ReadAddress | undefined> {
  const room = fragment === '' ? ROOM_NAMES[0] : ROOM_NAMES.find((name) => fragment === `#/${name}`);
  if (room !== undefined) return { place: { room, settings: {} }, passedOver: [] };
  try {
    return await (await import('./readings.ts')).readPlace(fragment);
  } catch (error) {
    if (!isNotLoaded(error)) throw error;
    return undefined;
  }
}

function roughPlace(fragment: string): Place {
  const [, name] = /^#\/(\w+)/.exec(fragment) ?? [];
  const isChinese = /[?&]lang=zh(&|$)/.test(fragment);
  return { room: ROOM_NAMES.find((one) => one === name) ?? ROOM_NAMES[0], settings: isChinese ? { lang: 'zh' } : {} };
}

/** Passes over a setting whose value turns out to be none when the room knows what there is.
 * @param part - what of the value is none, where the room keeps the rest. */
export function passOver(name: string, part?: string): void {
  const { room, settings } = place.peek();
  const { [name]: value, ...others } = settings;
  if (value === undefined) return;
  batch(() => {
    place.value = { room, settings: others };
    passedOver.value = [...passedOver.peek(), { kind: 'value', name, value: part ?? value }];
  });
}

/** The language of the page and of its glossary. */
export const language = computed<Language>(() => (place.value.settings['lang'] === 'zh' ? 'zh' : 'en'));

/** The Chinese texts, loaded when they are first needed. */
const chinese = signal<Words | undefined>(undefined);
effect(() => {
  if (language.value !== 'zh' || chinese.value !== undefined) return;
  void part(() => import('./words/chinese.ts')).then(({ CHINESE }) => {
    chinese.value = CHINESE;
  });
});

/** A text of the page. @param values - replace `{0}`, `{1}`. */
export function word(name: WordName, ...values: readonly (number | string)[]): string {
  const words = (language.value === 'zh' ? chinese.value : undefined) ?? ENGLISH;
  return filled(words[name], values);
}

/** Texts that only one room uses, in both languages: they are loaded with it. */
export const wordsOf =
  <N extends string>(both: Readonly<Record<Language, Readonly<Record<N, string>>>>) =>
  (name: N, ...values: readonly (number | string)[]): string =>
    filled(both[language.value][name], values);

/** A text with its values in the place of `{0}`, `{1}`. */
export const filled = (text: string, values: readonly (number | string)[]): string =>
  text.replace(/\{(\d)\}/g, (_, i: string) => `${values[Number(i)]}`);

/** Several things in one sentence. */
export const listed = (texts: readonly string[]): string => texts.join(language.value === 'zh' ? '；' : ', ');

/** A name and what it is the name of. */
export const named = (name: string, of: string): string => `${name}${language.value === 'zh' ? '：' : ': '}${of}`;

/** The Chinese for a word of a form; undefined in English, and until it is loaded. */
export const chineseFormWord = (name: FormWordName): string | undefined =>
  language.value === 'zh' ? chinese.value?.[name] : undefined;

/** The address of a room, in the language of the page. */
export const roomAddress = (room: RoomName, settings: Readonly<Record<string, string>> = {}): string =>
  formatAddress({ room, settings: { ...settings, ...langSetting() } });

const langSetting = (): Readonly<Record<string, string>> => (language.value === 'zh' ? { lang: 'zh' } : {});

/** The address of the place, if it were not too long. */
const ownAddress = computed(() => formatAddress(place.value));
/** Whether it is too long: then the address is that of the room alone. */
export const isTooLong = computed(() => ownAddress.value.length > MOST_CHARACTERS);

/** The link to the place; undefined where its settings are too long for an address. */
export function linkHere(): string | undefined {
  if (isTooLong.peek()) return undefined;
  const link = new URL(ownAddress.peek(), location.href);
  // The theme is this reader's (`carryTheme`).
  link.search = '';
  return link.href;
}

/** Goes to a room, as a link does, but at once: the page itself names only what there is. */
export function goTo(room: RoomName, settings: Readonly<Record<string, string>>): void {
  location.hash = roomAddress(room, settings);
  settled = location.hash;
  settle({ room, settings: { ...settings, ...langSetting() } }, []);
}

/** Changes settings of the place for the reader; the address follows, without a new entry in the history. `undefined` removes one; ''
 * is a value, as for an empty message. Where the values are too long for an address, it is that of the room. */
export function amend(changes: Readonly<Record<string, string | undefined>>): void {
  // What is not understood stays told in the other language.
  const isLanguage = Object.keys(changes).every((name) => name === 'lang');
  passedOver.value = isLanguage ? passedOver.peek().filter(({ name }) => name !== 'lang') : [];
  tell(changes);
}

/** As `amend`, for a room that puts its state into the address by itself. */
export function tell(changes: Readonly<Record<string, string | undefined>>): void {
  const settings: Record<string, string> = { ...place.value.settings };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete settings[name];
    else settings[name] = value;
  }
  const { room } = place.value;
  place.value = { room, settings };
  // The reader has gone elsewhere already: the event of that comes later.
  if (arriving !== undefined || location.hash !== settled) return;
  // The state before would be another one than the page's.
  history.replaceState(null, '', isTooLong.peek() ? roomAddress(room) : ownAddress.peek());
  settled = location.hash;
}
