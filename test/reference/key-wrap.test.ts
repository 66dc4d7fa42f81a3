import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { aes, unwrapKeyPadded, wrapKey, wrapKeyPadded } from '../../src/cipher/index.ts';
import {
  keyUnwrapPaddedSteps,
  keyUnwrapSteps,
  keyWrapPaddedSteps,
  keyWrapSteps,
  resultOf,
} from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** The kernel's AES as the reference implementation wants it. */
function block(key: Uint8Array, way: 'encryptBlock' | 'decryptBlock') {
  const cipher = aes(key);
  return (input: Uint8Array) => {
    const output = new Uint8Array(16);
    cipher[way](input, 0, output, 0);
    return output;
  };
}

describe('vectors', () => {
  it('shows the first and the last step of RFC 3394 §4.1', () => {
    const kek = hexToBytes('000102030405060708090a0b0c0d0e0f');
    const steps = [...keyWrapSteps(block(kek, 'encryptBlock'), hexToBytes('00112233445566778899aabbccddeeff'))];
    const at = (t: number) =>
      steps.filter(({ index }) => index['t'] === t).map(({ name, value }) => [name, bytesToHex(value)]);
    expect(at(1)).toEqual([
      ['B', 'f4740052e82a225174ce86fbd7b805e7'],
      ['A', 'f4740052e82a2250'],
      ['R', '74ce86fbd7b805e7'],
    ]);
    expect(at(12)[1]).toEqual(['A', '1fa68b0a8112b447']);
    expect(steps.length).toBe(3 * 12 + 1);
  });
});

describe('properties', () => {
  it('equals the kernel, both ways', () => {
    const units = fc.integer({ min: 2, max: 6 }).chain((n) => bytes(8 * n));
    const any = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(bytes(16), units, any, (kek, key, other) => {
        const [CIPH, inverseCIPH] = [block(kek, 'encryptBlock'), block(kek, 'decryptBlock')];
        const wrapped = wrapKey(aes(kek), key);
        expect(resultOf(keyWrapSteps(CIPH, key))).toEqual(wrapped);
        expect(bytesToHex(resultOf(keyUnwrapSteps(inverseCIPH, wrapped)))).toBe('a6'.repeat(8) + bytesToHex(key));
        const padded = wrapKeyPadded(aes(kek), other);
        expect(resultOf(keyWrapPaddedSteps(CIPH, other))).toEqual(padded);
        expect(resultOf(keyUnwrapPaddedSteps(inverseCIPH, padded))).toEqual(other);
      }),
      runsOf(0.3),
    );
  });

  it('refuses what the kernel refuses', () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), (kek, wrapped) => {
        expect(resultOf(keyUnwrapPaddedSteps(block(kek, 'decryptBlock'), wrapped))).toBeUndefined();
        expect(() => unwrapKeyPadded(aes(kek), wrapped)).toThrow(
          expect.objectContaining({ code: 'authentication-failed' }),
        );
      }),
      runsOf(0.2),
    );
  });
});
