/** Encryption and decryption by RSA-OAEP (RFC 8017 §7.1), with all intermediate values. */
import {
  assertBytes,
  assertOptions,
  bitLength,
  equalBytes,
  i2osp,
  os2ip,
  type Random,
  systemRandom,
  UsageError,
} from '../../bytes/index.ts';
import { assertHash, type Hash } from '../../hash/index.ts';
import { crtSteps, emeOaepSteps, squareAndMultiplySteps } from '../../reference/index.ts';
import { checkPrivateKey, decryptOaep, encryptOaep, modulusLength, type RsaPrivateKey } from '../../rsa/index.ts';
import type { Exhibit, Part } from '../document/exhibit.ts';
import { privatePowerFacts, publicPowerTable, rsaPublicFacts } from './rsa-power.ts';
import { collected, facts, prose, secretFact, section, stepFact } from './steps.ts';

export interface OaepExample {
  readonly key: RsaPrivateKey;
  readonly message: Uint8Array;
  /** The hash of the label, and of MGF1. */
  readonly hash: Hash;
  readonly label: Uint8Array;
  /** As long as a digest. */
  readonly seed: Uint8Array;
}

/** Shows the encoding, the public operation, and decryption. The key, the message, and all values that reveal it are secret.
 * @throws RsaError for a key with inconsistent parts, `message-too-long`, `modulus-too-short`; UsageError for a seed of another length. */
export function explainOaep(example: OaepExample): Exhibit {
  assertOptions(example, 'example', ['key', 'message', 'hash', 'label', 'seed']);
  const { key, message, hash, label, seed } = example;
  checkPrivateKey(key);
  for (const name of ['message', 'label', 'seed'] as const) assertBytes(example[name], `example.${name}`);
  assertHash(hash, 'example.hash');
  if (seed.length !== hash.outputLength)
    throw new UsageError('out-of-range', 'example.seed', `must have ${hash.outputLength} bytes`);
  const parameters = { hash, mgfHash: hash, label };
  // The engine runs first, since it rejects invalid input.
  const engines = encryptOaep(parameters, key, message, drawing(seed));
  const k = modulusLength(key);
  const encoding = collected(emeOaepSteps(hash, { M: message, L: label, seed, k }));
  const power = collected(squareAndMultiplySteps(os2ip(encoding.result), key.publicExponent, key.modulus));
  const ciphertext = i2osp(power.result, k);
  const decryption = collected(crtSteps(key, power.result));
  const decrypted = decryptOaep(parameters, key, ciphertext, systemRandom);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      secretFact('message', message, ''),
      { label: 'label', value: label, rule: 'RFC 8017 §7.1' },
      { label: 'hash', value: hash.name, rule: 'RFC 8017 §A.2.1' },
      { label: 'ciphertext', value: ciphertext, rule: 'RFC 8017 §7.1.1 step 4' },
    ]),
    section('1. Encode', [prose(ENCODING), facts('EME-OAEP', encoding.steps.map(stepFact))]),
    section('2. Encrypt', [
      rsaPublicFacts(key),
      { ...publicPowerTable('m^e mod n, for m the encoded message as a number', key, power.steps), secret: true },
      facts('The ciphertext', [
        { label: 'c as bytes', value: ciphertext, rule: 'RFC 8017 §7.1.1 step 3' },
        { label: "the engine's own result", value: equalBytes(engines, ciphertext) ? 'the same' : 'ANOTHER', rule: '' },
      ]),
    ]),
    section('3. Decrypt', [
      privatePowerFacts('c^d mod n', key, ciphertext, decryption.steps),
      facts('What comes back', [
        secretFact('EM', i2osp(decryption.result, k), 'RFC 8017 §7.1.2 step 2'),
        secretFact('message', decrypted, 'RFC 8017 §7.1.2 step 4'),
        { label: 'the same message', value: equalBytes(decrypted, message) ? 'yes' : 'NO', rule: '' },
      ]),
      prose(DECRYPTION),
    ]),
  ];
  return { title: `RSA-OAEP with a key of ${bitLength(key.modulus)} bits`, parts };
}

/** A random source that returns the seed. */
const drawing = (seed: Uint8Array): Random => ({ source: 'the seed shown', bytes: () => seed.slice() });

const INTRODUCTION =
  'OAEP is the way of padding a message before RSA encrypts it. A fresh seed masks the message and the masked message masks the seed, so that who has not all of the number has ' +
  'nothing of it, and the same message gives another ciphertext each time.';
const ENCODING =
  'DB is the hash of the label, zeros, 01, and the message. MGF1 stretches the seed to a mask for DB, and the masked DB to a mask for the seed.';
const DECRYPTION =
  'Decryption takes the masks off in the other order, and checks the first byte, the hash of the label and the 01. Whatever is wrong, it says only that decryption failed: ' +
  'telling one failure from another let Manger decrypt without the key in 2001.';
