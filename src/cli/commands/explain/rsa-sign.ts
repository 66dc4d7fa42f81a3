import { explainRsaSign } from '../../../explain/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { exampleRsaKey, RSA_KEY_OPTIONS } from './example-rsa-key.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

export const explainRsaSignCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: {
    ...RSA_KEY_OPTIONS,
    ...MESSAGE_OPTIONS,
    ...PRESENT_OPTIONS,
  },
  notes: [
    'PKCS #1 v1.5 with SHA-256. -bits is at least 512; default 512.',
    'With -key the private key is hidden: -show-secrets shows it. A new key is shown, and not saved.',
  ],
  async run(values, [text], context) {
    const message = await messageOf(context, values, text);
    const { key } = await exampleRsaKey(context, values, { usual: 512, least: 512 });
    await presentExample(context, explainRsaSign(key, message), values, [values.key]);
    return EXIT.ok;
  },
});
