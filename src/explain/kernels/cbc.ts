/** AES-CBC with padding (SP 800-38A §6.2, RFC 5652 §6.3): encryption, decryption, and decryption after one bit of the ciphertext
 * was changed. */
import { assertBytes, assertOptions, type Bytes, equalBytes, UsageError } from '../../bytes/index.ts';
import { aes, cbcDecrypt, cbcEncrypt, padPkcs7 } from '../../cipher/index.ts';
import {
  type BlockFunction,
  cbcDecryptSteps,
  cbcEncryptSteps,
  invCipherSteps,
  keyExpansionSteps,
  resultOf,
} from '../../reference/index.ts';
import type { BytesPart, Exhibit, Part, Section, Table } from '../document/exhibit.ts';
import { aesBlocks } from './gcm.ts';
import { collected, facts, grouped, namedSpan, prose, secretFact, section } from './steps.ts';

export interface CbcExample {
  /** 16, 24 or 32 bytes. */
  readonly key: Uint8Array;
  /** 16 bytes, which must be unpredictable. */
  readonly iv: Uint8Array;
  readonly plaintext: Uint8Array;
}

/** Shows the padding, the encryption and decryption of each block, and the effect of changing one bit of the ciphertext. The key,
 * the plaintext, and the values between it and the ciphertext are secret. @throws UsageError for another length of key or IV. */
export function explainCbc(example: CbcExample): Exhibit {
  assertOptions(example, 'example', ['key', 'iv', 'plaintext']);
  const { key, iv, plaintext } = example;
  for (const name of ['key', 'iv', 'plaintext'] as const) assertBytes(example[name], `example.${name}`);
  if (![16, 24, 32].includes(key.length))
    throw new UsageError('out-of-range', 'example.key', 'must have 16, 24 or 32 bytes');
  if (iv.length !== 16) throw new UsageError('out-of-range', 'example.iv', 'must have 16 bytes');
  const padded = padPkcs7(plaintext, 16);
  const encryption = collected(cbcEncryptSteps(aesBlocks(key), iv, padded));
  const ciphertext = encryption.result;
  const engines = equalBytes(cbcEncrypt(aes(key), iv, padded), ciphertext);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      secretFact('key', key, 'SP 800-38A §6.2'),
      { label: 'IV', value: iv, rule: 'SP 800-38A §6.2' },
      secretFact('plaintext', plaintext, ''),
      { label: 'ciphertext', value: ciphertext, rule: 'SP 800-38A §6.2' },
      { label: "the engine's own result", value: engines ? 'the same' : 'ANOTHER', rule: '' },
    ]),
    paddingPart(padded, plaintext.length),
    section('1. Encrypt', [
      chainTable(
        'C_j = CIPH(P_j ⊕ C_(j-1)), where C_0 is the IV',
        'P ⊕ C before',
        padded,
        ciphertext,
        'P ^ C',
        encryption.steps,
      ),
    ]),
    decryption(key, iv, ciphertext),
    changedBit(key, iv, ciphertext, padded),
  ];
  return { title: `AES-${8 * key.length} in CBC mode, step by step`, parts };
}

const INTRODUCTION =
  'A block cipher alone shows which blocks are equal. CBC mixes each block with the ciphertext before it, and the first with a random IV, so that equal plaintexts look different. It hides, ' +
  'and protects against no change: without a MAC, as the last section shows, one who cannot read a message can still change it. TLS 1.2 has suites with CBC and HMAC; TLS 1.3 has none.';
const CHANGED =
  'Deciphering XORs each block with the ciphertext before it. So a changed bit of C_1 makes P_1 random, and changes exactly that bit of P_2. Where it says in the plaintext "admin=0", ' +
  'whoever knows the place makes it "admin=1". The padding at the end of the last block, changed so and asked about 128 times for each byte, gives the plaintext itself away (Vaudenay 2002).';

/** RFC 5652 §6.3, byte by byte. */
function paddingPart(padded: Bytes, length: number): BytesPart {
  const rule = 'RFC 5652 §6.3';
  const count = padded.length - length;
  const message = { ...namedSpan({ name: 'plaintext', type: 'bytes', rule: '' }, 0, length), secret: true as const };
  const padding = namedSpan({ name: `padding: ${count} bytes, each ${count}`, type: 'bytes', rule }, length, count);
  const children = length === 0 ? [padding] : [message, padding];
  const span = namedSpan({ name: 'P', type: 'blocks of 16 bytes', rule }, 0, padded.length, children);
  return { kind: 'bytes', title: 'Padding to whole blocks', bytes: padded, span };
}

type ChainStep = { readonly name: string; readonly value: Uint8Array };

/** @param between - the step between plaintext and ciphertext. */
function chainTable(
  title: string,
  column: string,
  plaintext: Uint8Array,
  ciphertext: Uint8Array,
  between: string,
  steps: readonly ChainStep[],
): Table {
  const block = (of: Uint8Array, j: number): string => grouped(of.subarray(16 * j, 16 * j + 16));
  const values = steps.filter(({ name }) => name === between);
  const rows = values.map(({ value }, j) => [`${j + 1}`, block(plaintext, j), grouped(value), block(ciphertext, j)]);
  return {
    kind: 'table',
    title,
    rule: 'SP 800-38A §6.2',
    columns: ['j', 'P_j', column, 'C_j'],
    rows,
    brief: { noun: 'block', column: 1 },
    secret: true,
  };
}

function inverseBlocks(key: Uint8Array): BlockFunction {
  const w = resultOf(keyExpansionSteps(key));
  return (block) => resultOf(invCipherSteps(w, block));
}

function decryption(key: Uint8Array, iv: Uint8Array, ciphertext: Bytes): Section {
  const { steps, result } = collected(cbcDecryptSteps(inverseBlocks(key), iv, ciphertext));
  const title = 'P_j = CIPH⁻¹(C_j) ⊕ C_(j-1)';
  return section('2. Decrypt', [chainTable(title, 'CIPH⁻¹(C_j)', result, ciphertext, 'CIPH^-1(C)', steps)]);
}

/** The effect of changing the lowest bit of the eighth byte. */
function changedBit(key: Uint8Array, iv: Uint8Array, ciphertext: Bytes, padded: Bytes): Section {
  const changed = ciphertext.slice();
  changed[7] ^= 1;
  const result = cbcDecrypt(aes(key), iv, changed);
  const differing = (j: number): string => {
    const places = [...Array(16).keys()].filter((i) => result[16 * j + i] !== padded[16 * j + i]);
    return places.length === 0 ? 'none' : places.length > 4 ? `${places.length} of 16` : places.join(', ');
  };
  const block = (of: Uint8Array, j: number): string => grouped(of.subarray(16 * j, 16 * j + 16));
  const rows = Array.from({ length: padded.length / 16 }, (_, j) => [
    ...[`${j + 1}`, block(padded, j), block(result, j), differing(j)],
  ]);
  return section('3. One bit changed on the way', [
    prose(CHANGED),
    {
      kind: 'table',
      title: 'The plaintext after the lowest bit of byte 7 of C_1 was changed',
      rule: 'SP 800-38A appendix D',
      columns: ['j', 'P_j', 'deciphered', 'bytes that differ'],
      rows,
      brief: { noun: 'block', column: 1 },
      secret: true,
    },
  ]);
}
