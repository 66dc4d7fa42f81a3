/** The command line in OpenSSL's manner, read by node:util's parseArgs. */
import { parseArgs } from 'node:util';
import { type Options, usageError } from './command.ts';

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly operands: readonly string[];
}

/** Reads options and operands; options may come after operands. In the values, the options that were given come first, in the
 * order of the command line.
 * @param notBuilt - options of OpenSSL that are refused, each with the reason.
 * @throws CliError `unknown-option`, `option-not-built`, `usage`. */
export function readArguments(
  argv: readonly string[],
  options: Options,
  maxOperands: number,
  notBuilt: Readonly<Record<string, string>> = {},
): Arguments {
  const known: Options = { ...options, help: { help: '' } };
  const config = Object.fromEntries(
    Object.entries(known).map(([name, { value, many }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string', multiple: many === true } as const,
    ]),
  );
  const { values, positionals } = parse(rewrite(argv, known, notBuilt), config);
  if (positionals.length > maxOperands) throw usageError(`unexpected ${JSON.stringify(positionals[maxOperands])}`);
  for (const [name, { value }] of Object.entries(known)) refuseEmpty(name, value, values[name]);
  const absent = Object.entries(known)
    .filter(([name]) => values[name] === undefined)
    .map(([name, { value, many }]) => [name, many ? [] : value === undefined ? false : undefined]);
  return { values: { ...values, ...Object.fromEntries(absent) }, operands: positionals };
}

type ParseConfig = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse(args: string[], options: ParseConfig) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) throw error;
    throw usageError((error as Error).message.split('\n')[0].replace(/--(?=\w)/g, '-'));
  }
}

/** Kinds of values that may be empty: they are data, not a name, a place or a number. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['BYTES', 'HEX', 'KEY', 'LABEL', 'S', 'TEXT', 'WORD,…', 'key:TEXT']);

/** An empty value usually comes from a variable that is not set. A command could take it for its default: a folder for the working
 * directory, an address for all of them, a minimum version for none.
 * @throws CliError `usage`. */
function refuseEmpty(name: string, kind: string | undefined, given: unknown): void {
  if (kind === undefined || MAY_BE_EMPTY.has(kind)) return;
  if (given !== '' && !(Array.isArray(given) && given.includes(''))) return;
  throw usageError(`-${name} is empty, and needs a value: -${name} ${kind}`);
}

/** Turns OpenSSL's `-name value` into `--name=value`. The word after an option that takes a value is its value, even `-`. */
function rewrite(argv: readonly string[], options: Options, notBuilt: Readonly<Record<string, string>>): string[] {
  const rewritten: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--') return [...rewritten, ...argv.slice(i)];
    const [, name, assigned] = /^--?([^-=][^=]*)(=.*)?$/s.exec(argv[i]) ?? [];
    if (name === undefined) {
      rewritten.push(argv[i]);
      continue;
    }
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      if (!Object.hasOwn(notBuilt, name)) throw unknownOption(name, Object.keys(options));
      throw usageError(
        `-${name} is an option of OpenSSL that is not built here: ${notBuilt[name]}`,
        'option-not-built',
      );
    }
    const takesNext = option.value !== undefined && assigned === undefined;
    if (takesNext && i + 1 === argv.length) throw usageError(`-${name} needs a value: -${name} ${option.value}`);
    rewritten.push(`--${name}${takesNext ? `=${argv[++i]}` : (assigned ?? '')}`);
  }
  return rewritten;
}

function unknownOption(name: string, known: readonly string[]): Error {
  const near = nearest(name, known);
  return usageError(`unknown option -${name}; ${near ? `did you mean -${near}?` : 'try -help'}`, 'unknown-option');
}

