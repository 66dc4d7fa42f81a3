/** AES-GCM (SP 800-38D §7.1) with all intermediate values: counter mode, and GHASH with one of its products bit by bit. */
import {
  assertBytes,
  assertOptions,
  bytesToHex,
  concat,
  equalBytes,
  i2osp,
  os2ip,
  UsageError,
  xor,
} from '../../bytes/index.ts';
import { aes, gcm } from '../../cipher/index.ts';
import {
  type BlockFunction,
  cipherSteps,
  type GcmStep,
  gcmEncryptSteps,
  keyExpansionSteps,
  multiplyBlocksSteps,
  resultOf,
} from '../../reference/index.ts';
import type { Exhibit, Part, Table } from '../document/exhibit.ts';
import { collected, facts, grouped, prose, secretFact, section } from './steps.ts';

export interface GcmExample {
  /** 16, 24 or 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes, as in TLS. */
  readonly nonce: Uint8Array;
  readonly plaintext: Uint8Array;
  /** Authenticated, and not encrypted. */
  readonly aad: Uint8Array;
}

/** Shows the hash key, each counter block, each step of GHASH, a product in GF(2^128) bit by bit, and the tag. Everything except
 * nonce, associated data, ciphertext and tag is secret. @throws UsageError for another length of key or nonce. */
export function explainGcm(example: GcmExample): Exhibit {
  assertOptions(example, 'example', ['key', 'nonce', 'plaintext', 'aad']);
  const { key, nonce, plaintext, aad } = example;
  for (const name of ['key', 'nonce', 'plaintext', 'aad'] as const) assertBytes(example[name], `example.${name}`);
  if (![16, 24, 32].includes(key.length))
    throw new UsageError('out-of-range', 'example.key', 'must have 16, 24 or 32 bytes');
  if (nonce.length !== 12) throw new UsageError('out-of-range', 'example.nonce', 'must have 12 bytes');
  const { steps, result } = collected(gcmEncryptSteps(aesBlocks(key), nonce, plaintext, aad));
  const ciphertext = result.slice(0, plaintext.length);
  const tag = result.slice(plaintext.length);
  const isSame = equalBytes(gcm(aes(key)).seal(nonce, plaintext, aad), result);
  const [H, J0] = ['H', 'J0'].map((name) => valuesOf(steps, name)[0]);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      secretFact('K, the key', key, 'SP 800-38D §7.1'),
      { label: 'IV, the nonce', value: nonce, rule: 'SP 800-38D §8.2' },
      secretFact('P, the plaintext', plaintext, 'SP 800-38D §7.1'),
      { label: 'A, the associated data', value: aad, rule: 'SP 800-38D §7.1' },
      { label: 'C, the ciphertext', value: ciphertext, rule: 'SP 800-38D §7.1 step 3' },
      { label: 'T, the tag', value: tag, rule: 'SP 800-38D §7.1 step 6' },
      { label: "the engine's own result", value: isSame ? 'the same' : 'ANOTHER', rule: '' },
    ]),
    section('1. Two values before it starts', [
      facts('Of the key, and of the nonce', [
        secretFact('H = CIPH_K(0)', H, 'SP 800-38D §7.1 step 1'),
        { label: 'J0 = IV, 31 zeros, 1', value: J0, rule: 'SP 800-38D §7.1 step 2' },
      ]),
    ]),
    section('2. Encrypt: counter mode', [prose(COUNTING), counterTable(steps, plaintext, ciphertext)]),
    section('3. Authenticate: GHASH', [
      prose(HASHING),
      ghashTable(steps, H, aad.length),
      productTable(steps, H),
      theTag(steps),
    ]),
  ];
  return { title: `AES-${8 * key.length}-GCM, step by step`, parts };
}

const INTRODUCTION =
  'GCM encrypts and authenticates at once; most sessions of TLS use it. A block cipher enciphers a counter, and the plaintext is XORed with what comes out. The ' +
  'ciphertext is then hashed by GHASH, a polynomial over a field of 2^128 elements, at a point H that only the key holders know; the hash, masked, is the tag. A nonce that is used ' +
  'twice gives away the XOR of both plaintexts, and H, with which anyone forges: the lab shows it.';
const COUNTING =
  'The last 32 bits of J0 count up by one for each block. The first value enciphers the tag; the plaintext begins with the second. The last block takes as many bytes as it needs.';
const HASHING =
  'GHASH reads blocks of 16 bytes: the associated data, the ciphertext, both filled up with zeros, and their lengths in bits. For each block, Y becomes (Y ⊕ X) • H. ' +
  'The product • is one of polynomials modulo x^128 + x^7 + x^2 + x + 1, whose coefficients are bits: to add is XOR, and the leftmost bit is the coefficient of 1.';

/** AES by its reference implementation, as a function of one block. */
export function aesBlocks(key: Uint8Array): BlockFunction {
  const w = resultOf(keyExpansionSteps(key));
  return (block) => resultOf(cipherSteps(w, block));
}

