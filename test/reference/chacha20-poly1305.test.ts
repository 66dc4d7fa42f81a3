import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes, os2ip } from '../../src/bytes/index.ts';
import { chacha20Blocks } from '../../src/cipher/generated/chacha20-blocks.ts';
import { chacha20Poly1305 } from '../../src/cipher/index.ts';
import { finishPoly1305, startPoly1305, updatePoly1305 } from '../../src/cipher/poly1305.ts';
import { quarterRound } from '../../src/reference/chacha20.ts';
import {
  chacha20BlockSteps,
  chacha20Poly1305DecryptSteps,
  chacha20Poly1305EncryptSteps,
  chacha20Steps,
  poly1305Steps,
  resultOf,
} from '../../src/reference/index.ts';
import { words32 } from '../../src/reference/words.ts';
import { runsOf } from '../property-runs.ts';
import { viewOf } from '../view.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const le = (hex: string): bigint => os2ip(hexToBytes(hex).reverse());

/** The kernel's tag, of whole blocks. */
function kernelTag(message: Uint8Array, key: Uint8Array, many: boolean): string {
  const tag = new Uint8Array(16);
  startPoly1305(viewOf(key), many);
  expect(updatePoly1305(viewOf(message), 0, message.length, many)).toBe(message.length);
  finishPoly1305(viewOf(tag), 0);
  return bytesToHex(tag);
}

describe('vectors', () => {
  it('shows the quarter rounds of RFC 8439 §2.1.1 and §2.2.1', () => {
    const words = [0x11111111, 0x01020304, 0x9b8d6f43, 0x01234567];
    quarterRound(words32, words, 0, 1, 2, 3);
    expect(words).toEqual([0xea2a92f4, 0xcb1cf8ce, 0x4581472e, 0x5881c4bb]);
  });

  it('shows the block of RFC 8439 §2.3.2', () => {
    const key = Uint8Array.from({ length: 32 }, (_, i) => i);
    const steps = [...chacha20BlockSteps(key, 1, hexToBytes('000000090000004a00000000'))];
    expect(steps.length).toBe(1 + 80 + 2);
    const shown = (name: string) => steps.find((step) => step.name === name)?.value.map((word) => word.toString(16));
    expect(shown('after 20 rounds')?.slice(0, 4)).toEqual(['837778ab', 'e238d763', 'a67ae21e', '5950bb2f']);
    expect(shown('sum')?.slice(0, 4)).toEqual(['e4e7f110', '15593bd1', '1fdd0f50', 'c47120a3']);
    expect(bytesToHex(resultOf(chacha20BlockSteps(key, 1, hexToBytes('000000090000004a00000000'))))).toBe(
      '10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e' +
        'd2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e',
    );
  });

  it('shows the tag of RFC 8439 §2.5.2', () => {
    const key = hexToBytes('85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b');
    const message = new TextEncoder().encode('Cryptographic Forum Research Group');
    const steps = [...poly1305Steps(message, key)];
    const shown = (name: string) =>
      steps
        .filter((step) => step.name === name)
        .map(({ value }) => (typeof value === 'bigint' ? value.toString(16) : bytesToHex(value)));
    expect(shown('r')).toEqual(['806d5400e52447c036d555408bed685']);
    expect(shown('s')).toEqual(['1bf54941aff6bf4afdb20dfb8a800301']);
    expect(shown('Block')).toEqual(['16f4620636968706172676f7470797243', '16f7247206863726165736552206d7572', '17075']);
    expect(shown('Acc + s')).toEqual(['2a927010caf8b2bc2c6365130c11d06a8']);
    expect(shown('tag')).toEqual(['a8061dc1305136c6c22b8baf0c0127a9']);
  });

  // RFC 8439 appendix A.3, test vectors 7 to 11: sums that reach p or 2^130, and a partial sum that does.
  it.each([
    ['02', '00', 'ff'.repeat(16), `03${'00'.repeat(15)}`],
    ['02', 'ff', `02${'00'.repeat(15)}`, `03${'00'.repeat(15)}`],
    ['01', '00', `${'ff'.repeat(16)}f0${'ff'.repeat(15)}11${'00'.repeat(15)}`, `05${'00'.repeat(15)}`],
    ['01', '00', `${'ff'.repeat(16)}fb${'fe'.repeat(15)}${'01'.repeat(16)}`, '00'.repeat(16)],
    ['02', '00', `fd${'ff'.repeat(15)}`, `fa${'ff'.repeat(15)}`],
  ])('has the tag of RFC 8439 A.3 with r = %s, s = %s …', (r, s, message, tag) => {
    const key = hexToBytes(r + '00'.repeat(15) + s.repeat(16));
    expect(bytesToHex(resultOf(poly1305Steps(hexToBytes(message), key)))).toBe(tag);
    expect(kernelTag(hexToBytes(message), key, false)).toBe(tag);
  });
});

