/** What the page can measure, and the settings of each measurement. */
import type { SettingField } from '../settings.ts';

/** The rows of the bench, by their names. */
export const SUBJECT_NAMES = [
  'sha256',
  'sha512',
  'sha3-256',
  'aes',
  'ghash',
  'modexp',
  'primes',
  'p256',
  'x25519',
] as const;
export type SubjectName = (typeof SUBJECT_NAMES)[number];

/** The row of a name; the first one for another text. */
export const subjectNamed = (name: string | undefined): SubjectName =>
  SUBJECT_NAMES.find((one) => one === name) ?? SUBJECT_NAMES[0];

const choice = (name: string, usual: string, ...choices: readonly string[]): SettingField => ({
  ...{ kind: 'choice', name, usual, choices },
});
const SEED: SettingField = { kind: 'text', name: 'seed', usual: 'prism' };
/** The field for the length of a message in bytes. */
const BYTES = choice('bytes', '1024', '64', '1024', '16384');

/** The fields of each. */
export const SUBJECT_FIELDS: Readonly<Record<SubjectName, readonly SettingField[]>> = {
  sha256: [BYTES, SEED],
  sha512: [BYTES, SEED],
  'sha3-256': [BYTES, SEED],
  aes: [BYTES, SEED],
  ghash: [BYTES, SEED],
  modexp: [choice('bits', '1024', '512', '1024', '2048'), SEED],
  primes: [choice('bits', '256', '128', '256', '512'), SEED],
  p256: [SEED],
  x25519: [SEED],
};

/** The implementations that can take part in each, in the order of the bars: the engine, and those of `vitrine/reference`. A test
 * checks that this matches its tables. */
export const CONTESTANT_NAMES: Readonly<Record<SubjectName, readonly string[]>> = {
  sha256: [
    ...['vitrine', 'reference', 'variables in an array', 'schedule of 16', 'rolled', 'unrolled by eight'],
    'unrolled by sixteen',
  ],
  sha512: ['vitrine', 'reference'],
  'sha3-256': ['vitrine', 'reference'],
  aes: ['vitrine', 'reference', 'bytes', 'one table', 'four tables'],
  ghash: [
    ...['vitrine', 'reference', 'bitwise', '4-bit table', '8-bit table', '4-bit tables, each position'],
    '8-bit tables, each position',
  ],
  modexp: [
    ...['vitrine', 'reference', 'right to left', 'left to right', 'window of 4', 'sliding window of 5', 'barrett'],
    ...['montgomery', 'limbs', 'crt'],
  ],
  primes: ['vitrine', 'no sieve', 'trial division', 'remainders', 'incremental sieve'],
  p256: ['vitrine', 'reference', 'affine'],
  x25519: ['vitrine', 'reference'],
};

/** The signature of the reader's own function; undefined if the subject does not support one. */
export const OWN_SIGNATURES: Readonly<Record<SubjectName, string | undefined>> = {
  sha256: '(message) => digest',
  sha512: '(message) => digest',
  'sha3-256': '(message) => digest',
  aes: '(key, iv, ciphertext) => plaintext',
  ghash: '(H, X) => block',
  modexp: '(base, exponent, modulus) => power',
  primes: undefined,
  p256: '(privateKey) => publicKey',
  x25519: '(scalar, u) => u',
};
