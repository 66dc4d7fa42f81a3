import { explainEd25519 } from '../../../explain/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { exampleKey25519, exampleRandom, HEX_KEY_OPTION, KEY_FILE_OPTIONS } from './example-keys.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

export const explainEd25519Command = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: { ...KEY_FILE_OPTIONS, ...HEX_KEY_OPTION, ...MESSAGE_OPTIONS, ...PRESENT_OPTIONS },
  notes: [
    'With -key the private key and the values derived from it are hidden: -show-secrets shows them. A new key is shown, and not saved.',
    'The second example of RFC 8032 §7.1: -hexkey 4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb -hex 72',
  ],
  async run(values, [text], context) {
    const message = await messageOf(context, values, text);
    const key = await exampleKey25519(context, 'ed25519', values, exampleRandom(context, values));
    await presentExample(context, explainEd25519(key.privateKey, message), values, [values.key]);
    return EXIT.ok;
  },
});
