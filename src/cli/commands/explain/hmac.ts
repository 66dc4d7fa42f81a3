import { utf8ToBytes } from '../../../bytes/index.ts';
import { explainHmac } from '../../../explain/index.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
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
    ...MESSAGE_OPTIONS,
    ...PRESENT_OPTIONS,
  },
  notes: ['The hash is SHA-256. What you type is shown: do not explain a key that you use.'],
  async run(values, [text], context) {
    const { key, hexkey } = values;
    if ((key === undefined) === (hexkey === undefined)) throw usageError('give exactly one of -key and -hexkey');
    const bytes = hexkey === undefined ? utf8ToBytes(key!) : hexValue(hexkey, '-hexkey');
    await presentExample(context, explainHmac(bytes, await messageOf(context, values, text)), values, []);
    return EXIT.ok;
  },
});