describe('properties', () => {
  /** Words whose bits are all alike make the largest and the smallest limbs. */
  const extreme = (words: number) =>
    fc
      .array(
        fc.oneof(fc.constantFrom('00000000', 'ffffffff', '01000000', 'fbffffff', 'feffffff'), bytes(4).map(bytesToHex)),
        {
          minLength: words,
          maxLength: words,
        },
      )
      .map((hex) => hexToBytes(hex.join('')));

  it('has the kernel’s key stream, over the end of the counter too', () => {
    const counter = fc.oneof(fc.nat(100), fc.constantFrom(0xfffffffe, 0xffffffff));
    fc.assert(
      fc.property(bytes(32), bytes(12), counter, fc.nat(3), (key, nonce, counter, blocks) => {
        const [k, n] = [key, nonce].map((bytes) => new Int32Array(bytes.slice().buffer)); // A little-endian machine's.
        const state = Int32Array.from([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, ...k, counter, ...n]);
        const data = new Uint8Array(64 * blocks);
        expect(chacha20Blocks(state, viewOf(data), 0, data.length)).toBe(data.length);
        expect(bytesToHex(data)).toBe(
          bytesToHex(resultOf(chacha20Steps(key, counter, nonce, new Uint8Array(64 * blocks)))),
        );
      }),
      runsOf(0.5),
    );
  });

  it('has the kernel’s tag, one block at a time and four', () => {
    const message = fc.nat(14).chain((blocks) => extreme(4 * blocks));
    fc.assert(
      fc.property(extreme(8), message, (key, message) => {
        const tag = bytesToHex(resultOf(poly1305Steps(message, key)));
        expect(kernelTag(message, key, false)).toBe(tag);
        expect(kernelTag(message, key, true)).toBe(tag);
      }),
    );
  });

  it('has the kernel’s tag where h is just below, at and above p', () => {
    // With r = 1, h is the sum of the blocks.
    const key = hexToBytes(`01${'00'.repeat(31)}`);
    for (let last = 0; last < 16; last++) {
      for (const first of ['ff', 'fe', 'fb', 'f0']) {
        for (const middle of ['ff'.repeat(15), 'fe'.repeat(15)]) {
          const message = concat(
            hexToBytes('ff'.repeat(16)),
            hexToBytes(first + middle),
            hexToBytes(`${last.toString(16).padStart(2, '0')}${(middle[1] === 'e' ? '01' : '00').repeat(15)}`),
          );
          expect(kernelTag(message, key, false)).toBe(bytesToHex(resultOf(poly1305Steps(message, key))));
        }
      }
    }
  });

  it('equals the kernel, both ways', () => {
    const text = fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 500, size: 'max' }));
    fc.assert(
      fc.property(bytes(32), bytes(12), text, text, (key, nonce, plaintext, aad) => {
        const sealed = chacha20Poly1305(key).seal(nonce, plaintext, aad);
        expect(bytesToHex(resultOf(chacha20Poly1305EncryptSteps(key, nonce, plaintext, aad)))).toBe(bytesToHex(sealed));
        const ciphertext = sealed.subarray(0, plaintext.length);
        const tag = sealed.slice(plaintext.length);
        expect(resultOf(chacha20Poly1305DecryptSteps(key, nonce, ciphertext, aad, tag))).toEqual(plaintext);
        tag[15] ^= 0x80;
        expect(resultOf(chacha20Poly1305DecryptSteps(key, nonce, ciphertext, aad, tag))).toBeUndefined();
      }),
      runsOf(0.3),
    );
  });

  it('reads numbers in the order of RFC 8439: least significant byte first', () => {
    const [r] = [...poly1305Steps(new Uint8Array(0), hexToBytes('01'.padEnd(64, '0')))];
    expect(r.value).toBe(le('01'));
  });
});
