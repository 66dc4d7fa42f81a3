import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../../src/bytes/index.ts';
import { annotate } from '../../../src/codec/index.ts';
import { type Exhibit, hasSecrets, type Part, renderText } from '../../../src/explain/index.ts';
import { width } from '../../../src/explain/render/text/wrap.ts';
import { name } from '../../../src/x509/index.ts';
import { exhibit, tellsSecret } from './exhibits.ts';

const text = (...parts: readonly Part[]): string[] =>
  renderText({ title: 'T', parts }, { showSecrets: false }).trimEnd().split('\n').slice(3);

describe('vectors', () => {
  it('titles, sections, prose of at most 100 columns', () => {
    const paragraph: Part = { kind: 'prose', text: 'word '.repeat(30) };
    const inner: Part = { kind: 'section', title: 'Inner', parts: [paragraph] };
    const lines = renderText({ title: 'Outer', parts: [inner] }, { showSecrets: false }).split('\n');
    expect(lines).toEqual([
      'Outer',
      '=====',
      '',
      'Inner',
      '-----',
      '',
      `${'word '.repeat(19)}word`,
      `${'word '.repeat(9)}word`,
      '',
    ]);
  });

  it('the terms of prose explained where they first appear', () => {
    const lines = text({ kind: 'prose', text: 'A digest.' }, { kind: 'prose', text: 'Hashes, and digests.' });
    expect(lines.slice(0, 2)).toEqual([
      'A digest.',
      expect.stringMatching(/^ {2}\* digest, or hash: A short value computed/),
    ]);
    expect(lines.at(-1)).toBe('Hashes, and digests.');
  });

  it('facts, with their rules', () => {
    const rows = [
      { label: 'bytes', value: hexToBytes('616263646566'), rule: 'RFC 4648 §8' },
      { label: 'n', value: 65_537n, rule: '' },
      { label: 'long', value: 2n ** 100n, rule: '' },
      { label: 'd', value: 7n, rule: 'RFC 8017 §3.2', secret: true } as const,
    ];
    expect(text({ kind: 'facts', title: 'Facts', rows })).toEqual([
      'Facts',
      '  bytes  61626364 6566  RFC 4648 §8',
      '  n      65537 (0x10001, 17 bits)',
      '  long   101 bits: 0x 10 00000000 00000000 00000000',
      '  d      (hidden)  RFC 8017 §3.2',
    ]);
  });

  it('bytes with a fault', () => {
    const bytes = hexToBytes('300c310a30080603550403130161');
    const fault = { at: 14, code: 'truncated', rule: 'X.690 §8.1.3', path: ['0', 'value'] };
    const lines = text({ kind: 'bytes', title: 'A name', bytes, span: annotate(name, bytes).span, fault });
    expect(lines[0]).toBe('A name (14 bytes)');
    expect(lines[5]).toBe('00000b  13 01 61                       value.printableString = "a"  X.680 §41.4');
    expect(lines[6]).toBe('✗ byte 14 in 0.value: truncated (X.690 §8.1.3)');
  });

  it('a table in columns; one that is too wide by rows', () => {
    const columns = ['t', 'a'];
    expect(
      text({
        kind: 'table',
        title: 'Rounds',
        rule: 'R',
        columns,
        rows: [
          ['0', 'ff'],
          ['10', '1'],
        ],
      }),
    ).toEqual(['Rounds  R', '  t  a', '  0  ff', '  10 1']);
    const wide = Array.from({ length: 6 }, (_, i) => `${i}`.repeat(20));
    expect(
      text({ kind: 'table', title: 'Wide', rule: '', columns: ['a', 'b', 'c', 'd', 'e', 'f'], rows: [wide] }),
    ).toEqual(['Wide', ...wide.map((cell, i) => `${i === 0 ? '  ' : '    '}${'abcdef'[i]}: ${cell}`)]);
  });

  it('checks by certificate', () => {
    const check = { code: 'validity', rule: 'RFC 5280 §4.1.2.5', depth: 0, subject: 'CN=x' } as const;
    const checks = [
      { ...check, outcome: 'pass', detail: 'good' } as const,
      { ...check, outcome: 'fail', detail: 'bad' } as const,
    ];
    expect(text({ kind: 'checks', title: 'Path 1', checks, chosen: true })).toEqual([
      'Path 1 (chosen)',
      'depth 0: CN=x',
      '  ✓ validity: good  RFC 5280 §4.1.2.5',
      '  ✗ validity: bad  RFC 5280 §4.1.2.5',
    ]);
  });

  it('a handshake as arrows, and what is in its messages below', () => {
    const detail: Part[] = [{ kind: 'prose', text: 'inside' }];
    const arrows = [
      { from: 0, label: 'ClientHello', note: 'five suites', protected: false, detail },
      { from: 1, label: 'Finished', note: '', protected: true, detail: [] },
    ] as const;
    const blank = `|${' '.repeat(70)}|`;
    expect(text({ kind: 'sequence', title: 'Flow', actors: ['client', 'server'], arrows })).toEqual([
      'Flow',
      `client${' '.repeat(60)}server`,
      blank,
      `|--- 1 ClientHello ${'-'.repeat(51)}>|`,
      `|    five suites${' '.repeat(55)}|`,
      blank,
      `|<== 2 Finished ${'='.repeat(55)}|`,
      blank,
      '--> in the clear, ==> encrypted',
      '',
      '1. ClientHello',
      '',
      'inside',
    ]);
  });

  it('a search as a picture; of a secret one no start and no reasons', () => {
    const marks = [
      { offset: 0, outcome: 'divisor', detail: 'divisible by 7' },
      { offset: 2, outcome: 'miller-rabin', detail: 'composite' },
      { offset: 14, outcome: 'divisor', detail: 'divisible by 7' },
      { offset: 16, outcome: 'found', detail: 'prime' },
    ] as const;
    const search = { kind: 'search', title: 'Search', start: 91n, marks } as const;
    const picture = [
      '  4 numbers: 2 had a small divisor ( . ), 1 failed Miller-Rabin ( m ), 1 found ( # )',
      '  +0      .m.#',
    ];
    expect(text(search)).toEqual([
      'Search',
      '  start  91 (0x5b, 7 bits)',
      ...picture,
      '  divisible by 7: +0 +14',
      '  composite: +2',
      '  prime: +16',
    ]);
    expect(text({ ...search, secret: true })).toEqual(['Search', '  start  (hidden)', ...picture]);
  });
});

