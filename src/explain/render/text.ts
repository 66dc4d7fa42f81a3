/** An exhibit as text of limited width, optionally coloured. */

import { assertInteger, assertOptions } from '../../bytes/index.ts';
import { pathText } from '../../codec/internal.ts';
import { assertExhibit } from '../document/assert-exhibit.ts';
import type { BytesPart, Checks, Exhibit, Part, Prose } from '../document/exhibit.ts';
import { counted, MOST_BYTES } from '../document/value-text.ts';
import { visible } from '../document/visible.ts';
import { firstTerms } from '../glossary.ts';
import { assertSentences, type Sentences } from '../sentences/sentence.ts';
import { factsLines } from './text/facts.ts';
import { type Page, type Paint, ruled } from './text/page.ts';
import { pointsLines } from './text/points.ts';
import { searchLines } from './text/search.ts';
import { sequenceLines } from './text/sequence.ts';
import { spansText } from './text/spans.ts';
import { tableLines } from './text/table.ts';
import { width, wrap } from './text/wrap.ts';

export interface TextOptions {
  readonly showSecrets: boolean;
  /** Maximum line length; at least 60. Default: 100. */
  readonly columns?: number | undefined;
  /** Colours a text without changing its width. Default: no colour. */
  readonly paint?: Paint | undefined;
  /** Sentences that explain the purpose of each kind of field, shown once below the first such field. Default: none. */
  readonly sentences?: Sentences | undefined;
}

/** @returns lines, each with its line feed. Control characters in external content are shown as dots.
 * @throws UsageError for fewer than 60 columns. */
export function renderText(exhibit: Exhibit, options: TextOptions): string {
  assertExhibit(exhibit);
  assertOptions(options, 'options', ['showSecrets', 'columns', 'paint', 'sentences']);
  const { title, parts } = exhibit;
  const { showSecrets, columns = 100, paint = (_, text) => text, sentences } = options;
  assertSentences(sentences);
  assertInteger(columns, 'columns', 60);
  const page: Page = { showSecrets, columns, paint, explained: new Set(), sentences, told: new Set() };
  const lines = [...heading(title, '=', page), ...partsLines(parts, page, 1)];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** @param depth - number of sections around the parts. */
function partsLines(parts: readonly Part[], page: Page, depth: number): string[] {
  return parts.flatMap((part) => ['', ...partLines(part, page, depth)]);
}

function partLines(part: Part, page: Page, depth: number): string[] {
  switch (part.kind) {
    case 'prose':
      return proseLines(part, page);
    case 'facts':
      return factsLines(part, page);
    case 'bytes':
      return bytesLines(part, page);
    case 'table':
      return tableLines(part, page);
    case 'checks':
      return checksLines(part, page);
    case 'sequence':
      return sequenceLines(part, page, (detail) => partsLines(detail, page, depth + 1));
    case 'search':
      return searchLines(part, page);
    case 'points':
      return pointsLines(part, page);
    case 'section':
      return [...heading(part.title, depth === 1 ? '-' : '', page), ...partsLines(part.parts, page, depth + 1)];
  }
}

function heading(title: string, rule: string, page: Page): string[] {
  const lines = wrap(visible(title), page.columns);
  const underline = rule.repeat(Math.max(...lines.map(width)));
  return [...lines.map((line) => page.paint('bold', line)), ...(underline === '' ? [] : [underline])];
}

/** A paragraph, followed by explanations of terms that appear for the first time. */
function proseLines({ text }: Prose, page: Page): string[] {
  const explained = firstTerms(text, page.explained, 'en').flatMap(({ term, at, length, explanation }) => {
    const word = text.slice(at, at + length);
    const label = word.toLowerCase().startsWith(term.toLowerCase()) ? term : `${word}, or ${term}`;
    const [first, ...more] = wrap(`${label}: ${explanation}`, page.columns - 4);
    return [`  * ${first}`, ...more.map((line) => `    ${line}`)];
  });
  return [...wrap(text, page.columns).map(visible), ...explained.map((line) => page.paint('dim', line))];
}

function bytesLines({ title, bytes, span, fault }: BytesPart, page: Page): string[] {
  const { showSecrets: secrets, columns, paint, sentences, told: before } = page;
  const options = { secrets, columns, paint, sentences, told: before, fieldBytes: MOST_BYTES, cut: true };
  const lines = spansText(span, bytes, options).trimEnd().split('\n');
  const heading = page.paint('bold', visible(`${title} (${counted(bytes.length, 'byte')})`));
  if (fault === undefined) return [heading, ...lines];
  const { at, code, rule, path } = fault;
  const where = path.length === 0 ? '' : ` in ${pathText(path)}`;
  const told = wrap(visible(`✗ byte ${at}${where}: ${code} (${rule})`), columns);
  return [heading, ...lines, ...told.map((line) => paint('red', line))];
}

const MARK = { pass: '✓', fail: '✗', note: '!' } as const;
const MARK_STYLE = { pass: 'green', fail: 'red', note: 'yellow' } as const;

/** The certificates of a path, each followed by its checks. */
function checksLines({ title, checks, chosen }: Checks, page: Page): string[] {
  const lines = [page.paint('bold', visible(`${title}${chosen ? ' (chosen)' : ''}`))];
  let depth = -1;
  for (const check of checks) {
    if (check.depth !== depth) {
      depth = check.depth;
      lines.push(...wrap(visible(`depth ${depth}: ${check.subject || '(no subject)'}`), page.columns));
    }
    const mark = page.paint(MARK_STYLE[check.outcome], MARK[check.outcome]);
    const [first, ...more] = ruled(visible(`${check.code}: ${check.detail}`), check.rule, page.columns - 4, page);
    lines.push(`  ${mark} ${first}`, ...more.map((line) => `    ${line}`));
  }
  return lines;
}
