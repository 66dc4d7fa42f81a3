/** Passwords of keys, from the sources that the command line names: OpenSSL's `-passin` and `-passout`. */
import { equalBytes, utf8ToBytes } from '../bytes/index.ts';
import type { EncryptionCipher, EncryptionOptions, Password } from '../keys/index.ts';
import { CliError, usageError } from './command.ts';
import type { Context } from './context.ts';
import { readInput } from './files.ts';

/** The option of the commands that read private keys. */
export const PASSIN_OPTION = {
  value: 'SOURCE',
  help: 'the password of an encrypted key: pass:TEXT, env:NAME, file:FILE or stdin (its first line)',
} as const;

/** The options of the commands that write private keys. */
export const PASSOUT_OPTION = {
  value: 'SOURCE',
  help: 'the password to encrypt the key with, as for -passin: PKCS #8 by AES, the key of it by PBKDF2',
} as const;
export const CIPHER_OPTIONS = {
  aes128: { help: 'encrypt the key with AES-128; needs -passout' },
  aes192: { help: 'encrypt the key with AES-192; needs -passout' },
  aes256: { help: 'encrypt the key with AES-256; needs -passout' },
  'aes-128-cbc': { help: 'the same as -aes128' },
  'aes-192-cbc': { help: 'the same as -aes192' },
  'aes-256-cbc': { help: 'the same as -aes256' },
  des3: { help: 'refused: keys under DES are read, and never written' },
} as const;

const CIPHERS = {
  aes128: 'aes-128-cbc',
  aes192: 'aes-192-cbc',
  aes256: 'aes-256-cbc',
  'aes-128-cbc': 'aes-128-cbc',
  'aes-192-cbc': 'aes-192-cbc',
  'aes-256-cbc': 'aes-256-cbc',
} as const;

/** The values of these options, and of `-traditional`. */
type EncryptionValues = Readonly<Record<keyof typeof CIPHER_OPTIONS | 'traditional', boolean>> & {
  readonly passout: string | undefined;
};

/** How to encrypt a key, by the options; undefined if they do not request it.
 * @throws CliError `usage` for options that do not go together; as `readPassword`. */
export async function encryptionAsked(
  context: Context,
  values: EncryptionValues,
): Promise<EncryptionOptions | undefined> {
  refuseDes(values);
  const [name, second] = (Object.keys(CIPHERS) as (keyof typeof CIPHERS)[]).filter((one) => values[one]);
  if (name === undefined) {
    if (values.passout !== undefined) throw usageError('-passout needs -aes256 (or -aes192, -aes128)');
    return undefined;
  }
  if (second !== undefined) throw usageError(`-${name} or -${second}, not both`);
  if (values.traditional) throw usageError(`-${name} writes PKCS #8: leave -traditional out`);
  return encryption(context, CIPHERS[name], values.passout);
}

/** Iterations, the cost of each guess: OWASP's figure of 2023 for PBKDF2 with HMAC-SHA256, about a second here. (OpenSSL 3.0 takes 2048.) */
export const ITERATIONS = 600_000;

/** A cipher of keys by any of OpenSSL's names for it: `aes256`, `AES-256-CBC`. @throws CliError `usage`. */
export function cipherValue(given: string, option: string): EncryptionCipher {
  const name = given.toLowerCase().replace(/^aes-?(128|192|256)(-cbc)?$/, 'aes-$1-cbc');
  const found = Object.values(CIPHERS).find((cipher) => cipher === name);
  if (found !== undefined) return found;
  throw usageError(`-${option} takes ${[...new Set(Object.values(CIPHERS))].join(', ')}; older ciphers are only read`);
}

/** The cipher of `-aes128`, `-aes192`, `-aes256`, the last one unless one is given. @throws CliError `usage` for two. */
export function cipherAsked(values: Readonly<Record<keyof typeof CIPHER_OPTIONS, boolean>>): EncryptionCipher {
  refuseDes(values);
  const [name = 'aes256', second] = (['aes128', 'aes192', 'aes256'] as const).filter((one) => values[one]);
  if (second !== undefined) throw usageError(`-${name} or -${second}, not both`);
  return CIPHERS[name];
}

function refuseDes({ des3 }: { readonly des3: boolean }): void {
  if (des3) throw usageError('-des3: keys under DES are read, and never written; take -aes256');
}

/** Encryption by a cipher under the password that a source names. @throws CliError `usage` without one; as `readPassword`. */
export async function encryption(
  context: Context,
  cipher: EncryptionCipher,
  source: string | undefined,
): Promise<EncryptionOptions> {
  const password = await readPassword(context, source, 'passout');
  if (password === undefined) throw usageError('-passout is needed: the password to encrypt the key with');
  if (password.length === 0) throw usageError('-passout: the password is empty');
  const kdf = { type: 'pbkdf2', hash: 'sha256', iterations: ITERATIONS } as const;
  return { password, cipher, kdf, random: context.random };
}

/** Maximum length of a password, in bytes. */
const MAX_PASSWORD_FILE = 2 ** 16;

/** The password that a source names; undefined without one. From a file or standard input it is the first line without its line
 * feed, as unchanged bytes.
 * @throws CliError: `usage` for values that are not a source, `no-password` for a variable that is not set; about the file. */
export async function readPassword(
  context: Context,
  source: string | undefined,
  option: string,
): Promise<Password | undefined> {
  if (source === undefined) return undefined;
  if (source === 'stdin') return firstLine(await readInput(context, undefined, MAX_PASSWORD_FILE));
  const [, kind, rest] = /^(pass|env|file):(.*)$/s.exec(source) ?? [];
  // The source is not repeated in the message: if the user omitted `pass:`, it is the password itself.
  if (kind === undefined) throw usageError(`-${option} takes pass:TEXT, env:NAME, file:FILE or stdin`);
  if (kind === 'pass') return rest;
  if (kind === 'file') return firstLine(await readInput(context, rest, MAX_PASSWORD_FILE));
  const value = Object.hasOwn(context.world.env, rest) ? context.world.env[rest] : undefined;
  if (value === undefined) throw new CliError('no-password', `-${option}: the variable ${rest} is not set`);
  if (value.includes('\ufffd')) {
    throw new CliError(
      'not-utf8',
      `-${option}: the variable ${rest} is not UTF-8 (or holds U+FFFD); file:FILE takes any bytes`,
    );
  }
  return value;
}

/** The first line, as text if it is UTF-8, since PKCS #12 derives keys from characters rather than from UTF-8 bytes. */
function firstLine(bytes: Uint8Array): Password {
  const end = bytes.indexOf(0x0a);
  const line = bytes.slice(0, end < 0 ? bytes.length : end);
  const text = new TextDecoder().decode(line);
  return equalBytes(utf8ToBytes(text), line) ? text : line;
}
