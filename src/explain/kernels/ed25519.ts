/** An Ed25519 signature from the seed to its verification (RFC 8032 §5.1), with all intermediate values. */
import { assertBytes, UsageError } from '../../bytes/index.ts';
import { ed25519 } from '../../ec/index.ts';
import { sha512 } from '../../hash/index.ts';
import { EDWARDS25519, type Ed25519Step, ed25519SignSteps, ed25519VerifySteps } from '../../reference/index.ts';
import type { Exhibit, Fact, Part } from '../document/exhibit.ts';
import { pointFacts } from './ec-points.ts';
import { multiplicationTable } from './multiplication.ts';
import { smallEdwardsSection } from './small-edwards.ts';
import { collected, facts, prose, secretFact, section, stepFact } from './steps.ts';

/** Shows a small curve in a picture, then the two numbers derived from the seed, the signature, and its verification. The seed,
 * its hash, s and r are secret: r and a signature reveal s.
 * @param privateKey - the 32 bytes that RFC 8032 calls the private key. @throws UsageError for another length. */
export function explainEd25519(privateKey: Uint8Array, message: Uint8Array): Exhibit {
  assertBytes(privateKey, 'privateKey');
  if (privateKey.length !== 32) throw new UsageError('out-of-range', 'privateKey', 'must have 32 bytes');
  assertBytes(message, 'message');
  const { steps, result: signature } = collected(ed25519SignSteps(sha512, privateKey, message));
  const at = (name: Ed25519Step['name']): number => steps.findIndex((step) => step.name === name);
  const publicKey = steps[at('A')].value as Uint8Array;
  const { L, B } = EDWARDS25519;
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      { label: 'message', value: message, rule: '' },
      { label: 'public key', value: publicKey, rule: 'RFC 8032 §5.1.5' },
      { label: 'signature', value: signature, rule: 'RFC 8032 §5.1.6 step 6' },
    ]),
    smallEdwardsSection(),
    section('2. The key', [
      facts('Edwards25519: −x² + y² = 1 + dx²y² modulo p', [
        { label: 'p', value: EDWARDS25519.p, rule: 'RFC 8032 §5.1' },
        { label: 'd', value: EDWARDS25519.d, rule: 'RFC 8032 §5.1' },
        ...pointFacts('B', B, 'RFC 8032 §5.1'),
        { label: 'L, the order of B', value: L, rule: 'RFC 8032 §5.1' },
      ]),
      prose(KEY),
      facts('From the seed to the key', [
        secretFact('the seed', privateKey, 'RFC 8032 §5.1.5'),
        ...named(steps, ['h', 's', 'prefix']),
      ]),
      multiplicationTable('A = s·B, bit by bit of s', 'RFC 8032 §5.1.4', steps.slice(0, at('A')), true),
      facts('The public key', named(steps, ['A'])),
    ]),
    section('3. Sign', [
      prose(SIGNING),
      facts('The number r', named(steps, ['r'])),
      multiplicationTable('R = r·B, bit by bit of r', 'RFC 8032 §5.1.4', steps.slice(at('A'), at('R')), true),
      facts('The signature R || S', named(steps, ['R', 'k', 'S'])),
    ]),
    section('4. Verify', verification(publicKey, message, signature)),
  ];
  return { title: 'An Ed25519 signature, step by step', parts };
}

const INTRODUCTION =
  'The private key of Ed25519 is a seed of 32 bytes. Its hash gives a secret number s, whose multiple of the base point B is the public key A, ' +
  'and a secret prefix. A signature is a point R = r·B and a number S = r + k·s, where k is a hash of R, A and the message. No ' +
  'randomness is needed, so none can fail.';
const KEY =
  'The first half of the hash becomes s: its lowest three bits are cleared, which leaves out the points of small order, and bit 254 is set. The second half is the prefix.';
const SIGNING =
  'Hashed together with the message, the prefix gives r: a nonce that nobody can predict, and another one for each message. S hides s only as ' +
  'long as r is unknown.';

const named = (steps: readonly Ed25519Step[], names: readonly Ed25519Step['name'][]): Fact[] =>
  steps.filter(({ name }) => names.includes(name)).map((step) => stepFact(step as Parameters<typeof stepFact>[0]));

/** §5.1.7, with public values only. */
function verification(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Part[] {
  const { steps, result } = collected(ed25519VerifySteps(sha512, publicKey, message, signature));
  const sides = steps.flatMap((step) =>
    step.name === 'left' || step.name === 'right'
      ? pointFacts(step.name === 'left' ? 'S·B' : 'R + k·A', step.value, step.rule)
      : [],
  );
  return [
    facts('The numbers', named(steps, ['S', 'k'])),
    facts('S·B must be R + k·A', [
      ...sides,
      { label: 'the same point', value: result ? 'yes' : 'NO', rule: 'RFC 8032 §5.1.7 step 3' },
      {
        label: "the engine's own result",
        value: ed25519.verify(publicKey, message, signature) ? 'valid' : 'INVALID',
        rule: 'RFC 8032 §5.1.7',
      },
    ]),
  ];
}
