/** OpenSSL's configuration format (config(5)), read as OpenSSL 3.0 reads it; `.include` and `.pragma` are refused. */
import { bytesToUtf8, EncodingError } from '../bytes/index.ts';
import { CliError } from './command.ts';
import type { Context } from './context.ts';
import { inFile, readInput } from './files.ts';
import { textOf } from './key-files.ts';

/** One `name = value`, its variables expanded. */
export interface ConfigSetting {
  readonly name: string;
  readonly value: string;
  /** The line in the file, from 1. */
  readonly line: number;
}

/** The name of the section for settings before the first section header. Every other section falls back to it. */
export const DEFAULT_SECTION = 'default';

/** The section whose values are the environment's variables. */
const ENVIRONMENT = 'ENV';

/** Maximum size of a file, and of all its values together (a variable can repeat a long text on every line). */
const MAX_FILE = 2 ** 20;
const MAX_EXPANDED = 2 ** 22;
/** As `MAX_CONF_VALUE_LENGTH` of OpenSSL. */
const MAX_VALUE = 65_536;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The sections of a file. */
export class OpensslConfig {
  readonly #sections: ReadonlyMap<string, ReadonlyMap<string, ConfigSetting>>;
  readonly #env: Environment;
  /** Whether the file is not UTF-8, so that its bytes were read as Latin-1: right for names of people, wrong for names of files. */
  readonly #isLatin1: boolean;

  constructor(
    sections: ReadonlyMap<string, ReadonlyMap<string, ConfigSetting>>,
    env: Environment,
    { isLatin1 = false }: { readonly isLatin1?: boolean } = {},
  ) {
    this.#sections = sections;
    this.#env = env;
    this.#isLatin1 = isLatin1;
  }

  /** The settings of a section in order; a later one replaces an earlier one of the same name. undefined if there is no such section. */
  section(name: string): ConfigSetting[] | undefined {
    const settings = this.#sections.get(name);
    return settings === undefined ? undefined : [...settings.values()];
  }

  /** The same, of a section that must exist. @throws CliError `config-file`. */
  requiredSection(name: string): ConfigSetting[] {
    const settings = this.section(name);
    if (settings === undefined) throw new CliError('config-file', `no section [${name}] in it`);
    return settings;
  }

