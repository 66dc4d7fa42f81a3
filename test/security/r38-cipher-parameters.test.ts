// CVE-2023-5363 (OpenSSL): lengths of keys and initialization vectors that were changed after the cipher was set up were processed late, so
// that some were truncated or overran. R38: lengths of keys, nonces, counters and IVs are checked before use.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Aead,
  aes,
  aesBitsliced,
  type BlockCipher,
  cbcDecrypt,
  cbcEncrypt,
  chacha20Poly1305,
  ctr,
  gcm,
  unwrapKey,
  unwrapKeyPadded,
  wrapKey,
  wrapKeyPadded,
} from '../../src/cipher/index.ts';

const anyLength = fc.nat(80);
const junk = fc.constantFrom<unknown>(
  undefined,
  null,
  0,
  'a text of 16 B..',
  [],
  {},
  new Uint16Array(16),
  new ArrayBuffer(16),
);
const zeros = (length: number): Uint8Array => new Uint8Array(length);
const usage = (argument: string) => expect.objectContaining({ name: 'UsageError', argument });

/** Each parameter of a fixed length: how it is given, and which lengths it may have. */
const ciphers: [string, (key: Uint8Array) => BlockCipher][] = [
  ['aes', aes],
  ['aesBitsliced', aesBitsliced],
];
const parameters: [
  name: string,
  argument: string,
  allowed: (length: number) => boolean,
  use: (bytes: Uint8Array) => unknown,
][] = [
  ...ciphers.flatMap(([name, make]): typeof parameters => {
    const cipher = make(zeros(16));
    const isBlock = (length: number) => length === 16;
    return [
      [name, 'key', (length) => [16, 24, 32].includes(length), make],
      [`cbcEncrypt, ${name}`, 'iv', isBlock, (iv) => cbcEncrypt(cipher, iv, zeros(32))],
      [`cbcDecrypt, ${name}`, 'iv', isBlock, (iv) => cbcDecrypt(cipher, iv, zeros(32))],
      [`ctr, ${name}`, 'counter', isBlock, (counter) => ctr(cipher, counter, zeros(20))],
      [`gcm, ${name}`, 'nonce', (length) => length > 0, (nonce) => gcm(cipher).seal(nonce, zeros(5), zeros(5))],
    ];
  }),
  ['chacha20Poly1305', 'key', (length) => length === 32, chacha20Poly1305],
  [
    'chacha20Poly1305',
    'nonce',
    (length) => length === 12,
    (nonce) => chacha20Poly1305(zeros(32)).seal(nonce, zeros(5), zeros(5)),
  ],
];

describe('R38', () => {
  it.each(parameters)('%s takes a %s of the right length only', (_, argument, allowed, use) => {
    fc.assert(
      fc.property(anyLength, (length) => {
        if (allowed(length)) expect(use(zeros(length))).toBeDefined();
        else expect(() => use(zeros(length))).toThrow(usage(argument));
      }),
    );
    fc.assert(
      fc.property(junk, (value) => {
        expect(() => use(value as Uint8Array)).toThrow(usage(argument));
      }),
    );
  });

  const aeads: [string, Aead][] = [
    ['AES-GCM', gcm(aes(zeros(16)))],
    ['AES-GCM without tables', gcm(aesBitsliced(zeros(16)))],
    ['ChaCha20-Poly1305', chacha20Poly1305(zeros(32))],
  ];
  it.each(aeads)(
    '%s refuses a nonce before it looks at the message, and a message without a tag in one way',
    (_, aead) => {
      expect(() => aead.open(zeros(0), zeros(40), zeros(0))).toThrow(usage('nonce'));
      for (let length = 0; length < 16; length++) {
        expect(() => aead.open(zeros(12), zeros(length), zeros(0))).toThrow(
          expect.objectContaining({ name: 'CipherError', code: 'authentication-failed' }),
        );
      }
    },
  );

  it('refuses what is no block cipher', () => {
    for (const value of [undefined, null, {}, 'aes', zeros(16)] as never[]) {
      expect(() => gcm(value)).toThrow(usage('cipher'));
      expect(() => ctr(value, zeros(16), zeros(1))).toThrow(usage('cipher'));
      expect(() => cbcEncrypt(value, zeros(16), zeros(16))).toThrow(usage('cipher'));
      expect(() => cbcDecrypt(value, zeros(16), zeros(16))).toThrow(usage('cipher'));
      for (const call of [wrapKey, unwrapKey, wrapKeyPadded, unwrapKeyPadded]) {
        expect(() => call(value, zeros(24))).toThrow(usage('kek'));
      }
    }
  });
});
