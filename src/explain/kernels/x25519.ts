/** A shared secret by X25519 (RFC 7748 §5), step by step of the Montgomery ladder. */
import { assertBytes, assertOptions, type Bytes, equalBytes, UsageError } from '../../bytes/index.ts';
import { x25519 } from '../../ec/index.ts';
import { type LadderValues, type X25519Step, x25519Steps } from '../../reference/index.ts';
import type { Exhibit, Part, Table } from '../document/exhibit.ts';
import { smallMontgomerySection } from './small-montgomery.ts';
import { abbreviated, collected, facts, prose, secretFact, section } from './steps.ts';

export interface X25519Example {
  /** 32 bytes. */
  readonly privateKey: Uint8Array;
  /** The other end's u-coordinate: 32 bytes. */
  readonly peerPublicKey: Uint8Array;
}

/** Shows a small curve in a picture, then the ladder that computes the own public key, and the one that computes the shared secret.
 * @throws UsageError for another length; EcError if the shared secret would be zero. */
export function explainX25519(example: X25519Example): Exhibit {
  assertOptions(example, 'example', ['privateKey', 'peerPublicKey']);
  const { privateKey, peerPublicKey } = example;
  for (const [bytes, name] of [
    [privateKey, 'example.privateKey'],
    [peerPublicKey, 'example.peerPublicKey'],
  ] as const) {
    assertBytes(bytes, name);
    if (bytes.length !== 32) throw new UsageError('out-of-range', name, 'must have 32 bytes');
  }
  // The engine rejects invalid input, such as points of small order; the ladder of the reference implementation does not.
  const engines = x25519.ecdh(privateKey, peerPublicKey);
  const own = collected(x25519Steps(privateKey, BASE));
  const shared = collected(x25519Steps(privateKey, peerPublicKey));
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      secretFact('private key', privateKey, 'RFC 7748 §6.1'),
      { label: 'own public key', value: own.result, rule: 'RFC 7748 §6.1' },
      { label: "the other's public key", value: peerPublicKey, rule: 'RFC 7748 §6.1' },
      secretFact('shared secret', shared.result, 'RFC 7748 §6.1'),
    ]),
    smallMontgomerySection(),
    section('2. The own public key', [
      prose(CLAMPING),
      numbers(own.steps),
      ladderTable('X25519(k, 9), bit by bit of k', own.steps),
    ]),
    section('3. The shared secret', [
      numbers(shared.steps),
      ladderTable("X25519(k, u) with the other's u", shared.steps),
      outcome(shared.result, engines),
    ]),
  ];
  return { title: 'X25519, step by step', parts };
}

/** u = 9 (RFC 7748 §4.1). */
const BASE = new Uint8Array(32);
BASE[0] = 9;

const INTRODUCTION =
  'X25519 is how two ends agree on a secret in most sessions of TLS 1.3. A private key is any 32 bytes, a public key the u-coordinate of a point of ' +
  "Curve25519, an elliptic curve modulo 2^255 − 19. Each end multiplies the other's public key by its own private key, and both come to the same number.";
const CLAMPING =
  'The scalar k is the private key with its lowest three bits cleared, which makes k·P free of the points of small order, and bit 254 set, so that the ' +
  'ladder always has as many steps. The ladder keeps two points whose difference is the one it began with: (x₂ : z₂) and ' +
  '(x₃ : z₃) are the u of m·P and (m + 1)·P, where m is the part of k that was read. Every bit costs one doubling and one addition, ' +
  'whatever it is; where the bit changes, the two points are swapped.';

function numbers(steps: readonly X25519Step[]): Part {
  return facts(
    'The input as numbers',
    steps.flatMap((step) =>
      step.name === 'k'
        ? [secretFact('k', step.value, step.rule)]
        : step.name === 'u'
          ? [{ label: 'u', value: step.value, rule: step.rule }]
          : [],
    ),
  );
}

function ladderTable(title: string, steps: readonly X25519Step[]): Table {
  let swap = 0;
  const formulas: string[][] = [];
  const rows = steps.flatMap((step) => {
    if (step.name === 'swap') swap = step.value;
    if (step.name !== 'ladder') return [];
    const { x_2, z_2, x_3, z_3 } = step.value;
    formulas.push(ladderFormulas(step.value));
    return [[`${step.index['t']}`, swap === 1 ? 'yes' : '', ...[x_2, z_2, x_3, z_3].map((one) => abbreviated(one, 8))]];
  });
  return {
    kind: 'table',
    title,
    rule: 'RFC 7748 §5',
    columns: ['bit', 'swap', 'x_2', 'z_2', 'x_3', 'z_3'],
    rows,
    how: formulas,
    brief: { noun: 'step', column: 2 },
    secret: true,
  };
}

/** RFC 7748 §5, line by line, with the values in full: modulo 2^255 − 19. */
const ladderFormulas = (of: LadderValues): string[] =>
  LADDER.map(([name, formula]) => `${name} = ${formula} = ${of[name].toString(16)}`);
const LADDER: readonly (readonly [keyof LadderValues, string])[] = [
  ['A', 'x_2 + z_2'],
  ['AA', 'A^2'],
  ['B', 'x_2 − z_2'],
  ['BB', 'B^2'],
  ['E', 'AA − BB'],
  ['C', 'x_3 + z_3'],
  ['D', 'x_3 − z_3'],
  ['DA', 'D · A'],
  ['CB', 'C · B'],
  ['x_3', '(DA + CB)^2'],
  ['z_3', 'x_1 · (DA − CB)^2'],
  ['x_2', 'AA · BB'],
  ['z_2', 'E · (AA + 121665 · E)'],
];

const outcome = (shared: Bytes, engines: Uint8Array): Part =>
  facts('The result x_2 / z_2, little-endian', [
    secretFact('shared secret', shared, 'RFC 7748 §5'),
    {
      label: "the engine's own result",
      value: equalBytes(shared, engines) ? 'the same' : 'ANOTHER',
      rule: 'RFC 7748 §5',
    },
  ]);
