import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../../src/bytes/index.ts';
import { type Json, renderJson } from '../../../src/explain/index.ts';
import { exhibit, tellsSecret } from './exhibits.ts';

const field = { type: 'T', rule: 'R', start: 0, end: 2, children: [] };

describe('vectors', () => {
  it('bytes are hexadecimal, big integers decimal, secrets null', () => {
    const rows = [
      { label: 'b', value: hexToBytes('00ff'), rule: 'R' },
      { label: 'n', value: 2n ** 70n, rule: '' },
      { label: 'd', value: 5n, rule: '', secret: true } as const,
    ];
    expect(renderJson({ title: 'T', parts: [{ kind: 'facts', title: 'F', rows }] }, { showSecrets: false })).toEqual({
      title: 'T',
      parts: [
        {
          kind: 'facts',
          title: 'F',
          rows: [
            { label: 'b', value: '00ff', rule: 'R' },
            { label: 'n', value: '1180591620717411303424', rule: '' },
            { label: 'd', value: null, rule: '', secret: true },
          ],
        },
      ],
    });
  });

  it('of bytes with a secret in them only the others are given, by span', () => {
    const bytes = hexToBytes('01020304');
    const children = [
      { ...field, name: 'open', value: 258n },
      { ...field, name: 'hidden', start: 2, end: 4, value: 772n, secret: true } as const,
    ];
    const span = { ...field, name: 'all', end: 4, value: { open: 258n, hidden: 772n }, children };
    const json = (showSecrets: boolean): Json =>
      renderJson({ title: 'T', parts: [{ kind: 'bytes', title: 'O', bytes, span }] }, { showSecrets });
    const part = (whole: string | null, hidden: object): object => ({
      kind: 'bytes',
      title: 'O',
      length: 4,
      bytes: whole,
      span: {
        name: 'all',
        type: 'T',
        rule: 'R',
        start: 0,
        end: 4,
        children: [
          { name: 'open', type: 'T', rule: 'R', start: 0, end: 2, value: '258', bytes: '0102' },
          { name: 'hidden', type: 'T', rule: 'R', start: 2, end: 4, secret: true, ...hidden },
        ],
      },
    });
    expect(json(false)).toEqual({ title: 'T', parts: [part(null, { value: null, bytes: null })] });
    expect(json(true)).toEqual({ title: 'T', parts: [part('01020304', { value: '772', bytes: '0304' })] });
  });
});

describe('properties', () => {
  it('is JSON as it stands', () => {
    fc.assert(
      fc.property(exhibit, fc.boolean(), (shown, showSecrets) => {
        const json = renderJson(shown, { showSecrets });
        expect(JSON.parse(JSON.stringify(json))).toEqual(json);
      }),
    );
  });

  it('tells no secret unless asked', () => {
    fc.assert(
      fc.property(exhibit, (shown) => {
        expect(tellsSecret(JSON.stringify(renderJson(shown, { showSecrets: false })))).toBe(false);
      }),
    );
  });
});
