/** What went wrong, in Chinese. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KernelName } from '../../../src/explorer/kernels.ts';
import { decodeFault, demandInChinese, failureInChinese } from '../../../src/explorer/page/words/failures.ts';
import { kernelExhibit } from '../../../src/explorer/work/kernels.ts';

/** The codes of a class, from the catalogue. */
function codesOf(name: string): string[] {
  const page = readFileSync(resolve(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
  const [, section = ''] = new RegExp(`\\n## ${name}[ ,][^\\n]*\\n([\\s\\S]*?)(?=\\n## |$)`).exec(page) ?? [];
  return [...section.matchAll(/^\| `([\w-]+)`/gm)].map(([, code]) => code);
}

const PLACES = {
  InspectError: {},
  PemError: { line: 1 },
  EncodingError: { at: 1 },
  ExplorerError: {},
  RecordingError: { path: ['1'] },
  DecodeError: { at: 1, path: [] },
  EcError: {},
  WebError: {},
};

/** Settings that an algorithm refuses in words of its own. */
const REFUSED: readonly (readonly [KernelName, Readonly<Record<string, string>>])[] = [
  ...([{ p: '4' }, { e: '4' }, { e: '15' }, { m: '1000000' }] as const).map((one) => ['rsa', one] as const),
  ...([{ prime: '9' }, { a: '0' }, { a: '0', b: '0' }, { px: '18' }] as const).map((one) => ['curve', one] as const),
  ...([{ A: '2' }, { A: '3' }] as const).map((one) => ['montgomery', one] as const),
  ...([{ modulus: '19' }, { d: '4' }] as const).map((one) => ['edwards', one] as const),
  ['rsa-sign', { e: '0' }],
  ['ecdsa', { hexk: '00'.repeat(32) }],
  ['ecdh', { hexpeer: '04' }],
  ['oaep', { message: 'x'.repeat(500) }],
];

describe('what algorithms refuse', () => {
  it.each(REFUSED)('%s %j', (name, settings) => {
    let refused: { readonly fault: string; readonly values: readonly string[] } | undefined;
    try {
      kernelExhibit(name, settings);
    } catch (error) {
      refused = error as NonNullable<typeof refused>;
    }
    expect(refused?.fault).toBe('other');
    const [message, code] = refused!.values;
    expect(demandInChinese(message, code)).toMatch(/^[^“]*[一-鿿][^“]*$/);
  });
});

describe('failures in Chinese', () => {
  it.each(Object.entries(PLACES))('every code of %s has its meaning', (name, place) => {
    const codes = codesOf(name);
    expect(codes.length).toBeGreaterThan(1);
    for (const code of codes) {
      const text = failureInChinese({ code, message: 'said in English', rule: 'RFC 1 §1', place });
      expect(text, code).not.toContain('said in English');
      expect(text).not.toContain('出错了');
      expect(text).toMatch(/依据：RFC 1 §1；代码 [\w-]+$/);
    }
  });

  it('tells kind, place and rule, and quotes what has no Chinese', () => {
    expect(failureInChinese({ code: 'pem-unfinished', message: 'x', rule: 'RFC 7468 §3', place: { line: 7 } })).toBe(
      'PEM 不合格式（第 7 行）：块没有 END 行。依据：RFC 7468 §3；代码 pem-unfinished',
    );
    const place = { argument: 'options.x', at: undefined };
    expect(failureInChinese({ code: 'wrong-type', message: 'options.x: must be odd', rule: '', place })).toBe(
      '输入不合要求（options.x）：“must be odd”。代码 wrong-type',
    );
    expect(failureInChinese({ code: 'strange', message: 'it broke', rule: '' })).toBe(
      '出错了：“it broke”。代码 strange',
    );
  });

  it('tells what the decoder and the algorithms say', () => {
    expect(decodeFault('trailing')).toBe('结构结束之后还有字节（trailing）');
    expect(decodeFault('other')).toBe('other');
    expect(demandInChinese('must be an odd prime', 'out-of-range')).toBe('应为奇素数');
    expect(demandInChinese('the point is not on P-256', 'point-not-on-curve')).toBe('坐标不满足曲线的方程');
    expect(demandInChinese('must be blue', 'out-of-range')).toBe('“must be blue”');
  });
});
