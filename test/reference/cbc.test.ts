import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { aes, cbcDecrypt, cbcEncrypt } from '../../src/cipher/index.ts';
import {
  cbcDecryptSteps,
  cbcEncryptSteps,
  cipherSteps,
  invCipherSteps,
  keyExpansionSteps,
  resultOf,
} from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

function reference(key: Uint8Array) {
  const w = resultOf(keyExpansionSteps(key));
  return {
    CIPH: (block: Uint8Array) => resultOf(cipherSteps(w, block)),
    inverseCIPH: (block: Uint8Array) => resultOf(invCipherSteps(w, block)),
  };
}

describe('vectors', () => {
  it('shows the values of SP 800-38A appendix F.2.1', () => {
    const { CIPH } = reference(hexToBytes('2b7e151628aed2a6abf7158809cf4f3c'));
    const P = hexToBytes('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51');
    const steps = [...cbcEncryptSteps(CIPH, hexToBytes('000102030405060708090a0b0c0d0e0f'), P)];
    expect(steps.map(({ name, index, value }) => [name, index['j'], bytesToHex(value)])).toEqual([
      ['P ^ C', 1, '6bc0bce12a459991e134741a7f9e1925'],
      ['C', 1, '7649abac8119b246cee98e9b12e9197d'],
      ['P ^ C', 2, 'd86421fb9f1a1eda505ee1375746972c'],
      ['C', 2, '5086cb9b507219ee95db113a917678b2'],
    ]);
  });
});

describe('properties', () => {
  it('equals the kernel, both ways', () => {
    const blocks = fc.nat(4).chain((n) => fc.uint8Array({ minLength: 16 * n, maxLength: 16 * n }));
    const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(block, block, blocks, (key, iv, text) => {
        const { CIPH, inverseCIPH } = reference(key);
        expect(resultOf(cbcEncryptSteps(CIPH, iv, text))).toEqual(cbcEncrypt(aes(key), iv, text));
        expect(resultOf(cbcDecryptSteps(inverseCIPH, iv, text))).toEqual(cbcDecrypt(aes(key), iv, text));
      }),
      runsOf(0.2),
    );
  });
});
