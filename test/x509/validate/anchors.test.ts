import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import { publicKeyOf } from '../../../src/keys/index.ts';
import { anchorOf, caExtensions, makeExtension, type ValidationOptions } from '../../../src/x509/index.ts';
import { failing, intermediate, leaf, leafOf, unknown, validate } from '../../fixtures/chain.ts';
import { akid, caKey, draft, root, rootKey, skid } from '../../fixtures/drafts.ts';

const named = anchorOf(root.subject, publicKeyOf(rootKey));
const asRoot = (extensions: Parameters<typeof draft>[0]['extensions'], change = {}) =>
  draft({ subject: 'root', key: rootKey, extensions, change });

describe('an anchor that is a name and a key', () => {
  it('ends a chain, and is no part of it', () => {
    const report = validate({ roots: [named] });
    expect(failing(report)).toEqual([]);
    expect(report.chain).toEqual([leaf, intermediate]);
    expect(report.anchor).toBe(named);
    expect(validate({}).anchor).toBeUndefined();
  });

  it('must have made the signature', () => {
    const other = anchorOf(root.subject, publicKeyOf(caKey));
    expect(failing(validate({ roots: [other] }))).toEqual(['signature']);
    expect(failing(validate({ roots: [anchorOf(leaf.subject, publicKeyOf(rootKey))] }))).toEqual(['trust-anchor']);
  });

  it('is the issuer of its own self-signed certificate, where that is the leaf', () => {
    const report = validate({ leaf: root, intermediates: [root], roots: [named], purpose: 'any', name: 'unchecked' });
    expect(failing(report)).toEqual([]);
    expect(report).toMatchObject({ chain: [root], anchor: named });
  });

  it('is made of a name and a key, and of nothing else', () => {
    expect(() => anchorOf(root.subject.value as never, publicKeyOf(rootKey))).toThrow(UsageError);
    expect(() => validate({ roots: [{ name: root.subject, spki: named.spki }] as never })).toThrow(UsageError);
  });
});

describe('what of an anchor’s certificate is judged', () => {
  const older = asRoot([], { version: 0 });

  it('version 1 is an anchor, and the profiles of issuers’ duties refuse it', () => {
    const report = validate({ roots: [older] });
    expect(failing(report)).toEqual([]);
    expect(report.checks).toContainEqual(expect.objectContaining({ code: 'anchor-version', outcome: 'note' }));
    expect(failing(validate({ roots: [older], profile: 'strict' }))).toContain('anchor-version');
  });

  it.each<[string, Partial<ValidationOptions>, string]>([
    ['critical extensions', { roots: [asRoot([...caExtensions(), unknown(true)])] }, 'critical-extensions'],
    ['extKeyUsage', { roots: [asRoot([...caExtensions(), clientsOnly()])] }, 'extended-key-usage-nesting'],
    ['keyUsage', { roots: [asRoot([caExtensions()[0], makeExtension('keyUsage', true, ['cRLSign'])])] }, 'key-usage'],
    ['basicConstraints', { roots: [asRoot([skid(rootKey), akid(rootKey)])] }, 'basic-constraints'],
    ['pathLenConstraint', { roots: [asRoot(caExtensions(0))] }, 'path-length'],
    ['pathLenConstraint in version 1', { roots: [asRoot(caExtensions(0), { version: 0 })] }, 'path-length'],
  ])('%s', (_, change, code) => expect(failing(validate(change))).toEqual([code]));

  it('not its serial number, nor its signature', () => {
    expect(failing(validate({ roots: [asRoot(caExtensions(), { serialNumber: -1n })] }))).toEqual([]);
  });
});

describe('what the caller decides', () => {
  const strange = { leaf: leafOf(intermediate, [...leaf.extensions, unknown(true)]) };

  it('a critical extension that it processes is understood', () => {
    expect(failing(validate(strange))).toEqual(['critical-extensions']);
    expect(failing(validate({ ...strange, understood: ['1.2.3.4'] }))).toEqual([]);
    expect(failing(validate({ ...strange, understood: ['1.2.3.5'] }))).toEqual(['critical-extensions']);
  });

  it('a rule is off by its code', () => {
    expect(failing(validate({ ...strange, off: ['critical-extensions'] }))).toEqual([]);
    const late = { time: new Date('2040-01-01') };
    expect(new Set(failing(validate(late)))).toEqual(new Set(['validity']));
    expect(failing(validate({ ...late, off: ['validity'] }))).toEqual([]);
  });
});

function clientsOnly() {
  return makeExtension('extKeyUsage', false, ['1.3.6.1.5.5.7.3.2']);
}
