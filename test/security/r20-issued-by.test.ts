/** R20: node#58457, app-store-server-api#4, PKI.js#247, #332: nothing says "issued by" without having verified a signature. */
import { describe, expect, it } from 'vitest';
import * as x509 from '../../src/x509/index.ts';
import { caKey, draft, leafKey, now, root, rootKey, serverExtensions } from '../fixtures/drafts.ts';
import { JUDGED_BY } from '../judged.ts';

const { caExtensions, Certificate, decodeCertificate, validateChain } = x509;
const leaf = draft({ subject: 'leaf', key: leafKey, issuer: root, issuerKey: rootKey, extensions: serverExtensions });
const imposter = draft({ subject: 'root', key: caKey, extensions: caExtensions() });
const ask = (roots: readonly x509.Certificate[], intermediates: readonly x509.Certificate[] = []): x509.Validation =>
  validateChain({ ...JUDGED_BY, leaf, intermediates, roots, time: now, purpose: 'serverAuth', name: 'unchecked' });

describe('R20', () => {
  it('believes no issuer by its name', () => {
    expect(ask([root]).ok).toBe(true);
    const report = ask([imposter]);
    expect(report.ok).toBe(false);
    // The namesake is shown, with the reason that it is not the issuer.
    expect(report.checks).toContainEqual(expect.objectContaining({ code: 'signature', outcome: 'fail', depth: 0 }));
    expect(ask([imposter], [root]).chain).not.toContain(imposter);
  });

  it('trusts no root that a peer sends', () => {
    expect(ask([], [root]).ok).toBe(false);
    expect(ask([imposter], [root]).ok).toBe(false);
  });

  it('follows the certificate that it is told is the leaf, and says at what time', () => {
    const report = validateChain({
      ...JUDGED_BY,
      leaf: root,
      intermediates: [leaf],
      roots: [root],
      time: now,
      purpose: 'any',
    });
    expect(report.chain).toEqual([root]);
    expect(report.time).toEqual(now);
    expect(() =>
      validateChain({ ...JUDGED_BY, intermediates: [], roots: [root], time: now, purpose: 'any' } as never),
    ).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });

  it('has no other way to ask', () => {
    const asking = /issu(ed|er)|verif|check|valid|trust|chain|sign/i;
    const methods = Object.getOwnPropertyNames(Certificate.prototype).filter((name) => asking.test(name));
    expect(methods).toEqual(['signedBytes', 'issuer']);
    const functions = Object.entries(x509).filter(
      ([, value]) => typeof value === 'function' && !/^class/.test(`${value}`),
    );
    expect(
      functions
        .map(([name]) => name)
        .filter((name) => asking.test(name))
        .toSorted(),
    ).toEqual([
      'readTrustStorePem',
      'requireValid',
      'selfSign',
      'signTbs',
      'validateChain',
      'verifyCertificateList',
      'verifyRequest',
      'verifySignature',
    ]);
  });

  it('leaves a certificate as it was signed: re-encoding is not what is verified', () => {
    expect(decodeCertificate(leaf.der).signedBytes).toEqual(leaf.signedBytes);
  });
});
