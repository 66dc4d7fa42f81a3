import { hexToBytes, UsageError } from '../../bytes/index.ts';
import { sha1, sha256 } from '../../hash/index.ts';
import { agree, type KnownPublicKey, type PrivateKey, publicKeyOf } from '../../keys/index.ts';
import { decryptOaep, decryptPkcs1, encryptOaep, encryptPkcs1, type OaepParameters } from '../../rsa/index.ts';
import { anySchemeFor, type SignatureScheme } from '../../signatures/index.ts';
import { readCertificateFile } from '../certificate-files.ts';
import { CliError, defineCommand, EXIT, type ExitCode, usageError, type Values } from '../command.ts';
import type { Context } from '../context.ts';
import { DIGESTS, type Digest, digestNamed } from '../digests.ts';
import { readInput, required, writeOutput } from '../files.ts';
import { type Form, inputForm, KEYFORM_OPTION, readPrivateKeyFile, readPublicKeyFile } from '../key-files.ts';
import { type KeyHints, WITH_PUBIN, WITHOUT_PUBIN } from '../key-hints.ts';
import { PASSIN_OPTION } from '../passwords.ts';
import {
  isRsa,
  PkeySettings,
  type PssSettings,
  pssScheme,
  takePadding,
  takePss,
  verifiesPss,
} from '../signature-options.ts';

const OPTIONS = {
  sign: { help: 'sign a digest (with -rawin: data); the default' },
  verify: { help: 'verify -sigfile' },
  encrypt: { help: 'encrypt with an RSA public key' },
  decrypt: { help: 'decrypt with an RSA private key' },
  derive: { help: 'agree on a secret with -peerkey, on a curve' },
  in: { value: 'FILE', help: 'the input; default: standard input' },
  inkey: { value: 'FILE', help: 'the key; needed' },
  keyform: KEYFORM_OPTION,
  peerform: { value: 'PEM|DER', help: 'form of the key of -peerkey; default: whichever it has' },
  passin: PASSIN_OPTION,
  pubin: { help: 'the key is a public one' },
  certin: { help: 'the key is that of a certificate' },
  peerkey: { value: 'FILE', help: 'with -derive: the public key of the other' },
  sigfile: { value: 'FILE', help: 'with -verify: the signature' },
  rawin: { help: 'the input is data, and is hashed first' },
  digest: { value: 'NAME', help: 'with -rawin: the hash; default SHA-256' },
  pkeyopt: {
    value: 'NAME:VALUE',
    many: true,
    help: 'digest, rsa_padding_mode (pkcs1, pss, oaep), rsa_pss_saltlen, rsa_mgf1_md, rsa_oaep_md, rsa_oaep_label',
  },
  out: { value: 'FILE', help: 'where to write; default: standard output' },
} as const;

type PkeyutlValues = Values<typeof OPTIONS>;

export const pkeyutl = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'The hash of a digest to be signed is named by -pkeyopt digest:NAME; with EC keys the length of the digest determines it. Unlike OpenSSL, RSA signs nothing without the name of a hash. Ed25519 signs data, with -rawin.',
    'Decryption by PKCS #1 v1.5 says whether the padding was right: use OAEP where a stranger may ask.',
  ],
  async run(values, _operands, context) {
    const modes = (['sign', 'verify', 'encrypt', 'decrypt', 'derive'] as const).filter((mode) => values[mode]);
    if (modes.length > 1) throw usageError(`-${modes.join(' or -')}, one of them`);
    const settings = new PkeySettings(values.pkeyopt, 'pkeyopt');
    switch (modes[0]) {
      case undefined:
      case 'sign':
        return sign(values, settings, context);
      case 'verify':
        return verify(values, settings, context);
      case 'derive':
        return derive(values, settings, context);
      default:
        return crypt(modes[0], values, settings, context);
    }
  },
});

function privateKey(values: PkeyutlValues, context: Context, hints?: KeyHints): Promise<PrivateKey> {
  if (values.pubin || values.certin) throw usageError('this needs a private key: leave -pubin and -certin out');
  return readPrivateKeyFile(context, inkey(values), { inform: keyform(values), passin: values.passin, hints });
}

