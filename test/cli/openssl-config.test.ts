// biome-ignore-all lint/suspicious/noTemplateCurlyInString: those are OpenSSL's variables.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bytesToUtf8 } from '../../src/bytes/index.ts';
import { CliError } from '../../src/cli/command.ts';
import { parseOpensslConfig } from '../../src/cli/openssl-config.ts';
import { hasOpenssl } from '../openssl.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

const ENV = { PLACE: 'Bern' };
const read = (text: string) => parseOpensslConfig(text, ENV);
const codeOf = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof CliError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'read';
};

/** Values as they are written, and as they are meant. */
const VALUES: readonly (readonly [written: string, meant: string])[] = [
  ['plain text', 'plain text'],
  ['trailing blanks \t ', 'trailing blanks'],
  ['before # a comment', 'before'],
  ['"quoted # no comment"', 'quoted # no comment'],
  ["'  blanks are kept  '", '  blanks are kept  '],
  ['one "and \'two\'" `three`', "one and 'two' three"],
  ['"a \\" in quotes"', 'a " in quotes'],
  ['"\\n in quotes is an n"', 'n in quotes is an n'],
  ['a \\# b \\$c \\\\ d', 'a # b $c \\ d'],
  ['tab\\tand line\\nfeed', 'tab\tand line\nfeed'],
  ['joined \\\n  lines\\\n here', 'joined   lines here'],
  ['joined after CR \\\r\nLF', 'joined after CR LF'],
  ['$word and more', 'x y and more'],
  ['$word.more', 'x y.more'],
  ['${word}more $(word)more', 'x ymore x ymore'],
  ['${other::word} $other::word', 'of other of other'],
  ['$outside', 'from outside'],
  ['${other::outside}', 'from outside'],
  ['$ENV::PLACE', 'Bern'],
  ['${ENV::outside}', 'from outside'],
  ["'$word' in quotes", '$word in quotes'],
  ['not "closed', 'not closed'],
  ['a; b', 'a; b'],
  ['a = b', 'a = b'],
];

/** A file with all of them in [fields]. @param prefix - of each value. */
const file = (prefix: string): string =>
  [
    'asn1 = SEQUENCE:fields',
    'outside = from outside',
    'word = x y',
    '[ other ]',
    'word = of other # and a comment',
    '[fields]',
    ...VALUES.map(([written], i) => `f${i} = ${prefix}${written}`),
    '',
  ].join('\n');

describe('vectors', () => {
  it('values with quotes, escapes, variables and comments', () => {
    const settings = read(file('')).requiredSection('fields');
    expect(settings.map(({ value }) => value)).toEqual(VALUES.map(([, meant]) => meant));
  });

  it.skipIf(!hasOpenssl)('the same values as OpenSSL reads them', () => {
    // `asn1parse -genconf` encodes each value that follows a type.
    shell.write('values.cnf', file('FORMAT:UTF8,UTF8:'));
    vi.stubEnv('PLACE', ENV.PLACE);
    shell.openssl('asn1parse', '-genconf', 'values.cnf', '-out', 'values.der', '-noout');
    expect(strings(readFileSync(shell.path('values.der')))).toEqual(VALUES.map(([, meant]) => meant));
  });

  it('sections, and names in them', () => {
    const config = read(
      'a = 1\n[ two words ]\nb = 2\nb = 3\n[default]\nc=4\n[ two words ]\nd = 5\nother::e = 6\n[empty]\n[e\\#f]\n2.5.4.3 = OID\n1.O=x\n',
    );
    const of = (name: string) => config.section(name)?.map((one) => `${one.line}: ${one.name}=${one.value}`);
    expect(of('default')).toEqual(['1: a=1', '6: c=4']);
    expect(of('two words')).toEqual(['4: b=3', '8: d=5']);
    expect(of('other')).toEqual(['9: e=6']);
    expect([of('empty'), of('none')]).toEqual([[], undefined]);
    expect(of('e#f')).toEqual(['12: 2.5.4.3=OID', '13: 1.O=x']);
    // Not in the section: from [default].
    expect([config.value('empty', 'a'), config.value('none', 'c'), config.value('empty', 'b')]).toEqual([
      '1',
      '4',
      undefined,
    ]);
  });

  it.each([
    ['[open', 'config-file: line 1: a section is [name], without the ] here'],
    ['\n[]', 'config-file: line 2: a section needs a name: [name]'],
    ['[a:b]', 'config-file: line 1: a section is [name], without the ] here'],
    ['a = 1\n\nwords only', 'config-file: line 3: is neither [section] nor name = value'],
    ['= value', 'config-file: line 1: is neither [section] nor name = value'],
    ['a = $b', 'config-file: line 1: the variable $b has no value'],
    ['a = ${b::c}', 'config-file: line 1: the variable ${b::c} has no value'],
    ['a = 1\nb = \\\n ${a', 'config-file: line 2: a variable begins with ${ and has no }'],
    ['a = $', 'config-file: line 1: the variable $ has no value'],
    ['.include other.cnf', 'config-file: line 1: .include is not supported: put it into one file'],
    ['.include = other.cnf', 'config-file: line 1: .include is not supported: put it into one file'],
    ['.pragma = dollarid:on', 'config-file: line 1: .pragma is not supported: put it into one file'],
    ['a = $ENV::HOME', 'config-file: line 1: the variable $ENV::HOME has no value'],
    ['a = $toString', 'config-file: line 1: the variable $toString has no value'],
    ['a = $ENV::constructor', 'config-file: line 1: the variable $ENV::constructor has no value'],
  ])('refuses %j', (text, said) => expect(codeOf(text)).toBe(said));
});

