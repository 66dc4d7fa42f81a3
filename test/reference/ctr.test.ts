import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { aes, ctr } from '../../src/cipher/index.ts';
import { cipherSteps, ctrSteps, keyExpansionSteps, resultOf } from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
function CIPH(key: Uint8Array) {
  const w = resultOf(keyExpansionSteps(key));
  return (block: Uint8Array) => resultOf(cipherSteps(w, block));
}

describe('vectors', () => {
  it('shows the values of SP 800-38A appendix F.5.1', () => {
    const P = hexToBytes('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51');
    const T1 = hexToBytes('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
    const steps = [...ctrSteps(CIPH(hexToBytes('2b7e151628aed2a6abf7158809cf4f3c')), T1, P)];
    expect(steps.map(({ name, index, value }) => [name, index['j'], bytesToHex(value)])).toEqual([
      ['T', 1, 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'],
      ['O', 1, 'ec8cdf7398607cb0f2d21675ea9ea1e4'],
      ['C', 1, '874d6191b620e3261bef6864990db6ce'],
      ['T', 2, 'f0f1f2f3f4f5f6f7f8f9fafbfcfdff00'],
      ['O', 2, '362b7c3c6773516318a077d7fc5073ae'],
      ['C', 2, '9806f66b7970fdff8617187bb9fffdff'],
    ]);
  });
});

describe('properties', () => {
  it('equals the kernel, over the end of every word of the counter', () => {
    const counter = fc
      .tuple(bytes(16), fc.constantFrom(0, 4, 8, 12, 16))
      .map(([block, from]) => block.fill(0xff, from));
    fc.assert(
      fc.property(bytes(16), counter, fc.uint8Array({ maxLength: 70 }), (key, counter, text) => {
        expect(resultOf(ctrSteps(CIPH(key), counter, text))).toEqual(ctr(aes(key), counter, text));
      }),
      runsOf(0.2),
    );
  });
});