const PUBLIC_HALF: KeyHints = { ...WITHOUT_PUBIN, 'a certificate': 'a certificate is read with -certin' };

const keyform = ({ keyform: given }: PkeyutlValues): Form | undefined => inputForm(given, 'keyform');
const inkey = ({ inkey: path }: PkeyutlValues): string => required(path, 'inkey', 'the key');

async function publicKey(values: PkeyutlValues, context: Context): Promise<KnownPublicKey> {
  if (values.pubin) return readPublicKeyFile(context, inkey(values), keyform(values), WITH_PUBIN);
  if (!values.certin) return publicKeyOf(await privateKey(values, context, PUBLIC_HALF));
  const { publicKey: key } = await readCertificateFile(context, inkey(values), { inform: keyform(values) });
  if (key.type !== 'unknown') return key;
  throw new CliError('unsupported-algorithm', `${values.inkey}: the type of the certificate's key is not supported`);
}

/** How to sign or verify, according to the options. */
interface Asked {
  readonly scheme: SignatureScheme;
  readonly digest: Digest | undefined;
  readonly pss: PssSettings | undefined;
  /** The input of the signature: a digest, or the data itself if the scheme does not hash. */
  readonly input: Uint8Array;
}

const BY_LENGTH: readonly Digest[] = Object.values(DIGESTS);

async function asked(
  key: PrivateKey | KnownPublicKey,
  values: PkeyutlValues,
  settings: PkeySettings,
  context: Context,
): Promise<Asked> {
  const input = await readInput(context, values.in);
  const named = settings.take('digest') ?? values.digest;
  const given = named === undefined ? undefined : digestNamed(named, 'pkeyopt digest');
  const digest = given ?? (values.rawin ? DIGESTS.sha256 : key.type === 'ec' ? ofLength(input.length) : undefined);
  const mode = isRsa(key)
    ? takePadding(settings, 'pkeyopt', key.type === 'rsa' ? ['pkcs1', 'pss'] : ['pss'])
    : undefined;
  const pss = isRsa(key) && (mode === 'pss' || key.type === 'rsa-pss') ? takePss(settings, 'pkeyopt') : undefined;
  settings.refuseRest('digest, and with RSA rsa_padding_mode, rsa_pss_saltlen and rsa_mgf1_md');
  if (isRsa(key) && digest === undefined) {
    throw usageError('-pkeyopt digest:sha256 is needed: the hash that made the input (or -rawin)', 'missing-option');
  }
  const hash = digest?.hash ?? sha256;
  const scheme = pss !== undefined && isRsa(key) ? pssScheme(key, hash, pss) : anySchemeFor(key, hash);
  if (scheme === undefined)
    throw new CliError('no-scheme', `${values.inkey}: a key of this type cannot sign in this way`);
  if (scheme.hash === undefined && !values.rawin)
    throw usageError('a key of this type signs data, not a digest: add -rawin');
  if (scheme.hash === undefined || values.rawin) {
    return { scheme, digest, pss, input: scheme.hash === undefined ? input : scheme.hash.digest(input) };
  }
  if (input.length === scheme.hash.outputLength) return { scheme, digest, pss, input };
  throw new CliError(
    'out-of-range',
    `the input has ${input.length} bytes, but a ${scheme.hash.name} digest has ${scheme.hash.outputLength}`,
  );
}

function ofLength(length: number): Digest {
  const found = BY_LENGTH.find(({ hash }) => hash.outputLength === length);
  if (found !== undefined) return found;
  throw new CliError(
    'out-of-range',
    `the input has ${length} bytes, which is not the length of a digest; -rawin signs data`,
  );
}

async function sign(values: PkeyutlValues, settings: PkeySettings, context: Context): Promise<ExitCode> {
  const key = await privateKey(values, context);
  const { scheme, input } = await asked(key, values, settings, context);
  const signature = (scheme.signDigest ?? scheme.sign)(key, input, context.random);
  await writeOutput(context, values.out, signature);
  return EXIT.ok;
}

