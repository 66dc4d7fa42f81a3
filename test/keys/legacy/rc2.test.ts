import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../src/bytes/index.ts';
import { rc2CbcDecrypt } from '../../../src/keys/legacy/rc2.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';

const iv = new Uint8Array(8);

describe('vectors', () => {
  // RFC 2268 §5: key, effective bits, plaintext, ciphertext; each a block of its own.
  it.each([
    ['0000000000000000', 63, '0000000000000000', 'ebb773f993278eff'],
    ['ffffffffffffffff', 64, 'ffffffffffffffff', '278b27e42e2f0d49'],
    ['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
    ['88', 64, '0000000000000000', '61a8a244adacccf0'],
    ['88bca90e90875a', 64, '0000000000000000', '6ccf4308974c267f'],
    ['88bca90e90875a7f0f79c384627bafb2', 64, '0000000000000000', '1a807d272bbe5db1'],
    ['88bca90e90875a7f0f79c384627bafb2', 128, '0000000000000000', '2269552ab0f85ca6'],
    ['88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e', 129, '0000000000000000', '5b78d3a43dfff1f1'],
  ])('RFC 2268 §5: key %s, %i bits', (key, bits, plaintext, ciphertext) => {
    expect(bytesToHex(rc2CbcDecrypt(hexToBytes(key), bits, iv, hexToBytes(ciphertext)))).toBe(plaintext);
  });

  it('chains blocks: C_1 and the IV are added to what comes out', () => {
    const key = hexToBytes('88bca90e90875a');
    const block = hexToBytes('6ccf4308974c267f');
    const both = rc2CbcDecrypt(key, 64, hexToBytes('0102030405060708'), hexToBytes('6ccf4308974c267f6ccf4308974c267f'));
    expect(bytesToHex(both)).toBe(`0102030405060708${bytesToHex(block)}`);
  });
});

describe('misuse', () => {
  it('refuses other lengths', () => {
    const key = new Uint8Array(5);
    expect(codeOf(() => rc2CbcDecrypt(new Uint8Array(0), 40, iv, iv))).toBe('out-of-range');
    expect(codeOf(() => rc2CbcDecrypt(new Uint8Array(129), 40, iv, iv))).toBe('out-of-range');
    expect(codeOf(() => rc2CbcDecrypt(key, 40, key, iv))).toBe('out-of-range');
    expect(codeOf(() => rc2CbcDecrypt(key, 40, iv, key))).toBe('partial-block');
  });
});
