import { describe, expect, it } from 'vitest';
import { encode } from '../../../../src/codec/index.ts';
import { generateKey } from '../../../../src/keys/index.ts';
import { ECDSA_SHA256 } from '../../../../src/signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  certificate,
  decodeCertificate,
  makeExtension,
  type X509Event,
} from '../../../../src/x509/index.ts';
import { failing, intermediate, leaf, leafOf, validate } from '../../../fixtures/chain.ts';
import { draftBy } from '../../../fixtures/draft.ts';
import {
  akid,
  caKey,
  draft,
  random,
  root,
  rootKey,
  serverExtensions,
  skid,
  validity,
} from '../../../fixtures/drafts.ts';

/** CAs below the root, each signed by the one above; the last one's key is `caKey`. */
function cas(names: readonly string[]): Certificate[] {
  const found: Certificate[] = [];
  for (const [i, subject] of names.entries()) {
    const issuer = found[i - 1] ?? root;
    found.push(
      draft({ subject, key: caKey, issuer, issuerKey: i === 0 ? rootKey : caKey, extensions: caExtensions() }),
    );
  }
  return found;
}
const forged = (of: Certificate): Certificate => {
  const signature = new Uint8Array(of.fields.signature);
  signature[10] ^= 1;
  return decodeCertificate(encode(certificate, { ...of.fields, signature }));
};

describe('reasons that are true', () => {
  it('a forged signature is one, though the CA of that name is trusted', () => {
    const report = validate({ leaf: forged(leaf) });
    expect(failing(report)).toEqual(['signature']);
    expect(report.chain.at(-1)).toBe(root);
    expect(failing(validate({ intermediates: [forged(intermediate)] }))).toEqual(['signature']);
  });

  it('a chain one longer than the limit names the limit', () => {
    const below = cas(['one', 'two', 'three']);
    const options = { leaf: leafOf(below[2]), intermediates: below };
    expect(failing(validate({ ...options, limits: { depth: 3 } }))).toEqual([]);
    const report = validate({ ...options, limits: { depth: 2 } });
    expect(failing(report)).toEqual(['depth-limit']);
    expect(report.checks.at(-1)?.advice).toEqual({ who: 'verifier', what: expect.stringContaining('limits.depth') });
  });

  describe('of twelve CAs that all certify each other', () => {
    const keys = Array.from({ length: 12 }, () => generateKey({ type: 'ec', curve: 'P-256', random }));
    const make = draftBy({ scheme: ECDSA_SHA256, random, ...validity, identified: true });
    const top = {
      subject: 'top',
      key: generateKey({ type: 'ec', curve: 'P-256', random }),
      extensions: caExtensions(),
    };
    const anchor = make(top);
    const named = (i: number) => make({ subject: `M${i}`, key: keys[i], extensions: caExtensions() });
    const selfs = keys.map((_, i) => named(i));
    const crossed = (i: number, by: number) =>
      make({
        ...{ subject: `M${i}`, key: keys[i], issuer: selfs[by], issuerKey: keys[by] },
        extensions: caExtensions(),
      });
    const pairs = keys.flatMap((_, i) => keys.flatMap((_, by) => (i === by ? [] : [[i, by] as const])));
    const made = pairs.map(([i, by]) => crossed(i, by));
    /** Those that the first of them issued to each other. */
    const meshOf = (size: number) => made.filter((_, at) => pairs[at].every((one) => one < size));
    const bridge = make({
      ...{ subject: 'M3', key: keys[3], issuer: anchor, issuerKey: top.key },
      extensions: caExtensions(),
    });
    const end = make({
      ...{ subject: 'kube-apiserver', key: keys[0], issuer: selfs[0], issuerKey: keys[0] },
      extensions: serverExtensions,
    });
    const over = (intermediates: readonly Certificate[]) => validate({ leaf: end, intermediates, roots: [anchor] });

    it('a short path is found', () => {
      const report = over([...made, bridge]);
      expect(failing(report)).toEqual([]);
      expect(report.chain.length).toBeLessThan(6);
    });

    it('the limit that ended the search is named', () => {
      // Eight have some 13,700 paths, more than the default limit; those of twelve would not end without it.
      const last = over(meshOf(8)).checks.at(-1)!;
      expect([last.outcome, last.code]).toEqual(['fail', 'path-limit']);
    });
  });

  it('self-issued CAs do not count', () => {
    const [one] = cas(['one']);
    const again = draft({ subject: 'one', key: rootKey, issuer: one, issuerKey: caKey, extensions: caExtensions() });
    const last = draft({
      ...{ subject: 'kube-apiserver', issuer: again, issuerKey: rootKey },
      extensions: serverExtensions,
    });
    expect(failing(validate({ leaf: last, intermediates: [one, again], limits: { depth: 1 } }))).toEqual([]);
  });

  it('every failure says who can mend it, and how', () => {
    const powerless = draft({ subject: 'ca', key: caKey, issuer: root, extensions: [] });
    const bad = { leaf: leafOf(powerless), intermediates: [powerless] };
    for (const change of [bad, { leaf: forged(leaf) }, { roots: [] }, { time: new Date(0) }]) {
      const failures = validate(change).checks.filter(({ outcome }) => outcome === 'fail');
      expect(failures.length).toBeGreaterThan(0);
      for (const { advice } of failures) expect(advice?.what).toMatch(/\w/);
    }
  });
});

describe('a search that goes on', () => {
  it('where a path of good signatures is invalid', () => {
    const constrained = draft({
      ...{ subject: 'ca', key: caKey, issuer: root },
      extensions: [
        makeExtension('basicConstraints', true, { cA: true }),
        makeExtension('keyUsage', true, ['cRLSign']),
        skid(caKey),
        akid(rootKey),
      ],
    });
    const events: X509Event[] = [];
    const named = leafOf(intermediate, [...serverExtensions, akid(caKey)]);
    const report = validate({
      leaf: named,
      intermediates: [constrained, intermediate],
      observe: (event) => events.push(event),
    });
    expect(failing(report)).toEqual([]);
    expect(events.filter((event) => event.kind === 'path').map(({ chosen }) => chosen)).toEqual([false, true]);
  });
});

describe('budgets', () => {
  /** Each CA certified by each other: as many paths as there are orders of them. */
  function mesh(size: number): Certificate[] {
    const keys = [rootKey, caKey];
    const all = Array.from({ length: size }, (_, i) => `mesh ${i}`);
    return all.flatMap((subject, i) =>
      all.flatMap((issuer, j) =>
        i === j
          ? []
          : draft({
              ...{ subject, key: keys[i % 2], issuerKey: keys[j % 2], extensions: caExtensions() },
              issuer: draft({ subject: issuer, key: keys[j % 2] }),
            }),
      ),
    );
  }
  const tangled = mesh(7);
  const options = {
    leaf: draft({ ...{ subject: 'x', issuerKey: rootKey, extensions: serverExtensions }, issuer: tangled[0] }),
  };

  it('each ends the search with its code', () => {
    const name = 'unchecked' as const;
    const asked = { ...options, intermediates: tangled, name };
    expect(failing(validate({ ...asked, limits: { paths: 50 } }))).toEqual(['path-limit']);
    expect(failing(validate({ ...asked, limits: { signatures: 3 } }))).toEqual(['signature-limit']);
  });

  it('circles end by themselves', () => {
    const report = validate({ ...options, intermediates: mesh(3), name: 'unchecked' });
    expect(failing(report)).toEqual(['trust-anchor']);
  });
});
