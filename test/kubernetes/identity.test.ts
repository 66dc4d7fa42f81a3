import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../src/kubernetes/pki/index.ts';
import { makeName } from '../../src/x509/index.ts';

describe('vectors', () => {
  it('takes the user from CN and a group from each O, and adds system:authenticated', () => {
    expect(identityOf(makeName(['O', 'dev'], ['OU', 'ignored'], ['O', 'ops'], ['CN', 'jane']))).toEqual({
      name: 'jane',
      groups: ['dev', 'ops', 'system:authenticated'],
    });
    expect(
      identityOf(
        makeName(
          [
            ['O', 'a'],
            ['O', 'b'],
          ],
          ['CN', 'jane'],
        ),
      )?.groups,
    ).toEqual(['a', 'b', 'system:authenticated']);
    expect(identityOf(makeName(['CN', 'x'], ['O', 'system:unauthenticated']))?.groups).toEqual([
      'system:unauthenticated',
    ]);
  });

  it('knows nobody without a CN, or with two', () => {
    expect(identityOf(makeName(['O', 'dev']))).toBeUndefined();
    expect(identityOf(makeName())).toBeUndefined();
    expect(identityOf(makeName(['CN', 'jane'], ['CN', 'kubernetes-admin']))).toBeUndefined();
  });
});

describe('properties', () => {
  it('no value poses as another attribute (security.md R19)', () => {
    const value = fc
      .string({ minLength: 1, maxLength: 60 })
      .map((text) => `x/O=system:masters,O=system:masters+${text}`);
    fc.assert(
      fc.property(value, (text) => {
        const short = text.slice(0, 64);
        expect(identityOf(makeName(['CN', short]))).toEqual({ name: short, groups: ['system:authenticated'] });
        expect(identityOf(makeName(['O', short], ['CN', 'jane']))?.groups).toEqual([short, 'system:authenticated']);
      }),
    );
  });
});
