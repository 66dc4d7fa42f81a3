import { bytesToHex, concat, hexToBytes, utf8ToBytes } from '../../bytes/index.ts';
import { createHmac, type HashState } from '../../hash/index.ts';
import { type PrivateKey, type PublicKey, publicKeyOf } from '../../keys/index.ts';
import { anySchemeFor, type SignatureScheme } from '../../signatures/index.ts';
import { wordValue } from '../arguments.ts';
import { CliError, defineCommand, EXIT, type ExitCode, JSON_OPTION, usageError } from '../command.ts';
import type { Context } from '../context.ts';
import { DIGESTS, type Digest, digestOption } from '../digests.ts';
import { inOption } from '../failures.ts';
import { inputName, inputPieces, readInput, required, writeOutput } from '../files.ts';
import { inputForm, KEYFORM_OPTION, readPrivateKeyFile, readPublicKeyFile } from '../key-files.ts';
import { type KeyHints, PUBLIC_ONLY } from '../key-hints.ts';
import { PASSIN_OPTION } from '../passwords.ts';
import {
  isRsa,
  PkeySettings,
  type PssSettings,
  pssScheme,
  SIGOPT_OPTION,
  takePadding,
  takePss,
  verifiesPss,
} from '../signature-options.ts';

export const dgst = defineCommand({
  operands: '[FILE…]',
  maxOperands: Number.POSITIVE_INFINITY,
  options: {
    sha256: { help: 'SHA-256, the default' },
    sha224: { help: 'SHA-224' },
    sha384: { help: 'SHA-384' },
    sha512: { help: 'SHA-512' },
    'sha512-256': { help: 'SHA-512/256; not for signatures' },
    'sha3-256': { help: 'SHA3-256; not for signatures' },
    'sha3-512': { help: 'SHA3-512; not for signatures' },
    sha1: { help: 'SHA-1: broken; only to compare with existing digests' },
    hmac: { value: 'KEY', help: 'HMAC with the bytes of KEY' },
    mac: { value: 'HMAC', help: 'HMAC with the key of -macopt' },
    macopt: { value: 'key:TEXT', many: true, help: 'with -mac: the key, key:TEXT or hexkey:DIGITS' },
    r: { help: 'print as sha256sum does' },
    c: { help: 'print hexadecimal digits in pairs, with colons between them' },
    hex: { help: 'print hexadecimal: the default, but for -sign' },
    binary: { help: 'print bytes, not hexadecimal' },
    sign: { value: 'KEYFILE', help: 'sign (RSA: PKCS #1 v1.5; RSA-PSS, EC, Ed25519)' },
    keyform: KEYFORM_OPTION,
    passin: PASSIN_OPTION,
    verify: { value: 'PUBFILE', help: 'verify -signature with a public key' },
    prverify: { value: 'KEYFILE', help: 'the same with the public half of a private key' },
    signature: { value: 'FILE', help: 'the signature to verify' },
    sigopt: SIGOPT_OPTION,
    out: { value: 'FILE', help: 'where to write; default: standard output' },
    json: JSON_OPTION,
  },
  notes: [
    'Reads standard input where no file is given. Files may be of any size, but for Ed25519, which signs the file itself and takes no digest.',
  ],
  async run(values, operands, context) {
    const given = digestOption(values);
    const digest = given ?? DIGESTS.sha256;
    const { sign, verify, prverify, hmac, mac } = values;
    if ([sign, verify, prverify, hmac, mac].filter((one) => one !== undefined).length > 1) {
      throw usageError('-sign, -verify, -prverify, -hmac or -mac, one of them');
    }
    if (values.hex && values.binary) throw usageError('-hex or -binary, not both');
    if (verify !== undefined || prverify !== undefined) return verifyFile(context, given, values, operands);
    if (sign !== undefined) return signFile(context, given, { ...values, sign }, operands);
    if (values.sigopt.length > 0) throw usageError('-sigopt is for -sign and -verify');
    const key = macKey(values);
    const results: Result[] = [];
    for (const path of operands.length === 0 ? [undefined] : operands) {
      const state = key === undefined ? digest.hash.create() : createHmac(digest.hash, key);
      results.push({ file: inputName(path), bytes: await digestOf(context, path, state) });
    }
    const name = `${key === undefined ? '' : 'HMAC-'}${values.json ? digest.name : shownName(given)}`;
    await writeOutput(context, values.out, concat(...render(results, name, values)));
    return EXIT.ok;
  },
});

