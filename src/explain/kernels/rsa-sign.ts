/** An RSA signature from the text to its verification (RFC 8017 §8.2), with all intermediate values. */

import { assertBytes, type Bytes, bitLength, equalBytes, i2osp, os2ip } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import {
  crtSteps,
  emsaPkcs1Steps,
  type ModexpStep,
  type Step,
  squareAndMultiplySteps,
  windowSteps,
} from '../../reference/index.ts';
import { checkPrivateKey, digestInfo, modulusLength, type RsaPrivateKey, verifyPkcs1 } from '../../rsa/index.ts';
import type { BytesPart, Exhibit, Fact, Facts, Part, Table } from '../document/exhibit.ts';
import { insideOf } from '../document/span-layout.ts';
import { abbreviated, collected, facts, namedSpan, prose, section, stepFact } from './steps.ts';

/** Shows the encoding, the private operation by the Chinese remainder theorem, one of its two powers, and the verification.
 * @throws RsaError for a key with inconsistent parts, or `modulus-too-short` for SHA-256. */
export function explainRsaSign(key: RsaPrivateKey, message: Uint8Array): Exhibit {
  checkPrivateKey(key);
  assertBytes(message, 'message');
  const k = modulusLength(key);
  // Throws the errors of signing before a reference implementation assumes that the digest fits.
  verifyPkcs1(sha256, key, message, new Uint8Array(k));
  const encoding = collected(emsaPkcs1Steps(sha256, message, k));
  const EM = encoding.result;
  const lengthOfT = encoding.steps.find(({ name }) => name === 'T')!.value.length;
  const crt = collected(crtSteps(key, os2ip(EM)));
  const signature = i2osp(crt.result, k);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      { label: 'message', value: message, rule: '' },
      { label: 'signature', value: signature, rule: 'RFC 8017 §8.2.1' },
    ]),
    section('1. Encode', [facts('EMSA-PKCS1-v1_5', encoding.steps.map(stepFact)), encodedMessage(EM, lengthOfT)]),
    section('2. Sign', [prose(CRT), privateFacts(key, EM, crt.steps), prose(WINDOWS), powerTable(key, os2ip(EM))]),
    section('3. Verify', verification(key, message, signature, EM)),
  ];
  return { title: `An RSA signature with a key of ${bitLength(key.modulus)} bits`, parts };
}

const INTRODUCTION =
  'To sign is to raise a number to the private exponent d modulo n, which only the holder of the key can; to verify is to raise ' +
  'the result to the public exponent e, which anyone can, and to check whether the same number results. The number is the ' +
  'digest of the message, padded in the one way that a verifier accepts.';
const CRT =
  'The holder of the key knows p and q, and so computes modulo each of them: two powers of half the length cost a quarter of one, and ' +
  "Garner's formula combines them. The engine first multiplies the number by a random factor (blinding), so that the " +
  'duration reveals little, and verifies the result with e before returning it; here the plain computation is shown.';
const WINDOWS =
  'A power is computed digit by digit: for each digit of the exponent in base 16, from the highest, four squarings and one ' +
  'multiplication by the power of the base that the digit asks for. Below is the first of the two powers.';

function encodedMessage(EM: Bytes, lengthOfT: number): BytesPart {
  const T = EM.length - lengthOfT;
  const rule = 'RFC 8017 §9.2';
  const part = (name: string, type: string, at: number, length: number, children: readonly Span[] = []): Span =>
    namedSpan({ name, type, rule }, at, length, children);
  const children = [
    part('00: as a number it is below n', 'byte', 0, 1),
    part('01: this is a signature', 'byte', 1, 1),
    part('PS: padding', 'bytes', 2, T - 3),
    part('00: the padding ends', 'byte', T - 1, 1),
    part('T', 'DigestInfo', T, lengthOfT, insideOf(digestInfo, EM, { start: T, end: EM.length })),
  ];
  const span = part('EM', 'encoded message', 0, EM.length, children);
  return { kind: 'bytes', title: 'EM = 00 || 01 || PS || 00 || T', bytes: EM, span };
}