/** The known name that was probably meant, or undefined: at edit distance at most two, of a short word or one that begins with `no` at most
 * one, of three letters none; and with the same first letter, which people seldom mistype. Never an opposite, a name with another number, a
 * broken hash, or one of two that are equally near, since people follow such suggestions. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const given = name.toLowerCase();
  const denied = /^(?:no|un|dis)[_-]?(.+)$/.exec(given)?.[1];
  const most = given.length > 4 && !given.startsWith('no') ? 2 : given.length > 3 ? 1 : 0;
  const ranked = known
    .filter((candidate) => !BROKEN_HASHES.has(candidate) && sameDigits(given, candidate))
    .map((candidate) => ({ candidate, distance: editDistance(given, candidate) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance);
  const [first, second] = ranked;
  if (first === undefined || areOpposite(given, first.candidate.toLowerCase())) return undefined;
  const isDoubtful = first.distance === second?.distance || first.candidate[0].toLowerCase() !== given[0];
  // `noscrypt` denies `scrypt`; `nocrypt` would deny something else.
  if (known.some((one) => one.toLowerCase() === denied) && !sameWord(given, first.candidate.toLowerCase()))
    return undefined;
  return isDoubtful ? undefined : first.candidate;
}

const BROKEN_HASHES: ReadonlySet<string> = new Set(['md5', 'sha1']);

const digitsOf = (text: string): string => [...text.replace(/\D/g, '')].sort().join('');
const sameDigits = (a: string, b: string): boolean => digitsOf(a) === digitsOf(b);

/** Prefixes that turn a word into its opposite, added to it or in place of another prefix. */
const NEGATIONS = ['un', 'no', 'no_', 'no-', 'non', 'not', 'dis', 'in', 'de'];
/** Prefixes that NEGATIONS, or one another, turn into the opposite. */
const DIRECTIONS = ['en', 'im', 'ex', 'up', 'down'];
const OPPOSITES = [
  ['in', 'out'],
  ['start', 'end'],
  ['not', ''],
  ['pub', 'priv'],
  ['client', 'server'],
  ['min', 'max'],
  ['sign', 'verify'],
  ['rsa', 'dsa'],
] as const;

const sameWord = (a: string, b: string): boolean => a.replace(/[_-]/g, '') === b.replace(/[_-]/g, '');

/** What can follow the prefixes of a word. */
const stemsOf = (word: string): string[] =>
  [...NEGATIONS, ...DIRECTIONS].filter((prefix) => word.startsWith(prefix)).map((prefix) => word.slice(prefix.length));

function areOpposite(a: string, b: string): boolean {
  if (NEGATIONS.some((negation) => a === negation + b || b === negation + a)) return true;
  // `encrypt` and `nocrypt`, `import` and `export`: a word after two prefixes that are not spellings of one.
  const others = stemsOf(b);
  if (!sameWord(a, b) && stemsOf(a).some((stem) => stem.length > 2 && others.includes(stem))) return true;
  return OPPOSITES.some(([one, other]) => a !== b && (a.replace(one, other) === b || b.replace(one, other) === a));
}

/** The edit distance, row by row: letters added, left out, replaced, or swapped with the next one (`edcrypt` is as near to `decrypt` as to
 * `encrypt`). Words longer than any of our names count as too distant. */
function editDistance(a: string, candidate: string): number {
  const b = candidate.toLowerCase();
  if (a.length > 40) return a.length;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const changed = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, changed, isSwap ? before[j - 2] + 1 : changed));
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}

/** A value that must be an integer in a range.
 * @throws CliError `usage`. */
export function integerValue(given: string, option: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^-?\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw usageError(`-${option} needs an integer in ${min}..${max}, not ${JSON.stringify(given)}`);
}

/** A value that must be one of a few words.
 * @throws CliError `usage`. */
export function wordValue<W extends string>(given: string, option: string, words: readonly W[]): W {
  const word = words.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
  if (word === undefined) throw usageError(`-${option} takes ${words.join(' or ')}, not ${JSON.stringify(given)}`);
  return word;
}
