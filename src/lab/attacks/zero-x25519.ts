/** A shared secret of zeros: points of small order as public keys (RFC 7748 §6.1; Cremers and Jackson 2019). */
import { type Bytes, bytesToHex, bytesToUtf8, equalBytes, utf8ToBytes } from '../../bytes/index.ts';
import { chacha20Poly1305 } from '../../cipher/index.ts';
import { EcError, x25519 } from '../../ec/index.ts';
import { hkdf, sha256 } from '../../hash/index.ts';
import { resultOf, x25519Steps } from '../../reference/index.ts';
import type { Attack, Target } from '../attack.ts';
import { fact, facts, prose } from '../parts.ts';

/** The function of RFC 7748 §5, whose result is taken as it is. */
export function agreeUnchecked(privateKey: Uint8Array, publicKey: Uint8Array): Bytes {
  return resultOf(x25519Steps(privateKey, publicKey));
}

export const zeroX25519: Attack = {
  fault:
    'Curve25519 has eight points of small order. Whatever the private key, the product with one of them is zero. The broken ends take zero for a secret like any other.',
  difference: {
    soundFile: 'ec/x25519.ts',
    sound: [
      'if (isZeroBytes(secret) === 1) {',
      "throw new EcError('small-order', 'the public key is a point of small order', 'RFC 7748 §6.1');",
    ],
    brokenFile: 'lab/attacks/zero-x25519.ts',
    broken: ['return resultOf(x25519Steps(privateKey, publicKey));'],
  },
  unit: 'public keys replaced',
  defence:
    'The engine refuses a result of zeros, after it has looked at all of its bytes. TLS 1.3 then ends with the alert illegal_parameter.',
  rule: 'RFC 8446 §7.4.2; RFC 7748 §6.1',
  async *run({ target, random }) {
    const [alice, bob] = [x25519.generatePrivateKey(random), x25519.generatePrivateKey(random)];
    yield { count: 0, note: 'Alice and Bob have drawn their keys; Mallory stands between them' };
    // Mallory passes on the point u = 0 to both, in the place of their public keys.
    const pointOfSmallOrder = new Uint8Array(32);
    const [atAlice, atBob] = [agreed(target, alice, pointOfSmallOrder), agreed(target, bob, pointOfSmallOrder)];
    const seen = [facts('What both receive', [fact('public key', pointOfSmallOrder)])];
    if (atAlice === undefined || atBob === undefined)
      return {
        won: false,
        count: 2,
        course: seen,
        result: [facts('Both ends refuse', [fact('error', 'small-order', 'RFC 7748 §6.1')])],
      };
    const sealed = messageCipher(atAlice).seal(NONCE, utf8ToBytes('the token is 7f3a'), new Uint8Array());
    // Mallory derives the same key without any private key.
    const read = messageCipher(new Uint8Array(32)).open(NONCE, sealed, new Uint8Array());
    return {
      won: equalBytes(atAlice, atBob) && equalBytes(read, utf8ToBytes('the token is 7f3a')),
      count: 2,
      course: [...seen, facts('What both derive', [fact('shared secret', bytesToHex(atAlice))])],
      result: [
        prose(
          'Both ends have the same secret, and so does Mallory: it is zero. She reads what Alice sends, without any private key.',
        ),
        facts('Read on the way', [fact('message', bytesToUtf8(read))]),
      ],
    };
  },
};

const NONCE = new Uint8Array(12);
const messageCipher = (secret: Uint8Array) =>
  chacha20Poly1305(hkdf(sha256, new Uint8Array(), secret, utf8ToBytes('messages'), 32));

function agreed(target: Target, privateKey: Uint8Array, publicKey: Uint8Array): Bytes | undefined {
  if (target === 'broken') return agreeUnchecked(privateKey, publicKey);
  try {
    return x25519.ecdh(privateKey, publicKey);
  } catch (error) {
    if (error instanceof EcError) return undefined;
    throw error;
  }
}
