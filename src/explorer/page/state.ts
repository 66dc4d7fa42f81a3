/** The state of the page: its place, which is its address, and its language. */
import { computed, effect, signal } from '@preact/signals';
import type { Language } from '../../explain/index.ts';
import { formatAddress, MOST_CHARACTERS, type Place, parseAddress, type RoomName } from '../address.ts';
import { ENGLISH, type WordName, type Words } from './words/english.ts';
import type { FormWordName } from './words/forms.ts';

/** The place that the address names. */
export const place = signal<Place>(parseAddress(location.hash));
/** How often the reader went to another address: by a link, the back button, or typing one. `amend` is not counted. */
export const arrivals = signal(0);
addEventListener('hashchange', () => {
  place.value = parseAddress(location.hash);
  arrivals.value++;
});

/** The language of the page and of its glossary. */
export const language = computed<Language>(() => (place.value.settings['lang'] === 'zh' ? 'zh' : 'en'));

/** The Chinese texts, loaded when they are first needed. */
const chinese = signal<Words | undefined>(undefined);
effect(() => {
  if (language.value !== 'zh' || chinese.value !== undefined) return;
  void import('./words/chinese.ts').then(({ CHINESE }) => {
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

const filled = (text: string, values: readonly (number | string)[]): string =>
  text.replace(/\{(\d)\}/g, (_, i: string) => `${values[Number(i)]}`);

/** The Chinese for a word of a form; undefined in English, and until it is loaded. */
export const chineseFormWord = (name: FormWordName): string | undefined =>
  language.value === 'zh' ? chinese.value?.[name] : undefined;

/** The address of a room, in the language of the page. */
export const roomAddress = (room: RoomName, settings: Readonly<Record<string, string>> = {}): string =>
  formatAddress({ room, settings: { ...settings, ...langSetting() } });

const langSetting = (): Readonly<Record<string, string>> => (language.value === 'zh' ? { lang: 'zh' } : {});

/** The link to the place; undefined where its settings are too long for an address. */
export function linkHere(): string | undefined {
  const address = formatAddress(place.peek());
  if (address.length > MOST_CHARACTERS) return undefined;
  const link = new URL(address, location.href);
  // The theme is this reader's (`carryTheme`).
  link.search = '';
  return link.href;
}

/** Goes to a room, as a link does. */
export function goTo(room: RoomName, settings: Readonly<Record<string, string>>): void {
  location.hash = roomAddress(room, settings);
}

/** Changes settings of the place; the address follows, without a new entry in the history. `undefined` removes one; '' is a value, as
 * for an empty message. Values that are too long for an address are not put into it. */
export function amend(changes: Readonly<Record<string, string | undefined>>): void {
  const settings: Record<string, string> = { ...place.value.settings };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete settings[name];
    else settings[name] = value;
  }
  const next: Place = { room: place.value.room, settings };
  const address = formatAddress(next);
  place.value = next;
  if (address.length <= MOST_CHARACTERS) history.replaceState(null, '', address);
}
