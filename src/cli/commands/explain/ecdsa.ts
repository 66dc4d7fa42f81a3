import { os2ip } from '../../../bytes/index.ts';
import { explainEcdsa } from '../../../explain/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { CURVE_OPTION, exampleEcKey, exampleRandom, KEY_FILE_OPTIONS } from './example-keys.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { asked } from './rsa-numbers.ts';
import { presentExample } from './shown.ts';

export const explainEcdsaCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: {
    ...KEY_FILE_OPTIONS,
    ...CURVE_OPTION,
    hexk: { value: 'HEX', help: 'the number k of the signature; default: derived' },
    ...MESSAGE_OPTIONS,
    ...PRESENT_OPTIONS,
  },
  notes: [
    'SHA-256 with P-256, SHA-384 with P-384, SHA-512 with P-521; k is derived from key and message (RFC 6979).',
    'With -key the private key and k are hidden: -show-secrets shows them. A new key is shown, and not saved.',
  ],
  async run(values, [text], context) {
    const message = await messageOf(context, values, text);
    const key = await exampleEcKey(context, values, exampleRandom(context, values));
    const k = values.hexk === undefined ? undefined : os2ip(hexValue(values.hexk, '-hexk'));
    const exhibit = asked(() => explainEcdsa(key, message, k === undefined ? {} : { k }), 'hex');
    await presentExample(context, exhibit, values, [values.key]);
    return EXIT.ok;
  },
});