/** RFC 8017 §5.2.1: the input, the CRT values, and their combination. */
function privateFacts(key: RsaPrivateKey, EM: Bytes, steps: readonly Step<string, bigint>[]): Facts {
  const rule = 'RFC 8017 §3.2';
  const secret = (label: string, value: bigint): Fact => ({ label, value, rule, secret: true });
  // The last step is the signature, which is public.
  const { secret: _, ...signature } = stepFact(steps[steps.length - 1]);
  return facts('c^d mod n, for c the encoded message as a number', [
    { label: 'c = OS2IP(EM)', value: os2ip(EM), rule: 'RFC 8017 §8.2.1 step 2a' },
    secret('p', key.prime1),
    secret('q', key.prime2),
    secret('dP', key.exponent1),
    secret('dQ', key.exponent2),
    secret('qInv', key.coefficient),
    ...steps.slice(0, -1).map((step) => ({ ...stepFact(step), label: CRT_LABELS[step.name] ?? step.name })),
    { ...signature, label: 'm_2 + q · h' },
  ]);
}
const CRT_LABELS: Readonly<Record<string, string>> = {
  m_1: 'm_1 = c^dP mod p',
  m_2: 'm_2 = c^dQ mod q',
  h: 'h = (m_1-m_2)·qInv mod p',
};

/** Bits in a window, as in the kernel. */
const WINDOW = 4;

/** m_1 by windows; the middle of a long exponent is omitted. */
function powerTable({ prime1: p, exponent1: dP }: RsaPrivateKey, c: bigint): Table {
  const byWindow = new Map<number, Partial<Record<ModexpStep['name'], bigint>>>();
  for (const { name, value, index } of collected(windowSteps(c % p, dP, p, WINDOW)).steps) {
    const i = index['i'];
    if (name !== 'g' && i !== undefined) byWindow.set(i, { ...byWindow.get(i), [name]: value });
  }
  const rows = [...byWindow].map(([i, of]) => [
    `${i}`,
    of.e!.toString(16),
    abbreviated(of['A squared']!),
    abbreviated(of['A multiplied']!),
  ]);
  return {
    kind: 'table',
    title: `c^dP mod p by ${rows.length} windows of ${WINDOW} bits`,
    rule: 'HAC algorithm 14.82',
    columns: ['window', 'digit of dP', 'A, squared four times', 'A, multiplied by c^digit'],
    rows,
    brief: { noun: 'window', column: 2 },
    secret: true,
  };
}

/** RFC 8017 §8.2.2, with public values only. */
function verification(key: RsaPrivateKey, message: Uint8Array, signature: Bytes, EM: Bytes): Part[] {
  const { modulus: n, publicExponent: e } = key;
  const { steps, result } = collected(squareAndMultiplySteps(os2ip(signature), e, n));
  const recovered = i2osp(result, EM.length);
  const table: Table = {
    kind: 'table',
    title: `s^e mod n, bit by bit of e = ${e}`,
    rule: 'HAC algorithm 14.79',
    columns: ['bit', 'step', 'A'],
    rows: steps.slice(0, -1).map(({ name, value, index }) => [`${index['i']}`, name, abbreviated(value)]),
  };
  const outcome = facts('Comparison', [
    { label: "EM' = I2OSP(s^e mod n, k)", value: recovered, rule: 'RFC 8017 §8.2.2 step 2' },
    { label: "EM' = EM", value: equalBytes(recovered, EM) ? 'yes' : 'NO', rule: 'RFC 8017 §8.2.2 step 4' },
    {
      label: "the engine's own result",
      value: verifyPkcs1(sha256, key, message, signature) ? 'valid' : 'INVALID',
      rule: 'RFC 8017 §8.2.2',
    },
  ]);
  return [facts('The public key', publicRows(key)), table, outcome];
}

const publicRows = ({ modulus, publicExponent }: RsaPrivateKey): Fact[] => [
  { label: 'n', value: modulus, rule: 'RFC 8017 §3.1' },
  { label: 'e', value: publicExponent, rule: 'RFC 8017 §3.1' },
];