describe('properties', () => {
  const lines = (shown: Exhibit, columns: number): string[] =>
    renderText(shown, { showSecrets: true, columns }).split('\n');

  it('no line is wider than it may be, and none holds a control character', () => {
    fc.assert(
      fc.property(exhibit, fc.integer({ min: 60, max: 120 }), (shown, columns) => {
        for (const line of lines(shown, columns)) {
          expect(width(line), line).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  it('tells no secret unless asked', () => {
    fc.assert(
      fc.property(exhibit, (shown) => {
        expect(tellsSecret(renderText(shown, { showSecrets: false }))).toBe(false);
        if (tellsSecret(renderText(shown, { showSecrets: true }))) expect(hasSecrets(shown)).toBe(true);
      }),
    );
  });

  it('colours only colour', () => {
    fc.assert(
      fc.property(exhibit, (shown) => {
        const painted = renderText(shown, { showSecrets: true, paint: (_, inner) => `\ue000${inner}\ue001` });
        const bare = (text: string): string => text.replace(/[\ue000\ue001]/g, '').replace(/ +$/gm, '');
        expect(bare(painted)).toBe(bare(renderText(shown, { showSecrets: true })));
      }),
    );
  });
});

describe('regressions', () => {
  it('refuses lines too narrow to be cut, which it once cut for ever', () => {
    for (const columns of [59, 10, 0, -1, Number.NaN]) {
      expect(() => renderText({ title: 'T', parts: [] }, { showSecrets: false, columns })).toThrow(
        expect.objectContaining({ code: 'out-of-range' }),
      );
    }
  });
});
