/** R37: Go CVE-2024-24783: a key or a signature of a kind that is not known, anywhere in a chain, is a finding and never an exception. */
import { describe, expect, it } from 'vitest';
import { encode, toEncoded } from '../../src/codec/index.ts';
import {
  type Certificate,
  caExtensions,
  certificate,
  decodeCertificate,
  type TBSCertificate,
  tbsCertificate,
} from '../../src/x509/index.ts';
import { failing, leafOf, validate } from '../fixtures/chain.ts';
import { caKey, draft, leafKey, root, rootKey, serverExtensions } from '../fixtures/drafts.ts';

/** id-dsa, and an OID that nobody has given out. */
const KINDS = ['1.2.840.10040.4.1', '2.25.1'];
const spki = (algorithm: string): Partial<TBSCertificate> => ({
  subjectPublicKeyInfo: {
    algorithm: { algorithm },
    subjectPublicKey: { kind: 'other', value: new Uint8Array(9) },
  } as unknown as TBSCertificate['subjectPublicKeyInfo'],
});
const signedBy = (algorithm: string, of: Certificate): Certificate => {
  const signature = { algorithm };
  const tbs = toEncoded(tbsCertificate, { ...of.tbs, signature });
  return decodeCertificate(encode(certificate, { ...of.fields, tbsCertificate: tbs, signatureAlgorithm: signature }));
};

describe.each(KINDS)('R37: %s', (algorithm) => {
  const aCa = (change: Partial<TBSCertificate> = {}) =>
    draft({ subject: 'ca', key: caKey, issuer: root, extensions: caExtensions(), change });

  it('as the key of the leaf', () => {
    const leaf = draft({
      ...{ subject: 'kube-apiserver', key: leafKey, issuer: aCa(), issuerKey: caKey },
      extensions: serverExtensions,
      change: spki(algorithm),
    });
    expect(failing(validate({ leaf, intermediates: [aCa()] }))).toEqual(['key-strength']);
  });

  it('as the key of an intermediate, and of a root', () => {
    const middle = aCa(spki(algorithm));
    const report = validate({ leaf: leafOf(middle), intermediates: [middle] });
    expect(failing(report)).toEqual(['signature', 'key-strength']);
    const strange = draft({ subject: 'root', key: rootKey, extensions: caExtensions(), change: spki(algorithm) });
    expect(failing(validate({ roots: [strange] }))).toEqual(['signature', 'key-strength']);
  });

  it('as the signature of the leaf, of an intermediate, and of a root', () => {
    const codes = failing(validate({ leaf: signedBy(algorithm, leafOf(aCa())), intermediates: [aCa()] }));
    expect(codes).toContain('signature-algorithm-unknown');
    const middle = signedBy(algorithm, aCa());
    expect(failing(validate({ leaf: leafOf(middle), intermediates: [middle] }))).toContain(
      'signature-algorithm-unknown',
    );
    // An anchor's own signature is not looked at (RFC 5280 §6.1.1 (d)).
    expect(failing(validate({ roots: [signedBy(algorithm, root)] }))).toEqual([]);
  });
});
