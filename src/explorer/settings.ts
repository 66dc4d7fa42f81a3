/** Settings: fields with their bounds, from which addresses, forms and programs are made. */
import { assertFields, assertString, hexToBytes, UsageError, utf8ToBytes } from '../bytes/index.ts';
import { minuteOf } from './address.ts';

/** A field of a form. */
export type SettingField = { readonly name: string; readonly usual: string } & (
  | { readonly kind: 'text' }
  /** Bytes in hexadecimal, of one of these lengths; any length up to 1024 bytes if the list is empty. */
  | { readonly kind: 'hex'; readonly lengths: readonly number[] }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'flag' }
  /** A time in UTC, to the minute, as `2026-06-01T00:00`. */
  | { readonly kind: 'time' }
);

/** Maximum UTF-16 units of a text. */
const MOST_TEXT = 4096;
const MOST_HEX = 1024;

/** The values that are set, as texts, by field. */
export type SettingTexts = Readonly<Record<string, string>>;

/** The values of a form: the set ones, and the fields' defaults for the others. A lone surrogate, which has no UTF-8 encoding,
 * becomes U+FFFD. */
export const completed = (fields: readonly SettingField[], set: SettingTexts): SettingTexts =>
  Object.fromEntries(
    fields.map(({ name, usual }) => {
      const text = Object.hasOwn(set, name) ? set[name] : usual;
      return [name, text.replace(/\p{Surrogate}/gu, '\ufffd')];
    }),
  );

/** Reads settings. */
export class SettingsReader {
  readonly #fields: ReadonlyMap<string, SettingField>;
  readonly #texts: SettingTexts;

  constructor(fields: readonly SettingField[], set: SettingTexts) {
    assertFields(set, 'set', 'texts by name');
    this.#fields = new Map(fields.map((field) => [field.name, field]));
    this.#texts = completed(fields, set);
  }

  text(name: string): string {
    const text = this.#texts[name];
    assertString(text, name);
    if (text.length > MOST_TEXT) throw refused(name, `must have at most ${MOST_TEXT} characters`);
    return text;
  }
  utf8(name: string): Uint8Array {
    return utf8ToBytes(this.text(name));
  }
  /** @throws UsageError for another length. */
  hex(name: string): Uint8Array {
    const field = this.#fields.get(name)!;
    const bytes = hexToBytes(this.text(name).replace(/\s+/g, ''));
    const lengths = field.kind === 'hex' ? field.lengths : [];
    if (lengths.length > 0 && !lengths.includes(bytes.length))
      throw refused(name, `must have ${lengths.join(' or ')} bytes`);
    if (bytes.length > MOST_HEX) throw refused(name, `must have at most ${MOST_HEX} bytes`);
    return bytes;
  }
  integer(name: string): number {
    const field = this.#fields.get(name)!;
    const text = this.text(name);
    const value = Number(text);
    if (field.kind !== 'integer' || !/^\d{1,9}$/.test(text) || value < field.min || value > field.max) {
      throw refused(name, field.kind === 'integer' ? `must be ${field.min} to ${field.max}` : 'must be an integer');
    }
    return value;
  }
  choice(name: string): string {
    const field = this.#fields.get(name)!;
    const text = this.text(name);
    if (field.kind !== 'choice' || !field.choices.includes(text)) throw refused(name, 'must be one of the list');
    return text;
  }
  time(name: string): Date {
    const minute = minuteOf(this.text(name));
    if (minute === undefined) throw refused(name, 'must be a minute, such as 2026-06-01T00:00Z');
    return new Date(`${minute}:00Z`);
  }
  /** Reads a field by its kind. @throws UsageError for a text that is no value of it. */
  check(name: string): void {
    const { kind } = this.#fields.get(name)!;
    if (kind === 'flag' && !['yes', 'no'].includes(this.text(name))) throw refused(name, 'must be yes or no');
    this[kind](name);
  }
  flag(name: string): boolean {
    return this.text(name) === 'yes';
  }
}

const refused = (name: string, why: string): UsageError => new UsageError('out-of-range', name, why);
