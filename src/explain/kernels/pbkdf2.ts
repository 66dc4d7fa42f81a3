/** A key from a password by PBKDF2 (RFC 8018 §5.2), with the values of its iterations. */
import { assertBytes, assertInteger, assertOptions } from '../../bytes/index.ts';
import { assertHash, type Hash } from '../../hash/index.ts';
import { type Pbkdf2Step, pbkdf2Steps } from '../../reference/index.ts';
import type { Exhibit, Part, Section } from '../document/exhibit.ts';
import { abbreviatedBytes, collected, facts, prose, secretFact, section } from './steps.ts';

export interface Pbkdf2Example {
  /** Of HMAC. */
  readonly hash: Hash;
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  /** 1 to 100,000. */
  readonly iterations: number;
  /** Length of the key in bytes: 1 to 256. */
  readonly length: number;
}

/** Shows the first and the last iterations of each block. Everything except the salt and the numbers is secret.
 * @throws UsageError for numbers out of range. */
export function explainPbkdf2(example: Pbkdf2Example): Exhibit {
  assertOptions(example, 'example', ['hash', 'password', 'salt', 'iterations', 'length']);
  const { hash, password, salt, iterations, length } = example;
  assertHash(hash, 'example.hash');
  assertBytes(password, 'example.password');
  assertBytes(salt, 'example.salt');
  assertInteger(iterations, 'example.iterations', 1, 100_000);
  assertInteger(length, 'example.length', 1, 256);
  const { steps, result } = collected(pbkdf2Steps(hash, password, salt, iterations, length));
  const blocks = steps.filter(({ name }) => name === 'T').length;
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      { label: 'PRF', value: `HMAC with ${hash.name}`, rule: 'RFC 8018 §B.1' },
      secretFact('P, the password', password, 'RFC 8018 §5.2'),
      { label: 'S, the salt', value: salt, rule: 'RFC 8018 §5.2' },
      { label: 'c, the iterations', value: iterations, rule: 'RFC 8018 §5.2' },
      { label: 'dkLen, bytes of the key', value: length, rule: 'RFC 8018 §5.2' },
      secretFact('DK, the key', result, 'RFC 8018 §5.2 step 4'),
    ]),
    ...Array.from({ length: blocks }, (_, i) => blockSection(steps, i + 1)),
  ];
  return { title: `PBKDF2 with ${iterations} iterations of HMAC`, parts };
}

const INTRODUCTION =
  'A password is shorter than a key, and people choose from few. PBKDF2 makes a key of it slowly: each block of the key is the XOR of many HMACs, ' +
  'each of the one before. Who guesses passwords pays as much for every guess. The salt, which need not be secret, makes the ' +
  'same password give another key elsewhere, so that no table of guesses serves twice.';

function blockSection(all: readonly Pbkdf2Step[], i: number): Section {
  const steps = all.filter(({ index }) => index['i'] === i);
  const sums = new Map(
    steps.flatMap(({ name, index, value }) => (name === 'U_1 xor … xor U_j' ? [[index['j'], value] as const] : [])),
  );
  const rows = steps.flatMap(({ name, index, value }) =>
    name === 'U' ? [[`${index['j']}`, abbreviatedBytes(value), abbreviatedBytes(sums.get(index['j']) ?? value)]] : [],
  );
  const T = steps.find(({ name }) => name === 'T')!;
  return section(`Block ${i}`, [
    {
      kind: 'table',
      title: `U_1 = HMAC(P, S || ${i} in four bytes), and U_j = HMAC(P, U_(j-1))`,
      rule: 'RFC 8018 §5.2 step 3',
      columns: ['j', 'U_j', 'U_1 xor … xor U_j'],
      rows,
      brief: { noun: 'iteration', column: 1 },
      secret: true,
    },
    facts('The block', [secretFact(`T_${i}`, T.value, T.rule)]),
  ]);
}
