/** R21: jfromaniello/selfsigned#20: serial numbers positive, not zero, at most 20 bytes, minimal DER; a bundle that OpenSSL reads whole. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { integer } from '../../src/asn1/index.ts';
import { bytesToHex, type Random } from '../../src/bytes/index.ts';
import { encode } from '../../src/codec/index.ts';
import { type Certificate, certificatePem, makeName, randomSerialNumber, selfSign } from '../../src/x509/index.ts';
import { hasOpenssl, openssl, random, scheme, smallKey, validity } from '../fixtures/drafts.ts';
import { runsOf } from '../property-runs.ts';

/** 1,000 in the tests, 10,000 and more in the long run. */
const { numRuns } = runsOf(10);
const make = (i: number): Certificate =>
  selfSign({ subject: makeName(['CN', `certificate ${i}`]), key: smallKey, scheme, validity, extensions: [], random });
const bundle = Array.from({ length: numRuns }, (_, i) => make(i));

describe('R21', () => {
  it('draws serial numbers that every reader takes', () => {
    expect(new Set(bundle.map(({ serialNumber }) => serialNumber)).size).toBe(numRuns);
    for (const { serialNumber } of bundle) {
      const der = encode(integer, serialNumber);
      expect(serialNumber > 0n).toBe(true);
      expect(der[1]).toBe(20);
      expect(der[2] & 0x80).toBe(0);
    }
  });

  it('is right at the ends of what a source can give', () => {
    const constant = (byte: number): Random => ({
      source: 'test',
      bytes: (length) => new Uint8Array(length).fill(byte),
    });
    expect(bytesToHex(encode(integer, randomSerialNumber(constant(0x00))))).toBe(`021440${'00'.repeat(19)}`);
    expect(bytesToHex(encode(integer, randomSerialNumber(constant(0xff))))).toBe(`02147f${'ff'.repeat(19)}`);
  });

  it('makes certificates that Node reads', () => {
    for (const { der, serialNumber } of bundle)
      expect(BigInt(`0x${new X509Certificate(der).serialNumber}`)).toBe(serialNumber);
  });

  it.skipIf(!hasOpenssl)('makes a bundle that OpenSSL reads whole', () => {
    const { status, output } = openssl(
      { bundle: bundle.map(certificatePem).join('') },
      'storeutl',
      '-noout',
      '-certs',
      'bundle',
    );
    expect(status).toBe(0);
    expect(output).toContain(`Total found: ${numRuns}`);
  });
});
