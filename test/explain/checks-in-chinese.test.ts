/** Every rule of validation has its Chinese, and what it finds does too. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../scripts/errors/x509.ts';
import { checkInChinese, detailInChinese, ruleInChinese } from '../../src/explain/internal.ts';
import { chainsJob } from '../../src/explorer/work/chains.ts';

describe('vectors', () => {
  it('every rule has its Chinese', () => {
    const codes = Object.keys(CHECKS);
    expect(codes.length).toBeGreaterThan(80);
    for (const code of codes) expect(ruleInChinese(code), code).toMatch(/^[^。]*[一-鿿].*（[\w-]+）$/);
  });

  it('a failure has its values in Chinese, and what has none is quoted', () => {
    const failed = (code: 'name' | 'key-strength', detail: string) =>
      checkInChinese({
        code,
        detail,
        rule: 'R',
        depth: 0,
        subject: 'S',
        outcome: 'fail',
        advice: { who: 'CA', what: 'x' },
      });
    expect(failed('name', 'does not name a.test; it has DNS:b.test')).toMatchObject({
      detail: '证书上应有所找的名字：不含 a.test；含有 DNS:b.test。',
      advice: { who: 'CA', what: expect.stringMatching(/^申请一张.*。$/) },
    });
    expect(failed('key-strength', 'of $& strange kind').detail).toContain('：“of $& strange kind”。');
    expect(detailInChinese('not revoked, by a list of 2026-01-01T00:00:00Z')).toBe(
      '没有被吊销，依据 2026-01-01T00:00:00Z 的吊销列表',
    );
    expect(
      detailInChinese('revoked on 2026-01-02T00:00:00Z (keyCompromise), by an OCSP response of 2026-01-03T00:00:00Z'),
    ).toBe('已于 2026-01-02T00:00:00Z 吊销（keyCompromise），依据 2026-01-03T00:00:00Z 的 OCSP 响应');
    expect(detailInChinese('does not name $1; it has $&')).toBe('不含 $1；含有 $&');
  });
});

describe('what the checks of revocation find', () => {
  const folder = new URL('../../src/x509/validate/revocation/', import.meta.url);
  /** What advises begins with a verb. */
  const isOther =
    /^(RFC|NIST|BR|Not in)\b|^(answer|ask|certify|fetch|give|issue|leave|let|list each|number|set|sign|switch|tell|write) /;
  /** The texts of a file: what is in quotes and has a blank, without comments. */
  const textsIn = (source: string): readonly string[] =>
    [...source.replace(/(^| )\/\/.*$|^ *\/?\*.*$|import [^;]*;/gm, '').matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`\n]*)`/g)]
      .map(([, ...quoted]) => quoted.find((one) => one !== undefined)!)
      .filter((text) => /\w.* |\w \w/.test(text) && !isOther.test(text) && !/^(\$\{|directoryName )/.test(text));

  const INSIDE: Readonly<Record<string, string>> = {
    detail: 'is revoked',
    what: 'critical extension 1.2',
    why: 'no list or response about it is at hand',
    source: 'a list of 7',
    baseNumber: '7',
  };
  const withValues = (text: string): string =>
    text.replace(/\$\{(?:[\w$]+\.)*([\w$]+)[^}]*\}/g, (_, name: string) => INSIDE[name] ?? '7');

  /** A text that is a part of another stands in it. */
  function wholeOf(text: string): string {
    const told = withValues(text);
    if (/^(no list or response about|none of the lists|its issuer, whose)/.test(text))
      return `whether it is revoked is not known: ${told}`;
    if (/^(is|has) /.test(text)) return `the responder's certificate ${told}`;
    if (text.startsWith('critical ')) return `the list has ${told}, which is not supported`;
    return /^(an OCSP response|a list) of \$/.test(text) ? `not revoked, by ${told}` : told;
  }

  it('has its Chinese, of whatever is written in the sources', () => {
    // What is wrong with the options is no finding.
    const files = readdirSync(folder).filter((name) => name !== 'revocation-policy.ts');
    const found = files.flatMap((name) => textsIn(readFileSync(new URL(name, folder), 'utf8')));
    expect(found.length).toBeGreaterThan(55);
    const english = found.map(wholeOf).flatMap((text) => {
      const told = detailInChinese(text);
      const isChinese = told !== undefined && !/[a-z]+ [a-z]+/.test(told.replace(/“.*?”/g, ''));
      return isChinese ? [] : [text];
    });
    expect(english).toEqual([]);
  });

  it('of several lists, and of a delta list', () => {
    expect(detailInChinese('not revoked, by a list of A, a list of B, a list of C')).toBe(
      '没有被吊销，依据 A、B、C 的吊销列表',
    );
    expect(detailInChinese('of a delta list: the list is for another distribution point')).toBe(
      '增量列表：它属于另一个分发点',
    );
  });
});

describe('the room of chains', () => {
  it('tells no rule in English', { timeout: 60_000 }, async () => {
    const changes = ['lower.expired,lower.no-cert-sign,leaf.other-name', 'upper.constrained,leaf.bit-flipped', ''];
    for (const [i, one] of changes.entries()) {
      const settings = { changes: one, profile: i === 2 ? 'webpki' : 'rfc5280' };
      const { nodes, broken, html } = await chainsJob({ settings, source: undefined, language: 'zh' });
      expect(broken.length > 0).toBe(one !== '');
      for (const text of broken) expect(text).toMatch(/[一-鿿]/);
      const checks = nodes.flatMap(({ checks }) => checks);
      expect(checks.length).toBeGreaterThan(20);
      for (const { detail, advice } of checks) expect(`${detail}${advice?.what}`).not.toMatch(/[a-z]+ [a-z]+ [a-z]+/);
      expect(html.replace(/<[^>]*>/g, ' ')).not.toMatch(/breaks|broken|refused|no subject|\bdepth\b/i);
    }
  });
});
