import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64, bytesToHex, bytesToUtf8, utf8ToBytes } from '../../../src/bytes/index.ts';
import { annotate, encode } from '../../../src/codec/index.ts';
import type { Exhibit, Part } from '../../../src/explain/index.ts';
import { renderHtml } from '../../../src/explain/render/html.ts';
import { sha256 } from '../../../src/hash/index.ts';
import { arbitraryOf } from '../../../src/testing/index.ts';
import { certificate } from '../../../src/x509/index.ts';
import {
  bigExhibit,
  certificateExhibit,
  handshakeExhibit,
  hostileExhibit,
  kernelExhibit,
  keyExhibit,
  smallKey,
} from '../../browser/exhibits.ts';
import { anyCharacter } from '../../characters.ts';
import { runsOf } from '../../property-runs.ts';

const hidden = (exhibit: Exhibit): string => renderHtml(exhibit, { showSecrets: false });
const shown = (exhibit: Exhibit): string => renderHtml(exhibit, { showSecrets: true });
const page = (...parts: Part[]): string => hidden({ title: 'a page', parts });
/** What the hexadecimal side of a page says, without spaces. */
const bytesIn = (markup: string): string =>
  [...hexIn(markup).matchAll(/<i data-n="[^>]*>([^<]*)<\/i>/g)]
    .map(([, hex]) => hex)
    .join('')
    .replaceAll(' ', '');
/** The page without the bytes as characters. */
const hexIn = (markup: string): string => markup.replace(/<div class="ascii"[^>]*>.*?<\/div>/gs, '');
/** The page without what it is allowed to run and to look like. */
const contentOf = (markup: string): string => markup.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '');
const USUAL = [certificateExhibit, keyExhibit, kernelExhibit, handshakeExhibit, bigExhibit];

describe('vectors', () => {
  it('names each extension of a certificate while it is collapsed, however many values it has', () => {
    const rows = [
      ...hidden(certificateExhibit).matchAll(/data-type="Extension"[^>]*>.*?<span class="summary">([^<]*)</g),
    ];
    expect(rows.length).toBeGreaterThan(3);
    for (const [, summary] of rows) expect(summary).toMatch(/^2\.5\.29\.\d+ \(X509v3 [\w ]+\)/);
  });

  it('has contents where it is long: each entry leads to a part', () => {
    const facts = ['a', 'b', 'c', 'd', 'e', 'f'].map((title): Part => ({ kind: 'facts', title, rows: [] }));
    const markup = page({ kind: 'prose', text: 'before' }, ...facts);
    const entries = [...markup.matchAll(/<li><a href="#(part\d+)">([^<]*)</g)];
    expect(entries.map(([, id, title]) => `${id} ${title}`)).toEqual([
      ...['part2 a', 'part3 b', 'part4 c', 'part5 d', 'part6 e', 'part7 f'],
    ]);
    for (const [, id] of entries) expect(markup).toContain(`<div id="${id}">`);
    expect(page(...facts.slice(1))).not.toContain('aria-label="Contents"');
  });

  it('allows the page its own script, by its hash, and nothing else', () => {
    const markup = hidden(certificateExhibit);
    const [script, ...others] = [...markup.matchAll(/<script>(.*?)<\/script>/gs)].map((match) => match[1]);
    expect(others).toEqual([]);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(markup)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${bytesToBase64(sha256.digest(utf8ToBytes(script)))}'`);
  });

  it('refers to nothing but itself', () => {
    for (const exhibit of USUAL) {
      expect(hidden(exhibit)).not.toMatch(/url\(|@import|https?:/);
      expect(contentOf(hidden(exhibit))).not.toMatch(
        /<(link|iframe|object|base)\b|<[^>]* (src|srcset|on\w+)=|href="[^#]/,
      );
    }
  });

  it('explains a term where it first appears, and there alone', () => {
    const markup = page(
      { kind: 'prose', text: 'Two certificates.' },
      { kind: 'prose', text: 'A certificate, and its CA.' },
    );
    expect([...markup.matchAll(/<dfn>([^<]*)</g)].map((match) => match[1])).toEqual(['certificates', 'CA']);
    expect([...markup.matchAll(/<dt>([^<]*)</g)].map((match) => match[1])).toEqual(['certificate', 'CA']);
  });

  it('says where reading ended, and marks what was not read', () => {
    const bytes = encode(certificate, fc.sample(arbitraryOf(certificate), { numRuns: 1, seed: 1 })[0]).slice(0, 60);
    const { span, fault } = annotate(certificate, bytes);
    expect(fault).toBeDefined();
    const markup = page({ kind: 'bytes', title: 'cut', bytes, span, fault });
    expect(markup).toContain(`byte ${fault?.at} in ${fault?.path.join('.')}: ${fault?.code}`);
    expect(bytesIn(markup)).toBe(bytesToHex(bytes));
  });

  it('puts verdicts in words, too', () => {
    const markup = hidden(certificateExhibit);
    expect(markup).toContain('<li class="fail">');
    expect(markup.match(/kept: /g)).toHaveLength(markup.match(/✓/g)!.length);
    expect(markup.match(/broken: /g)).toHaveLength(markup.match(/✗/g)!.length);
  });
});

describe('properties', () => {
  it('shows every byte once and in order, and each with a field that has it', () => {
    fc.assert(
      fc.property(arbitraryOf(certificate), (value) => {
        const bytes = encode(certificate, value);
        const markup = page({ kind: 'bytes', title: 'c', bytes, span: annotate(certificate, bytes).span });
        expect(bytesIn(markup)).toBe(bytesToHex(bytes));
        const rows = [...markup.matchAll(/role="treeitem".*? data-start="(\d+)" data-content="\d+" data-end="(\d+)"/g)];
        let at = 0;
        for (const [, number, hex] of hexIn(markup).matchAll(/<i data-n="(\d+)"[^>]*>([^<]*)<\/i>/g)) {
          const [, start, end] = rows[Number(number)];
          expect(at).toBeGreaterThanOrEqual(Number(start));
          at += hex.length / 3;
          expect(at).toBeLessThanOrEqual(Number(end));
        }
      }),
      runsOf(0.3),
    );
  });

  it('makes no markup of any text', () => {
    const parts = (text: string): Part[] => [
      { kind: 'prose', text },
      { kind: 'facts', title: text, rows: [{ label: text, value: text, rule: text }] },
      { kind: 'table', title: text, rule: text, columns: [text], rows: [[text], [text]] },
      { kind: 'search', title: text, start: 5n, marks: [{ offset: 0, outcome: 'found', detail: text }] },
      { kind: 'section', title: text, parts: [] },
    ];
    // `of` is no term of the glossary, and so a text like any other.
    const usual = contentOf(hidden({ title: 'of', parts: parts('of') })).match(/[<>"]/g)?.length;
    const text = fc.string({ unit: anyCharacter }).map((some) => `~${some.replace(/[\p{L}\p{N}]/gu, '<')}"'>~`);
    fc.assert(
      fc.property(text, (hostile) => {
        // A rule that is empty has no element, and text of this kind is never empty.
        const markup = hidden({ title: hostile, parts: parts(hostile) });
        expect(contentOf(markup).match(/[<>"]/g)?.length).toBe(usual);
        expect(bytesToUtf8(utf8ToBytes(markup))).toBe(markup);
      }),
    );
  });
});

describe('misuse', () => {
  it('cannot be broken out of by the names in a certificate', () => {
    const markup = hidden(hostileExhibit);
    expect(markup).not.toMatch(/<img|\u202e/);
    expect(markup.match(/<\/script>/g)).toHaveLength(1);
  });

  it('stays of bearable size', () => {
    expect(hidden(bigExhibit).length).toBeLessThan(1_000_000);
    const bytes = new Uint8Array(200_000);
    const span = { name: 'zeros', type: 'opaque', start: 0, end: bytes.length, rule: '', value: bytes, children: [] };
    const markup = page({ kind: 'bytes', title: 'zeros', bytes, span });
    expect(bytesIn(markup).length).toBe(2 * 65_536);
    expect(markup).toContain(`the last ${200_000 - 65_536} bytes are left out`);
  });

  it('has no secret in the file unless it is asked for', () => {
    const { prime1, prime2, privateExponent } = smallKey;
    const plain = (markup: string): string => contentOf(markup).replace(/[\s:]|<[^>]*>/g, '');
    for (const secret of [prime1, prime2, privateExponent]) {
      // From the middle, so that no grouping and no leading zeros matter.
      const digits = secret.toString(16).slice(9, 41);
      expect(plain(shown(keyExhibit))).toContain(digits);
      expect(plain(hidden(keyExhibit))).not.toContain(digits);
      expect(hidden(keyExhibit)).not.toContain(`${secret}`.slice(9, 41));
    }
    expect(plain(hidden(certificateExhibit))).not.toContain(privateExponent.toString(16).slice(9, 41));
    expect(hidden(keyExhibit)).toContain('they are not in this file. The switch -show-secrets');
    expect(shown(keyExhibit)).toContain('This file shows secrets');
    expect(hidden(handshakeExhibit)).not.toContain('class="secrecy"');
  });

  it('tells of a secret search neither where it began nor what divides its numbers', () => {
    const search = (secret: boolean): Part => ({
      kind: 'search',
      title: 'a search',
      start: 0xdeadbeefn,
      marks: [{ offset: 0, outcome: 'divisor', detail: 'divisible by 5' }],
      ...(secret && { secret }),
    });
    expect(page(search(false))).toMatch(/deadbeef[\s\S]*divisible by 5/);
    expect(page(search(true))).not.toMatch(/deadbeef|3735928559|by 5/);
    const table: Part = { kind: 'table', title: 't', rule: '', columns: ['k'], rows: [['cafe']], secret: true };
    expect(page(table)).not.toContain('cafe');
  });
});

describe('regressions', () => {
  it('has every box that its script looks for, by its class', () => {
    const script = /<script>(.*?)<\/script>/s.exec(hidden(certificateExhibit))![1];
    const classes = [...script.matchAll(/of all\("\.([\w-]+)", within\)\)/g)].map(([, name]) => name);
    expect(classes).toContain('bytes');
    const markup = USUAL.map((exhibit) => contentOf(hidden(exhibit))).join('\n');
    for (const name of classes) expect(markup).toMatch(new RegExp(`class="[^"]*\\b${name}\\b`));
  });
});
