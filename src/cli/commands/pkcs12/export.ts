/** Making a PKCS #12 file of a key and certificates, as `openssl pkcs12 -export` does. */
import { equalBytes } from '../../../bytes/index.ts';
import { sha1 } from '../../../hash/index.ts';
import { type EncryptionCipher, type PrivateKey, publicKeyOf, writePkcs12Async } from '../../../keys/index.ts';
import { type Certificate, sameKey, validateChain } from '../../../x509/index.ts';
import { integerValue, wordValue } from '../../arguments.ts';
import { readCertificateFiles } from '../../certificate-files.ts';
import { CliError, EXIT, type ExitCode, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { askOutput, inputName, writeOutput } from '../../files.ts';
import { readPrivateKeyFile } from '../../key-files.ts';
import { cipherAsked, cipherValue, encryption, ITERATIONS } from '../../passwords.ts';
import { readTrust } from '../../trust-options.ts';
import type { Pkcs12Values } from './options.ts';

/** Options for reading only. */
const FOR_READING = ['clcerts', 'cacerts', 'noout', 'info', 'nomacver'] as const;

/** @throws CliError: `usage`; about the files; `key-mismatch` if no certificate belongs to the key. */
export async function exportPkcs12(values: Pkcs12Values, context: Context): Promise<ExitCode> {
  const misplaced = FOR_READING.find((name) => values[name]);
  if (misplaced !== undefined) throw usageError(`-${misplaced} is for reading, not for -export`);
  if (values.noenc || values.nodes) await context.note('-noenc counts without -export only: the file is encrypted');
  if (values.legacy) throw usageError('-legacy: RC2-40 and 3DES are read, and never written');
  if (values.passout !== undefined && values.password !== undefined)
    throw usageError('-passout or -password, not both');
  const cipher = cipherOf(values);
  wordValue(values.macalg ?? 'sha256', 'macalg', ['sha256']);
  const iterations = integerValue(values.iter ?? `${ITERATIONS}`, 'iter', 1, 5_000_000);
  await askOutput(context, values.out);
  const asked = await encryption(context, cipher, values.passout ?? values.password);
  const key = values.nokeys ? undefined : await readKey(values, context);
  const certificates = await withChain(key, await readCertificates(values, context), values, context);
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

/** As OpenSSL's `-chain`: the certificates, and those above the key's own up to a trusted root.
 * @throws CliError `usage`; `no-chain` if no chain leads to a root. */
async function withChain(
  key: PrivateKey | undefined,
  certificates: readonly Certificate[],
  { chain: isAsked, CAfile }: Pkcs12Values,
  context: Context,
): Promise<readonly Certificate[]> {
  if (!isAsked) {
    if (CAfile !== undefined) throw usageError('-CAfile is for -chain');
    return certificates;
  }
  const trust = await readTrust({ ...NO_TRUST, CAfile }, context);
  const leaf = key && ownCertificate(key, certificates);
  if (leaf === undefined) throw usageError('-chain needs a key and its certificate');
  const { chain, checks, ok } = validateChain({
    ...{ leaf, intermediates: [...certificates, ...trust.intermediates], roots: trust.roots, time: context.now() },
    ...{ purpose: 'any', profile: 'rfc5280', revocation: { policy: 'off' } },
  });
  const failed = checks.find(({ outcome }) => outcome === 'fail');
  if (!ok) throw new CliError('no-chain', `no valid chain to a trusted root: ${failed?.detail}`);
  return [...certificates, ...chain.filter(({ der }) => !certificates.some((one) => equalBytes(one.der, der)))];
}

/** Nothing but `-CAfile`; without it, the system's roots, as OpenSSL takes them. */
const NO_TRUST = { CApath: undefined, trusted: [], 'no-CAfile': false, 'no-CApath': false, partial_chain: false };

const ownCertificate = (key: PrivateKey, all: readonly Certificate[]): Certificate | undefined =>
  all.find((one) => sameKey(one.publicKey, publicKeyOf(key)));

/** The key's certificate comes first. An identifier, the SHA-1 of the certificate, links it to the key, as in OpenSSL and others. */
function contentsOf(key: PrivateKey | undefined, all: readonly Certificate[], values: Pkcs12Values) {
  const { name: friendlyName, caname } = values;
  const own = key && ownCertificate(key, all);
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
