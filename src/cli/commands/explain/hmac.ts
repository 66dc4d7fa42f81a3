import { utf8ToBytes } from '../../../bytes/index.ts';
import { explainHmac } from '../../../explain/index.ts';
import { wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { DIGESTS } from '../../digests.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

export const explainHmacCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: {
    key: { value: 'KEY', help: 'the key, as text' },
    hexkey: { value: 'HEX', help: 'the key, as bytes' },
    hash: { value: 'NAME', help: 'sha1, sha224, sha256, sha384 or sha512; default sha256' },
    ...MESSAGE_OPTIONS,
    ...PRESENT_OPTIONS,
  },
  notes: ['What you type is shown: do not explain a key that you use.'],
  async run(values, [text], context) {
    const { key, hexkey, hash = 'sha256' } = values;
    if ((key === undefined) === (hexkey === undefined)) throw usageError('give exactly one of -key and -hexkey');
    const bytes = hexkey === undefined ? utf8ToBytes(key!) : hexValue(hexkey, '-hexkey');
    const exhibit = explainHmac({
      hash: DIGESTS[wordValue(hash, 'hash', ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'])].hash,
      key: bytes,
      text: await messageOf(context, values, text),
    });
    await presentExample(context, exhibit, values, []);
    return EXIT.ok;
  },
});
