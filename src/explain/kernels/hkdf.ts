/** Keys from a secret by HKDF (RFC 5869) with all intermediate values. */
import { assertBytes, assertInteger, assertOptions, bytesToHex, concat, equalBytes } from '../../bytes/index.ts';
import { assertHash, type Hash, hkdf } from '../../hash/index.ts';
import { type HkdfStep, hkdfSteps } from '../../reference/index.ts';
import type { Exhibit, Part, Table } from '../document/exhibit.ts';
import { collected, facts, grouped, prose, secretFact, section } from './steps.ts';

export interface HkdfExample {
  /** Of HMAC. */
  readonly hash: Hash;
  /** May be empty, which stands for as many zeros as the hash has bytes. */
  readonly salt: Uint8Array;
  /** The input keying material, IKM. */
  readonly secret: Uint8Array;
  readonly info: Uint8Array;
  /** Number of bytes to derive: 1 to 512. */
  readonly length: number;
}

/** Shows the extraction, and each block of the expansion. Everything except salt, info and length is secret.
 * @throws UsageError for a length out of range. */
export function explainHkdf(example: HkdfExample): Exhibit {
  assertOptions(example, 'example', ['hash', 'salt', 'secret', 'info', 'length']);
  const { hash, salt, secret, info, length } = example;
  assertHash(hash, 'example.hash');
  for (const name of ['salt', 'secret', 'info'] as const) assertBytes(example[name], `example.${name}`);
  assertInteger(length, 'example.length', 1, 512);
  const { steps, result } = collected(hkdfSteps(hash, salt, secret, info, length));
  const isSame = equalBytes(hkdf(hash, salt, secret, info, length), result);
  const key = salt.length > 0 ? salt : new Uint8Array(hash.outputLength);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      { label: 'hash', value: hash.name, rule: 'RFC 5869 §2.1' },
      { label: 'salt', value: salt, rule: 'RFC 5869 §2.2' },
      secretFact('IKM, the secret', secret, 'RFC 5869 §2.2'),
      { label: 'info', value: info, rule: 'RFC 5869 §2.3' },
      { label: 'L, bytes to derive', value: length, rule: 'RFC 5869 §2.3' },
      secretFact('OKM, the keys', result, 'RFC 5869 §2.3'),
      { label: "the engine's own result", value: isSame ? 'the same' : 'ANOTHER', rule: '' },
    ]),
    section('1. Extract', [
      prose(EXTRACT),
      facts('PRK = HMAC(salt, IKM)', [
        { label: salt.length > 0 ? "HMAC's key: the salt" : "HMAC's key: zeros", value: key, rule: 'RFC 5869 §2.2' },
        secretFact("HMAC's text: IKM", secret, 'RFC 5869 §2.2'),
        secretFact('PRK', steps[0].value, 'RFC 5869 §2.2'),
      ]),
    ]),
    section('2. Expand', [
      prose(EXPAND),
      expansion(steps, info),
      facts('The first L bytes', [secretFact('OKM', result, 'RFC 5869 §2.3')]),
    ]),
  ];
  return { title: `HKDF with ${hash.name}, step by step`, parts };
}

const INTRODUCTION =
  'A secret that two ends agreed on is a number with a structure, and one; a session needs several keys that look like chance. HKDF makes them in two steps, each of which is HMAC. All keys of TLS 1.3 come from it.';
const EXTRACT =
  'Extract presses the secret, however long and however uneven, into one key of the length of a hash. The salt is its key: it need not be secret. In TLS 1.3 the salt is what was derived before, so that each stage depends on all those before it.';
const EXPAND =
  'Expand makes as many blocks as are needed, each of the block before it. The info says what the key is for: another info gives a key that has nothing to do with this one. TLS 1.3 puts ' +
  'the length, a label such as "tls13 key", and the hash of the messages so far into it (RFC 8446 §7.1).';

function expansion(steps: readonly HkdfStep[], info: Uint8Array): Table {
  const T = steps.flatMap(({ name, value }) => (name === 'T' ? [value] : []));
  const input = (i: number): Uint8Array =>
    concat(i === 0 ? new Uint8Array(0) : T[i - 1], info, new Uint8Array([i + 1]));
  return {
    kind: 'table',
    title: 'T(i) = HMAC(PRK, T(i-1), info, i), where T(0) is empty',
    rule: 'RFC 5869 §2.3',
    columns: ['i', 'what HMAC reads', 'T(i)'],
    rows: T.map((value, i) => [`${i + 1}`, grouped(input(i)), grouped(value)]),
    how: T.map((value, i) => [
      `T(${i + 1}) = HMAC(PRK, ${i === 0 ? 'nothing' : `T(${i})`}, info, ${bytesToHex(new Uint8Array([i + 1]))}) = ${bytesToHex(value)}`,
    ]),
    secret: true,
  };
}
