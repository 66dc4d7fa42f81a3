import { utf8ToBytes } from '../../bytes/index.ts';
import {
  encodePrivateKey,
  encryptPrivateKeyAsync,
  type KeyDerivation,
  type PrivateKey,
  pemEncode,
  writePrivateKeyPem,
} from '../../keys/index.ts';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT, usageError, type Values } from '../command.ts';
import { askOutput, writeOutput } from '../files.ts';
import { form, INFORM_OPTION, inputForm, readPrivateKeyFile } from '../key-files.ts';
import { privateKeyBytes } from '../key-output.ts';
import { cipherValue, encryption, ITERATIONS, PASSIN_OPTION, PASSOUT_OPTION } from '../passwords.ts';

const OPTIONS = {
  topk8: { help: 'read a key in any form, and write PKCS #8' },
  in: { value: 'FILE', help: 'the key; default: standard input' },
  inform: INFORM_OPTION,
  passin: PASSIN_OPTION,
  out: { value: 'FILE', help: 'where to write (mode 0600); default: standard output' },
  outform: { value: 'PEM|DER', help: 'form of the output' },
  passout: PASSOUT_OPTION,
  nocrypt: { help: 'with -topk8, do not encrypt; without, the input is not encrypted' },
  traditional: { help: 'write PKCS #1 or SEC 1, where the key type has it; not with -topk8' },
  v1: { value: 'ALGORITHM', help: 'refused: PBE-SHA1-3DES and the like are read, and never written' },
  v2: { value: 'CIPHER', help: 'aes-128-cbc, aes-192-cbc, or aes-256-cbc, which is the default' },
  v2prf: { value: 'PRF', help: 'hmacWithSHA1, …SHA224, …SHA256 (the default), …SHA384, …SHA512' },
  iter: { value: 'N', help: `iterations of PBKDF2; default: ${ITERATIONS} (OpenSSL 3.0: 2048)` },
  noiter: { help: 'one iteration, as -iter 1' },
  scrypt: { help: 'derive the key by scrypt, not PBKDF2' },
  scrypt_N: { value: 'N', help: 'cost of scrypt, a power of two; default: 16384' },
  scrypt_r: { value: 'N', help: 'block size of scrypt; default: 8' },
  scrypt_p: { value: 'N', help: 'parallelization of scrypt; default: 1' },
} as const;

export const pkcs8 = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  async run(values, _operands, context) {
    const inform = inputForm(values.inform, 'inform');
    const outform = form(values.outform, 'outform');
    const kdf = values.topk8 && !values.nocrypt ? derivationOf(values) : undefined;
    if (values.v1 !== undefined) throw usageError(`-v1 ${values.v1} is read, and never written; take -v2 aes-256-cbc`);
    const cipher = cipherValue(values.v2 ?? 'aes-256-cbc', 'v2');
    if (values.topk8 && values.traditional) throw usageError('-topk8 writes PKCS #8: leave -traditional out');
    if (kdf === undefined && values.passout !== undefined) throw usageError('-passout is for -topk8 without -nocrypt');
    await askOutput(context, values.out);
    const asked = kdf && { ...(await encryption(context, cipher, values.passout)), kdf };
    const key = await readPrivateKeyFile(context, values.in, { inform, passin: values.passin });
    let output: Uint8Array;
    if (asked !== undefined) {
      const der = await encryptPrivateKeyAsync(key, { ...asked, signal: context.signal });
      output = outform === 'DER' ? der : utf8ToBytes(pemEncode('ENCRYPTED PRIVATE KEY', der));
    } else
      output = values.topk8
        ? plain(key, outform)
        : privateKeyBytes(key, outform, { text: '', traditional: values.traditional });
    await writeOutput(context, values.out, output, { secret: true });
    return EXIT.ok;
  },
});

const plain = (key: PrivateKey, outform: 'PEM' | 'DER'): Uint8Array =>
  outform === 'DER' ? encodePrivateKey(key, 'pkcs8') : utf8ToBytes(writePrivateKeyPem(key, 'pkcs8'));

const HASHES = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

/** @throws CliError `usage`. */
function derivationOf(values: Values<typeof OPTIONS>): KeyDerivation {
  const { scrypt_N: N, scrypt_r: r, scrypt_p: p } = values;
  if (values.scrypt || N !== undefined || r !== undefined || p !== undefined) {
    if (values.iter !== undefined || values.noiter || values.v2prf !== undefined) {
      throw usageError('-scrypt has no -iter, -noiter and -v2prf');
    }
    return {
      type: 'scrypt',
      cost: powerOfTwo(integerValue(N ?? '16384', 'scrypt_N', 2, 2 ** 30)),
      blockSize: integerValue(r ?? '8', 'scrypt_r', 1, 2 ** 20),
      parallelization: integerValue(p ?? '1', 'scrypt_p', 1, 2 ** 20),
    };
  }
  if (values.iter !== undefined && values.noiter) throw usageError('-iter or -noiter, not both');
  const iterations = values.noiter ? 1 : integerValue(values.iter ?? `${ITERATIONS}`, 'iter', 1, 10_000_000);
  const prf = values.v2prf ?? 'hmacWithSHA256';
  const hash = HASHES.find((name) => `hmacwith${name}` === prf.toLowerCase());
  if (hash !== undefined) return { type: 'pbkdf2', hash, iterations };
  const names = HASHES.map((name) => `hmacWith${name.toUpperCase()}`).join(', ');
  throw usageError(`-v2prf takes ${names}, not ${JSON.stringify(prf)}`);
}

function powerOfTwo(N: number): number {
  if (2 ** Math.round(Math.log2(N)) === N) return N;
  throw usageError(`-scrypt_N takes a power of two, not ${N}`);
}
