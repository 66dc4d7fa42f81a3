import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readDocuments, readObjects } from '../../src/kubernetes/pki/index.ts';
import { isWholeTable } from '../property-runs.ts';

const read = (text: string): Promise<unknown[]> => readDocuments(text, 'file');
const times = (count: number, piece: string, rest = ''): string => piece.repeat(count) + rest;
/** One more space a line. */
const stairs = (count: number, piece: string): string =>
  Array.from({ length: count }, (_, i) => `${' '.repeat(i)}${piece}`).join('\n');

describe('vectors', () => {
  it('reads JSON, and one document of YAML or several', async () => {
    expect(await read(' {"a": [1, "]"]}')).toEqual([{ a: [1, ']'] }]);
    expect(await read('a: b\n---\n- c\n---\n')).toEqual([{ a: 'b' }, ['c']]);
  });

  it('repeats what an alias names: the last node with that anchor before it', async () => {
    expect(await read('a: &a [1]\nb: *a\nc: &a\n  d: &a x\n  e: *a\nf: *a\n*a : g\n')).toEqual([
      { a: [1], b: [1], c: { d: 'x', e: 'x' }, f: 'x', x: 'g' },
    ]);
  });

  it('reads the octal numbers of file modes, as kubectl does', async () => {
    const numbers = 'a: 0644\nb: [0400, -010, 0, 10, 0899, 0o17, 0x1f, 08.5]\nc: "0644"\n';
    const read8 = { a: 0o644, b: [0o400, -8, 0, 10, 899, 15, 31, 8.5], c: '0644' };
    expect(await read(numbers)).toEqual([read8]);
  });

  it('merges mappings by <<, as kubectl does: a mapping’s own keys first, then those of the earlier source', async () => {
    const sources = 'a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\n';
    expect(await read(`${sources}c:\n  <<: [*a, *b, {w: 5}]\n  x: 0\n`)).toMatchObject([
      { c: { x: 0, y: 2, z: 4, w: 5 } },
    ]);
    expect(await read(`${sources}c: {"<<": *a, __proto__: 1}\n`)).toMatchObject([{ c: { '<<': { x: 1 } } }]);
  });

  it('reads a document that says it is YAML 1.1 as one of YAML 1.2', async () => {
    const text = '%YAML 1.1\n---\na: &a {b: yes, c: 2001-01-01, d: !!binary aGk=, e: 1:30}\nf: {<<: *a}\n';
    const value = { b: 'yes', c: '2001-01-01', d: 'aGk=', e: '1:30' };
    expect(await read(text)).toEqual([{ a: value, f: value }]);
  });

  it('says where a fault is', async () => {
    await expect(read('a: b\nc: [d\n')).rejects.toMatchObject({ code: 'malformed', message: /line 3, column 1/ });
    await expect(read('a:\n  b: [c, "\\q"]\n')).rejects.toThrow('Invalid escape sequence \\q at line 2, column 11');
    await expect(read('{"a": }')).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('JSON'),
    });
  });
});

describe('properties', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 6 }, fc.string(), fc.integer(), tie('list'), tie('map')),
    list: fc.array(tie('value'), { maxLength: 12 }),
    map: fc.dictionary(fc.stringMatching(/^[a-z :[{,-]{1,30}$/), tie('value'), { maxKeys: 12 }),
  }));

  it('reads any value back that does not nest deep, in block style, in brackets and as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(value, fc.constantFrom(undefined, 'flow' as const), async (given, style) => {
        const wrapped = { a: given };
        const text = stringify(wrapped, { collectionStyle: style ?? 'any' });
        expect(await read(`# YAML\n${text}`)).toEqual([wrapped]);
        expect(await read(JSON.stringify(wrapped))).toEqual([JSON.parse(JSON.stringify(wrapped))]);
      }),
    );
  });

  it('takes a hundred collections in one another, and a line of any number of entries', async () => {
    expect(await read(times(100, '- ', 'x'))).toHaveLength(1);
    expect(await read(stairs(100, 'a:'))).toHaveLength(1);
    expect(await read(`{"a": ${times(99, '[')}${times(99, ']')}}`)).toHaveLength(1);
    expect(await read(`a: {${Array.from({ length: 1000 }, (_, i) => `k${i}: [c]`).join(', ')}}`)).toHaveLength(1);
    expect(await read(times(1000, '- a:\n  - b: [c]\n    d: {e: f}\n'))).toHaveLength(1);
  });
});

