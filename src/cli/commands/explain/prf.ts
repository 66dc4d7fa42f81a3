import { explainPrf } from '../../../explain/index.ts';
import { integerValue, wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { DIGESTS } from '../../digests.ts';
import { required } from '../../files.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { presentExample } from './shown.ts';

export const explainPrfCommand = defineCommand({
  operands: 'HEXSECRET',
  maxOperands: 1,
  options: {
    label: { value: 'TEXT', help: 'what is derived; default: key expansion' },
    hexseed: { value: 'HEX', help: 'the seed: random numbers of both ends, or a hash of the messages' },
    length: { value: 'N', help: 'bytes to derive, 1 to 512; default 48' },
    hash: { value: 'NAME', help: 'of the suite: sha256 or sha384; default sha256' },
    ...PRESENT_OPTIONS,
  },
  notes: ['The PRF of TLS 1.2 (RFC 5246 §5). What you type is shown: do not explain a secret that you use.'],
  async run(values, [given], context) {
    if (given === undefined) throw usageError('a secret is needed: bytes in hexadecimal');
    const { label = 'key expansion', hexseed, length = '48', hash = 'sha256' } = values;
    const exhibit = explainPrf({
      hash: DIGESTS[wordValue(hash, 'hash', ['sha256', 'sha384'])].hash,
      secret: hexValue(given, 'the secret'),
      label,
      seed: hexValue(required(hexseed, 'hexseed', 'bytes in hexadecimal'), '-hexseed'),
      length: integerValue(length, 'length', 1, 512),
    });
    await presentExample(context, exhibit, values, []);
    return EXIT.ok;
  },
});
