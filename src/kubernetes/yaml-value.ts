/** The value of a YAML document, by one walk over its tree: the package's own conversion walks the whole document for each alias. */
import type * as yaml from 'yaml';
import { wellFormedText } from './json-text.ts';

/** Tells the node types of the package `yaml` from one another. */
export type NodeTypes = Pick<typeof yaml, 'isAlias' | 'isMap' | 'isScalar' | 'isSeq'>;

/** Throws the error for a fault. @param at - where: the offset in the text. */
export type Refuse = (code: 'malformed' | 'too-deep' | 'too-large', message: string, at: number) => never;

/** What aliases may add to a document, in characters: an alias of an alias of an alias multiplies. */
const MAX_REPEATED = 2 ** 20;
const OCTAL = /^[-+]?0[0-7]+$/;
const MERGE_TAG = 'tag:yaml.org,2002:merge';

/** A value, and what it costs to write it again. */
interface Read {
  readonly value: unknown;
  /** Nested collections; 0 for a scalar. */
  readonly depth: number;
  /** About the characters that it takes as JSON. */
  readonly size: number;
}
const NOTHING: Read = { value: null, depth: 0, size: 1 };

/** The JSON value of a document (YAML 1.2.2 §3.2). Keys are texts, as in JSON, and unique. A plain key `<<` merges a mapping or a list of
 * mappings, as kubectl reads it: what the mapping has itself comes first, then the earlier source.
 * @param maxDepth - of collections; the walk itself recurses for each level of the text. */
export function yamlValue(contents: unknown, types: NodeTypes, maxDepth: number, refuse: Refuse): unknown {
  return new Walk(types, maxDepth, refuse).read(contents).value;
}

class Walk {
  readonly #types: NodeTypes;
  readonly #maxDepth: number;
  readonly #refuse: Refuse;
  /** The last node so far of each anchor, in the order of the text; undefined while the walk is still inside it. */
  readonly #anchors = new Map<string, { read?: Read }>();
  #repeated = 0;

  constructor(types: NodeTypes, maxDepth: number, refuse: Refuse) {
    this.#types = types;
    this.#maxDepth = maxDepth;
    this.#refuse = refuse;
  }

  read(node: unknown): Read {
    if (node === null || node === undefined) return NOTHING;
    if (this.#types.isAlias(node)) return this.#aliased(node);
    const { anchor } = node as yaml.Scalar | yaml.YAMLMap | yaml.YAMLSeq;
    if (anchor === undefined) return this.#own(node);
    const entry: { read?: Read } = {};
    this.#anchors.set(anchor, entry);
    entry.read = this.#own(node);
    return entry.read;
  }

  #aliased(alias: yaml.Alias): Read {
    const entry = this.#anchors.get(alias.source);
    const at = offsetOf(alias);
    if (entry === undefined) return this.#refuse('malformed', 'no anchor before the alias', at);
    const { read } = entry;
    if (read === undefined) return this.#refuse('malformed', 'the alias is inside what it repeats', at);
    this.#spend(read.size, at);
    return read;
  }

  #spend(size: number, at: number): void {
    this.#repeated += size;
    if (this.#repeated > MAX_REPEATED) this.#refuse('too-large', 'aliases repeat more than 1 MiB', at);
  }

  #own(node: unknown): Read {
    const { isMap, isScalar, isSeq } = this.#types;
    const read = isMap(node)
      ? this.#mapping(node)
      : isSeq(node)
        ? this.#sequence(node)
        : isScalar(node)
          ? this.#scalar(node)
          : this.#refuse('malformed', 'no value of JSON', offsetOf(node));
    if (read.depth > this.#maxDepth) this.#refuse('too-deep', '', offsetOf(node));
    return read;
  }

  #scalar(node: yaml.Scalar): Read {
    const { value, source = '' } = node;
    // YAML 1.2.2 §10.3.2 reads decimal digits; kubectl reads octal ones, as in `defaultMode: 0644`.
    if (typeof value === 'number' && OCTAL.test(source))
      return { value: Number.parseInt(source, 8), depth: 0, size: 10 };
    if (value === null || typeof value === 'boolean') return { value, depth: 0, size: 5 };
    if (typeof value === 'string') return { value: wellFormedText(value), depth: 0, size: value.length + 1 };
    if (typeof value === 'number' && Number.isFinite(value)) return { value, depth: 0, size: 10 };
    return this.#refuse('malformed', 'JSON has no such number', offsetOf(node));
  }

  #sequence({ items }: yaml.YAMLSeq): Read {
    let [depth, size] = [0, 1];
    const value = items.map((item) => {
      const read = this.read(item);
      depth = Math.max(depth, read.depth);
      size += read.size;
      return read.value;
    });
    return { value, depth: depth + 1, size };
  }

  #mapping({ items }: yaml.YAMLMap): Read {
    const value: Record<string, unknown> = {};
    let sources: readonly Read[] | undefined;
    let [depth, size] = [0, 1];
    for (const { key, value: node } of items) {
      const name = this.#name(key);
      const isMerge = name === undefined;
      const isRepeated = isMerge ? sources !== undefined : Object.hasOwn(value, name);
      if (isRepeated) this.#refuse('malformed', 'Map keys must be unique', offsetOf(key));
      const read = isMerge ? NOTHING : this.read(node);
      if (isMerge) sources = this.#sources(node);
      else define(value, name, read.value);
      depth = Math.max(depth, read.depth);
      size += (name?.length ?? 0) + read.size;
    }
    for (const source of sources ?? []) {
      for (const [name, each] of Object.entries(source.value as object)) {
        if (!Object.hasOwn(value, name)) define(value, name, each);
      }
      depth = Math.max(depth, source.depth - 1);
      size += source.size;
    }
    return { value, depth: depth + 1, size };
  }

  /** The text of a key; undefined for a merge key. An alias may stand for a key. */
  #name(key: unknown): string | undefined {
    const { isScalar } = this.#types;
    if (isScalar(key) && key.type === 'PLAIN' && key.value === '<<' && (key.tag ?? MERGE_TAG) === MERGE_TAG)
      return undefined;
    const { value } = this.read(key);
    if (typeof value === 'object')
      this.#refuse('malformed', 'a key must be a text, a number or a boolean', offsetOf(key));
    return String(value);
  }

  /** The mappings that a merge key names. */
  #sources(node: unknown): readonly Read[] {
    const { isSeq } = this.#types;
    const reads = isSeq(node) ? node.items.map((item) => this.read(item)) : [this.read(node)];
    for (const { value } of reads) {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        this.#refuse(
          'malformed',
          'the source of a merge key (<<) must be a mapping, or a list of mappings',
          offsetOf(node),
        );
    }
    return reads;
  }
}

/** As an own property, `__proto__` too. */
function define(value: Record<string, unknown>, name: string, each: unknown): void {
  if (name !== '__proto__') value[name] = each;
  else Object.defineProperty(value, name, { value: each, writable: true, enumerable: true, configurable: true });
}

const offsetOf = (node: unknown): number => (node as yaml.Node | null | undefined)?.range?.[0] ?? 0;
