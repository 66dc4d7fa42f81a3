/** Bytes on one side, their fields on the other. The page's script links them by the fields' numbers. */
import { bytesToHex } from '../../../bytes/index.ts';
import { pathText } from '../../../codec/internal.ts';
import type { BytesPart } from '../../document/exhibit.ts';
import { cutTree, type Field, fieldOf } from '../../document/field-tree.ts';
import { cutText } from '../../document/value-text.ts';
import { sentencesOf } from '../../sentences/sentence.ts';
import { type Html, html } from './markup.ts';
import { type HtmlPage, heading, ruled } from './page.ts';

/** Larger content is cut: it would be unreadable and slow to lay out. */
const MOST_BYTES = 65_536;
const MOST_CHARACTERS = 500;
/** A tree is initially open to the depth at which this many fields are visible. */
const FIELDS_IN_SIGHT = 24;

/** A field with its number: counted from top to bottom, a structure before its parts. */
interface Row {
  readonly field: Field;
  readonly level: number;
  /** Its position among its siblings, from 1, and their number. */
  readonly position: number;
  readonly siblings: number;
  /** The id of the element that explains the field's purpose; undefined if there is none. */
  readonly says: string | undefined;
  /** Number of the last row inside this one; its own if there is none. */
  last: number;
}

export function bytesHtml({ title, bytes, span, fault }: BytesPart, level: number, page: HtmlPage): Html {
  const rows: Row[] = [];
  const told = new Told(page);
  collect(cutTree(fieldOf(span, span.name, page.showSecrets)), 1, 1, 1, { rows, told });
  const openLevel = levelInSight(rows);
  const id = page.id();
  const pieces = runsOf(bytes, rows, fault?.at ?? bytes.length);
  const size = page.words.bytes(bytes.length);
  const { one, several, header } = page.words.place;
  const heads = heading(level, id, html`${page.told(title)} <small>${size}</small>`);
  return html`<section class="part bytes" aria-labelledby="${id}">${heads}${page.explained()}
${fault === undefined ? undefined : faultHtml(fault, page)}
<div class="case">
<div class="hex" tabindex="0" role="region" aria-label="${page.words.inHexadecimal(title)}">${offsets(bytes.length)}
<div class="runs">${hexRuns(pieces, bytes)}</div>
<div class="ascii" aria-hidden="true">${asciiRuns(pieces, bytes)}</div></div>
<div class="tree" role="tree" aria-label="${page.words.fields(title)}">${rows.map((row, i) => rowHtml(row, i, openLevel, page))}</div>
<div class="label" aria-live="polite" data-one="${one}" data-several="${several}" data-header="${header}"><p>${page.words.point}</p></div>
</div>${omitted(bytes.length - MOST_BYTES, page)}${told.html()}</section>`;
}

/** The rows and sentences collected so far. */
interface Collected {
  readonly rows: Row[];
  readonly told: Told;
}

function collect(field: Field, level: number, position: number, siblings: number, into: Collected): void {
  const { rows, told } = into;
  const row: Row = { field, level, position, siblings, says: told.about(field), last: rows.length };
  rows.push(row);
  for (const [i, part] of field.parts.entries()) collect(part, level + 1, i + 1, field.parts.length, into);
  row.last = rows.length - 1;
}

/** The sentences that explain the fields: each once, in the order in which they first appear. */
class Told {
  readonly #page: HtmlPage;
  readonly #known = new Map<string, { readonly id: string; readonly name: string }>();

  constructor(page: HtmlPage) {
    this.#page = page;
  }

  /** @returns the identifier of its sentence. */
  about({ name, type, places }: Field): string | undefined {
    const { sentences } = this.#page;
    const sentence = sentences && sentencesOf(sentences, places);
    if (sentence === undefined) return undefined;
    const known = this.#known.get(sentence) ?? { id: this.#page.id(), name: /^\d+$/.test(name) ? type : name };
    this.#known.set(sentence, known);
    return known.id;
  }