/** As OpenSSL 3.0: a digest that was asked for by its name, the default by the name of its option. */
const shownName = (given: Digest | undefined): string => given?.name ?? 'SHA256';

/** The key of `-hmac`, or of `-mac` and `-macopt`; undefined without them. @throws CliError `usage`. */
function macKey(values: {
  readonly hmac: string | undefined;
  readonly mac: string | undefined;
  readonly macopt: readonly string[];
}): Uint8Array | undefined {
  const { hmac, mac, macopt } = values;
  if (mac === undefined) {
    if (macopt.length > 0) throw usageError('-macopt is for -mac HMAC');
    return hmac === undefined ? undefined : utf8ToBytes(hmac);
  }
  wordValue(mac, 'mac', ['HMAC']);
  const settings = new PkeySettings(macopt, 'macopt');
  const [text, digits] = [settings.take('key'), settings.take('hexkey')];
  settings.refuseRest('key or hexkey');
  if (text !== undefined && digits !== undefined) throw usageError('-macopt key or hexkey, not both');
  if (text !== undefined) return utf8ToBytes(text);
  if (digits === undefined) throw usageError('-macopt key:TEXT or hexkey:DIGITS is needed: the key', 'missing-option');
  return inOption('-macopt', () => hexToBytes(digits));
}

interface Result {
  readonly file: string;
  readonly bytes: Uint8Array;
}

function render(
  results: readonly Result[],
  algorithm: string,
  style: { readonly binary: boolean; readonly r: boolean; readonly c: boolean; readonly json: boolean },
): Uint8Array[] {
  if (style.json) {
    const rows = results.map(({ file, bytes }) => ({ file, algorithm, digest: bytesToHex(bytes) }));
    return [utf8ToBytes(`${JSON.stringify(rows, null, 2)}\n`)];
  }
  return results.map(({ file, bytes }) => {
    if (style.binary) return bytes;
    if (style.r) return utf8ToBytes(`${bytesToHex(bytes)} *${file}\n`);
    return utf8ToBytes(`${algorithm}(${file})= ${style.c ? withColons(bytes) : bytesToHex(bytes)}\n`);
  });
}

const withColons = (bytes: Uint8Array): string => bytesToHex(bytes).replace(/..(?!$)/g, '$&:');

async function digestOf(context: Context, path: string | undefined, state: HashState): Promise<Uint8Array> {
  for await (const piece of inputPieces(context, path)) state.update(piece);
  return state.digest();
}

/** The one file to sign or verify, hashed. */
const soleDigest = (context: Context, { hash }: SignatureScheme, operands: readonly string[]): Promise<Uint8Array> =>
  digestOf(context, sole(operands), hash!.create());

/** The whole file: Ed25519 reads the message twice (RFC 8032 §5.1.6). */
const soleFile = (context: Context, operands: readonly string[]): Promise<Uint8Array> =>
  readInput(context, sole(operands));

function sole(operands: readonly string[]): string | undefined {
  if (operands.length > 1) throw usageError('-sign and -verify take one file');
  return operands[0];
}

const VERIFIER: KeyHints = { ...PUBLIC_ONLY, 'a private key': '-prverify takes a private key' };

/** How a key signs digests of this hash, and for PSS the settings that a verifier requires. */
interface Signing {
  readonly scheme: SignatureScheme;
  readonly pss: PssSettings | undefined;
}