describe('misuse', () => {
  const DEEP = 5000;
  it('refuses a key that a mapping has twice, wherever it is, and says where', async () => {
    for (const text of ['a: 1\nb: 2\na: 3\n', 'x:\n- {b: 1, a: 2, b: 3}\n', '"a": 1\nb: 2\n? a\n: 4\n']) {
      await expect(read(text)).rejects.toMatchObject({
        code: 'malformed',
        message: expect.stringMatching(/Map keys must be unique at line \d, column \d/),
      });
    }
    await expect(read('a: 1\nb: 2\na: 3\n')).rejects.toThrow('at line 3, column 1');
  });

  it.runIf(isWholeTable)('reads a mapping of many keys: the bound is the test’s own time limit', async () => {
    const count = 100_000;
    const [value] = await read(Array.from({ length: count }, (_, i) => `k${i}: 1\n`).join(''));
    expect(Object.keys(value as object).length).toBe(count);
  });

  it.each<[string, string]>([
    ['lists in brackets', `a: ${times(DEEP, '[')}`],
    ['lists in brackets that close', `a: ${times(DEEP, '[')}${times(DEEP, ']')}`],
    ['maps in brackets', `a: ${times(DEEP, '{a: ')}`],
    ['both', `a: ${times(DEEP, '[{a: ')}`],
    ['brackets that do not match', `a: ${times(DEEP, '[}')}`],
    ['a bracket a line', `a:\n${times(DEEP, ' [\n')}`],
    ['dashes', times(DEEP, '- ')],
    ['dashes with something in them', times(DEEP, '- ', 'x')],
    ['dashes and keys', times(DEEP, '- a: ')],
    ['dashes in brackets', `a: [${times(DEEP, '- , ')}`],
    ['tagged dashes', times(DEEP, '!a - ')],
    ['anchored dashes', times(DEEP, '&a - ')],
    ['question marks', times(DEEP, '? ')],
    ['colons', times(DEEP, ': ')],
    ['colons after a key that is none', `m:\n  n: x\n  b\n${times(DEEP, ': ')}`],
    ['dashes and question marks', times(DEEP, '- ? ')],
    ['keys on one line', times(DEEP, 'a: ')],
    ['keys in brackets', `a: [${times(DEEP, 'a: ')}`],
    ['keys in brackets on lines of their own', `a: [\n${times(DEEP, 'a:\n')}`],
    ['stairs of keys', stairs(2000, 'a:')],
    ['stairs of dashes', stairs(2000, '-')],
    ['stairs of question marks', stairs(2000, '?')],
    [
      'lists in their key’s column',
      Array.from({ length: 2000 }, (_, i) => `${' '.repeat(2 * i)}a:\n${' '.repeat(2 * i)}- b:`).join('\n'),
    ],
    ['JSON', `${times(DEEP, '[')}${times(DEEP, ']')}`],
    ['JSON that does not end', times(DEEP, '{"a":')],
    [
      'a chain of aliases',
      Array.from({ length: 150 }, (_, i) => `x${i}: &a${i} [${i === 0 ? '' : `*a${i - 1}`}]`).join('\n'),
    ],
  ])('%s: too-deep', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'DocumentError', code: 'too-deep' });
    await expect(readObjects(text, 'file')).rejects.toMatchObject({ code: 'too-deep' });
  });

  it.runIf(isWholeTable)(
    'a million tokens: too-large, before they are parsed',
    async () => {
      const text = `a: [${'a,'.repeat(600_000)}a]`;
      await expect(read(text)).rejects.toMatchObject({ name: 'DocumentError', code: 'too-large' });
    },
    60_000,
  );

  it.each([
    ['closing brackets', `a: ${times(DEEP, ']')}`],
    ['commas', `a: [${times(DEEP, ',')}`],
    ['tags', times(DEEP, '!!seq ')],
    ['anchors', times(DEEP, '&a ')],
    ['aliases', times(DEEP, '*a ')],
    ['quotes', times(DEEP, '" ')],
    ['headers of block scalars', times(DEEP, '| ')],
    ['an alias to what holds it', 'a: &a [*a]'],
    ['an alias before its anchor', 'a: *a\nb: &a x'],
    ['an alias of another document', 'a: &a x\n---\nb: *a'],
    ['a merge of a list of numbers', '%YAML 1.1\n---\na: &a [1]\nb:\n  <<: *a\n'],
    ['a merge of a text', 'b: {<<: x}'],
    ['a merge of nothing', 'b: {<<: }'],
    ['two merges', 'b: {<<: {a: 1}, <<: {b: 1}}'],
    ['a collection as key', '? [a]\n: b'],
    ['no key', ': b'],
    ['keys of one text', '1: a\n"1": b'],
    ['a number that JSON does not have', 'a: .nan'],
  ])('%s are malformed', async (_, text) => {
    const error = await read(text).then(
      () => undefined,
      (thrown) => thrown,
    );
    // What is read all the same (an alias in itself) must not be deep.
    expect(error).toMatchObject({ name: 'DocumentError', code: expect.stringMatching(/^(malformed|too-deep)$/) });
  });

  it('reads any number of aliases, which the package’s own conversion bounds to 99 for want of linear time', async () => {
    expect(await read(`a: &a x\nb:\n${times(500, '- *a\n')}`)).toEqual([{ a: 'x', b: Array(500).fill('x') }]);
  });

  it.runIf(isWholeTable)(
    'takes an alias a line, each of another anchor: the bound is the test’s own time limit',
    async () => {
      const count = 50_000; // By the package, a minute and a half.
      const lines = (line: (i: number) => string): string => Array.from({ length: count }, (_, i) => line(i)).join('');
      const [value] = await read(lines((i) => `a${i}: &b${i} x\n`) + lines((i) => `c${i}: *b${i}\n`));
      expect(Object.keys(value as object).length).toBe(2 * count);
    },
  );

  it.each([
    [
      'aliases of aliases',
      Array.from({ length: 30 }, (_, i) => `x${i}: &a${i} [${i ? `*a${i - 1}, *a${i - 1}` : ''}]\n`),
    ],
    ['aliases of a long text', ['a: &a ', times(10_000, 'x'), '\nb:\n', times(200, '- *a\n')]],
    ['merges of a long mapping', ['a: &a {x: ', times(10_000, 'x'), '}\nb:\n', times(200, '- <<: *a\n')]],
  ])('%s: too-large', async (_, pieces) => {
    await expect(read(pieces.join(''))).rejects.toMatchObject({ name: 'DocumentError', code: 'too-large' });
  });

  it.runIf(isWholeTable)('stops at the first fault: the bound is the test’s own time limit', async () => {
    const faults = 500_000; // By the package, 20 microseconds each.
    await expect(read(`a: "${times(faults, '\\q')}"`)).rejects.toThrow(
      'Invalid escape sequence \\q at line 1, column 5',
    );
    await expect(read(`a: [${times(faults, ',')}`)).rejects.toMatchObject({ code: 'malformed' });
  });

  it('whatever is made of the tokens of YAML, it is read or refused', async () => {
    const token = fc.constantFrom(
      ...[
        '[',
        ']',
        '{',
        '}',
        '- ',
        '? ',
        ': ',
        'a',
        'a: ',
        ', ',
        '\n',
        '\n ',
        '\n  ',
        '"x"',
        '&a ',
        '*a',
        '!a ',
        '| ',
        '#',
        '---\n',
      ],
    );
    const pattern = fc.array(token, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(pattern, fc.constantFrom(1, 3, 800), async (pieces, count) => {
        await read(`a:\n ${times(count, pieces.join(''))}`).catch((error) => expect(error.name).toBe('DocumentError'));
      }),
    );
  });
});