  /** The list, initially collapsed. */
  html(): Html | undefined {
    if (this.#known.size === 0) return undefined;
    const [title, language] =
      this.#page.sentences?.language === 'zh' ? ['各字段的用途', 'zh-CN'] : ['What the fields are for', 'en'];
    const entries = [...this.#known].map(
      ([sentence, { id, name }]) => html`<div><dt>${name}</dt><dd id="${id}">${sentence}</dd></div>\n`,
    );
    return html`<details class="sentences" lang="${language}"><summary>${title}</summary><dl>${entries}</dl></details>`;
  }
}

function faultHtml({ at, code, rule, path }: NonNullable<BytesPart['fault']>, { words }: HtmlPage): Html {
  return html`<p class="fault"><span class="fail">✗</span> ${words.fault(at, pathText(path), code)}${ruled(rule)}</p>`;
}

/** How many bytes are omitted from the page. */
const omitted = (bytes: number, { words }: HtmlPage): Html | undefined =>
  bytes > 0 ? html`<p class="omitted">${words.omitted(bytes)}</p>` : undefined;

/** Offsets of lines of sixteen bytes, and of eight for narrow screens; the style sheet shows one of the two. */
const offsets = (length: number): Html[] =>
  [16, 8].map((perLine) => {
    const lines = Array.from({ length: Math.ceil(Math.min(length, MOST_BYTES) / perLine) }, (_, line) => {
      const offset = (line * perLine).toString(16).padStart(4, '0');
      return html`${offset}\n`;
    });
    return html`<pre class="offsets by${perLine}" aria-hidden="true">${lines}</pre>`;
  });

/** Consecutive bytes that belong to one field. */
interface Run {
  readonly start: number;
  readonly end: number;
  /** The number of the innermost field that contains them; -1 for none. */
  readonly owner: number;
  readonly kind: 'content' | 'header' | 'unread';
  readonly hidden: boolean;
}

function runsOf(bytes: Uint8Array, rows: readonly Row[], faultAt: number): Run[] {
  const last = Math.min(bytes.length, MOST_BYTES);
  const bounds = rows.flatMap(({ field }) => [field.start, field.contentStart, field.end]);
  const cuts = [...new Set([0, faultAt, last, ...bounds])].filter((at) => at <= last).toSorted((a, b) => a - b);
  const owners = innermost(rows, cuts);
  return cuts.slice(0, -1).map((start, i) => {
    const owner = owners[i];
    const field = rows[owner]?.field;
    const kind = start >= faultAt ? 'unread' : field !== undefined && start < field.contentStart ? 'header' : 'content';
    return { start, end: cuts[i + 1], owner, kind, hidden: field?.hidden === true };
  });
}

const hexRuns = (runs: readonly Run[], bytes: Uint8Array): Html[] =>
  runs.map(({ start, end, owner, kind, hidden }) => {
    const hex = hidden ? '·· '.repeat(end - start) : bytesToHex(bytes.subarray(start, end)).replace(/../g, '$& ');
    return html`<i data-n="${owner}" class="${kind}">${hex}</i>`;
  });

/** The same bytes as characters, where they are printable; those of secrets and all others are dots. */
const asciiRuns = (runs: readonly Run[], bytes: Uint8Array): Html[] =>
  runs.map(({ start, end, owner, kind, hidden }) => {
    const characters = [...bytes.subarray(start, end)].map((byte) =>
      !hidden && byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '·',
    );
    return html`<i data-n="${owner}" class="${kind}">${characters.join('')}</i>`;
  });

/** For each stretch between two cuts the number of its row: the deepest one, which comes last. */
function innermost(rows: readonly Row[], cuts: readonly number[]): number[] {
  const index = new Map(cuts.map((at, i) => [at, i]));
  const owners = cuts.map(() => -1);
  for (const [number, { field }] of rows.entries()) {
    for (let i = index.get(field.start) ?? cuts.length; cuts[i] < field.end; i++) owners[i] = number;
  }
  return owners;
}

/** The deepest level that is initially visible. */
function levelInSight(rows: readonly Row[]): number {
  const levels = rows.map(({ level }) => level).toSorted((a, b) => a - b);
  return rows.length <= FIELDS_IN_SIGHT ? Number.POSITIVE_INFINITY : Math.max(2, levels[FIELDS_IN_SIGHT] - 1);
}

function rowHtml(row: Row, number: number, openLevel: number, page: HtmlPage): Html {
  const { field, level, position, siblings, says, last } = row;
  const { name, type, rule, start, end, hidden } = field;
  const expanded = last === number ? undefined : html` aria-expanded="${level < openLevel ? 'true' : 'false'}"`;
  const described = says && html` aria-describedby="${says}"`;
  const out = level > openLevel ? html` hidden` : undefined;
  return html`<div role="treeitem" tabindex="${number === 0 ? 0 : -1}" aria-level="${level}" aria-posinset="${position}" aria-setsize="${siblings}"${described || undefined}${expanded}${out} data-last="${last}" data-start="${start}" data-content="${field.contentStart}" data-end="${end}" data-type="${type}" data-rule="${rule}"><b>${name}</b> ${hidden ? page.hiddenMark() : valueHtml(field, page)}</div>
`;
}

/** A value, or its size; for a small structure its values, which are shown while it is collapsed. */
function valueHtml(field: Field, page: HtmlPage): Html {
  const { name, type, value, parts, contentStart, end } = field;
  if (parts.length > 0) {
    const kind = type === name ? undefined : html`<span class="type">${type}</span> `;
    return html`${kind}<span class="summary">${shortened(summaryOf(field), page)}</span>`;
  }
  if (value !== '') return html`<span class="value">${shortened(value, page)}</span>`;
  return html`<span class="type">${page.words.bytes(end - contentStart)}</span>`;
}

/** The names, dates and objects in a structure of at most three values; of an extension with more its name, which comes first. */
function summaryOf(field: Field): string {
  const values = leafValues(field);
  if (values.length > 3) return field.type === 'Extension' ? values[0] : '';
  const telling = values.length === 1 ? values : values.filter((value) => !/^(\d*|NULL)$/.test(value));
  return telling.join(' · ');
}

const leafValues = ({ value, parts }: Field): string[] => (parts.length === 0 ? [value] : parts.flatMap(leafValues));

const shortened = (text: string, { words }: HtmlPage): string => cutText(text, MOST_CHARACTERS, words);
