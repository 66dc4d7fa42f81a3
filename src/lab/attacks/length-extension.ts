/** A hash of key and message is no MAC: the hash is where the next block would go on (Tsudik 1992; Flickr's API in 2009). */
import {
  type Bytes,
  bytesToHex,
  bytesToUtf8,
  concat,
  equalBytes,
  i2osp,
  type Random,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { hmac, sha256 } from '../../hash/index.ts';
import { continueSha256 } from '../../reference/index.ts';
import type { Attack, Target } from '../attack.ts';
import { fact, facts, prose } from '../parts.ts';

/** The digest of the key and then the message. */
export function hashOfKeyAndMessage(key: Uint8Array, message: Uint8Array): Bytes {
  return sha256.digest(concat(key, message));
}

export const lengthExtension: Attack = {
  fault:
    'The broken service authenticates a request by the SHA-256 digest of its key followed by the request. A digest of SHA-256 is its whole inner state: who knows it can go on hashing from there.',
  difference: {
    soundFile: 'hash/hmac.ts',
    sound: ['return outer.digest(state.digest());'],
    brokenFile: 'lab/attacks/length-extension.ts',
    broken: ['return sha256.digest(concat(key, message));'],
  },
  unit: 'requests shown to the service',
  defence:
    'HMAC hashes the inner digest again, under the key in another form. What goes out is no state from which the inner hash could go on.',
  rule: 'RFC 2104 §2; FIPS 198-1',
  async *run({ target, random }) {
    const service = serviceOf(target, random);
    const known = service.signed;
    yield { count: 0, note: 'Mallory saw one request and its MAC' };
    const addition = utf8ToBytes('&to=mallory');
    for (let keyLength = 1; keyLength <= 64; keyLength++) {
      // FIPS 180-4 §5.1.1: what SHA-256 itself put behind key and message.
      const glue = padding(keyLength + known.message.length);
      const message = concat(known.message, glue, addition);
      const mac = continueSha256(known.mac, keyLength + known.message.length + glue.length, addition);
      if (service.accepts(message, mac)) return won(keyLength, message, mac);
    }
    return {
      won: false,
      count: 64,
      course: [],
      result: [prose('For no length of the key is the extended request accepted.')],
    };
  },
};

function won(keyLength: number, message: Bytes, mac: Bytes) {
  const shown = bytesToUtf8(message.map((byte) => (byte >= 0x20 && byte < 0x7f ? byte : 0x2e)));
  return {
    won: true,
    count: keyLength,
    course: [
      prose(
        'Mallory takes the MAC for the state of SHA-256 after the request and its padding, and hashes on from there. She does not know how long the key is, and tries the lengths one by one.',
      ),
      facts('What fits', [fact('length of the key', `${keyLength} bytes`), fact('MAC', bytesToHex(mac))]),
    ],
    result: [facts('Accepted, without the key', [fact('request', shown)])],
  };
}

interface Service {
  readonly signed: { readonly message: Bytes; readonly mac: Bytes };
  accepts(message: Uint8Array, mac: Uint8Array): boolean;
}

function serviceOf(target: Target, random: Random): Service {
  const key = random.bytes(20);
  const macOf = (message: Uint8Array): Bytes =>
    target === 'broken' ? hashOfKeyAndMessage(key, message) : hmac(sha256, key, message);
  const message = utf8ToBytes('amount=100&to=bob');
  return { signed: { message, mac: macOf(message) }, accepts: (text, mac) => equalBytes(macOf(text), mac) };
}

/** The padding of a message of so many bytes. */
function padding(length: number): Bytes {
  const zeros = (119 - (length % 64)) % 64;
  return concat(new Uint8Array([0x80]), new Uint8Array(zeros), i2osp(BigInt(8 * length), 8));
}
