import { utf8ToBytes } from '../../../bytes/index.ts';
import { explainPbkdf2 } from '../../../explain/index.ts';
import { integerValue, wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { DIGESTS } from '../../digests.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { presentExample } from './shown.ts';

export const explainPbkdf2Command = defineCommand({
  operands: 'PASSWORD',
  maxOperands: 1,
  options: {
    salt: { value: 'TEXT', help: 'the salt, as text' },
    hexsalt: { value: 'HEX', help: 'the salt, as bytes; default: 16 random bytes' },
    iter: { value: 'N', help: 'iterations, 1 to 100000; default 1000' },
    length: { value: 'N', help: 'bytes of the key, 1 to 256; default 32' },
    hash: { value: 'NAME', help: 'of HMAC: sha1, sha224, sha256, sha384 or sha512; default sha256' },
    ...PRESENT_OPTIONS,
  },
  notes: [
    'What you type is shown: do not explain a password that you use.',
    'An example of RFC 6070: explain pbkdf2 -hash sha1 -salt salt -iter 4096 -length 20 password',
  ],
  async run(values, [given], context) {
    if (given === undefined) throw usageError('a password is needed');
    const { salt, hexsalt, iter = '1000', length = '32', hash = 'sha256' } = values;
    if (salt !== undefined && hexsalt !== undefined) throw usageError('-salt or -hexsalt, not both');
    const typed = salt === undefined ? undefined : utf8ToBytes(salt);
    const exhibit = explainPbkdf2({
      hash: DIGESTS[wordValue(hash, 'hash', ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'])].hash,
      password: utf8ToBytes(given),
      salt: typed ?? (hexsalt === undefined ? context.random.bytes(16) : hexValue(hexsalt, '-hexsalt')),
      iterations: integerValue(iter, 'iter', 1, 100_000),
      length: integerValue(length, 'length', 1, 256),
    });
    await presentExample(context, exhibit, values, []);
    return EXIT.ok;
  },
});
