import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../../src/bytes/index.ts';
import { md5 } from '../../../src/keys/legacy/md5.ts';

describe('vectors', () => {
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ])('RFC 1321 appendix A.5: %j', (message, digest) => {
    expect(bytesToHex(md5(utf8ToBytes(message)))).toBe(digest);
  });
});

describe('properties', () => {
  it('is node:crypto’s', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        expect(bytesToHex(md5(message))).toBe(createHash('md5').update(message).digest('hex'));
      }),
    );
  });
});
