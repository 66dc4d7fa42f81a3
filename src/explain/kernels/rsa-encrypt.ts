/** Encryption and decryption by RSAES-PKCS1-v1_5 (RFC 8017 §7.2), with all intermediate values. */
import {
  assertBytes,
  assertOptions,
  type Bytes,
  bitLength,
  equalBytes,
  i2osp,
  os2ip,
  type Random,
  systemRandom,
  UsageError,
} from '../../bytes/index.ts';
import { crtSteps, emePkcs1Steps, squareAndMultiplySteps } from '../../reference/index.ts';
import {
  checkPrivateKey,
  decryptPkcs1,
  encryptPkcs1,
  modulusLength,
  RsaError,
  type RsaPrivateKey,
} from '../../rsa/index.ts';
import type { BytesPart, Exhibit, Part } from '../document/exhibit.ts';
import { privatePowerFacts, publicPowerTable, rsaPublicFacts } from './rsa-power.ts';
import { collected, facts, namedSpan, prose, secretFact, section } from './steps.ts';

export interface RsaEncryptExample {
  readonly key: RsaPrivateKey;
  readonly message: Uint8Array;
  /** The source of the padding: zero bytes in it are drawn again. */
  readonly random: Random;
}

/** Shows the padding, the public operation, and decryption. The key, the message, and all values that reveal it are secret.
 * @throws RsaError for a key with inconsistent parts, `message-too-long`; UsageError for a value that is not a random source. */
export function explainRsaEncrypt(example: RsaEncryptExample): Exhibit {
  assertOptions(example, 'example', ['key', 'message', 'random']);
  const { key, message, random } = example;
  checkPrivateKey(key);
  assertBytes(message, 'example.message');
  if (typeof random?.bytes !== 'function') throw new UsageError('wrong-type', 'example.random', 'must be a Random');
  const k = modulusLength(key);
  // RFC 8017 §7.2.1 step 1.
  if (message.length > k - 11)
    throw new RsaError('message-too-long', `at most ${Math.max(0, k - 11)} bytes fit this key`, 'RFC 8017 §7.2.1');
  // The engine draws the padding and does not return it, so it is read by decrypting.
  const ciphertext = encryptPkcs1(key, message, random);
  const decryption = collected(crtSteps(key, os2ip(ciphertext)));
  const PS = i2osp(decryption.result, k).slice(2, k - message.length - 1);
  const encoding = collected(emePkcs1Steps(message, PS));
  const power = collected(squareAndMultiplySteps(os2ip(encoding.result), key.publicExponent, key.modulus));
  const isSame = equalBytes(i2osp(power.result, k), ciphertext);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      secretFact('message', message, ''),
      { label: 'ciphertext', value: ciphertext, rule: 'RFC 8017 §7.2.1 step 4' },
    ]),
    section('1. Encode', [encodedMessage(encoding.result, message.length)]),
    section('2. Encrypt', [
      rsaPublicFacts(key),
      { ...publicPowerTable('m^e mod n, for m the encoded message as a number', key, power.steps), secret: true },
      facts('The ciphertext', [
        { label: 'c as bytes', value: i2osp(power.result, k), rule: 'RFC 8017 §7.2.1 step 3' },
        { label: "the engine's own result", value: isSame ? 'the same' : 'ANOTHER', rule: '' },
      ]),
    ]),
    section('3. Decrypt', [
      privatePowerFacts('c^d mod n', key, ciphertext, decryption.steps),
      facts('What comes back', [
        secretFact('EM', i2osp(decryption.result, k), 'RFC 8017 §7.2.2 step 2'),
        secretFact('message', decryptPkcs1(key, ciphertext, systemRandom), 'RFC 8017 §7.2.2 step 4'),
      ]),
      prose(DECRYPTION),
    ]),
  ];
  return { title: `RSA encryption (PKCS #1 v1.5) with a key of ${bitLength(key.modulus)} bits`, parts };
}

const INTRODUCTION =
  'RSA alone gives the same ciphertext for the same message, and a small message to a small exponent is no secret at all. So the message is put behind random bytes that are not zero. TLS before 1.3 sent the premaster secret so; ' +
  'OAEP is the way that is recommended since 1998.';
const DECRYPTION =
  'Decryption looks for 00 02, then for the zero that ends the padding. Whether it finds them must not be told, neither by an error nor by time: Bleichenbacher showed in 1998 how to read a recorded session ' +
  'by asking a server that tells, again and again. The lab runs it. The engine gives another message, made of key and ciphertext, where the padding is wrong, and TLS goes on with it and fails later.';

function encodedMessage(EM: Bytes, messageLength: number): BytesPart {
  const rule = 'RFC 8017 §7.2.1 step 2';
  const end = EM.length - messageLength;
  const part = (name: string, type: string, at: number, length: number, secret: boolean) =>
    length === 0 ? [] : [{ ...namedSpan({ name, type, rule }, at, length), ...(secret && { secret: true as const }) }];
  const children = [
    ...part('00: as a number it is below n', 'byte', 0, 1, false),
    ...part('02: this is encryption', 'byte', 1, 1, false),
    ...part('PS: padding, random and without zeros', 'bytes', 2, end - 3, true),
    ...part('00: the padding ends', 'byte', end - 1, 1, false),
    ...part('M', 'message', end, messageLength, true),
  ];
  const span = namedSpan({ name: 'EM', type: 'encoded message', rule }, 0, EM.length, children);
  return { kind: 'bytes', title: 'EM = 00 || 02 || PS || 00 || M', bytes: EM, span };
}
