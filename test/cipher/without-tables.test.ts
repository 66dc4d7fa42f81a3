/** What calls itself free of tables and branches on secrets is searched for them, statement by statement. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aes, aesBitsliced } from '../../src/cipher/index.ts';

const KERNELS = ['aes-bitsliced', 'chacha20-blocks', 'ghash-products', 'ghash-sliced', 'poly1305-blocks'];
/** Indices: numbers, and the variables that count. */
const INDEX = /^(?:(?:at|from|i|k|last|K\.length - \d+)(?: \+ \d+)?|\d+)$/;
/** Loops, and where they end: by the length and the number of rounds. */
const CONDITION =
  /^(?:for \((?:let \w+ = [\w. -]+)?; (?:at \+ \d+ <= end|at < end|i < \d+)?; (?:at|i|k) [+-]= \d+\) \{|for \(let i = 0; i < \d+; i\+\+\) \{|if \(k === (?:last|0)\) break;)$/;

const textOf = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, `../../src/cipher/generated/${name}.ts`), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*/g, '');
const indices = (text: string): string[] => [
  ...[...text.matchAll(/\w\[([^\]]*)\]/g)].map(([, index]) => index),
  ...[...text.matchAll(/\.(?:get|set)Int32\(([^,)]*)/g)].map(([, index]) => index),
];
const branches = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /\b(?:if|for|while|switch)\b|\?|&&|\|\|/.test(line));

describe('kernels without tables', () => {
  it.each(KERNELS)('%s has no index and no branch but by count', (name) => {
    const text = textOf(name);
    expect(indices(text).length).toBeGreaterThan(20);
    expect(indices(text).filter((index) => !INDEX.test(index))).toEqual([]);
    expect(branches(text).filter((line) => !CONDITION.test(line))).toEqual([]);
  });

  it('are told from those with tables', () => {
    for (const name of ['aes-chain', 'aes-counter', 'ghash-tables']) {
      expect(
        indices(textOf(name)).some((index) => !INDEX.test(index)),
        name,
      ).toBe(true);
    }
    expect(branches('x = y > 0 ? 1 : 0;').some((line) => !CONDITION.test(line))).toBe(true);
    expect(aesBitsliced(new Uint8Array(16)).readsTables).toBe(false);
    expect(aes(new Uint8Array(16)).readsTables).toBe(true);
  });
});
