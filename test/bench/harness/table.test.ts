import { describe, expect, it } from 'vitest';
import { HEADLINES, type Headline } from '../../../bench/harness/headline.ts';
import { replaceBetween } from '../../../bench/harness/markers.ts';
import { roomsOfRows } from '../../../bench/harness/rooms.ts';
import { aimText, headlineTable, roomTable } from '../../../bench/harness/table.ts';
import { report } from './fixture.ts';

const headlines: readonly Headline[] = [
  {
    label: 'short',
    row: 'hash/sha256/64 B',
    aims: [
      { text: '2.2 × noble', against: '@noble/hashes', atLeast: 2.2 },
      { text: '3 × Node', against: 'node:crypto', atLeast: 3 },
    ],
  },
  {
    label: 'long',
    row: 'hash/sha256/1 MiB',
    aims: [{ text: '3 × forge', against: 'node-forge', row: 'transfer/other suite/1 MiB', atLeast: 3 }],
    beside: 'transfer/other suite/1 MiB',
  },
  { label: 'absent', row: 'sign/sha256/2048', aims: [] },
  {
    label: 'alone',
    row: 'drbg/hmac-sha256/1 KiB',
    aims: [{ text: 'as fast as X', against: 'X', atLeast: 1 }],
  },
];

describe('the README table', () => {
  it('of a small report', () => {
    expect(headlineTable(report, headlines).split('\n')).toEqual([
      "Abacus, 2 cores, 8 GiB; Node 20.20.2; commit 0123456789-dirty; 2026-01-02. Medians; in brackets, how many times as long as ours. Aims are judged by each implementation's shortest sample, so the factor in the last column differs from the one in brackets.",
      '',
      '|  | vitrine | other libraries | Node | aim, and whether this run met it |',
      '| --- | --- | --- | --- | --- |',
      '| short | 400 ns, 160 MB/s | @noble/hashes 1.00 µs (2.5 ×) | 800 ns (2.0 ×) | 2.2 × noble: met (2.5 ×)<br>3 × Node: not met (2.0 ×) |',
      '| long | 4.00 ms, 262 MB/s | hash-wasm 3.00 ms (0.75 ×)<br>node-forge 40.0 ms (10 ×) |  | 3 × forge: met (10 ×) |',
      '| alone | 10.0 µs, 102 MB/s |  |  | as fast as X: not measured |',
    ]);
  });

  it('gives the samples of an aim of ours against another row of ours, of which the table shows the medians', () => {
    const aim = { text: 'no slower', against: 'vitrine', row: 'hash/sha256/1 MiB', atLeast: 1 };
    expect(aimText(report, headlines[0], aim)).toBe('no slower: met (2.00 ms / 200 ns = 10000 ×)');
  });

  it('names the ways of Node where there are two', () => {
    const [ours, native] = report.rows;
    const rows = [ours, native, { ...native, implementation: 'node:crypto hash', median_ns: 600 }];
    const [, , , , cells] = headlineTable({ ...report, rows }, headlines.slice(0, 1)).split('\n');
    expect(cells.split(' | ')[3]).toBe('node:crypto hash 600 ns (1.5 ×)<br>node:crypto 800 ns (2.0 ×)');
  });

  it('asks for rows that there are', async () => {
    const rooms = await roomsOfRows();
    const wanted = HEADLINES.flatMap(({ row, beside, aims }) => [row, beside, ...aims.map((aim) => aim.row)]);
    expect(wanted.filter((row) => row !== undefined && !rooms.has(row))).toEqual([]);
  });
});

describe('the table of a room', () => {
  it('has ours first, and the others beside it', () => {
    const rows = report.rows.slice(0, 3);
    expect(roomTable({ rows }).split('\n')).toEqual([
      '|  | implementation | least | median | p99 | rme | samples | to ours |',
      '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| hash / sha256 / 64 B | vitrine 1.2.3 | 200 ns | 400 ns, 160 MB/s | 800 ns | 1.3 % | 100 |  |',
      '|  | node:crypto 1.2.3 | 400 ns | 800 ns, 80.0 MB/s | 1.60 µs | 1.3 % | 100 | 2.0 × |',
      '|  | @noble/hashes 1.2.3 | 500 ns | 1.00 µs, 64.0 MB/s | 2.00 µs | 1.3 % | 100 | 2.5 × |',
    ]);
  });
});

describe('what stands between markers', () => {
  const text = 'before\n<!-- a -->\nold\n<!-- /a -->\nafter';
  it('is replaced, and nothing else', () => {
    const once = replaceBetween(text, 'a', 'new');
    expect(once).toBe('before\n<!-- a -->\n\nnew\n\n<!-- /a -->\nafter');
    expect(replaceBetween(once, 'a', 'new')).toBe(once);
  });
  it.each([
    ['none', 'b', text],
    ['no end', 'a', 'x <!-- a --> y'],
    ['two', 'a', text + text],
    ['the wrong order', 'a', '<!-- /a --> <!-- a -->'],
  ])('is refused where there is %s', (_, name, wrong) => {
    expect(() => replaceBetween(wrong, name, 'new')).toThrow(RangeError);
  });
});
