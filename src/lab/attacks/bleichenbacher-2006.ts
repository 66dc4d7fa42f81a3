/** A signature that a lenient verifier takes, made without any private key: e = 3, and the padding is not checked to its end
 * (Bleichenbacher's talk at CRYPTO 2006; CVE-2006-4339). */
import { hashOid } from '../../asn1/index.ts';
import { modPow } from '../../bigint/index.ts';
import { type Bytes, bytesToHex, concat, equalBytes, i2osp, os2ip, utf8ToBytes } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import { digestInfo, generateRsaKey, modulusLength, type RsaPublicComponents, verifyPkcs1 } from '../../rsa/index.ts';
import { type Attack, sizeOf } from '../attack.ts';
import { ceilingRoot } from '../integer-roots.ts';
import { fact, facts, prose } from '../parts.ts';

/** Reads the padding from the left, and takes the DigestInfo that follows it. Whatever comes after is not looked at. */
export function verifyFromTheLeft(key: RsaPublicComponents, message: Uint8Array, signature: Uint8Array): boolean {
  const EM = i2osp(modPow(os2ip(signature), key.publicExponent, key.modulus), modulusLength(key));
  if (EM[0] !== 0x00 || EM[1] !== 0x01) return false;
  let at = 2;
  while (EM[at] === 0xff) at++;
  if (EM[at++] !== 0x00) return false;
  const T = encodedDigest(message);
  return equalBytes(EM.subarray(at, at + T.length), T);
}

const SIZE = { meaning: 'bits of the modulus', usual: 2048, values: [2048, 3072] };

export const bleichenbacher2006: Attack = {
  fault:
    'A signature is a number whose power e shows the digest behind padding of FF bytes that fill the whole length. The broken verifier reads from the left ' +
    'and stops when it has seen the digest. Bytes to its right may be anything.',
  difference: {
    soundFile: 'rsa/pkcs1-signature.ts',
    sound: ['return recovered !== undefined && equalBytes(recovered, expected);'],
    brokenFile: 'lab/attacks/bleichenbacher-2006.ts',
    broken: ['return equalBytes(EM.subarray(at, at + T.length), T);'],
  },
  unit: 'signatures tried',
  defence:
    'The engine parses nothing. It builds the one encoding that a right signature has, over the whole length of the modulus, and compares all of it.',
  rule: 'RFC 8017 §8.2.2 step 4',
  size: SIZE,
  async *run(input) {
    const modulusBits = sizeOf(input, SIZE);
    const key = generateRsaKey({ modulusBits, publicExponent: 3n, random: input.random, insecure: true });
    yield { count: 0, note: 'the attacker knows the public key alone, and e = 3' };
    const message = utf8ToBytes('O=system:masters, CN=mallory');
    const signature = forged(message, modulusLength(key));
    const verify = input.target === 'broken' ? verifyFromTheLeft : verifyPkcs1.bind(undefined, sha256);
    const won = verify(key, message, signature);
    const cube = i2osp(os2ip(signature) ** 3n, modulusLength(key));
    return {
      won,
      count: 1,
      course: [
        prose(
          'The attacker writes 00 01 FF 00 and the digest at the left, so that most of the length is free, and takes the cube root of that number, rounded up. ' +
            'Its cube differs only on the right, where the verifier does not look.',
        ),
        facts('The forgery', [
          fact('the signature', bytesToHex(signature)),
          fact('its cube', bytesToHex(cube)),
          fact('bytes at the left that count', `${3 + 1 + encodedDigest(message).length}`),
        ]),
      ],
      result: won
        ? [prose('The verifier accepts a signature over a name of the attacker’s choice. No private key was used.')]
        : [facts('The verifier answers', [fact('signature', 'invalid', 'RFC 8017 §8.2.2 step 4')])],
    };
  },
};

function encodedDigest(message: Uint8Array): Bytes {
  return encode(digestInfo, {
    digestAlgorithm: { algorithm: hashOid('sha256')!, parameters: null },
    digest: sha256.digest(message),
  });
}

/** The cube root of the block with the padding shortened to one byte. */
function forged(message: Uint8Array, length: number): Bytes {
  const front = concat(new Uint8Array([0x00, 0x01, 0xff, 0x00]), encodedDigest(message));
  const least = os2ip(front) << BigInt(8 * (length - front.length));
  return i2osp(ceilingRoot(least, 3n), length);
}
