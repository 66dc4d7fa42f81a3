/** The RSA key for showing an algorithm. */
import type { Random } from '../../../bytes/index.ts';
import { generateRsaKey, type RsaPrivateKey } from '../../../rsa/index.ts';
import { usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readRsaPrivateKeyFile } from '../../key-files.ts';
import { PASSIN_OPTION } from '../../passwords.ts';
import { EXAMPLE_KEY_OPTIONS, exampleKeyInput } from './rsa-keygen.ts';

export const RSA_KEY_OPTIONS = {
  key: { value: 'FILE', help: 'the private key in a file; default: a new key' },
  passin: PASSIN_OPTION,
  ...EXAMPLE_KEY_OPTIONS,
} as const;

/** The key that the options name, and the random source of salts and seeds. @throws CliError `usage`; as `readRsaPrivateKeyFile`. */
export async function exampleRsaKey(
  context: Context,
  values: Readonly<Record<keyof typeof RSA_KEY_OPTIONS, string | undefined>>,
  bits: { readonly usual: number; readonly least: number },
): Promise<{ readonly key: RsaPrivateKey; readonly random: Random }> {
  const { key, passin } = values;
  if (key === undefined) {
    const input = exampleKeyInput(context, values, bits);
    return { key: generateRsaKey({ ...input, insecure: true }), random: input.random };
  }
  if (values.bits !== undefined || values.seed !== undefined)
    throw usageError('-key cannot be combined with -bits or -seed');
  return { key: await readRsaPrivateKeyFile(context, key, { passin }), random: context.random };
}
