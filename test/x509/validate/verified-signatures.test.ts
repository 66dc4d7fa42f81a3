import { describe, expect, it } from 'vitest';
import { decodeCertificate } from '../../../src/x509/index.ts';
import { VerifiedSignatures, validateChainKnowing } from '../../../src/x509/internal.ts';
import { failing, intermediate, leaf, sound } from '../../fixtures/chain.ts';
import { root } from '../../fixtures/drafts.ts';

const asked = (verified: VerifiedSignatures) => (change: Partial<typeof sound>) =>
  failing(validateChainKnowing({ ...sound, ...change }, verified));

const der = leaf.der.slice();
der[der.length - 1] ^= 1;
const forged = decodeCertificate(der);

describe('signatures that verified', () => {
  it('are kept for the certificate and the issuer, and for no copy of either', () => {
    const verified = new VerifiedSignatures();
    expect(asked(verified)({})).toEqual([]);
    expect(verified.has(leaf, intermediate)).toBe(true);
    expect(verified.has(intermediate, root)).toBe(true);
    expect(verified.has(leaf, root)).toBe(false);
    expect(verified.has(decodeCertificate(leaf.der), intermediate)).toBe(false);
  });

  it('are not verified again: everything else is judged', () => {
    const verified = new VerifiedSignatures();
    const ask = asked(verified);
    expect(ask({ leaf: forged })).toContain('signature');
    expect(verified.has(forged, intermediate)).toBe(false);
    verified.add(forged, intermediate);
    expect(ask({ leaf: forged })).toEqual([]);
    expect(ask({ leaf: forged, time: new Date('2099-01-01T00:00:00Z') })).toContain('validity');
    expect(ask({ leaf: forged, name: { dns: 'elsewhere' } })).toEqual(['name']);
    expect(ask({ leaf: forged, roots: [leaf] })).toEqual(['trust-anchor']);
  });
});
