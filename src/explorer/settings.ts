/** Settings: fields with their bounds, from which addresses, forms and programs are made. */
import { assertFields, assertString, type Bytes, bitLength, hexToBytes, utf8ToBytes } from '../bytes/index.ts';
import { minuteOf } from './address.ts';
import { SettingError } from './setting-error.ts';

/** Secrets that a field may take. */
export type SecretKind = 'key' | 'password';

/** A field of a form. */
export type SettingField = {
  readonly name: string;
  readonly usual: string;
  /** What it takes is secret where it is real; the form says so, since it is part of the address all the same. */
  readonly secret?: SecretKind;
} & (
  | { readonly kind: 'text' }
  /** Bytes in hexadecimal, of one of these lengths; any length up to 1024 bytes if the list is empty. */
  | { readonly kind: 'hex'; readonly lengths: readonly number[] }
  /** `even`: an odd number is refused. */
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly even?: true }
  /** A whole number from 0, decimal or `0x…`, of at most so many bits. */
  | { readonly kind: 'number'; readonly bits: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** Some of the choices in an order, separated by commas; or none. */
  | { readonly kind: 'list'; readonly choices: readonly string[] }
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

/** The parts of a list. */
export const listed = (text: string): readonly string[] => (text === '' ? [] : text.split(','));

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
    if (text.length > MOST_TEXT) throw new SettingError(name, 'characters', MOST_TEXT);
    return text;
  }
  utf8(name: string): Uint8Array {
    return utf8ToBytes(this.text(name));
  }
  /** Whether something other than white space was entered. */
  has(name: string): boolean {
    return this.text(name).trim() !== '';
  }
  /** Empty is of no length where it is the default. @throws SettingError for other characters, or another length. */
  hex(name: string): Bytes {
    const field = this.#fields.get(name)!;
    const digits = this.text(name).replace(/\s+/g, '');
    const [other] = /[^0-9a-f]/iu.exec(digits) ?? [];
    if (other !== undefined) throw new SettingError(name, 'hexDigit', other);
    if (digits.length % 2 !== 0) throw new SettingError(name, 'hexPairs', digits.length);
    const bytes = hexToBytes(digits);
    const lengths = field.kind === 'hex' ? field.lengths : [];
    const isAbsent = digits === '' && field.usual === '';
    if (lengths.length > 0 && !isAbsent && !lengths.includes(bytes.length))
      throw new SettingError(name, 'length', lengths.join(' / '), bytes.length);
    if (bytes.length > MOST_HEX) throw new SettingError(name, 'bytes', MOST_HEX);
    return bytes;
  }
  integer(name: string): number {
    const field = this.#fields.get(name)!;
    const text = this.text(name);
    const value = Number(text);
    if (field.kind !== 'integer' || !/^\d{1,9}$/.test(text) || value < field.min || value > field.max) {
      throw new SettingError(name, 'integer', ...(field.kind === 'integer' ? [field.min, field.max] : [0, 0]));
    }
    if (field.even === true && value % 2 !== 0) throw new SettingError(name, 'even');
    return value;
  }
  /** Empty is 0 where it is the default. */
  number(name: string): bigint {
    const field = this.#fields.get(name)!;
    const most = field.kind === 'number' ? field.bits : 0;
    const text = this.text(name).trim();
    if (text === '' && field.usual === '') return 0n;
    const value = /^(\d+|0x[0-9a-f]+)$/i.test(text) ? BigInt(text) : undefined;
    if (value === undefined || bitLength(value) > most) throw new SettingError(name, 'number', most);
    return value;
  }
  choice(name: string): string {
    const field = this.#fields.get(name)!;
    const text = this.text(name);
    if (field.kind !== 'choice' || !field.choices.includes(text)) throw new SettingError(name, 'choice');
    return text;
  }
  list(name: string): readonly string[] {
    const field = this.#fields.get(name)!;
    const chosen = listed(this.text(name));
    const isOne = field.kind === 'list' && chosen.every((one) => field.choices.includes(one));
    if (!isOne || new Set(chosen).size < chosen.length) throw new SettingError(name, 'choice');
    return chosen;
  }
  time(name: string): Date {
    const minute = minuteOf(this.text(name));
    if (minute === undefined) throw new SettingError(name, 'minute');
    return new Date(`${minute}:00Z`);
  }
  /** Reads a field by its kind. @throws UsageError for a text that is no value of it. */
  check(name: string): void {
    const { kind } = this.#fields.get(name)!;
    if (kind === 'flag' && !['yes', 'no'].includes(this.text(name))) throw new SettingError(name, 'choice');
    this[kind](name);
  }
  flag(name: string): boolean {
    return this.text(name) === 'yes';
  }
}
