import { utf8ToBytes } from '../../../bytes/index.ts';
import { explainOaep } from '../../../explain/index.ts';
import { sha256 } from '../../../hash/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { exampleRsaKey, RSA_KEY_OPTIONS } from './example-rsa-key.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { presentExample } from './shown.ts';

export const explainOaepCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: {
    ...RSA_KEY_OPTIONS,
    label: { value: 'TEXT', help: 'what the message is bound to; default: nothing' },
    ...MESSAGE_OPTIONS,
    ...PRESENT_OPTIONS,
  },
  notes: [
    'OAEP with SHA-256: a message has at most 66 bytes less than the modulus. -bits is at least 544; default 1024.',
    'With -key or -in private key and message are hidden: -show-secrets shows them. A new key is shown, and not saved.',
  ],
  async run(values, [text], context) {
    const message = await messageOf(context, values, text);
    const { key, random } = await exampleRsaKey(context, values, { usual: 1024, least: 544 });
    const label = utf8ToBytes(values.label ?? '');
    const exhibit = explainOaep({ key, message, hash: sha256, label, seed: random.bytes(32) });
    await presentExample(context, exhibit, values, [values.key, values.in]);
    return EXIT.ok;
  },
});
