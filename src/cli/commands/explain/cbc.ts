import { explainCbc } from '../../../explain/index.ts';
import { seededRandom } from '../../../hash/index.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

export const explainCbcCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: {
    key: { value: 'HEX', help: 'the key: 16, 24 or 32 bytes in hexadecimal; default: a new key of 16' },
    iv: { value: 'HEX', help: 'the IV: 16 bytes in hexadecimal; default: a new one' },
    seed: { value: 'TEXT', help: 'make the same key and IV each time' },
    ...MESSAGE_OPTIONS,
    ...PRESENT_OPTIONS,
  },
  notes: [
    'AES in CBC mode, padded as PKCS #7. Key and plaintext are shown; a plaintext read from a file only with -show-secrets.',
  ],
  async run(values, [text], context) {
    const { key, iv, seed } = values;
    if (seed !== undefined && key !== undefined) throw usageError('-key cannot be combined with -seed');
    const random = seed === undefined ? context.random : seededRandom(seed);
    const exhibit = explainCbc({
      key: key === undefined ? random.bytes(16) : hexValue(key, '-key', [16, 24, 32]),
      iv: iv === undefined ? random.bytes(16) : hexValue(iv, '-iv', [16]),
      plaintext: await messageOf(context, values, text),
    });
    await presentExample(context, exhibit, values, [values.in]);
    return EXIT.ok;
  },
});
