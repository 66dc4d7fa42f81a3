/** The profile `strict`: what OpenSSL's `-x509_strict` refuses, and the common rules do not. */
import { describe, expect, it } from 'vitest';
import { anyElement, byteAlignedBitString, sequenceOf } from '../../../../src/asn1/index.ts';
import { bytesToHex, hexToBytes } from '../../../../src/bytes/index.ts';
import { encode } from '../../../../src/codec/index.ts';
import { algorithmIdentifier, pemEncode } from '../../../../src/keys/index.ts';
import {
  type Certificate,
  certificatePem,
  type Extension,
  readCertificatesPem,
  type ValidationOptions,
} from '../../../../src/x509/index.ts';
import { failing, leafOf, validate } from '../../../fixtures/chain.ts';
import { akid, caKey, hasOpenssl, openssl, random, root, scheme, serverExtensions } from '../../../fixtures/drafts.ts';
import { FURTHER, good, ROWS, soundCa } from '../../../fixtures/strict-cases.ts';

const opensslFiles = ({ leaf, intermediates = [], roots = [root] }: Partial<ValidationOptions>) => ({
  'root.pem': roots.map((one) => certificatePem(one as Certificate)).join(''),
  // OpenSSL reads no file without a certificate.
  'middle.pem': (intermediates.length > 0 ? intermediates : [root]).map(certificatePem).join(''),
  'leaf.pem': certificatePem(leaf as Certificate),
});
const verify = (change: Partial<ValidationOptions>, ...options: readonly string[]): string =>
  verifyFiles(opensslFiles(change), ...options);
const verifyFiles = (files: Readonly<Record<string, string>>, ...options: readonly string[]): string =>
  openssl(
    files,
    ...['verify', '-attime', `${Date.parse('2030-06-01') / 1000}`, '-CAfile', 'root.pem', '-untrusted', 'middle.pem'],
    ...options,
    'leaf.pem',
  ).output;

/** The sound leaf with a subjectAltName that is an empty SEQUENCE: of another OID while it is encoded, as no encoder of ours writes it. */
function withoutNames(): Uint8Array {
  const empty: Extension = {
    extnID: '2.5.29.99',
    critical: false,
    extnValue: { kind: 'other', value: Uint8Array.of(0x30, 0) },
  };
  const drafted = leafOf(soundCa, [...serverExtensions.slice(0, 2), empty, akid(caKey)]);
  const tbs = hexToBytes(bytesToHex(drafted.signedBytes).replace('0603551d63', '0603551d11'));
  const algorithm = encode(algorithmIdentifier, scheme.algorithm);
  const signature = encode(byteAlignedBitString, scheme.sign(caKey, tbs, random));
  return encode(sequenceOf(anyElement), [tbs, algorithm, signature]);
}

describe('vectors', () => {
  it.each(ROWS)('demands %s', (_, change, code) => {
    expect(failing(validate({ ...change, profile: 'strict' }))).toEqual([code]);
    expect(failing(validate(change))).toEqual([]);
  });

  it('accepts what has all of it', () => {
    expect(failing(validate({ ...good, profile: 'strict' }))).toEqual([]);
  });

  it.skipIf(!hasOpenssl).each(ROWS)('agrees with OpenSSL about %s', (_, change, __, number) => {
    expect(verify(change, '-x509_strict')).toContain(`error ${number} at`);
    // A critical key identifier is refused without -x509_strict too: 34, an extension that it does not handle.
    if (number !== 34) expect(verify(change)).toContain('leaf.pem: OK');
  });

  it.each(FURTHER)('demands %s', (_, change, codes) => {
    expect(failing(validate({ ...change, profile: 'strict' }))).toEqual(codes);
  });

  it.skipIf(!hasOpenssl).each(FURTHER)(
    'agrees with OpenSSL about %s, if it looks for that',
    (_, change, __, number) => {
      const output = verify(change, '-x509_strict');
      if (number === undefined) expect(output).toContain('leaf.pem: OK');
      else expect(output).toContain(`error ${number} at`);
    },
  );

  it.skipIf(!hasOpenssl)('agrees with OpenSSL about a subjectAltName without any name, which is not read', () => {
    const pem = pemEncode('CERTIFICATE', withoutNames());
    expect(() => readCertificatesPem(pem)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    const files = { ...opensslFiles(good), 'leaf.pem': pem };
    expect(verifyFiles(files, '-x509_strict')).toContain('error 87 at 0');
    expect(verifyFiles(files)).toContain('leaf.pem: OK');
  });

  it.skipIf(!hasOpenssl)('agrees with OpenSSL about what has all of it', () => {
    expect(verify(good, '-x509_strict')).toContain('leaf.pem: OK');
  });
});

describe('misuse', () => {
  it('refuses a profile that is none', () => {
    expect(() => validate({ profile: 'lax' as 'strict' })).toThrow(expect.objectContaining({ argument: 'profile' }));
  });
});
