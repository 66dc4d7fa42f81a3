import { explainAes } from '../../../explain/index.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { required } from '../../files.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { presentExample } from './shown.ts';

export const explainAesCommand = defineCommand({
  operands: 'HEXBLOCK',
  maxOperands: 1,
  options: {
    key: { value: 'HEX', help: 'the key: 16, 24 or 32 bytes in hexadecimal' },
    decrypt: { help: 'decrypt the block' },
    ...PRESENT_OPTIONS,
  },
  notes: [
    'What you type is shown: do not explain a key that you use.',
    'The examples of FIPS 197: -key 2b7e151628aed2a6abf7158809cf4f3c 3243f6a8885a308d313198a2e0370734 (appendix B), -key 000102030405060708090a0b0c0d0e0f 00112233445566778899aabbccddeeff (appendix C).',
  ],
  async run(values, [given], context) {
    const key = hexValue(required(values.key, 'key', 'bytes in hexadecimal'), '-key', [16, 24, 32]);
    if (given === undefined) throw usageError('a block is needed: 16 bytes in hexadecimal');
    const block = hexValue(given, 'the block', [16]);
    await presentExample(context, explainAes({ key, block, decrypt: values.decrypt }), values, []);
    return EXIT.ok;
  },
});
