import { utf8ToBytes } from '../../../bytes/index.ts';
import { explainHkdf } from '../../../explain/index.ts';
import { integerValue, wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { DIGESTS } from '../../digests.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { presentExample } from './shown.ts';

export const explainHkdfCommand = defineCommand({
  operands: 'HEXSECRET',
  maxOperands: 1,
  options: {
    hexsalt: { value: 'HEX', help: 'the salt; default: none' },
    info: { value: 'TEXT', help: 'what the keys are for' },
    hexinfo: { value: 'HEX', help: 'the same, as bytes' },
    length: { value: 'N', help: 'bytes to derive, 1 to 512; default 42' },
    hash: { value: 'NAME', help: 'of HMAC: sha1, sha224, sha256, sha384 or sha512; default sha256' },
    ...PRESENT_OPTIONS,
  },
  notes: [
    'What you type is shown: do not explain a secret that you use.',
    'An example of RFC 5869: explain hkdf -hexsalt 000102030405060708090a0b0c -hexinfo f0f1f2f3f4f5f6f7f8f9 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b',
  ],
  async run(values, [given], context) {
    if (given === undefined) throw usageError('a secret is needed: bytes in hexadecimal');
    const { hexsalt = '', info, hexinfo, length = '42', hash = 'sha256' } = values;
    if (info !== undefined && hexinfo !== undefined) throw usageError('-info or -hexinfo, not both');
    const exhibit = explainHkdf({
      hash: DIGESTS[wordValue(hash, 'hash', ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'])].hash,
      salt: hexValue(hexsalt, '-hexsalt'),
      secret: hexValue(given, 'the secret'),
      info: hexinfo === undefined ? utf8ToBytes(info ?? '') : hexValue(hexinfo, '-hexinfo'),
      length: integerValue(length, 'length', 1, 512),
    });
    await presentExample(context, exhibit, values, []);
    return EXIT.ok;
  },
});