const valuesOf = (steps: readonly GcmStep[], name: string): Uint8Array[] =>
  steps.flatMap((step) => (step.name === name ? [step.value] : []));

function counterTable(steps: readonly GcmStep[], plaintext: Uint8Array, ciphertext: Uint8Array): Table {
  const [CB, stream] = [valuesOf(steps, 'CB'), valuesOf(steps, 'CIPH(CB)')];
  const block = (of: Uint8Array, i: number): string => grouped(of.subarray(16 * i, 16 * i + 16));
  // The last block is the encryption of J0, which is for the tag.
  const rows = stream
    .slice(0, -1)
    .map((value, i) => [`${i + 1}`, grouped(CB[i]), grouped(value), block(plaintext, i), block(ciphertext, i)]);
  return {
    kind: 'table',
    title: 'C = P ⊕ CIPH_K(CB), block by block',
    rule: 'SP 800-38D §6.5',
    columns: ['i', 'counter block CB', 'CIPH_K(CB)', 'P', 'C'],
    rows,
    brief: { noun: 'block', column: 1 },
    secret: true,
  };
}

function ghashTable(steps: readonly GcmStep[], H: Uint8Array, aadLength: number): Table {
  const [X, Y] = [valuesOf(steps, 'X'), valuesOf(steps, 'Y')];
  const ofData = Math.ceil(aadLength / 16);
  const what = (i: number): string => (i === X.length - 1 ? 'lengths' : i < ofData ? 'A' : 'C');
  const before = (i: number): Uint8Array => (i === 0 ? new Uint8Array(16) : Y[i - 1]);
  const rows = X.map((value, i) => [
    `${i + 1}`,
    what(i),
    grouped(value),
    grouped(xor(before(i), value)),
    grouped(Y[i]),
  ]);
  const how = X.map((value, i) => [
    `Y ⊕ X = ${bytesToHex(before(i))} ⊕ ${bytesToHex(value)} = ${bytesToHex(xor(before(i), value))}`,
    `new Y = (Y ⊕ X) • H = ${bytesToHex(xor(before(i), value))} • ${bytesToHex(H)} = ${bytesToHex(Y[i])}`,
  ]);
  return {
    kind: 'table',
    title: 'Y = (Y ⊕ X) • H, block by block',
    rule: 'SP 800-38D §6.4',
    columns: ['i', 'of', 'X', 'Y ⊕ X', 'Y'],
    rows,
    brief: { noun: 'block', column: 2 },
    how,
    secret: true,
  };
}

/** The first product of GHASH (§6.3, algorithm 1). */
function productTable(steps: readonly GcmStep[], H: Uint8Array): Table {
  const X = valuesOf(steps, 'X')[0];
  const product = collected(multiplyBlocksSteps(os2ip(X), os2ip(H)));
  const block = (value: bigint): string => grouped(i2osp(value, 16));
  const [Z, V] = ['Z', 'V'].map((name) => product.steps.filter((step) => step.name === name).map(({ value }) => value));
  const bit = (i: number): number => (X[i >> 3] >> (7 - (i & 7))) & 1;
  const rows = Z.map((value, i) => [`${i}`, `${bit(i)}`, block(value), block(V[i])]);
  const hex = (value: bigint): string => bytesToHex(i2osp(value, 16));
  const how = Z.map((value, i) => {
    const [z, v] = i === 0 ? [0n, os2ip(H)] : [Z[i - 1], V[i - 1]];
    const half = v >> 1n;
    return [
      bit(i) === 1
        ? `bit ${i} of X_1 is 1: Z ⊕ V = ${hex(z)} ⊕ ${hex(v)} = ${hex(value)}`
        : `bit ${i} of X_1 is 0: Z stays ${hex(value)}`,
      (v & 1n) === 1n
        ? `the last bit of V is 1: V moved right, ⊕ e1 and zeros = ${hex(half)} ⊕ ${hex(half ^ V[i])} = ${hex(V[i])}`
        : `the last bit of V is 0: V moved right = ${hex(V[i])}`,
    ];
  });
  return {
    kind: 'table',
    title:
      'The first product, X_1 • H: Z takes V in where the bit of X_1 is 1; V moves right, and takes in e1 at the left where a 1 falls out',
    rule: 'SP 800-38D §6.3',
    columns: ['bit', 'of X_1', 'Z', 'V, for the next bit'],
    rows,
    brief: { noun: 'bit', column: 2 },
    how,
    secret: true,
  };
}

function theTag(steps: readonly GcmStep[]): Part {
  const last = (name: string): Uint8Array => valuesOf(steps, name).at(-1)!;
  return facts('The tag', [
    secretFact('S, the last Y', last('S'), 'SP 800-38D §7.1 step 5'),
    secretFact('CIPH_K(J0)', last('CIPH(CB)'), 'SP 800-38D §7.1 step 6'),
    { label: 'T = S ⊕ CIPH_K(J0)', value: concat(last('T')), rule: 'SP 800-38D §7.1 step 6' },
  ]);
}
