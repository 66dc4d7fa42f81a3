import { describe, expect, it } from 'vitest';
import { boolean, derNode, integer, nullElement, sequence, sequenceOf } from '../../../src/asn1/index.ts';
import { annotate, encode } from '../../../src/codec/index.ts';
import { cutTree, type Field, fieldOf, MOST_FIELDS, MOST_PARTS } from '../../../src/explain/document/field-tree.ts';
import {
  type Exhibit,
  inspect,
  type Part,
  renderHtml,
  renderJson,
  renderText,
  spansText,
} from '../../../src/explain/index.ts';

const HIDES = { showSecrets: false };
const flags = sequenceOf(boolean);
const wide = sequence('Wide', 'X.690 §8.9', { first: flags, last: integer });
const wideOf = (count: number): Uint8Array => encode(wide, { first: Array<boolean>(count).fill(true), last: 99n });

const countOf = (tree: Field): number => tree.parts.reduce((sum, part) => sum + countOf(part), 1);
const treeOf = (bytes: Uint8Array): Field => fieldOf(annotate(derNode, bytes).span, 'tree', false);

describe('a structure of very many parts', () => {
  const bytes = wideOf(10_000);
  const { exhibit } = inspect(bytes, { title: 'many' });
  const left = `${10_000 - MOST_PARTS} fields (${3 * (10_000 - MOST_PARTS)} bytes) left out; JSON shows all`;

  it('is cut in text and in HTML, which count what they leave out and show what follows', () => {
    const text = renderText(exhibit, HIDES);
    expect(text).toContain(left);
    expect(text).toContain('= 99');
    expect(text.length).toBeLessThan(100_000);
    const page = renderHtml(exhibit, HIDES);
    expect(page).toContain(left);
    expect(page.length).toBeLessThan(1_000_000);
  });

  it('is whole in JSON, and where a caller does not ask for a cut', () => {
    expect(JSON.stringify(renderJson(exhibit, HIDES))).not.toContain('left out');
    const { span } = annotate(derNode, bytes);
    expect(spansText(span, bytes).split('\n')).toHaveLength(10_004);
    expect(spansText(span, bytes, { cut: true }).split('\n').length).toBeLessThan(MOST_PARTS + 10);
  });

  it('is not cut at the bound itself', () => {
    const texts = [MOST_PARTS, MOST_PARTS + 1].map((count) =>
      renderText(inspect(wideOf(count), { title: 'bound' }).exhibit, HIDES),
    );
    expect(texts[0]).not.toContain('left out');
    expect(texts[1]).toContain('1 field (3 bytes) left out; JSON shows all');
  });
});

describe('a tree of very many fields', () => {
  it('keeps the outer levels, and a bounded number in all', () => {
    const lists = sequenceOf(sequenceOf(flags));
    const bytes = encode(
      lists,
      Array.from({ length: 20 }, () => Array.from({ length: 40 }, () => Array(20).fill(true))),
    );
    const tree = cutTree(treeOf(bytes));
    expect(countOf(treeOf(bytes))).toBe(1 + 20 + 20 * 40 + 20 * 40 * 20);
    // Each structure may have one more field, which counts what is left out of it.
    expect(countOf(tree)).toBeLessThanOrEqual(MOST_FIELDS + 20 * 40);
    expect(tree.parts).toHaveLength(20);
    expect(tree.parts.every(({ parts }) => parts.length === 40)).toBe(true);
    expect(tree.parts[19].parts[39].parts.at(-1)?.value).toBe('20 fields (60 bytes) left out; JSON shows all');
  });

  it('covers all bytes', () => {
    const leaves = ({ parts, ...own }: Field): Omit<Field, 'parts'>[] =>
      parts.length === 0 ? [own] : parts.flatMap(leaves);
    const bytes = encode(sequenceOf(sequenceOf(nullElement)), Array(270).fill(Array(40).fill(null)));
    const shown = leaves(cutTree(treeOf(bytes)));
    for (const [i, { start }] of shown.slice(1).entries()) expect(start).toBeGreaterThanOrEqual(shown[i].end);
    expect(shown.at(-1)?.end).toBe(bytes.length);
  });
});

describe('a table of very many rows', () => {
  const table: Part = {
    kind: 'table',
    title: 'Rows',
    rule: '',
    columns: ['row'],
    rows: Array.from({ length: 50_000 }, (_, i) => [`${i}`]),
  };
  const exhibit: Exhibit = { title: 'T', parts: [table] };

  it('is cut in text and in HTML, and whole in JSON', () => {
    const left = `… ${50_000 - 1024} rows left out; JSON shows all`;
    expect(renderText(exhibit, HIDES)).toContain(left);
    expect(renderHtml(exhibit, HIDES)).toContain(left);
    expect(renderHtml(exhibit, HIDES)).toContain('max="1024"');
    expect(JSON.stringify(renderJson(exhibit, HIDES))).toContain('49999');
  });
});
