/** `explain chacha20` and `explain gcm`: authenticated encryption, with one's own key, nonce, plaintext and additional data. */
import { utf8ToBytes } from '../../../bytes/index.ts';
import { type Exhibit, explainChaCha20, explainGcm } from '../../../explain/index.ts';
import { seededRandom } from '../../../hash/index.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

interface Aead {
  /** Lengths of keys in bytes, the usual one first. */
  readonly keyLengths: readonly [number, ...number[]];
  /** What the help says of the key. */
  readonly key: string;
  readonly explain: (input: Parameters<typeof explainGcm>[0]) => Exhibit;
  readonly notes: readonly string[];
}

const aeadCommand = ({ keyLengths, key: keyHelp, explain, notes }: Aead) =>
  defineCommand({
    operands: '[TEXT]',
    maxOperands: 1,
    options: {
      key: { value: 'HEX', help: `the key: ${keyHelp}` },
      nonce: { value: 'HEX', help: 'the nonce: 12 bytes in hexadecimal; default: a new one' },
      aad: { value: 'TEXT', help: 'what is authenticated and not encrypted' },
      hexaad: { value: 'HEX', help: 'the same, as bytes' },
      seed: { value: 'TEXT', help: 'make the same key and nonce each time' },
      ...MESSAGE_OPTIONS,
      ...PRESENT_OPTIONS,
    },
    notes,
    async run(values, [text], context) {
      const { key, nonce, aad, hexaad, seed } = values;
      if (aad !== undefined && hexaad !== undefined) throw usageError('-aad or -hexaad, not both');
      if (seed !== undefined && key !== undefined) throw usageError('-key or -seed, not both');
      const random = seed === undefined ? context.random : seededRandom(seed);
      const exhibit = explain({
        key: key === undefined ? random.bytes(keyLengths[0]) : hexValue(key, '-key', keyLengths),
        nonce: nonce === undefined ? random.bytes(12) : hexValue(nonce, '-nonce', [12]),
        plaintext: await messageOf(context, values, text),
        aad: hexaad === undefined ? utf8ToBytes(aad ?? '') : hexValue(hexaad, '-hexaad'),
      });
      await presentExample(context, exhibit, values, [values.in]);
      return EXIT.ok;
    },
  });

export const explainChaCha20Command = aeadCommand({
  keyLengths: [32],
  key: '32 bytes in hexadecimal; default: a new key',
  explain: explainChaCha20,
  notes: [
    'ChaCha20-Poly1305 of RFC 8439. Key and plaintext are shown; a plaintext read from a file only with -show-secrets.',
    'The key and nonce of the example in RFC 8439 §2.8.2: -key 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f -nonce 070000004041424344454647 -hexaad 50515253c0c1c2c3c4c5c6c7',
  ],
});

export const explainGcmCommand = aeadCommand({
  keyLengths: [16, 24, 32],
  key: '16, 24 or 32 bytes in hexadecimal; default: a new key of 16',
  explain: explainGcm,
  notes: [
    'AES-GCM of SP 800-38D. Key and plaintext are shown; a plaintext read from a file only with -show-secrets.',
    'A test case of its authors: -key feffe9928665731c6d6a8f9467308308 -nonce cafebabefacedbaddecaf888',
  ],
});
