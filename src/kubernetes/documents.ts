/** Kubernetes objects in files: JSON by ourselves, YAML by the optional peer `yaml`. */
import type * as yaml from 'yaml';
import { assertString } from '../bytes/index.ts';
import { DocumentError } from './document-error.ts';
import { parseJsonText } from './json-text.ts';
import { jsonNestsDeeper, MAX_NESTING, yamlNestsDeeper } from './nesting.ts';
import { type Refuse, yamlValue } from './yaml-value.ts';

export { type DocumentCode, DocumentError } from './document-error.ts';

/** A mapping, as parsed from JSON or YAML. Its keys are untrusted: read them with `fieldOf`, as own properties. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object with its type, as Kubernetes' files and answers have it. */
export interface KubernetesObject extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields;
}

const MAX_LIST_DEPTH = 16; // Far deeper than lists of lists in practice.
const MAX_DOCUMENT_LENGTH = 2 ** 24; // Characters. Not in Kubernetes: etcd itself takes 1.5 MiB an object.

/** Every document of a file: JSON when the text begins with a bracket, otherwise YAML (which may hold several).
 * @param mostTokens - tokens of YAML. Default: a million.
 * @throws DocumentError `malformed`, `too-large`, `too-deep`, or `yaml-missing` for YAML if the package `yaml` is not installed. */