async function verify(values: PkeyutlValues, settings: PkeySettings, context: Context): Promise<ExitCode> {
  const signatureFile = required(values.sigfile, 'sigfile', 'the file with the signature');
  const key = await publicKey(values, context);
  const signature = await readInput(context, signatureFile);
  const { scheme, pss, input } = await asked(key, values, settings, context);
  const good =
    pss !== undefined && isRsa(key)
      ? verifiesPss(pss, scheme.hash!, key, input, signature)
      : (scheme.verifyDigest ?? scheme.verify)(key, input, signature);
  await context.print(good ? 'Signature Verified Successfully\n' : 'Signature Verification Failure\n');
  return good ? EXIT.ok : EXIT.no;
}

async function crypt(
  mode: 'encrypt' | 'decrypt',
  values: PkeyutlValues,
  settings: PkeySettings,
  context: Context,
): Promise<ExitCode> {
  const padding = takePadding(settings, 'pkeyopt', ['pkcs1', 'oaep']) ?? 'pkcs1';
  const oaep = padding === 'oaep' ? takeOaep(settings) : undefined;
  settings.refuseRest('rsa_padding_mode, and with oaep rsa_oaep_md, rsa_mgf1_md and rsa_oaep_label');
  const output = mode === 'encrypt' ? await encrypted(values, oaep, context) : await decrypted(values, oaep, context);
  await writeOutput(context, values.out, output, { secret: mode === 'decrypt' });
  return EXIT.ok;
}

async function encrypted(
  values: PkeyutlValues,
  oaep: OaepParameters | undefined,
  context: Context,
): Promise<Uint8Array> {
  const key = await publicKey(values, context);
  if (key.type !== 'rsa') throw notForEncryption(values, key.type);
  const message = await readInput(context, values.in);
  return oaep === undefined
    ? encryptPkcs1(key, message, context.random)
    : encryptOaep(oaep, key, message, context.random);
}

async function decrypted(
  values: PkeyutlValues,
  oaep: OaepParameters | undefined,
  context: Context,
): Promise<Uint8Array> {
  const key = await privateKey(values, context);
  if (key.type !== 'rsa') throw notForEncryption(values, key.type);
  const ciphertext = await readInput(context, values.in);
  return oaep === undefined
    ? decryptPkcs1(key, ciphertext, context.random)
    : decryptOaep(oaep, key, ciphertext, context.random);
}

const notForEncryption = ({ inkey: path }: PkeyutlValues, type: string): CliError =>
  new CliError('wrong-key', `${path}: only RSA keys encrypt, and this one is of type ${type}`);

/** openssl-pkeyutl(1): SHA-1 by default; by default the mask's hash is that of the label. */
function takeOaep(settings: PkeySettings): OaepParameters {
  const [label, name, mask] = ['rsa_oaep_label', 'rsa_oaep_md', 'rsa_mgf1_md'].map((one) => settings.take(one));
  const hash = name === undefined ? sha1 : digestNamed(name, 'pkeyopt rsa_oaep_md').hash;
  const mgfHash = mask === undefined ? hash : digestNamed(mask, 'pkeyopt rsa_mgf1_md').hash;
  if (label !== undefined && !/^([0-9a-f]{2})*$/i.test(label))
    throw usageError('-pkeyopt rsa_oaep_label needs hexadecimal digits');
  return { hash, mgfHash, label: hexToBytes(label ?? '') };
}

async function derive(values: PkeyutlValues, settings: PkeySettings, context: Context): Promise<ExitCode> {
  settings.refuseRest('-derive takes none');
  const peerFile = required(values.peerkey, 'peerkey', 'the public key of the other');
  const key = await privateKey(values, context);
  const peer = await readPublicKeyFile(context, peerFile, inputForm(values.peerform, 'peerform'));
  await writeOutput(context, values.out, secretOf(key, peer, values.inkey, peerFile), { secret: true });
  return EXIT.ok;
}

function secretOf(key: PrivateKey, peer: KnownPublicKey, keyFile: string | undefined, peerFile: string): Uint8Array {
  try {
    return agree(key, peer);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const message = `${keyFile} and ${peerFile} are not two keys on one curve that agree on a secret`;
    throw new CliError('wrong-key', message);
  }
}
