/** What `inspect` shows of bytes, and that it names each of them. */
import { expect } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import type { Span } from '../../../src/codec/index.ts';
import {
  type BytesPart,
  type Exhibit,
  inspect,
  objectName,
  type Part,
  renderText,
} from '../../../src/explain/index.ts';
import { expectTiling } from '../../codec/laws.ts';

export const bytesOf = (parts: readonly Part[]): BytesPart[] =>
  parts.flatMap((part) => (part.kind === 'bytes' ? [part] : part.kind === 'section' ? bytesOf(part.parts) : []));

export const leavesOf = (span: Span): Span[] => (span.children.length === 0 ? [span] : span.children.flatMap(leavesOf));

/** Every byte belongs to one leaf of the tree, which has a name, a type and a rule. */
export function expectWhole({ bytes, span }: BytesPart): void {
  expect([span.start, span.end]).toEqual([0, bytes.length]);
  expectTiling(span);
  for (const leaf of leavesOf(span)) expect([leaf.name, leaf.type, leaf.rule]).not.toContain('');
}

export function expectNamed(exhibit: Exhibit): readonly BytesPart[] {
  const all = bytesOf(exhibit.parts);
  expect(all.length).toBeGreaterThan(0);
  all.forEach(expectWhole);
  return all;
}

export const show = (text: string | Uint8Array, diagnose = false) =>
  inspect(typeof text === 'string' ? utf8ToBytes(text) : text, { title: 'test', diagnose });
export const textOf = (exhibit: Exhibit, showSecrets = false): string => renderText(exhibit, { showSecrets });
export const termOf = (value: unknown): string =>
  value instanceof Date
    ? value.toISOString()
    : typeof value === 'string'
      ? `"${value}" ${objectName(value)}`
      : `${value}`;
