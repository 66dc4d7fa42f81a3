/** `-nameopt`, `-certopt` and `-reqopt`: lists of words that say how names and texts are printed, as OpenSSL has them. */
import { type CertificateTextOptions, TEXT_PARTS, type TextPart } from '../explain/index.ts';
import { formatCompatible, NAME_STYLES, type Name, type NameStyle, printName } from '../x509/index.ts';
import { nearest } from './arguments.ts';
import { usageError } from './command.ts';

export const NAMEOPT_OPTION = {
  value: 'WORD,…',
  many: true,
  help: 'how names are printed: oneline, RFC2253, multiline, compat, or single ones (utf8, lname, -esc_msb, …)',
} as const;

export const certoptOption = (what: string) =>
  ({
    value: 'WORD,…',
    many: true,
    help: `with -text: what is left out of ${what} (no_pubkey, …), ca_default, ext_parse, …`,
  }) as const;

/** What a word sets: fields, or all of them. */
type Setting = Partial<NameStyle> | 'compatible';

/** openssl-namedisplay-options(1). */
const NAME_WORDS: Readonly<Record<string, Setting>> = {
  compat: 'compatible',
  RFC2253: NAME_STYLES.RFC2253,
  oneline: NAME_STYLES.oneline,
  multiline: NAME_STYLES.multiline,
  ca_default: NAME_STYLES.multiline,
  sep_comma_plus: { separator: 'comma_plus' },
  sep_comma_plus_space: { separator: 'comma_plus_space' },
  sep_semi_plus_space: { separator: 'semi_plus_space' },
  sep_multiline: { separator: 'multiline' },
  sname: { field: 'sname' },
  lname: { field: 'lname' },
  oid: { field: 'oid' },
  nofname: { field: 'nofname' },
  ...Object.fromEntries(
    (
      [
        ...(['esc_2253', 'esc_2254', 'esc_ctrl', 'esc_msb', 'use_quote', 'utf8', 'ignore_type', 'show_type'] as const),
        ...(['dump_all', 'dump_nostr', 'dump_der', 'dump_unknown', 'dn_rev', 'space_eq', 'align'] as const),
      ] as const
    ).map((field) => [field, { [field]: true }]),
  ),
};

/** The style of `-nameopt`; OpenSSL's default is `oneline`. Words apply in order: a predefined style sets all fields, and `-word`
 * clears the fields that `word` sets. As in OpenSSL, a style without any field is `compat`. @throws CliError `usage`. */
export function nameStyle(given: readonly string[]): NameStyle | 'compatible' {
  if (given.length === 0) return NAME_STYLES.oneline;
  let style: Partial<NameStyle> = {};
  for (const { word, isOff } of wordsOf(given, 'nameopt', NAME_WORDS)) {
    const setting = NAME_WORDS[word];
    const isWhole = setting === 'compatible' || Object.keys(setting).length > 1;
    if (isWhole) style = isOff || setting === 'compatible' ? {} : setting;
    else style = isOff ? without(style, setting) : { ...style, ...setting };
  }
  const isNothing = Object.entries(style).every(([, value]) => value === false || value === 'sname');
  return isNothing ? 'compatible' : { ...NAME_STYLES.plain, ...style };
}

const without = (style: Partial<NameStyle>, setting: Partial<NameStyle>): Partial<NameStyle> =>
  Object.fromEntries(Object.entries(style).filter(([field]) => !Object.hasOwn(setting, field)));

/** A name after `subject=` or another label, with its line feed. @throws as `nameStyle`. */
export function nameAnswer(label: string, name: Name, nameopt: readonly string[]): string {
  const style = nameStyle(nameopt);
  if (style === 'compatible') return `${label}${formatCompatible(name)}\n`;
  return `${label}${style.separator === 'multiline' ? '\n' : ''}${printName(name, style, 4)}\n`;
}

/** A name within a line. @throws as `nameStyle`. */
export function nameText(name: Name, nameopt: readonly string[]): string {
  const style = nameStyle(nameopt);
  return style === 'compatible' ? formatCompatible(name) : printName(name, style);
}

interface TextSetting {
  readonly omit?: readonly TextPart[];
  readonly unknown?: NonNullable<CertificateTextOptions['unknownExtensions']>;
  /** This word sets every field. */
  readonly whole?: true;
}

/** openssl-x509(1), "Text Printing Flags". */
const TEXT_WORDS: Readonly<Record<string, TextSetting>> = {
  compatible: { omit: [], unknown: 'default', whole: true },
  ca_default: { omit: ['header', 'version', 'issuer', 'pubkey'], unknown: 'default', whole: true },
  ext_default: { unknown: 'default' },
  ext_error: { unknown: 'error' },
  ext_parse: { unknown: 'parse' },
  ext_dump: { unknown: 'dump' },
  ...Object.fromEntries(TEXT_PARTS.map((part) => [`no_${part}`, { omit: [part] }])),
};

/** What `-text` shows. @param option - `certopt` or `reqopt`. @throws CliError `usage`. */
export function textOptions(
  given: readonly string[],
  option: string,
  nameopt: readonly string[],
): CertificateTextOptions {
  const omit = new Set<TextPart>();
  let unknownExtensions: CertificateTextOptions['unknownExtensions'] = 'default';
  for (const { word, isOff } of wordsOf(given, option, TEXT_WORDS)) {
    const { omit: parts = [], unknown, whole } = TEXT_WORDS[word];
    if (whole) omit.clear();
    for (const part of parts) isOff ? omit.delete(part) : omit.add(part);
    if (unknown !== undefined) unknownExtensions = isOff ? 'default' : unknown;
  }
  return { names: nameStyle(nameopt), omit: [...omit], unknownExtensions };
}

interface Word {
  readonly word: string;
  readonly isOff: boolean;
}

/** The words of lists; `-word` removes a word, `+word` is the same as `word`. @throws CliError `usage` for an unknown word. */
function wordsOf(given: readonly string[], option: string, known: Readonly<Record<string, unknown>>): Word[] {
  const names = Object.keys(known);
  return given
    .flatMap((list) => list.split(','))
    .map((text) => {
      const [, sign, name] = /^([-+]?)(.*)$/s.exec(text.trim()) as unknown as [string, string, string];
      const word = names.find((one) => one.toLowerCase() === name.toLowerCase());
      if (word !== undefined) return { word, isOff: sign === '-' };
      const near = nearest(name, names);
      const hint = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
      throw usageError(`-${option} has no word ${JSON.stringify(name.slice(0, 40))}; ${hint}`);
    });
}
