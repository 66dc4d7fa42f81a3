import { utf8ToBytes } from '../../../bytes/index.ts';
import { explainGcm } from '../../../explain/index.ts';
import { seededRandom } from '../../../hash/index.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

export const explainGcmCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: {
    key: { value: 'HEX', help: 'the key: 16, 24 or 32 bytes in hexadecimal; default: a new key of 16' },
    nonce: { value: 'HEX', help: 'the nonce: 12 bytes in hexadecimal; default: a new one' },
    aad: { value: 'TEXT', help: 'what is authenticated and not encrypted' },
    hexaad: { value: 'HEX', help: 'the same, as bytes' },
    seed: { value: 'TEXT', help: 'make the same key and nonce each time' },
    ...MESSAGE_OPTIONS,
    ...PRESENT_OPTIONS,
  },
  notes: [
    'AES-GCM of SP 800-38D. Key and plaintext are shown, except that of a file: -show-secrets shows it.',
    'A test case of its authors: -key feffe9928665731c6d6a8f9467308308 -nonce cafebabefacedbaddecaf888',
  ],
  async run(values, [text], context) {
    const { key, nonce, aad, hexaad, seed } = values;
    if (aad !== undefined && hexaad !== undefined) throw usageError('-aad or -hexaad, not both');
    if (seed !== undefined && key !== undefined) throw usageError('-key or -seed, not both');
    const random = seed === undefined ? context.random : seededRandom(seed);
    const exhibit = explainGcm({
      key: key === undefined ? random.bytes(16) : hexValue(key, '-key', [16, 24, 32]),
      nonce: nonce === undefined ? random.bytes(12) : hexValue(nonce, '-nonce', [12]),
      plaintext: await messageOf(context, values, text),
      aad: hexaad === undefined ? utf8ToBytes(aad ?? '') : hexValue(hexaad, '-hexaad'),
    });
    await presentExample(context, exhibit, values, [values.in]);
    return EXIT.ok;
  },
});
