/** An RSA-PSS signature from the message to its verification (RFC 8017 §8.1), with all intermediate values. */
import { assertBytes, assertOptions, type Bytes, bitLength, equalBytes, i2osp, os2ip } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import { assertHash, type Hash } from '../../hash/index.ts';
import { crtSteps, emsaPssSteps, squareAndMultiplySteps } from '../../reference/index.ts';
import { checkPrivateKey, modulusLength, type RsaPrivateKey, verifyPss } from '../../rsa/index.ts';
import type { BytesPart, Exhibit, Part } from '../document/exhibit.ts';
import { privatePowerFacts, publicPowerTable, rsaPublicFacts } from './rsa-power.ts';
import { collected, facts, namedSpan, prose, section, stepFact } from './steps.ts';

export interface PssExample {
  readonly key: RsaPrivateKey;
  readonly message: Uint8Array;
  /** The hash of the message, and of MGF1. */
  readonly hash: Hash;
  /** As long as a digest, usually. */
  readonly salt: Uint8Array;
}

/** Shows the encoding, the private operation, and the verification. Only the key is secret: a verifier computes the salt and the masks too.
 * @throws RsaError for a key with inconsistent parts, or `modulus-too-short` for hash and salt. */
export function explainPss(example: PssExample): Exhibit {
  assertOptions(example, 'example', ['key', 'message', 'hash', 'salt']);
  const { key, message, hash, salt } = example;
  checkPrivateKey(key);
  assertBytes(message, 'example.message');
  assertHash(hash, 'example.hash');
  assertBytes(salt, 'example.salt');
  const parameters = { hash, mgfHash: hash, saltLength: salt.length };
  // Throws the errors of signing before a reference implementation assumes that there is room.
  verifyPss(parameters, key, message, new Uint8Array(modulusLength(key)));
  const encoding = collected(emsaPssSteps(hash, message, salt, bitLength(key.modulus) - 1));
  const crt = collected(crtSteps(key, os2ip(encoding.result)));
  const signature = i2osp(crt.result, modulusLength(key));
  const isValid = verifyPss(parameters, key, message, signature);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      { label: 'message', value: message, rule: '' },
      { label: 'hash', value: hash.name, rule: 'RFC 8017 §A.2.3' },
      { label: 'salt', value: salt, rule: 'RFC 8017 §9.1.1 step 4' },
      { label: 'signature', value: signature, rule: 'RFC 8017 §8.1.1' },
    ]),
    section('1. Encode', [
      prose(ENCODING),
      facts('EMSA-PSS', encoding.steps.map(stepFact)),
      encodedMessage(encoding.result, hash.outputLength),
    ]),
    section('2. Sign', [
      privatePowerFacts('m^d mod n, for m the encoded message as a number', key, encoding.result, crt.steps),
    ]),
    section('3. Verify', verification(key, signature, encoding.result, isValid)),
  ];
  return { title: `An RSA-PSS signature with a key of ${bitLength(key.modulus)} bits`, parts };
}

const INTRODUCTION =
  'PSS is the way of padding an RSA signature for which there is a proof: who forges one can break RSA itself. A fresh salt is hashed ' +
  'together with the digest of the message, and the rest of the number is masked, so that all of it looks random. Two signatures of one message differ.';
const ENCODING =
  "The hash H covers eight zero bytes, the message's digest and the salt. DB is zeros, 01, and the salt; MGF1 stretches H to a mask for it. Who verifies computes the mask " +
  'from H again, takes it off, finds the salt, and checks H. As many bits as the modulus leaves unused are cleared at the left.';

function encodedMessage(EM: Bytes, hLen: number): BytesPart {
  const rule = 'RFC 8017 §9.1.1 step 12';
  const part = (name: string, type: string, at: number, length: number, children: readonly Span[] = []): Span =>
    namedSpan({ name, type, rule }, at, length, children);
  const dbLength = EM.length - hLen - 1;
  const children = [
    part('maskedDB: zeros, 01 and the salt, under the mask', 'bytes', 0, dbLength),
    part('H', 'digest', dbLength, hLen),
    part('bc: the trailer', 'byte', EM.length - 1, 1),
  ];
  const span = part('EM', 'encoded message', 0, EM.length, children);
  return { kind: 'bytes', title: 'EM = maskedDB || H || bc', bytes: EM, span };
}

/** RFC 8017 §8.1.2, with public values only. */
function verification(key: RsaPrivateKey, signature: Bytes, EM: Bytes, isValid: boolean): Part[] {
  const { steps, result } = collected(squareAndMultiplySteps(os2ip(signature), key.publicExponent, key.modulus));
  const recovered = i2osp(result, EM.length);
  return [
    rsaPublicFacts(key),
    publicPowerTable('s^e mod n', key, steps),
    facts('Comparison', [
      { label: 'EM = I2OSP(s^e mod n, emLen)', value: recovered, rule: 'RFC 8017 §8.1.2 step 2' },
      { label: 'the same as was signed', value: equalBytes(recovered, EM) ? 'yes' : 'NO', rule: '' },
      { label: "the engine's own result", value: isValid ? 'valid' : 'INVALID', rule: 'RFC 8017 §8.1.2' },
    ]),
  ];
}
