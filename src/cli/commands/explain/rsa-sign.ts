import { explainRsaSign } from '../../../explain/index.ts';
import { generateRsaKey, type RsaPrivateKey } from '../../../rsa/index.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readRsaPrivateKeyFile } from '../../key-files.ts';
import { PRESENT_OPTIONS, present } from '../../present.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';
import { EXAMPLE_KEY_OPTIONS, exampleKeyInput } from './rsa-keygen.ts';

export const explainRsaSignCommand = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: {
    key: { value: 'FILE', help: 'sign with the key in a file; default: a new key' },
    ...EXAMPLE_KEY_OPTIONS,
    ...MESSAGE_OPTIONS,
    ...PRESENT_OPTIONS,
  },
  notes: ['PKCS #1 v1.5 with SHA-256. -bits is at least 512; default 512.'],
  async run(values, [text], context) {
    const message = await messageOf(context, values, text);
    await present(context, explainRsaSign(await keyOf(context, values), message), values);
    return EXIT.ok;
  },
});

async function keyOf(
  context: Context,
  values: Readonly<Record<'key' | 'bits' | 'seed', string | undefined>>,
): Promise<RsaPrivateKey> {
  const { key, bits, seed } = values;
  if (key === undefined)
    return generateRsaKey({ ...exampleKeyInput(context, values, { usual: 512, least: 512 }), insecure: true });
  if (bits !== undefined || seed !== undefined) throw usageError('-key, or -bits and -seed');
  return readRsaPrivateKeyFile(context, key);
}
