import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { aes, aesBitsliced } from '../../src/cipher/index.ts';
import { cipherSteps, invCipherSteps, keyExpansionSteps, resultOf, type Step } from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

/** Steps as FIPS 197 appendix C prints them: `round[ 1].s_box` and its bytes. */
const printed = (steps: Iterable<Step<string, Uint8Array>>): Record<string, string> =>
  Object.fromEntries(
    [...steps].map(({ index, name, value }) => [`round[${index['round']}].${name}`, bytesToHex(value)]),
  );
const schedule = (key: Uint8Array): Uint8Array => resultOf(keyExpansionSteps(key));
const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);
const key = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
const block = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('vectors', () => {
  it('expands the key of FIPS 197 appendix A.1', () => {
    const steps = [...keyExpansionSteps(hexToBytes('2b7e151628aed2a6abf7158809cf4f3c'))];
    const fourth = steps.filter(({ index }) => index['i'] === 4);
    expect(fourth.map(({ name, value }) => [name, bytesToHex(value)])).toEqual([
      ['temp', '09cf4f3c'],
      ['after RotWord', 'cf4f3c09'],
      ['after SubWord', '8a84eb01'],
      ['Rcon', '01000000'],
      ['after XOR with Rcon', '8b84eb01'],
      ['w', 'a0fafe17'],
    ]);
    const words = steps.filter(({ name }) => name === 'w').map(({ value }) => bytesToHex(value));
    expect(words.slice(0, 4)).toEqual(['a0fafe17', '88542cb1', '23a33939', '2a6c7605']);
    expect(words.slice(-4)).toEqual(['d014f9a8', 'c9ee2589', 'e13f0cc8', 'b6630ca6']);
  });

  it.each([
    ['8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b', 'fe0c91f7', '01002202'],
    ['603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', '9ba35411', '706c631e'],
  ])('expands the longer keys of appendices A.2 and A.3: %s', (key, first, last) => {
    const w = bytesToHex(schedule(hexToBytes(key)));
    expect(w.slice(key.length, key.length + 8)).toBe(first);
    expect(w.slice(-8)).toBe(last);
  });

  it('enciphers the example of FIPS 197 appendix B', () => {
    const rounds = printed(
      cipherSteps(
        schedule(hexToBytes('2b7e151628aed2a6abf7158809cf4f3c')),
        hexToBytes('3243f6a8885a308d313198a2e0370734'),
      ),
    );
    expect(rounds).toMatchObject({
      'round[1].start': '193de3bea0f4e22b9ac68d2ae9f84808',
      'round[1].s_box': 'd42711aee0bf98f1b8b45de51e415230',
      'round[1].s_row': 'd4bf5d30e0b452aeb84111f11e2798e5',
      'round[1].m_col': '046681e5e0cb199a48f8d37a2806264c',
      'round[1].k_sch': 'a0fafe1788542cb123a339392a6c7605',
      'round[10].output': '3925841d02dc09fbdc118597196a0b32',
    });
  });

  it('enciphers and deciphers appendix C.1, in the values printed there', () => {
    const w = schedule(counted(16));
    expect(printed(cipherSteps(w, hexToBytes('00112233445566778899aabbccddeeff')))).toMatchObject({
      'round[0].input': '00112233445566778899aabbccddeeff',
      'round[0].k_sch': '000102030405060708090a0b0c0d0e0f',
      'round[1].start': '00102030405060708090a0b0c0d0e0f0',
      'round[1].s_box': '63cab7040953d051cd60e0e7ba70e18c',
      'round[1].s_row': '6353e08c0960e104cd70b751bacad0e7',
      'round[1].m_col': '5f72641557f5bc92f7be3b291db9f91a',
      'round[1].k_sch': 'd6aa74fdd2af72fadaa678f1d6ab76fe',
      'round[2].start': '89d810e8855ace682d1843d8cb128fe4',
      'round[10].output': '69c4e0d86a7b0430d8cdb78070b4c55a',
    });
    expect(printed(invCipherSteps(w, hexToBytes('69c4e0d86a7b0430d8cdb78070b4c55a')))).toMatchObject({
      'round[0].iinput': '69c4e0d86a7b0430d8cdb78070b4c55a',
      'round[0].ik_sch': '13111d7fe3944a17f307a78b4d2b30c5',
      'round[1].istart': '7ad5fda789ef4e272bca100b3d9ff59f',
      'round[1].is_row': '7a9f102789d5f50b2beffd9f3dca4ea7',
      'round[1].is_box': 'bd6e7c3df2b5779e0b61216e8b10b689',
      'round[1].ik_sch': '549932d1f08557681093ed9cbe2c974e',
      'round[1].ik_add': 'e9f74eec023020f61bf2ccf2353c21c7',
      'round[10].ioutput': '00112233445566778899aabbccddeeff',
    });
  });
});

describe('properties', () => {
  it.each([aes, aesBitsliced])('equals the kernel, both ways: %o', (aes) => {
    fc.assert(
      fc.property(key, block, (key, block) => {
        const kernel = aes(key);
        const output = new Uint8Array(16);
        kernel.encryptBlock(block, 0, output, 0);
        expect(resultOf(cipherSteps(schedule(key), block))).toEqual(output);
        kernel.decryptBlock(block, 0, output, 0);
        expect(resultOf(invCipherSteps(schedule(key), block))).toEqual(output);
      }),
      runsOf(0.3),
    );
  });

  it('calls every value of key and state secret', () => {
    const w = schedule(counted(32));
    for (const steps of [keyExpansionSteps(counted(32)), cipherSteps(w, counted(16)), invCipherSteps(w, counted(16))]) {
      const yielded = [...steps];
      expect(yielded.length).toBeGreaterThan(0);
      expect(yielded.filter((step) => !step.secret)).toEqual([]);
    }
  });
});

describe('regressions', () => {
  it('yields values that may be kept, of a Buffer too, whose slices are views', () => {
    const [key, w] = [Buffer.from(counted(16)), Buffer.from(schedule(counted(16)))];
    const kept = [...keyExpansionSteps(key), ...cipherSteps(w, counted(16))];
    const before = kept.map(({ value }) => bytesToHex(value));
    key.fill(0xff);
    w.fill(0xff);
    expect(kept.map(({ value }) => bytesToHex(value))).toEqual(before);
  });
});
