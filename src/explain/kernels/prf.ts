/** Keys from a secret by the pseudorandom function of TLS 1.2 (RFC 5246 §5) with all intermediate values. */
import { assertBytes, assertInteger, assertOptions, assertString, equalBytes } from '../../bytes/index.ts';
import { assertHash, type Hash } from '../../hash/index.ts';
import { type PrfStep, prfSteps } from '../../reference/index.ts';
import { prf } from '../../tls/index.ts';
import type { Exhibit, Part, Table } from '../document/exhibit.ts';
import { collected, facts, grouped, prose, secretFact, section } from './steps.ts';

export interface PrfExample {
  /** The hash of the cipher suite. */
  readonly hash: Hash;
  readonly secret: Uint8Array;
  /** `master secret`, `key expansion`. */
  readonly label: string;
  readonly seed: Uint8Array;
  /** Number of bytes to derive: 1 to 512. */
  readonly length: number;
}

/** Shows A(i) and each block. Everything except label, seed and length is secret. @throws UsageError for a length out of range. */
export function explainPrf(example: PrfExample): Exhibit {
  assertOptions(example, 'example', ['hash', 'secret', 'label', 'seed', 'length']);
  const { hash, secret, label, seed, length } = example;
  assertHash(hash, 'example.hash');
  assertBytes(secret, 'example.secret');
  assertString(label, 'example.label');
  assertBytes(seed, 'example.seed');
  assertInteger(length, 'example.length', 1, 512);
  const { steps, result } = collected(prfSteps(hash, secret, label, seed, length));
  const isSame = equalBytes(prf(hash, secret, label, seed, length), result);
  const rule = 'RFC 5246 §5';
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      { label: 'hash', value: hash.name, rule },
      secretFact('secret', secret, rule),
      { label: 'label', value: label, rule },
      { label: 'seed', value: seed, rule },
      { label: 'bytes to derive', value: length, rule },
      secretFact('output', result, rule),
      { label: "the engine's own result", value: isSame ? 'the same' : 'ANOTHER', rule: '' },
    ]),
    section('P_hash', [
      prose(CHAIN),
      facts('What stands for the seed from here on', [{ label: 'label + seed', value: steps[0].value, rule }]),
      blocks(steps),
    ]),
  ];
  return { title: `The PRF of TLS 1.2 with ${hash.name}, step by step`, parts };
}

const INTRODUCTION =
  'TLS 1.2 makes all its keys by one function: the master secret of the premaster secret ("master secret"), the keys of the records of the master secret ("key expansion"), and the ' +
  'check values of Finished ("client finished", "server finished"). The label says which; the seed has the random numbers of both ends, or the hash of the messages.';
const CHAIN =
  'Two rows of HMAC under the same secret: A(i) is the HMAC of A(i-1), and each block is the HMAC of A(i) and the seed. Nobody without the secret can go on from a block, since A(i) is never shown. HKDF, which TLS 1.3 ' +
  'uses instead, has a step before it that presses an uneven secret into an even key.';

function blocks(steps: readonly PrfStep[]): Table {
  const values = (name: PrfStep['name']): Uint8Array[] =>
    steps.flatMap((step) => (step.name === name ? [step.value] : []));
  const [A, pieces] = [values('A'), values('HMAC_hash(secret, A + seed)')];
  return {
    kind: 'table',
    title: 'A(i) = HMAC(secret, A(i-1)), where A(0) is label + seed; the output is the blocks one after the other',
    rule: 'RFC 5246 §5',
    columns: ['i', 'A(i)', 'HMAC(secret, A(i) + label + seed)'],
    rows: A.map((value, i) => [`${i + 1}`, grouped(value), grouped(pieces[i])]),
    secret: true,
  };
}
