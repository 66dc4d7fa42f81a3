/** The paragraphs of every kernel in Chinese. */
import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/explain/index.ts';
import { KERNEL_NAMES, type KernelName } from '../../../src/explorer/kernels.ts';
import { chinese, partsInChinese } from '../../../src/explorer/lessons/labels.ts';
import { kernelExhibit } from '../../../src/explorer/work/kernels.ts';

const proseOf = (part: Part): readonly string[] =>
  part.kind === 'prose' ? [part.text] : part.kind === 'section' ? part.parts.flatMap(proseOf) : [];
const titlesOf = (part: Part): readonly string[] =>
  part.kind === 'prose' ? [] : [part.title, ...(part.kind === 'section' ? part.parts.flatMap(titlesOf) : [])];
const numbersIn = (text: string): readonly string[] => text.match(/\d+/g) ?? [];

const CASES: readonly (readonly [KernelName, Readonly<Record<string, string>>])[] = [
  ...KERNEL_NAMES.map((name) => [name, {}] as const),
  ['aes', { direction: 'decrypt' }],
  ['hmac', { key: 'k'.repeat(65) }],
  ['hmac', { key: 'k'.repeat(64) }],
  ['ml-kem', { set: 'ML-KEM-1024' }],
];

describe('the kernels', () => {
  it.each(CASES)('%s %j: each paragraph has its Chinese, with the numbers of the English', (name, settings) => {
    const { parts } = kernelExhibit(name, settings);
    for (const text of parts.flatMap(proseOf)) {
      const told = chinese(text);
      expect(told).toMatch(/[一-鿿].*。$/);
      // Words such as "sixteen" are none.
      for (const number of numbersIn(told)) expect(numbersIn(text), `${number} in ${told}`).toContain(number);
    }
    for (const title of partsInChinese(parts, true).flatMap(titlesOf)) {
      expect(title).not.toMatch(/^[A-Z][a-z]+ [a-z]+ [a-z]+ [a-z]+/);
    }
  });
});
