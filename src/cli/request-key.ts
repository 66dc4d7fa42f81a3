/** The key that signs a request: an existing one, or a new one. */
import { type PrivateKey, writeEncryptedPrivateKeyPem, writePrivateKeyPem } from '../keys/index.ts';
import { usageError } from './command.ts';
import type { Context } from './context.ts';
import { askOutput, required, writeOutput } from './files.ts';
import { form, inputForm, readPrivateKeyFile } from './key-files.ts';
import { makeKey, newKeyFor } from './new-keys.ts';
import { encryption } from './passwords.ts';
import type { RequestSettings } from './request-settings.ts';
import { isSameFile } from './shared-files.ts';

/** The options of `req` about the key. */
export interface RequestKeyValues {
  readonly key: string | undefined;
  readonly keyform: string | undefined;
  readonly passin: string | undefined;
  readonly newkey: string | undefined;
  readonly pkeyopt: readonly string[];
  readonly keyout: string | undefined;
  readonly passout: string | undefined;
  readonly nodes: boolean;
  readonly noenc: boolean;
  readonly out: string | undefined;
  readonly outform: string | undefined;
  readonly noout: boolean;
}

/** The key that signs, and how to save it. */
export interface SigningKey {
  readonly key: PrivateKey;
  /** Writes a new key to the file of `-keyout`: after signing, so that a failure does not replace an existing key, and before the
   * output is written, so that no certificate is left without its key. */
  save(): Promise<void>;
  /** The key as text, where `-keyout` and `-out` are one file: it is the first part of the output. Otherwise empty. */
  readonly head: string;
}

/** The key of `-key`, or a new one: by `-newkey`, or by the configuration. @throws CliError. */
export async function signingKey(
  values: RequestKeyValues,
  settings: RequestSettings | undefined,
  context: Context,
): Promise<SigningKey> {
  if (values.key !== undefined && values.newkey !== undefined) throw usageError('-key or -newkey, not both');
  const newkey = values.newkey ?? (values.key === undefined ? settings?.newKey : undefined);
  if (newkey !== undefined) return newKey(newkey, values, settings, context);
  const path = required(values.key, 'key', 'the private key, which vitrine genpkey makes (or -newkey rsa:2048)');
  const key = await readPrivateKeyFile(context, path, {
    inform: inputForm(values.keyform, 'keyform'),
    passin: values.passin ?? settings?.passin,
  });
  return { key, save: async () => undefined, head: '' };
}

async function newKey(
  newkey: string,
  values: RequestKeyValues,
  settings: RequestSettings | undefined,
  context: Context,
): Promise<SigningKey> {
  const passout = passwordSource(values, settings);
  const kind = await newKeyFor(newkey, values.pkeyopt, context);
  const keyout = required(values.keyout ?? settings?.keyFile, 'keyout', 'where to write the new key');
  const isOneFile = !values.noout && values.out !== undefined && (await isSameFile(context, keyout, values.out));
  if (isOneFile && form(values.outform, 'outform') === 'DER')
    throw usageError('a key and a request in DER cannot be written to one file: name two files, or give -outform PEM');
  await askOutput(context, keyout);
  if (!values.noout) await askOutput(context, values.out);
  const options = passout === undefined ? undefined : await encryption(context, 'aes-256-cbc', passout);
  const key = await makeKey(kind, context);
  const pem = options === undefined ? writePrivateKeyPem(key, 'pkcs8') : writeEncryptedPrivateKeyPem(key, options);
  if (isOneFile) return { key, save: async () => undefined, head: pem };
  return { key, save: () => writeOutput(context, keyout, pem, { secret: true }), head: '' };
}

/** The source of a new key's password; undefined if the key is not to be encrypted. @throws CliError `usage` if neither option
 * nor configuration names a source. */
function passwordSource(values: RequestKeyValues, settings: RequestSettings | undefined): string | undefined {
  const plain = values.nodes || values.noenc;
  if (plain && values.passout !== undefined) throw usageError('-nodes (or -noenc) or -passout, not both');
  if (plain) return undefined;
  if (values.passout !== undefined) return values.passout;
  if (settings !== undefined && !settings.encryptsKey) return undefined;
  if (settings?.passout !== undefined) return settings.passout;
  throw usageError(
    '-passout is needed, the password to encrypt the new key with; -nodes (or -noenc) leaves it unencrypted',
  );
}
