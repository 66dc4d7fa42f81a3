/** The algorithms that the page can show step by step, and the settings of each. */
import type { CurveName } from '../ec/index.ts';
import type { SecretKind, SettingField } from './settings.ts';

const text = (name: string, usual: string): SettingField => ({ kind: 'text', name, usual });
const hex = (name: string, usual: string, ...lengths: readonly number[]): SettingField => ({
  kind: 'hex',
  name,
  usual,
  lengths,
});
const integer = (name: string, usual: number, min: number, max: number) =>
  ({ kind: 'integer', name, usual: `${usual}`, min, max }) as const satisfies SettingField;
/** Bytes that take the place of something derived from the seed, unless empty. */
const own = (name: string, ...lengths: readonly number[]): SettingField => hex(`hex${name}`, '', ...lengths);
const number = (name: string, usual: string, bits: number): SettingField => ({ kind: 'number', name, usual, bits });
const choice = (name: string, ...choices: readonly string[]): SettingField => ({
  ...{ kind: 'choice', name, usual: choices[0], choices },
});
/** A field whose text is secret where it is real. Real ones have no place in a page whose addresses hold them. */
const secret = (field: SettingField, kind: SecretKind = 'key'): SettingField => ({ ...field, secret: kind });

const MESSAGE = text('message', 'abc');
/** A message in hexadecimal, for bytes that are not text. Unless empty, it takes precedence over the text. */
const HEX_MESSAGE = hex('hexmessage', '');
const SEED = text('seed', 'prism');
const CURVE = choice('curve', 'P-256', 'P-384', 'P-521');
const HASH = choice('hash', 'sha256', 'sha384');
const RSA_BITS = { ...integer('bits', 1024, 512, 4096), even: true } as const;
/** Two primes that take the place of a key from the seed, unless empty; the exponent is for either. */
const OWN_RSA_KEY = [secret(number('ownp', '', 2048)), secret(number('ownq', '', 2048)), number('e', '65537', 256)];
/** FIPS 197 appendix B. */
const AES_KEY = '2b7e151628aed2a6abf7158809cf4f3c';
const AES_BLOCK = '3243f6a8885a308d313198a2e0370734';
/** SP 800-38A §F.2.1. */
const SP800_IV = '000102030405060708090a0b0c0d0e0f';
/** RFC 8439 §2.8.2. */
const CHACHA_KEY = '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f';