  /** The value of a name in a section, else in `[default]`, as `NCONF_get_string` finds it. */
  value(section: string, name: string): string | undefined {
    return lookUp(this.#sections, this.#env, section, name);
  }

  /** The same of a value whose bytes count: the name of a file, or a password.
   * @throws CliError `not-utf8`: as UTF-8 it would be other bytes than in the file. */
  exactValue(section: string, name: string): string | undefined {
    const value = this.value(section, name);
    if (value === undefined || !(this.#isLatin1 ? NOT_ASCII : UNREADABLE).test(value)) return value;
    throw new CliError('not-utf8', `${name} in [${section}] is not UTF-8 (or holds U+FFFD); write the file in UTF-8`);
  }
}

const NOT_ASCII = /[^\0-\x7f]/;
const UNREADABLE = /\ufffd/;

type Sections = ReadonlyMap<string, ReadonlyMap<string, ConfigSetting>>;

function lookUp(sections: Sections, env: Environment, section: string, name: string): string | undefined {
  const own = sections.get(section)?.get(name);
  if (own !== undefined) return own.value;
  if (section === ENVIRONMENT && Object.hasOwn(env, name) && env[name] !== undefined) return env[name];
  return sections.get(DEFAULT_SECTION)?.get(name)?.value;
}

/** Reads a configuration file. @throws CliError `config-file`, with the line; about the file. */
export async function readConfigFile(context: Context, path: string): Promise<OpensslConfig> {
  const bytes = await readInput(context, path, MAX_FILE);
  return inFile(path, () => parseOpensslConfig(textOf(bytes), context.world.env, { isLatin1: !isUnicode(bytes) }));
}

/** Whether bytes are UTF-8, or UTF-16 by their byte order mark: what else they are, `textOf` reads as Latin-1. */
function isUnicode(bytes: Uint8Array): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true;
  try {
    bytesToUtf8(bytes);
    return true;
  } catch (error) {
    if (error instanceof EncodingError) return false;
    throw error;
  }
}

/** Parses the text of a configuration file, in time linear in it.
 * @param env - what `$ENV::NAME` stands for. @param encoding - whether the text is bytes read as Latin-1. Default: not.
 * @throws CliError `config-file`, with the line. */
export function parseOpensslConfig(
  text: string,
  env: Environment,
  encoding?: { readonly isLatin1: boolean },
): OpensslConfig {
  const sections = new Map<string, Map<string, ConfigSetting>>([[DEFAULT_SECTION, new Map()]]);
  let current = DEFAULT_SECTION;
  let expanded = 0;
  for (const { content, line } of logicalLines(text)) {
    const scanner = new LineScanner(content, line);
    if (scanner.isAtEnd()) continue;
    const section = scanner.sectionHeader();
    if (section !== undefined) {
      current = section;
      if (!sections.has(current)) sections.set(current, new Map());
      continue;
    }
    const { section: target = current, name } = scanner.settingName();
    const value = scanner.value((variable) => lookUp(sections, env, variable.section ?? target, variable.name));
    expanded += value.length;
    if (expanded > MAX_EXPANDED) throw refusal(line, `the values come to more than ${MAX_EXPANDED} characters`);
    const settings = sections.get(target) ?? new Map<string, ConfigSetting>();
    sections.set(target, settings);
    // A repeated setting moves to its later position.
    settings.delete(name);
    settings.set(name, { name, value, line });
  }
  return new OpensslConfig(sections, env, encoding);
}

const refusal = (line: number, why: string): CliError => new CliError('config-file', `line ${line}: ${why}`);

interface LogicalLine {
  readonly content: string;
  /** Where it begins. */
  readonly line: number;
}

/** The lines; one that ends in a backslash is joined with the next. Two backslashes are an escaped backslash, and do not join. */
function* logicalLines(text: string): Generator<LogicalLine> {
  let pieces: string[] = [];
  let begun = 1;
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const continues = line.endsWith('\\') && !line.endsWith('\\\\');
    if (pieces.length === 0) begun = i + 1;
    pieces.push(continues ? line.slice(0, -1) : line);
    if (continues) continue;
    yield { content: pieces.join(''), line: begun };
    pieces = [];
  }
  if (pieces.length > 0) yield { content: pieces.join(''), line: begun };
}

interface Variable {
  readonly section: string | undefined;
  readonly name: string;
}

const SPACE = /[ \t\r]/;
/** Characters of setting and section names; a backslash escapes the next character. */
const NAME = /[A-Za-z0-9_!.%&*+,/;?@^~|-]/;
const VARIABLE = /[A-Za-z0-9_]/;
const ESCAPES: Readonly<Record<string, string | undefined>> = { n: '\n', r: '\r', b: '\b', t: '\t' };
const isQuote = (character: string): boolean => character === '"' || character === "'" || character === '`';

/** Reads one line from left to right; each character is examined at most a fixed number of times, so that it takes linear time. */
class LineScanner {
  readonly #text: string;
  readonly #line: number;
  #at = 0;

  constructor(content: string, line: number) {
    this.#text = withoutComment(content);
    this.#line = line;
    this.#skip(SPACE);
  }

  isAtEnd = (): boolean => this.#at >= this.#text.length;

  /** The name in `[ name ]`; undefined if the line is not a section header. */
  sectionHeader(): string | undefined {
    if (this.#text[this.#at] !== '[') return undefined;
    this.#at++;
    this.#skip(SPACE);
    const start = this.#at;
    let end = start;
    // Words with spaces between them are one name.
    for (;;) {
      this.#skipName();
      const wordEnd = this.#at;
      this.#skip(SPACE);
      if (wordEnd > end) end = wordEnd;
      if (this.#text[this.#at] === ']') break;
      if (this.isAtEnd() || !this.#isNameStart()) throw refusal(this.#line, 'a section is [name], without the ] here');
    }
    const name = this.#text.slice(start, end).replace(/\\(.)/g, (_, character) => ESCAPES[character] ?? character);
    if (name === '') throw refusal(this.#line, 'a section needs a name: [name]');
    return name;
  }

  /** Reads the name before `=`, and the blanks after it. */
  settingName(): { readonly section?: string; readonly name: string } {
    const first = this.#word();
    for (const directive of ['.include', '.pragma']) {
      if (first === directive) throw refusal(this.#line, `${directive} is not supported: put it into one file`);
    }
    const isQualified = this.#text.startsWith('::', this.#at);
    if (isQualified) this.#at += 2;
    const second = isQualified ? this.#word() : undefined;
    this.#skip(SPACE);
    const name = second ?? first;
    if (this.#text[this.#at] !== '=' || name === '') {
      throw refusal(this.#line, 'is neither [section] nor name = value');
    }
    this.#at++;
    this.#skip(SPACE);
    return isQualified ? { section: first, name } : { name };
  }

  /** The rest of the line: quotes are taken off, escapes and variables replaced. */
  value(find: (variable: Variable) => string | undefined): string {
    const text = this.#text.slice(0, trimmedEnd(this.#text, this.#at));
    const pieces: string[] = [];
    let length = 0;
    while (this.#at < text.length) {
      const character = text[this.#at];
      const piece = isQuote(character)
        ? this.#quoted(text)
        : character === '\\'
          ? this.#escaped(text)
          : character === '$'
            ? this.#variable(text, find)
            : text[this.#at++];
      pieces.push(piece);
      length += piece.length;
      if (length > MAX_VALUE) throw refusal(this.#line, `a value has more than ${MAX_VALUE} characters`);
    }
    return pieces.join('');
  }

  /** Between quotes a backslash keeps the next character as it is. */
  #quoted(text: string): string {
    const quote = text[this.#at++];
    let value = '';
    while (this.#at < text.length && text[this.#at] !== quote) {
      if (text[this.#at] === '\\') this.#at++;
      value += text[this.#at++] ?? '';
    }
    this.#at++;
    return value;
  }

  #escaped(text: string): string {
    const character = text[this.#at + 1] ?? '';
    this.#at += 2;
    return ESCAPES[character] ?? character;
  }

  /** `$name`, `${name}`, `$(name)`, each with `section::` before the name or without. */
  #variable(text: string, find: (variable: Variable) => string | undefined): string {
    const start = this.#at++;
    const close = { '{': '}', '(': ')' }[text[this.#at]];
    if (close !== undefined) this.#at++;
    const first = this.#variableWord(text);
    const isQualified = text.startsWith('::', this.#at);
    if (isQualified) this.#at += 2;
    const variable = isQualified
      ? { section: first, name: this.#variableWord(text) }
      : { section: undefined, name: first };
    if (close !== undefined) {
      if (text[this.#at] !== close)
        throw refusal(this.#line, `a variable begins with ${text.slice(start, start + 2)} and has no ${close}`);
      this.#at++;
    }
    const value = find(variable);
    if (value !== undefined) return value;
    throw refusal(this.#line, `the variable ${text.slice(start, this.#at)} has no value`);
  }

  #variableWord(text: string): string {
    const start = this.#at;
    while (this.#at < text.length && VARIABLE.test(text[this.#at])) this.#at++;
    return text.slice(start, this.#at);
  }

  #word(): string {
    const start = this.#at;
    this.#skipName();
    return this.#text.slice(start, this.#at);
  }

  #isNameStart = (): boolean => this.#text[this.#at] === '\\' || NAME.test(this.#text[this.#at]);

  #skipName(): void {
    while (!this.isAtEnd() && this.#isNameStart()) this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at = Math.min(this.#at, this.#text.length);
  }

  #skip(characters: RegExp): void {
    while (!this.isAtEnd() && characters.test(this.#text[this.#at])) this.#at++;
  }
}

/** A `#` begins a comment, unless it is quoted or escaped. */
function withoutComment(text: string): string {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\\') i++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (isQuote(character)) quote = character;
    else if (character === '#') return text.slice(0, i);
  }
  return text;
}

/** The end of a value without trailing blanks; an escaped blank is kept. */
function trimmedEnd(text: string, start: number): number {
  let end = text.length;
  while (end > start && SPACE.test(text[end - 1])) end--;
  return end;
}