/** @param given - the digest; undefined for the default. @throws CliError if the key has no such scheme. */
function signingOf(
  key: PrivateKey | PublicKey,
  given: Digest | undefined,
  sigopt: readonly string[],
  file: string,
): Signing {
  const { hash, name } = given ?? DIGESTS.sha256;
  const scheme = anySchemeFor(key, hash);
  if (scheme === undefined || (scheme.hash === undefined && given !== undefined)) {
    throw new CliError('no-scheme', `${file}: a key of this type cannot sign ${name} digests`);
  }
  const settings = new PkeySettings(sigopt, 'sigopt');
  const modes = key.type === 'rsa' ? (['pkcs1', 'pss'] as const) : (['pss'] as const);
  const mode = isRsa(key) ? takePadding(settings, 'sigopt', modes) : undefined;
  const asked = isRsa(key) && (mode === 'pss' || key.type === 'rsa-pss') ? takePss(settings, 'sigopt') : undefined;
  settings.refuseRest('with RSA, rsa_padding_mode, rsa_pss_saltlen and rsa_mgf1_md');
  if (asked === undefined || !isRsa(key)) return { scheme, pss: undefined };
  return { scheme: pssScheme(key, hash, asked), pss: asked };
}

async function signFile(
  context: Context,
  digest: Digest | undefined,
  values: {
    readonly sign: string;
    readonly keyform: string | undefined;
    readonly passin: string | undefined;
    readonly out: string | undefined;
    readonly sigopt: readonly string[];
    readonly hex: boolean;
    readonly c: boolean;
  },
  operands: readonly string[],
): Promise<ExitCode> {
  const inform = inputForm(values.keyform, 'keyform');
  const key = await readPrivateKeyFile(context, values.sign, { inform, passin: values.passin });
  const { scheme } = signingOf(key, digest, values.sigopt, values.sign);
  const signature =
    scheme.signDigest === undefined
      ? scheme.sign(key, await soleFile(context, operands), context.random)
      : scheme.signDigest(key, await soleDigest(context, scheme, operands), context.random);
  const result = { file: inputName(sole(operands)), bytes: signature };
  const name = [key.type.toUpperCase(), ...(scheme.hash === undefined ? [] : [(digest ?? DIGESTS.sha256).name])].join(
    '-',
  );
  const style = { binary: !values.hex, r: false, c: values.c, json: false };
  await writeOutput(context, values.out, concat(...render([result], name, style)));
  return EXIT.ok;
}

async function verifyFile(
  context: Context,
  digest: Digest | undefined,
  values: {
    readonly verify: string | undefined;
    readonly prverify: string | undefined;
    readonly keyform: string | undefined;
    readonly passin: string | undefined;
    readonly signature: string | undefined;
    readonly sigopt: readonly string[];
  },
  operands: readonly string[],
): Promise<ExitCode> {
  const path = required(values.signature, 'signature', 'the file with the signature');
  const keyFile = values.verify ?? values.prverify!;
  const inform = inputForm(values.keyform, 'keyform');
  const key =
    values.verify === undefined
      ? publicKeyOf(await readPrivateKeyFile(context, keyFile, { inform, passin: values.passin }))
      : await readPublicKeyFile(context, keyFile, inform, VERIFIER);
  const signature = await readInput(context, path);
  if (signature.length === 0) throw new CliError('empty', `${path}: is empty`);
  const { scheme, pss } = signingOf(key, digest, values.sigopt, keyFile);
  const good = await isGood(scheme, pss, key, signature, context, operands);
  await context.print(good ? 'Verified OK\n' : 'Verification failure\n');
  return good ? EXIT.ok : EXIT.no;
}

async function isGood(
  scheme: SignatureScheme,
  pss: PssSettings | undefined,
  key: PublicKey,
  signature: Uint8Array,
  context: Context,
  operands: readonly string[],
): Promise<boolean> {
  if (scheme.verifyDigest === undefined) return scheme.verify(key, await soleFile(context, operands), signature);
  const digest = await soleDigest(context, scheme, operands);
  return pss !== undefined && isRsa(key)
    ? verifiesPss(pss, scheme.hash!, key, digest, signature)
    : scheme.verifyDigest(key, digest, signature);
}
