import { explainPss } from '../../../explain/index.ts';
import { sha256 } from '../../../hash/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { exampleRsaKey, RSA_KEY_OPTIONS } from './example-rsa-key.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

export const explainPssCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: { ...RSA_KEY_OPTIONS, ...MESSAGE_OPTIONS, ...PRESENT_OPTIONS },
  notes: [
    'PSS with SHA-256 and a salt of 32 bytes. -bits is at least 528; default 768.',
    'With -key the private key is hidden: -show-secrets shows it. A new key is shown, and not saved.',
  ],
  async run(values, [text], context) {
    const message = await messageOf(context, values, text);
    const { key, random } = await exampleRsaKey(context, values, { usual: 768, least: 528 });
    const exhibit = explainPss({ key, message, hash: sha256, salt: random.bytes(32) });
    await presentExample(context, exhibit, values, [values.key]);
    return EXIT.ok;
  },
});
