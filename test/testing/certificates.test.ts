import { createHash, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { certificates, hostNames, keyPool, names, privateKeys, requests } from '../../src/testing/index.ts';
import { md5 } from '../../src/testing/md5.ts';
import { certificatePem, matchesName, name, verifyRequest, verifySignature } from '../../src/x509/index.ts';
import { runsOf } from '../property-runs.ts';

const small = keyPool({ seed: 'small', size: 3, modulusBits: 512, insecure: true });

describe('vectors', () => {
  it("MD5, as RFC 1321's appendix A.5 has it, and as node:crypto", () => {
    const hex = (text: string) => Buffer.from(md5(new TextEncoder().encode(text))).toString('hex');
    expect(hex('')).toBe('d41d8cd98f00b204e9800998ecf8427e');
    expect(hex('message digest')).toBe('f96b697d7cb7938d525a2f31aaf161d0');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        expect(Buffer.from(md5(message))).toEqual(createHash('md5').update(message).digest());
      }),
    );
  });
});

describe('properties', () => {
  it('a pool gives the same keys for the same seed, and different ones in itself', () => {
    const again = keyPool({ seed: 'small', size: 3, modulusBits: 512, insecure: true });
    const moduli = [2, 0, 1].map((index) => again.key(index).modulus);
    expect(moduli).toEqual([2, 0, 1].map((index) => small.key(index).modulus));
    expect(new Set(moduli).size).toBe(3);
    expect(small.key(1)).toBe(small.key(1));
    fc.assert(fc.property(privateKeys(small), (key) => moduli.includes(key.modulus)));
  });

  it('names are names, and host names are host names', () => {
    fc.assert(
      fc.property(names(), (value) => {
        expect(decode(name, encode(name, value))).toHaveLength(value.length);
      }),
    );
    fc.assert(fc.property(hostNames, (dns) => matchesName({ dns }, [{ kind: 'dNSName', value: dns }])));
  });

  it('requests and certificates are signed by their own key, and node:crypto reads them', () => {
    fc.assert(
      fc.property(requests(small), (request) => verifyRequest(request)),
      runsOf(0.3),
    );
    fc.assert(
      fc.property(certificates(small), (one) => {
        const { fields, signedBytes, publicKey } = one;
        expect(verifySignature(fields.signatureAlgorithm, publicKey, signedBytes, fields.signature)).toBe(true);
        const theirs = new X509Certificate(certificatePem(one));
        expect(BigInt(`0x${theirs.serialNumber}`)).toBe(one.serialNumber);
        expect(theirs.verify(theirs.publicKey)).toBe(true);
        expect(new Date(theirs.validTo)).toEqual(one.notAfter);
      }),
      runsOf(0.3),
    );
  });
});

describe('misuse', () => {
  it('small keys that nobody asked for, and indices that are none', () => {
    expect(() => keyPool({ seed: '', size: 1, modulusBits: 1024 }).key(0)).toThrowError(UsageError);
    expect(() => keyPool({ seed: '', size: 0, modulusBits: 2048 })).toThrowError(UsageError);
    expect(() => small.key(3)).toThrowError(UsageError);
  });
});
