/** The algorithms that can be watched in the page, and what can be set for each. */
import type { SettingField } from './settings.ts';

const text = (name: string, usual: string): SettingField => ({ kind: 'text', name, usual });
const hex = (name: string, usual: string, ...lengths: readonly number[]): SettingField => ({
  kind: 'hex',
  name,
  usual,
  lengths,
});
const integer = (name: string, usual: number, min: number, max: number) =>
  ({ kind: 'integer', name, usual: `${usual}`, min, max }) as const satisfies SettingField;
const choice = (name: string, ...choices: readonly string[]): SettingField => ({
  ...{ kind: 'choice', name, usual: choices[0], choices },
});

const MESSAGE = text('message', 'abc');
const SEED = text('seed', 'prism');
const CURVE = choice('curve', 'P-256', 'P-384', 'P-521');
const RSA_BITS = integer('bits', 1024, 512, 4096);
/** FIPS 197 appendix B. */
const AES_KEY = '2b7e151628aed2a6abf7158809cf4f3c';
const AES_BLOCK = '3243f6a8885a308d313198a2e0370734';
/** RFC 8439 §2.8.2. */
const CHACHA_KEY = '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f';

/** The fields of each, by its name. */
export const KERNELS = {
  sha256: [MESSAGE],
  hmac: [text('key', 'key'), text('message', 'The quick brown fox jumps over the lazy dog')],
  aes: [hex('key', AES_KEY, 16, 24, 32), hex('block', AES_BLOCK, 16), choice('direction', 'encrypt', 'decrypt')],
  chacha20: [
    hex('key', CHACHA_KEY, 32),
    hex('nonce', '070000004041424344454647', 12),
    text('message', 'Ladies and Gentlemen of the class of ’99'),
    hex('data', '50515253c0c1c2c3c4c5c6c7'),
  ],
  'rsa-keygen': [integer('bits', 512, 64, 2048), SEED],
  'rsa-sign': [RSA_BITS, SEED, MESSAGE],
  // A salt of 32 bytes, or a seed, and the digest need more room than a modulus of 512 bits has.
  pss: [{ ...RSA_BITS, min: 1024 }, SEED, MESSAGE],
  oaep: [{ ...RSA_BITS, min: 1024 }, SEED, MESSAGE],
  ecdsa: [CURVE, SEED, MESSAGE],
  ecdh: [CURVE, SEED],
  x25519: [SEED],
  ed25519: [SEED, MESSAGE],
  pbkdf2: [
    text('password', 'password'),
    text('salt', 'salt'),
    integer('iterations', 1000, 1, 20_000),
    integer('length', 32, 1, 64),
  ],
} as const satisfies Readonly<Record<string, readonly SettingField[]>>;

export type KernelName = keyof typeof KERNELS;
export const KERNEL_NAMES = Object.keys(KERNELS) as readonly KernelName[];
