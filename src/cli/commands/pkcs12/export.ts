/** Making a PKCS #12 file of a key and certificates, as `openssl pkcs12 -export` does. */
import { sha1 } from '../../../hash/index.ts';
import { type EncryptionCipher, type PrivateKey, publicKeyOf, writePkcs12Async } from '../../../keys/index.ts';
import { type Certificate, sameKey } from '../../../x509/index.ts';
import { integerValue, wordValue } from '../../arguments.ts';
import { CliError, EXIT, type ExitCode, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { askOutput, inputName, writeOutput } from '../../files.ts';
import { readCertificateFiles, readPrivateKeyFile } from '../../key-files.ts';
import { cipherAsked, cipherValue, encryption, ITERATIONS } from '../../passwords.ts';
import type { Pkcs12Values } from './options.ts';

/** Options for reading only. */
const FOR_READING = ['clcerts', 'cacerts', 'noout', 'info', 'nomacver', 'noenc', 'nodes'] as const;

/** @throws CliError: `usage`; about the files; `key-mismatch` if no certificate belongs to the key. */
export async function exportPkcs12(values: Pkcs12Values, context: Context): Promise<ExitCode> {
  const misplaced = FOR_READING.find((name) => values[name]);
  if (misplaced !== undefined) throw usageError(`-${misplaced} is for reading, not for -export`);
  if (values.legacy) throw usageError('-legacy: RC2-40 and 3DES are read, and never written');
  if (values.passout !== undefined && values.password !== undefined)
    throw usageError('-passout or -password, not both');
  const cipher = cipherOf(values);
  wordValue(values.macalg ?? 'sha256', 'macalg', ['sha256']);
  const iterations = integerValue(values.iter ?? `${ITERATIONS}`, 'iter', 1, 5_000_000);
  await askOutput(context, values.out);
  const asked = await encryption(context, cipher, values.passout ?? values.password);
  const key = values.nokeys ? undefined : await readKey(values, context);
  const certificates = await readCertificates(values, context);
  const kdf = { type: 'pbkdf2', hash: 'sha256', iterations } as const;
  const options = { ...asked, kdf, macIterations: iterations, signal: context.signal };
  const file = await writePkcs12Async(contentsOf(key, certificates, values), options);
  await writeOutput(context, values.out, file, { secret: true });
  return EXIT.ok;
}

function cipherOf(values: Pkcs12Values): EncryptionCipher {
  const { keypbe, certpbe } = values;
  if (keypbe === undefined && certpbe === undefined) return cipherAsked(values);
  const ciphers = [cipherValue(keypbe ?? certpbe!, 'keypbe'), cipherValue(certpbe ?? keypbe!, 'certpbe')] as const;
  if (ciphers[0] === ciphers[1]) return ciphers[0];
  throw usageError('-keypbe and -certpbe must be the same: one key is derived for the whole file');
}

async function readKey({ inkey, in: input, passin }: Pkcs12Values, context: Context): Promise<PrivateKey> {
  if (inkey === undefined && inputName(input) === 'stdin') {
    throw usageError(
      '-inkey is needed where -in is not a file, to read both the key and its certificate',
      'missing-option',
    );
  }
  return readPrivateKeyFile(context, inkey ?? input, { passin });
}

async function readCertificates(values: Pkcs12Values, context: Context): Promise<readonly Certificate[]> {
  if (values.nocerts) return [];
  const own = await readCertificateFiles(context, values.in);
  const more = values.certfile === undefined ? [] : await readCertificateFiles(context, values.certfile);
  return [...own, ...more];
}

/** The key's certificate comes first. An identifier, the SHA-1 of the certificate, links it to the key, as in OpenSSL and others. */
function contentsOf(key: PrivateKey | undefined, all: readonly Certificate[], values: Pkcs12Values) {
  const { name: friendlyName, caname } = values;
  const own = key && all.find((one) => sameKey(one.publicKey, publicKeyOf(key)));
  if (key !== undefined && own === undefined && !values.nocerts) {
    throw new CliError('key-mismatch', `${inputName(values.in)}: no certificate in it is that of the private key`);
  }
  const localKeyId = own && sha1.digest(own.der);
  const bound = { friendlyName, localKeyId };
  const others = all.filter((one) => one !== own).map((one, i) => ({ certificate: one.der, friendlyName: caname[i] }));
  return {
    keys: key === undefined ? [] : [{ key, ...bound }],
    certificates: own === undefined ? others : [{ certificate: own.der, ...bound }, ...others],
  };
}
