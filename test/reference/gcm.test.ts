import { type CipherGCMTypes, createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, bytesToHex, concat, hexToBytes, i2osp, os2ip } from '../../src/bytes/index.ts';
import { aes, aesBitsliced, gcm } from '../../src/cipher/index.ts';
import {
  cipherSteps,
  gcmDecryptSteps,
  gcmEncryptSteps,
  ghashSteps,
  keyExpansionSteps,
  multiplyBlocks,
  resultOf,
} from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

const none = new Uint8Array(0);

/** The kernel's AES as the reference wants it: its reference is held equal to it elsewhere, and is slow. */
function blockFunction(key: Uint8Array): (block: Uint8Array) => Bytes {
  const cipher = aes(key);
  return (block) => {
    const output = new Uint8Array(16);
    cipher.encryptBlock(block, 0, output, 0);
    return output;
  };
}

/** The nonce of 16 bytes that leads to this J0 = (IV • H + [128]) • H (SP 800-38D §7.1 step 2), by H's inverse H^(2^128 - 2). */
function nonceFor(H: Uint8Array, J0: Uint8Array): Bytes {
  let inverse = 1n << 127n; // One.
  let power = os2ip(H);
  for (let bit = 1; bit < 128; bit++) {
    power = multiplyBlocks(power, power);
    inverse = multiplyBlocks(inverse, power);
  }
  return i2osp(multiplyBlocks(multiplyBlocks(os2ip(J0), inverse) ^ 128n, inverse), 16);
}

describe('vectors', () => {
  it('shows the values of test case 2 of the GCM specification (McGrew, Viega), appendix B', () => {
    const w = resultOf(keyExpansionSteps(new Uint8Array(16)));
    const reference = (block: Uint8Array) => resultOf(cipherSteps(w, block));
    const steps = [...gcmEncryptSteps(reference, new Uint8Array(12), new Uint8Array(16), none)];
    expect(steps.map(({ name, value }) => [name, bytesToHex(value)])).toEqual([
      ['H', '66e94bd4ef8a2c3b884cfa59ca342b2e'],
      ['J0', '00000000000000000000000000000001'],
      ['CB', '00000000000000000000000000000002'],
      ['CIPH(CB)', '0388dace60b6a392f328c2b971b2fe78'],
      ['C', '0388dace60b6a392f328c2b971b2fe78'],
      ['X', '0388dace60b6a392f328c2b971b2fe78'],
      ['Y', '5e2ec746917062882c85b0685353deb7'],
      ['X', '00000000000000000000000000000080'],
      ['Y', 'f38cbb1ad69223dcc3457ae5b6b0f885'],
      ['S', 'f38cbb1ad69223dcc3457ae5b6b0f885'],
      ['CB', '00000000000000000000000000000001'],
      ['CIPH(CB)', '58e2fccefa7e3061367f1d57a4e7455a'],
      ['T', 'ab6e47d42cec13bdf53a67b21257bddf'],
    ]);
  });
});

describe('properties', () => {
  const bytes = fc.uint8Array({ maxLength: 50 });
  const key = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
  const nonce = fc.oneof(
    fc.uint8Array({ minLength: 12, maxLength: 12 }),
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
  );

  it('multiplies in a field: commutative, associative, distributive, and x^0 is one', () => {
    const element = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
    fc.assert(
      fc.property(element, element, element, (a, b, c) => {
        expect(multiplyBlocks(a, b)).toBe(multiplyBlocks(b, a));
        expect(multiplyBlocks(multiplyBlocks(a, b), c)).toBe(multiplyBlocks(a, multiplyBlocks(b, c)));
        expect(multiplyBlocks(a, b ^ c)).toBe(multiplyBlocks(a, b) ^ multiplyBlocks(a, c));
        expect(multiplyBlocks(a, 1n << 127n)).toBe(a);
      }),
    );
  });

  it('equals the kernel, both ways', () => {
    fc.assert(
      fc.property(key, nonce, bytes, bytes, (key, IV, P, A) => {
        const CIPH = blockFunction(key);
        const sealed = gcm(aes(key)).seal(IV, P, A);
        expect(gcm(aesBitsliced(key)).seal(IV, P, A)).toEqual(sealed);
        expect(resultOf(gcmEncryptSteps(CIPH, IV, P, A))).toEqual(sealed);
        const C = sealed.subarray(0, P.length);
        const T = sealed.slice(P.length);
        expect(resultOf(gcmDecryptSteps(CIPH, IV, C, A, T))).toEqual(P);
        T[0] ^= 1;
        expect(resultOf(gcmDecryptSteps(CIPH, IV, C, A, T))).toBeUndefined();
      }),
      runsOf(0.5),
    );
  });

  it('GHASH of one block is its product with H', () => {
    const H = hexToBytes('66e94bd4ef8a2c3b884cfa59ca342b2e');
    expect(bytesToHex(resultOf(ghashSteps(H, hexToBytes('0388dace60b6a392f328c2b971b2fe78'))))).toBe(
      '5e2ec746917062882c85b0685353deb7',
    );
  });

  it('wraps the counter in its last 32 bits, as the kernel and node:crypto do', () => {
    const prefix = fc.uint8Array({ minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(key, prefix, fc.nat(4), (key, prefix, left) => {
        const CIPH = blockFunction(key);
        const J0 = concat(prefix, i2osp(0xffff_ffffn - BigInt(left), 4));
        const IV = nonceFor(CIPH(new Uint8Array(16)), J0);
        const P = new Uint8Array(16 * 8);
        const steps = [...gcmEncryptSteps(CIPH, IV, P, none)];
        expect(steps.find((step) => step.name === 'J0')?.value).toEqual(J0);
        expect(steps.some((step) => step.name === 'CB' && bytesToHex(step.value).endsWith('00000000'))).toBe(true);
        const node = createCipheriv(`aes-${8 * key.length}-gcm` as CipherGCMTypes, key, IV);
        const sealed = concat(node.update(P), node.final(), node.getAuthTag());
        expect(gcm(aes(key)).seal(IV, P, none)).toEqual(sealed);
        expect(gcm(aesBitsliced(key)).seal(IV, P, none)).toEqual(sealed);
        expect(resultOf(gcmEncryptSteps(CIPH, IV, P, none))).toEqual(sealed);
      }),
      runsOf(0.2),
    );
  });
});