describe('properties', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_.]{1,12}$/);
  it('reads what was written with quotes and escapes', () => {
    const value = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one }), (settings) => {
        const text = settings.map(([key, given]) => `${key} = "${given.replace(/[\\"]/g, '\\$&')}"\n`).join('');
        const found = read(`[s]\n${text}`).requiredSection('s');
        expect(found.map((one) => [one.name, one.value])).toEqual(settings);
      }),
    );
  });

  it('reads or refuses any text, with the line', () => {
    const token = fc.constantFrom(
      'a',
      '=',
      ' ',
      '\\',
      '"',
      '#',
      '$a',
      '${',
      '}',
      '::',
      '[',
      ']',
      '\n',
      'a=1\n',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
        expect(codeOf(tokens.join(''))).toMatch(/^(read|config-file: line \d+: .+)$/);
      }),
    );
  });
});

describe('regressions: bounded work', () => {
  it('a variable that is doubled on each line', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `v${i + 1} = $v${i}$v${i}`);
    expect(codeOf(`v0 = xx\n${lines.join('\n')}`)).toMatch(/a value has more than 65536 characters/);
  });

  it('a long value on very many lines', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `v${i} = $long`);
    expect(codeOf(`long = ${'x'.repeat(60_000)}\n${lines.join('\n')}`)).toMatch(/come to more than/);
  });

  it.each([
    ['blanks before a bracket', `[${' '.repeat(500_000)}`],
    ['blanks in a name', `a${' '.repeat(500_000)}b`],
    ['blanks in a value', `a = ${' b'.repeat(30_000)}`],
    ['backslashes', '\\'.repeat(500_000)],
    ['joined lines', 'a\\\n'.repeat(200_000)],
    ['quotes', `a = ${'"'.repeat(500_000)}`],
    ['open variables', `a = ${'${'.repeat(200_000)}`],
    ['words of a section', `[${'a '.repeat(250_000)}`],
  ])('%s', (_what, text) => expect(codeOf(text)).toMatch(/^(read|config-file)/));
});

/** The UTF8Strings of a DER SEQUENCE of them, each shorter than 128 bytes. */
function strings(der: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = der[1] > 0x80 ? 2 + (der[1] & 0x7f) : 2; at < der.length; at += 2 + der[at + 1]) {
    expect(der[at]).toBe(0x0c);
    found.push(bytesToUtf8(der.subarray(at + 2, at + 2 + der[at + 1])));
  }
  return found;
}
