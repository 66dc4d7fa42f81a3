import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { sha256 } from '../../../src/hash/index.ts';
import { prf } from '../../../src/tls/index.ts';

/** P_SHA256 again, by RFC 5246 §5 and node:crypto. */
function reference(secret: Uint8Array, label: string, seed: Uint8Array, length: number): string {
  const hmac = (data: Uint8Array) => createHmac('sha256', secret).update(data).digest();
  const labelled = Buffer.concat([utf8ToBytes(label), seed]);
  let output = Buffer.alloc(0);
  let A: Uint8Array = labelled;
  while (output.length < length) {
    A = hmac(A);
    output = Buffer.concat([output, hmac(Buffer.concat([A, labelled]))]);
  }
  return output.subarray(0, length).toString('hex');
}

describe('vectors', () => {
  it('P_SHA256 as posted to the TLS working group (Test vectors for the TLS 1.2 PRF)', () => {
    const output = prf(
      sha256,
      hexToBytes('9bbe436ba940f017b17652849a71db35'),
      'test label',
      hexToBytes('a0ba9f936cda311827a6f796ffd5198c'),
      100,
    );
    expect(bytesToHex(output)).toBe(
      'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0' +
        '22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
    );
  });
});

describe('properties', () => {
  it('agrees with node:crypto', () => {
    const bytes = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(bytes, fc.string(), bytes, fc.nat(200), (secret, label, seed, length) => {
        expect(bytesToHex(prf(sha256, secret, label, seed, length))).toBe(reference(secret, label, seed, length));
      }),
    );
  });
});
