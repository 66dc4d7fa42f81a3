/** Every field of the page's samples has a sentence, as the tree shows it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Field, fieldOf } from '../../../src/explain/document/field-tree.ts';
import { inspect, type Language, loadSentences, type Part, sentencesOf } from '../../../src/explain/index.ts';
import { SAMPLES } from '../../../src/explorer/samples/embedded.ts';

const VECTORS = resolve(import.meta.dirname, '../../../vectors/x509-certificates.json');
const { cases } = JSON.parse(readFileSync(VECTORS, 'utf8'));
/** The samples have keys on P-256 only; these have the others. */
const OTHERS: readonly (readonly [string, string])[] = cases
  .filter(({ pem }: { pem?: string }) => pem !== undefined)
  .map(({ pem }: { pem: string }, i: number) => [`vector ${i}`, pem]);

const fieldsOf = (part: Part): Field[] => {
  if (part.kind === 'section') return part.parts.flatMap(fieldsOf);
  return part.kind === 'bytes' ? [fieldOf(part.span, part.span.name, true)] : [];
};
const pathsWithout = (says: (field: Field) => boolean, field: Field): string[] => [
  ...(says(field) ? [] : [field.name]),
  ...field.parts.flatMap((part) => pathsWithout(says, part).map((path) => `${field.name} › ${path}`)),
];

describe.each(['en', 'zh'] as const)('the sentences in %s', (language: Language) => {
  it.each([...Object.entries(SAMPLES), ...OTHERS])('tell of every field of %s', async (title, text) => {
    const table = await loadSentences(language);
    const { exhibit } = inspect(new TextEncoder().encode(text), { title });
    const fields = exhibit.parts.flatMap(fieldsOf);
    expect(fields.length).toBeGreaterThan(0);
    const says = ({ places }: Field): boolean => sentencesOf(table, places) !== undefined;
    expect(fields.flatMap((field) => pathsWithout(says, field))).toEqual([]);
  });
});
