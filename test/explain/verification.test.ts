import { describe, expect, it } from 'vitest';
import { type Checks, explainValidation, type Part, renderText, type Table } from '../../src/explain/index.ts';
import { type Certificate, caExtensions, makeExtension, validateChain } from '../../src/x509/index.ts';
import { akid, caKey, draft, now, root, serverExtensions, skid } from '../fixtures/drafts.ts';
import { JUDGED_BY } from '../judged.ts';

const ca = (change = {}): Certificate =>
  draft({ subject: 'ca', key: caKey, issuer: root, extensions: [...caExtensions(), skid(caKey)], change });
const intermediate = ca();
const expired = ca({
  serialNumber: 13n,
  validity: {
    notBefore: { kind: 'utcTime', value: new Date(0) },
    notAfter: { kind: 'utcTime', value: new Date(1000) },
  },
});
const idle = draft({
  ...{ subject: 'ca', key: caKey, issuer: root, change: { serialNumber: 13n } },
  extensions: [caExtensions()[0], makeExtension('keyUsage', true, ['cRLSign']), skid(caKey)],
});
const impostor = draft({ subject: 'root', key: caKey, extensions: caExtensions() });
const leaf = draft({
  subject: 'leaf',
  issuer: intermediate,
  issuerKey: caKey,
  extensions: [...serverExtensions, akid(caKey)],
});

const explained = (intermediates: readonly Certificate[], roots: readonly Certificate[]) =>
  explainValidation('leaf.crt', {
    ...JUDGED_BY,
    leaf,
    intermediates,
    roots,
    time: now,
    purpose: 'serverAuth',
    name: { dns: 'kubernetes' },
  });
const checksOf = (parts: readonly Part[]): Checks[] =>
  parts.flatMap((part) => (part.kind === 'section' ? checksOf(part.parts) : part.kind === 'checks' ? [part] : []));
const headings = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => (part.kind === 'section' ? [part.title] : []));

describe('vectors', () => {
  it('shows the path that failed, why, and the one that was chosen', () => {
    const { validation, exhibit } = explained([idle, intermediate], [root]);
    expect(validation.ok).toBe(true);
    expect(headings(exhibit.parts)).toEqual(['Path 1, refused', 'Path 2, verified']);
    const [first, second] = checksOf(exhibit.parts);
    expect([first.chosen, second.chosen]).toEqual([false, true]);
    expect(first.title).toContain('CN = leaf [serial 1267] ← CN = ca [serial d] ← CN = root');
    expect(second.checks).toEqual(validation.checks);
    const text = renderText(exhibit, { showSecrets: false }).replace(/\s+/g, ' ');
    expect(text).toContain('Refused because CN = ca (depth 1) breaks key-usage: keyUsage cRLSign: no keyCertSign');
    expect(text).toContain('Verified. 2 paths were judged');
    expect(text).toContain('Must name kubernetes');
  });

  it('shows who was tried as an issuer, and whether its key has signed', () => {
    const { validation, exhibit } = explained([intermediate, impostor], [root]);
    expect(validation.ok).toBe(true);
    const table = exhibit.parts.find((part): part is Table => part.kind === 'table')!;
    expect(table.rows.map(([, , signed]) => signed)).toEqual(['yes', 'yes']);
    const stranger = explained(
      [intermediate, impostor],
      [draft({ subject: 'root', key: caKey, extensions: caExtensions() })],
    );
    expect(stranger.validation.ok).toBe(false);
    const answers = stranger.exhibit.parts.find((part): part is Table => part.kind === 'table')!.rows;
    expect(answers.map(([, , signed]) => signed)).toContain('no');
  });

  it('shows a leaf whose issuer nobody knows', () => {
    const { exhibit } = explained([], [root]);
    expect(headings(exhibit.parts)).toEqual(['Path 1, refused']);
    // It is the one that is reported; nobody chose it.
    expect(checksOf(exhibit.parts)).toMatchObject([{ chosen: false }]);
  });
});

describe('properties', () => {
  it('comes to the verdict of validateChain; of a path, what it goes on in is shown instead', () => {
    for (const intermediates of [[], [intermediate], [expired], [expired, impostor, intermediate]]) {
      for (const roots of [[], [root], [impostor]]) {
        const { validation, exhibit } = explained(intermediates, roots);
        const plain = validateChain({
          ...JUDGED_BY,
          leaf,
          intermediates,
          roots,
          time: now,
          purpose: 'serverAuth',
          name: { dns: 'kubernetes' },
        });
        expect(validation).toEqual(plain);
        const paths = checksOf(exhibit.parts);
        expect(paths).toContainEqual(expect.objectContaining({ checks: plain.checks, chosen: plain.ok }));
        expect(paths.filter(({ chosen }) => chosen)).toHaveLength(plain.ok ? 1 : 0);
        for (const { title, chosen } of paths) {
          if (!chosen) expect(paths.filter((other) => other.title.startsWith(title))).toHaveLength(1);
        }
      }
    }
  });
});

describe('misuse', () => {
  it('refuses what validateChain refuses', () => {
    expect(() => explained([], [{} as Certificate])).toThrow(expect.objectContaining({ code: 'wrong-type' }));
  });
});
