/** An ECDSA signature from the message to its verification (FIPS 186-5 §6.4), with all intermediate values. */
import { assertBytes, assertOptions, bitLength, concat, i2osp, os2ip, UsageError } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import type { CurveName } from '../../ec/index.ts';
import { type Hash, sha256, sha384, sha512 } from '../../hash/index.ts';
import type { EcPrivateKey } from '../../keys/index.ts';
import { curveNamed } from '../../keys/internal.ts';
import {
  type AffinePoint,
  type CurveDomain,
  type EcdsaSignature,
  type EcdsaStep,
  ecdsaSignSteps,
  ecdsaVerifySteps,
  NIST_DOMAINS,
  nonceSteps,
} from '../../reference/index.ts';
import { ecdsaSigValue } from '../../signatures/index.ts';
import type { Exhibit, Fact, Part } from '../document/exhibit.ts';
import { assertEcPrivateKey, domainFacts, pointFacts, pointOf } from './ec-points.ts';
import { multiplicationTable } from './multiplication.ts';
import { smallWeierstrassSection } from './small-curves.ts';
import { collected, facts, prose, secretFact, section, stepFact } from './steps.ts';

/** The hash that TLS 1.3 and most certificates use with each curve. */
const HASHES: Readonly<Record<CurveName, Hash>> = { 'P-256': sha256, 'P-384': sha384, 'P-521': sha512 };

/** Shows a small curve in pictures, then the key's curve, RFC 6979's k, the signature, and its verification. d is secret, and so
 * are k and the values that k is derived from: k and a signature reveal d.
 * @param key - its curve determines the hash: SHA-256, SHA-384 or SHA-512.
 * @param options - `k`: in place of RFC 6979's. Two messages with one k give the key away.
 * @throws UsageError for another kind of key, `out-of-range` for a k that is not in 1…n − 1 or makes r or s zero. */
export function explainEcdsa(key: EcPrivateKey, message: Uint8Array, options: { readonly k?: bigint } = {}): Exhibit {
  assertEcPrivateKey(key, 'key');
  assertBytes(message, 'message');
  assertOptions(options, 'options', ['k']);
  const domain = NIST_DOMAINS[key.curve];
  const hash = HASHES[key.curve];
  const d = os2ip(key.d);
  const digest = hash.digest(message);
  const nonce = collected(nonceSteps({ hash, q: domain.n, x: d, h1: digest, additional: new Uint8Array(0) }));
  const { k = nonce.result } = options;
  if (typeof k !== 'bigint' || k < 1n || k >= domain.n)
    throw new UsageError('out-of-range', 'options.k', `must be in 1…n − 1, for n the order of ${key.curve}`);
  const signing = collected(ecdsaSignSteps(domain, d, digest, k));
  const signature = signing.result;
  // FIPS 186-5 §6.4.1 step 9. For RFC 6979's k the probability is negligible.
  if (signature === undefined) throw new UsageError('out-of-range', 'options.k', 'makes r or s zero');
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      { label: 'message', value: message, rule: '' },
      { label: 'r', value: signature.r, rule: 'FIPS 186-5 §6.4.1 step 10' },
      { label: 's', value: signature.s, rule: 'FIPS 186-5 §6.4.1 step 10' },
      { label: 'in certificates and TLS', value: encode(ecdsaSigValue, signature), rule: 'RFC 5480 appendix A' },
    ]),
    smallWeierstrassSection(),
    section(`2. The curve ${key.curve}, and the key`, [
      domainFacts(key.curve),
      facts('The key', [
        secretFact('d', d, 'FIPS 186-5 §6.2'),
        ...pointFacts('Q = d·G', pointOf(key), 'FIPS 186-5 §6.2'),
      ]),
    ]),
    section('3. The number k', [
      prose(NONCE),
      options.k === undefined
        ? facts(`HMAC by ${hash.name}`, nonce.steps.map(stepFact))
        : facts('The k that was given, in place of RFC 6979’s', [secretFact('k', k, 'FIPS 186-5 §6.4.1 step 3')]),
    ]),
    section('4. Sign', signingParts(signing.steps)),
    section('5. Verify', verification(key, domain, hash, message, signature)),
  ];
  return { title: `An ECDSA signature on ${key.curve}, step by step`, parts };
}

const INTRODUCTION =
  'The private key of ECDSA is a number d, the public key the point Q = d·G of an elliptic curve. To sign, one takes a fresh number k, whose ' +
  'point R = k·G gives r, and computes s from k, r, d and the digest of the message. Who verifies cannot see k or d, but can ' +
  'compute R from s, r, the digest and Q, and looks whether its x is r.';
const NONCE =
  'Whoever learns k learns d from one signature: d = (s·k − e) / r. Two signatures with the same k give it away too. So k is a nonce that must be both ' +
  'secret and fresh. RFC 6979 derives it from the private key and the digest by HMAC; the engine mixes randomness in as well (§3.6), unless it is told not to.';

function signingParts(steps: readonly EcdsaStep[]): Part[] {
  const named = (names: readonly string[]): Fact[] =>
    steps.filter(({ name }) => names.includes(name)).map((step) => stepFact(step as Parameters<typeof stepFact>[0]));
  const R = steps.find((step) => step.name === 'R')!.value as AffinePoint;
  return [
    facts('The digest as a number', named(['e'])),
    multiplicationTable('R = k·G, bit by bit of k', 'Guide to ECC, algorithm 3.27', steps, true),
    facts('The signature', [...pointFacts('R', R, 'FIPS 186-5 §6.4.1 step 5'), ...named(['r', 's'])]),
    prose(
      'Here r is the x of R modulo n, and s = (e + r·d) / k modulo n. The engine runs one sequence of operations whatever k is.',
    ),
  ];
}

/** §6.4.2, with public values only. */
function verification(
  key: EcPrivateKey,
  domain: CurveDomain,
  hash: Hash,
  message: Uint8Array,
  signature: EcdsaSignature,
): Part[] {
  const { steps, result } = collected(ecdsaVerifySteps(domain, pointOf(key), hash.digest(message), signature));
  const numbers = steps.flatMap((step) =>
    step.name === 'e' || step.name === 'w' || step.name === 'u1' || step.name === 'u2' ? [stepFact(step)] : [],
  );
  const R = steps.find((step) => step.name === 'R')!.value as AffinePoint;
  const length = Math.ceil(bitLength(domain.n) / 8);
  const raw = concat(i2osp(signature.r, length), i2osp(signature.s, length));
  const isValid = curveNamed(key.curve).verify(hash, key.point, message, raw);
  return [
    facts('w = 1/s, u1 = e·w, u2 = r·w, modulo n', numbers),
    facts('R = u1·G + u2·Q', [
      ...pointFacts('R', R, 'FIPS 186-5 §6.4.2 step 6'),
      { label: 'x of R modulo n is r', value: result ? 'yes' : 'NO', rule: 'FIPS 186-5 §6.4.2 step 8' },
      { label: "the engine's own result", value: isValid ? 'valid' : 'INVALID', rule: 'FIPS 186-5 §6.4.2' },
    ]),
  ];
}
