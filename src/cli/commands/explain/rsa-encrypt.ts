import { explainRsaEncrypt } from '../../../explain/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { exampleRsaKey, RSA_KEY_OPTIONS } from './example-rsa-key.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

export const explainRsaEncryptCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: { ...RSA_KEY_OPTIONS, ...MESSAGE_OPTIONS, ...PRESENT_OPTIONS },
  notes: [
    'PKCS #1 v1.5: a message has at most 11 bytes less than the modulus. -bits is at least 128; default 512.',
    'With -key or -in private key and message are hidden: -show-secrets shows them. A new key is shown, and not saved.',
  ],
  async run(values, [text], context) {
    const message = await messageOf(context, values, text);
    const { key, random } = await exampleRsaKey(context, values, { usual: 512, least: 128 });
    const exhibit = explainRsaEncrypt({ key, message, random });
    await presentExample(context, exhibit, values, [values.key, values.in]);
    return EXIT.ok;
  },
});