export async function readDocuments(text: string, file: string, mostTokens = MAX_TOKENS): Promise<unknown[]> {
  assertString(text, 'text');
  assertString(file, 'file');
  if (text.length > MAX_DOCUMENT_LENGTH) throw new DocumentError('too-large', file, '', 'longer than 16 MiB');
  return /^\s*[[{]/.test(text) ? [parseJson(text, file)] : await parseYaml(text, file, mostTokens);
}

const tooDeep = (file: string): DocumentError =>
  new DocumentError(
    'too-deep',
    file,
    '',
    `nests deeper than ${MAX_NESTING} collections, or does not close its brackets`,
  );

function parseJson(text: string, file: string): unknown {
  if (jsonNestsDeeper(text, MAX_NESTING)) throw tooDeep(file);
  try {
    return parseJsonText(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DocumentError(
      'malformed',
      file,
      '',
      `begins as JSON and is not JSON (${withoutText(cause.message)}); YAML that begins with a bracket is not read`,
    );
  }
}

/** The package `yaml`, an optional peer. @throws DocumentError `yaml-missing`. */
const yamlPackage = (file: string): Promise<typeof import('yaml')> =>
  import('yaml').catch((cause) => {
    throw new DocumentError('yaml-missing', file, '', 'is YAML: run "npm install yaml", or use JSON', { cause });
  });

/** Pretty errors contain the line, but finding it takes a search from the start for each error. To find duplicate keys, the package
 * compares each key with all others; `yamlValue` does this in linear time instead. A document that says it is YAML 1.1 is read as one of
 * YAML 1.2 (YAML 1.2.2 §6.8.1); tags beyond those of JSON (`!!binary`, `!!timestamp`) do not change a value. */
const YAML_OPTIONS = {
  prettyErrors: false,
  uniqueKeys: false,
  logLevel: 'error',
  schema: 'core',
  resolveKnownTags: false,
} as const;

/** Tokens of a YAML text: the package takes some 300 bytes for each, so that 16 MiB of short ones would not fit Node's heap, and some
 * microseconds. */
const MAX_TOKENS = 1_000_000;

/** The same tokens. @throws DocumentError `too-large` where there are too many. */
function* counted(tokens: Iterable<string>, file: string, mostTokens: number): Generator<string> {
  let count = 0;
  for (const token of tokens) {
    if (++count > mostTokens) {
      throw new DocumentError(
        'too-large',
        file,
        '',
        `has more than ${mostTokens} tokens of YAML; as JSON it may be longer`,
      );
    }
    yield token;
  }
}

/** What a message of the package `yaml` or of JSON.parse says, without the text that it quotes: that may be a private key, whose line of a
 * kubeconfig has a fault. */
const withoutText = (message: string): string =>
  message.replace(/(?<=[\w)]): .*$/s, '').replace(/, (?:\.\.\.)?".*(?= is not valid JSON$)/s, '');

/** Messages that quote in their middle. */
const WITHOUT_TEXT: Partial<Record<yaml.ErrorCode, string>> = {
  TAG_RESOLVE_FAILED: 'Unresolved tag',
  BAD_DIRECTIVE: 'Invalid directive',
};

async function parseYaml(text: string, file: string, mostTokens: number): Promise<unknown[]> {
  const { Composer, CST, Lexer, LineCounter, Parser, ...types } = await yamlPackage(file);
  const tokens = counted(new Lexer().lex(text), file, mostTokens);
  if (yamlNestsDeeper(tokens, CST.tokenType, MAX_NESTING)) throw tooDeep(file);
  const lines = new LineCounter();
  let first: DocumentError | undefined;
  const faultOf = (code: 'malformed' | 'too-deep' | 'too-large', message: string, at: number): DocumentError => {
    if (code === 'too-deep') return tooDeep(file);
    const { line, col } = lines.linePos(at);
    return new DocumentError(code, file, '', `${message} at line ${line}, column ${col}`);
  };
  // The package catches what is thrown within a collection, and tells it again as a fault of that collection.
  const refuse: Refuse = (...fault) => {
    throw (first ??= faultOf(...fault));
  };
  const values: unknown[] = [];
  const composer = withFirstFault(new Composer(YAML_OPTIONS), refuse);
  for (const document of composer.compose(withoutFaults(new Parser(lines.addNewLine).parse(text), refuse))) {
    const [error] = document.errors;
    if (error !== undefined) refuse('malformed', withoutText(error.message), error.pos[0]);
    values.push(yamlValue(document.contents, types, MAX_NESTING, refuse));
  }
  return values.filter((value) => value !== null);
}

/** The same tokens, up to the first that is a fault. */
function* withoutFaults(tokens: Iterable<yaml.CST.Token>, refuse: Refuse): Generator<yaml.CST.Token> {
  for (const token of tokens) {
    if (token.type === 'error') refuse('malformed', withoutText(token.message), token.offset);
    yield token;
  }
}

/** The same composer, which ends at its first error. By itself it goes on, and makes an Error with its stack for each error and each
 * warning: 20 microseconds for each bad escape of a text. */
const withFirstFault = (composer: yaml.Composer, refuse: Refuse): yaml.Composer =>
  Object.assign(composer, {
    onError: (
      place: number | readonly number[] | { offset: number },
      code: yaml.ErrorCode,
      message: string,
      isWarning?: boolean,
    ) => {
      if (isWarning) return;
      const said = WITHOUT_TEXT[code] ?? withoutText(message);
      refuse('malformed', said, typeof place === 'number' ? place : 'offset' in place ? place.offset : place[0]);
    },
  });

/** The Kubernetes objects of a file, the items of lists (`kind: List`, `PodList`, …) each on their own.
 * @throws DocumentError as `readDocuments`, and where an object has no apiVersion, kind or metadata.name. */
export async function readObjects(text: string, file: string): Promise<KubernetesObject[]> {
  const documents = await readDocuments(text, file);
  return documents.flatMap((document, i) =>
    objectsOf(document, file, documents.length > 1 ? `document ${i + 1}` : '', 0),
  );
}

function objectsOf(value: unknown, file: string, path: string, depth: number): KubernetesObject[] {
  const inside = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (depth > MAX_LIST_DEPTH) throw new DocumentError('invalid-field', file, path, 'lists are nested too deeply');
  if (Array.isArray(value)) return value.flatMap((item, i) => objectsOf(item, file, `${path}[${i}]`, depth + 1));
  if (!isFields(value)) throw new DocumentError('invalid-field', file, path, 'is not an object');
  for (const name of ['apiVersion', 'kind']) {
    if (textOf(value, name) === '')
      throw new DocumentError('missing-field', file, inside(name), 'must be a non-empty string');
  }
  const items = fieldOf(value, 'items');
  if (textOf(value, 'kind').endsWith('List') && Array.isArray(items))
    return objectsOf(items, file, inside('items'), depth + 1);
  if (textOf(value, 'metadata', 'name') === '') {
    throw new DocumentError('missing-field', file, inside('metadata.name'), 'must be a non-empty string');
  }
  return [value as KubernetesObject];
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of own properties, or undefined if any of them is missing. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!isFields(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

/** The text at a path, or '' if there is none. */
export function textOf(value: unknown, ...path: readonly string[]): string {
  const found = fieldOf(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The list at a path, or an empty one if there is none. */
export function listOf(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = fieldOf(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The replacement of one text: `users: [{ name: jane, user: { token: … } }]` is the list `users`, the entry `jane`,
 * and the path `user`, `token`. */
export interface EntryEdit {
  readonly list: string;
  /** The entry's `name`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly value: string;
  /** A field beside that of the path, which gives way to it where there is none; without either, that of the path is added. Default: a text
   * that is not there is an error. */
  readonly insteadOf?: string | undefined;
}

/** The same file with some texts of its first document changed. In YAML everything else is preserved, including comments; JSON is formatted
 * again with the same indentation.
 * @param edits - replacements of texts, by values that are plain scalars of YAML.
 * @throws DocumentError as `readDocuments`; `invalid-field` if a text does not exist as a scalar of its own (an alias). */
export async function withEntries(text: string, file: string, edits: readonly EntryEdit[]): Promise<string> {
  if (/^\s*[[{]/.test(text)) {
    const document = parseJson(text, file);
    for (const edit of edits) editJson(document, edit, file);
    const [, indentation] = /^\s*[[{]\s*?\n([ \t]+)/.exec(text) ?? [];
    return `${JSON.stringify(document, null, indentation)}\n`;
  }
  const { isMap, isScalar, isSeq, parseAllDocuments } = await yamlPackage(file);
  const documents = parseAllDocuments(text, YAML_OPTIONS);
  const contents = [...documents].find((one) => one.contents !== null)?.contents;
  const places = edits.map(({ list, name, path, value, insteadOf }) => {
    const entries = isMap(contents) ? contents.get(list, true) : undefined;
    const entry = isSeq(entries) ? entries.items.find((one) => isMap(one) && one.get('name') === name) : undefined;
    const node = isMap(entry) ? entry.getIn(path, true) : undefined;
    if (isScalar(node) && node.range) {
      const [start, end] = node.range;
      return { start, end, value: start === end ? ` ${value}` : value };
    }
    const holder = isMap(entry) ? entry.getIn(path.slice(0, -1), true) : undefined;
    const place =
      node === undefined && insteadOf !== undefined && isMap(holder)
        ? newField(text, holder, insteadOf, `${path[path.length - 1]}: ${value}`)
        : undefined;
    if (place !== undefined) return place;
    throw notItsOwn(file, list, path);
  });
  // From the last to the first, so that earlier offsets stay valid.
  return places
    .toSorted((a, b) => b.start - a.start)
    .reduce((changed, { start, end, value }) => {
      // A block scalar ends with its line.
      const ending = changed.slice(start, end).endsWith('\n') ? '\n' : '';
      return changed.slice(0, start) + value + ending + changed.slice(end);
    }, text);
}

/** Where a mapping of YAML gets a field: in place of another, or before its first one.
 * @returns undefined if the mapping has no place of its own for it. */
function newField(
  text: string,
  { items, flow }: yaml.YAMLMap,
  insteadOf: string,
  field: string,
): { readonly start: number; readonly end: number; readonly value: string } | undefined {
  const rangeOf = (node: unknown): yaml.Range | undefined => (node as yaml.Node | null)?.range ?? undefined;
  const former = items.find(({ key }) => (key as yaml.Scalar).value === insteadOf);
  const start = rangeOf((former ?? items[0])?.key)?.[0];
  if (start === undefined) return undefined;
  const end = rangeOf(former?.value)?.[1];
  if (former !== undefined) return end === undefined ? undefined : { start, end, value: field };
  if (flow) return { start, end: start, value: `${field}, ` };
  const indentation = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^ *$/.test(indentation) ? { start, end: start, value: `${field}\n${indentation}` } : undefined;
}

function editJson(document: unknown, { list, name, path, value, insteadOf }: EntryEdit, file: string): void {
  const entry = listOf(document, list).find((one) => textOf(one, 'name') === name);
  const holder = fieldOf(entry, ...path.slice(0, -1));
  const field = path[path.length - 1];
  const isThere = textOf(holder, field) !== '';
  if (!isFields(holder) || !(isThere || insteadOf !== undefined)) throw notItsOwn(file, list, path);
  const changed: Record<string, unknown> = holder;
  changed[field] = value;
  if (!isThere && insteadOf !== undefined) delete changed[insteadOf];
}

const notItsOwn = (file: string, list: string, path: readonly string[]): DocumentError =>
  new DocumentError('invalid-field', file, [list, ...path].join('.'), 'is not a plain string, and cannot be replaced');