/** The fields of each, by its name. */
export const KERNELS = {
  sha256: [MESSAGE, HEX_MESSAGE],
  sha384: [MESSAGE, HEX_MESSAGE],
  sha512: [MESSAGE, HEX_MESSAGE],
  sha1: [MESSAGE, HEX_MESSAGE],
  hmac: [
    HASH,
    secret(text('key', 'key')),
    text('message', 'The quick brown fox jumps over the lazy dog'),
    secret(hex('hexkey', '')),
    HEX_MESSAGE,
  ],
  aes: [
    secret(hex('key', AES_KEY, 16, 24, 32)),
    hex('block', AES_BLOCK, 16),
    choice('direction', 'encrypt', 'decrypt'),
  ],
  // GCM's authors, test case 4: key and nonce.
  gcm: [
    secret(hex('key', 'feffe9928665731c6d6a8f9467308308', 16, 24, 32)),
    hex('nonce', 'cafebabefacedbaddecaf888', 12),
    text('message', 'Ladies and Gentlemen of the class of ’99'),
    HEX_MESSAGE,
    hex('data', 'feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  ],
  cbc: [
    secret(hex('key', AES_KEY, 16, 24, 32)),
    hex('iv', SP800_IV, 16),
    text('message', 'to=alice&amount=10&admin=0'),
    HEX_MESSAGE,
  ],
  chacha20: [
    secret(hex('key', CHACHA_KEY, 32)),
    hex('nonce', '070000004041424344454647', 12),
    text('message', 'Ladies and Gentlemen of the class of ’99'),
    HEX_MESSAGE,
    hex('data', '50515253c0c1c2c3c4c5c6c7'),
  ],
  // The numbers of the textbooks: 61 · 53 = 3233.
  rsa: [
    ...[secret(number('p', '61', 2048)), secret(number('q', '53', 2048))],
    ...[number('e', '17', 256), number('m', '65', 4096)],
  ],
  'rsa-keygen': [{ ...integer('bits', 512, 64, 2048), even: true }, SEED],
  'rsa-sign': [RSA_BITS, SEED, MESSAGE, HEX_MESSAGE, ...OWN_RSA_KEY],
  // A salt of 32 bytes, or a seed, and the digest do not fit a modulus of 512 bits.
  pss: [{ ...RSA_BITS, min: 1024 }, SEED, MESSAGE, HEX_MESSAGE, own('salt'), ...OWN_RSA_KEY],
  oaep: [{ ...RSA_BITS, min: 1024 }, SEED, MESSAGE, HEX_MESSAGE, own('oaepseed', 32), ...OWN_RSA_KEY],
  'rsa-encrypt': [RSA_BITS, SEED, MESSAGE, HEX_MESSAGE, ...OWN_RSA_KEY],
  // A curve of 19 points, on which P is a generator and Q is 5·P.
  curve: [
    ...[integer('prime', 17, 5, 97), integer('a', 2, 0, 96), integer('b', 2, 0, 96)],
    ...[integer('px', 5, 0, 96), integer('py', 1, 0, 96), integer('qx', 9, 0, 96), integer('qy', 16, 0, 96)],
    integer('k', 13, 1, 1_000_000),
  ],
  // The curves of the exhibits of X25519 and Ed25519; P is of order 10, and 20.
  montgomery: [
    ...[integer('modulus', 17, 5, 97), integer('A', 8, 0, 96)],
    ...[integer('u1', 9, 0, 96), integer('v1', 3, 0, 96), integer('u2', 10, 0, 96), integer('v2', 5, 0, 96)],
    integer('k', 13, 1, 1_000_000),
  ],
  edwards: [
    ...[integer('modulus', 17, 5, 97), integer('d', 6, 0, 96)],
    ...[integer('x1', 2, 0, 96), integer('y1', 6, 0, 96), integer('x2', 5, 0, 96), integer('y2', 7, 0, 96)],
    integer('k', 13, 1, 1_000_000),
  ],
  ecdsa: [CURVE, SEED, MESSAGE, HEX_MESSAGE, secret(own('d')), secret(own('k'))],
  ecdh: [CURVE, SEED, secret(own('d')), own('peer')],
  x25519: [SEED, secret(own('scalar', 32)), own('u', 32)],
  ed25519: [SEED, secret(own('private', 32)), MESSAGE, HEX_MESSAGE],
  'ml-kem': [
    choice('set', 'ML-KEM-768', 'ML-KEM-512', 'ML-KEM-1024'),
    ...[SEED, secret(own('seedd', 32)), secret(own('seedz', 32)), secret(own('m', 32))],
  ],
  pbkdf2: [
    secret(text('password', 'password'), 'password'),
    text('salt', 'salt'),
    integer('iterations', 1000, 1, 20_000),
    integer('length', 32, 1, 64),
  ],
  // RFC 5869 §A.1.
  hkdf: [
    HASH,
    secret(hex('secret', '0b'.repeat(22))),
    hex('salt', '000102030405060708090a0b0c'),
    hex('info', 'f0f1f2f3f4f5f6f7f8f9'),
    integer('length', 42, 1, 512),
  ],
  // The test vector for P_SHA256 from the TLS working group's mailing list.
  prf: [
    HASH,
    secret(hex('secret', '9bbe436ba940f017b17652849a71db35')),
    text('label', 'test label'),
    hex('hexseed', 'a0ba9f936cda311827a6f796ffd5198c'),
    integer('length', 100, 1, 512),
  ],
} as const satisfies Readonly<Record<string, readonly SettingField[]>>;

export type KernelName = keyof typeof KERNELS;
export const KERNEL_NAMES = Object.keys(KERNELS) as readonly KernelName[];

/** The algorithm of a name; the first one for another text. */
export const kernelNamed = (name: string | undefined): KernelName =>
  KERNEL_NAMES.find((one) => one === name) ?? KERNEL_NAMES[0];

/** Bytes of a scalar of each curve. */
export const SCALAR_LENGTHS: Readonly<Record<CurveName, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };
