/** What a room understands of its address. What it does not is passed over, and said. */
import { VitrineError } from '../../bytes/index.ts';
import type { PassedOver } from '../address.ts';
import { type SettingField, SettingsReader, type SettingTexts } from '../settings.ts';

/** Whether a text is a value of a setting; `idle`: the setting is known, and has no effect beside the other ones. */
export type Understood = 'idle' | ((value: string) => boolean);

/** The settings of a room by name, which may depend on the values of others. */
export type Reading = (settings: SettingTexts) => Readonly<Record<string, Understood>>;

/** The settings that a room understands, and those that it passes over. */
export interface ReadSettings {
  readonly settings: SettingTexts;
  readonly passedOver: readonly PassedOver[];
}

/** Reads the settings of an address. The language is a setting of every room. */
export function readSettings(reading: Reading, given: SettingTexts): ReadSettings {
  const known = reading(given);
  const settings: [string, string][] = [];
  const passedOver: PassedOver[] = [];
  for (const [name, value] of Object.entries(given)) {
    const understood = Object.hasOwn(known, name) ? known[name] : name === 'lang' ? isLanguage : undefined;
    if (understood === undefined) passedOver.push({ kind: 'setting', name, value });
    else if (understood === 'idle') passedOver.push({ kind: 'idle', name, value });
    else if (understood(value)) settings.push([name, value]);
    else passedOver.push({ kind: 'value', name, value });
  }
  return { settings: Object.fromEntries(settings), passedOver };
}

const isLanguage = (value: string): boolean => value === 'en' || value === 'zh';

/** Whether a text is one of the names. */
export const oneOf =
  (names: readonly string[]) =>
  (value: string): boolean =>
    names.includes(value);

/** Whether a text has some of the names, each once, separated by commas. */
export const someOf =
  (names: readonly string[]) =>
  (value: string): boolean => {
    const all = value.split(',');
    return all.every(oneOf(names)) && new Set(all).size === all.length;
  };

/** Whether a text is a number of at most four digits, as steps and messages have. */
export const isCount = (value: string): boolean => /^\d{1,4}$/.test(value);

/** Whether a text is a range that is not empty, `12-34`. */
export function isRange(value: string): boolean {
  const [, start, end] = /^(\d{1,9})-(\d{1,9})$/.exec(value) ?? [];
  return end !== undefined && Number(start) < Number(end);
}

/** Whether a text is a range of bytes in the first tree of what is shown, or in another one, whose number is in front: `2.12-34`. */
export const isField = (value: string): boolean => isRange(value.replace(/^\d{1,4}\./, ''));

/** Whether a text has numbers of folded parts: `0,3`. */
export const isUnfolded = (value: string): boolean => /^\d{1,4}(,\d{1,4})*$/.test(value);

/** Whether a text has stepped tables, and a row in each: `TABLE.ROW,…`. */
export const isSteps = (value: string): boolean => /^\d{1,4}\.\d{1,4}(,\d{1,4}\.\d{1,4})*$/.test(value);

/** Whether a function reads a text without an error of ours. */
export const isReadBy =
  (read: (value: string) => unknown) =>
  (value: string): boolean => {
    try {
      read(value);
      return true;
    } catch (error) {
      if (error instanceof VitrineError) return false;
      throw error;
    }
  };

/** The settings of a form: a value is one that `SettingsReader` takes. */
export const ofFields = (fields: readonly SettingField[]): Readonly<Record<string, Understood>> =>
  Object.fromEntries(
    fields.map((field) => [
      field.name,
      isReadBy((value) => new SettingsReader([field], { [field.name]: value }).check(field.name)),
    ]),
  );

/** Settings that other states of the room have. */
export const idle = (names: Iterable<string>): Readonly<Record<string, Understood>> =>
  Object.fromEntries([...names].map((name) => [name, 'idle']));

/** The names of all fields of several forms. */
export const namesIn = (forms: Readonly<Record<string, readonly SettingField[]>>): readonly string[] =>
  Object.values(forms).flatMap((fields) => fields.map(({ name }) => name));
