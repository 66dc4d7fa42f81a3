/** Options for new keys, in OpenSSL's syntax: `-algorithm EC -pkeyopt ec_paramgen_curve:P-256`, `-newkey rsa:2048`. */

import { oid } from '../asn1/index.ts';
import { type Bytes, UsageError } from '../bytes/index.ts';
import { decode, encode } from '../codec/index.ts';
import { CURVE_OIDS } from '../ec/internal.ts';
import {
  generateKeyAsync,
  type KeygenOptions,
  type NamedPssParameters,
  type PrivateKey,
  pemDecode,
  pemEncode,
} from '../keys/index.ts';
import { integerValue, wordValue } from './arguments.ts';
import { CliError, usageError } from './command.ts';
import type { Context } from './context.ts';
import { digestNamed } from './digests.ts';
import { inFile, readInput } from './files.ts';
import { textOf } from './key-files.ts';
import { PkeySettings } from './signature-options.ts';

/** The type of key to generate and its parameters, without the random source. */
export type NewKey = KeygenOptions extends infer Options
  ? Options extends unknown
    ? Omit<Options, 'random'>
    : never
  : never;
export type CurveName = Extract<NewKey, { readonly type: 'ec' }>['curve'];

export const ALGORITHMS = ['RSA', 'RSA-PSS', 'EC', 'ED25519', 'X25519'] as const;
export const PKEYOPT_OPTION = {
  value: 'NAME:VALUE',
  many: true,
  help: 'rsa_keygen_bits:N, rsa_keygen_pubexp:N, ec_paramgen_curve:P-256, rsa_pss_keygen_md:NAME',
} as const;

/** The curves: our name, its object identifier, and its names in OpenSSL and SEC 2. */
export const CURVES: readonly { readonly curve: CurveName; readonly id: string; readonly names: readonly string[] }[] =
  [
    { curve: 'P-256', id: CURVE_OIDS['P-256'], names: ['P-256', 'prime256v1', 'secp256r1'] },
    { curve: 'P-384', id: CURVE_OIDS['P-384'], names: ['P-384', 'secp384r1'] },
    { curve: 'P-521', id: CURVE_OIDS['P-521'], names: ['P-521', 'secp521r1'] },
  ];

/** @throws CliError `usage`. */
export function curveValue(given: string, option: string): CurveName {
  const found = CURVES.find(({ names }) => names.some((name) => name.toLowerCase() === given.toLowerCase()));
  if (found !== undefined) return found.curve;
  const known = CURVES.flatMap(({ names }) => names).join(', ');
  throw usageError(`-${option} takes ${known}, not ${JSON.stringify(given)}`);
}

const EC_PARAMETERS = 'EC PARAMETERS';

/** A curve as a file of parameters (RFC 5480 §2.1.1). */
export const curveDer = (curve: CurveName): Bytes => encode(oid, CURVES.find((one) => one.curve === curve)!.id);
export const curvePem = (curve: CurveName): string => pemEncode(EC_PARAMETERS, curveDer(curve));

/** The curve that a file of parameters names. @throws CliError about the file. */
export async function readCurveFile(context: Context, path: string | undefined): Promise<CurveName> {
  const bytes = await readInput(context, path);
  return inFile(path, () => {
    const block = pemDecode(textOf(bytes)).find(({ label }) => label === EC_PARAMETERS);
    if (block === undefined) throw new CliError('no-pem-block', `holds no ${EC_PARAMETERS}`);
    if (block.bytes[0] === 0x30) throw new CliError('unsupported-algorithm', 'holds explicit parameters; name a curve');
    const id = decode(oid, block.bytes);
    const found = CURVES.find((one) => one.id === id);
    if (found === undefined) throw new CliError('unsupported-algorithm', `the curve ${id} is not supported`);
    return found.curve;
  });
}

/** The key that `-algorithm` and `-pkeyopt` describe. @throws CliError `usage`, `missing-option`. */
export function newKeyOf(algorithm: string, settings: readonly string[]): NewKey {
  const left = new PkeySettings(settings, 'pkeyopt');
  const key = keyWith(wordValue(algorithm, 'algorithm', ALGORITHMS), left);
  left.refuseRest(
    'rsa_keygen_bits and rsa_keygen_pubexp are for RSA, rsa_pss_keygen_md, _mgf1_md and _saltlen for RSA-PSS, ec_paramgen_curve for EC',
  );
  return key;
}

function keyWith(algorithm: (typeof ALGORITHMS)[number], settings: PkeySettings): NewKey {
  const take = (name: string): string | undefined => settings.take(name);
  switch (algorithm) {
    case 'RSA':
    case 'RSA-PSS': {
      const modulusBits = bitsValue(take('rsa_keygen_bits') ?? '2048', 'pkeyopt rsa_keygen_bits');
      const exponent = take('rsa_keygen_pubexp') ?? '65537';
      if (!/^(\d{1,80}|0x[0-9a-f]{1,64})$/i.test(exponent)) {
        throw usageError(`-pkeyopt rsa_keygen_pubexp needs a number, decimal or 0x…, not ${JSON.stringify(exponent)}`);
      }
      const publicExponent = BigInt(exponent);
      if (publicExponent < 65_537n || publicExponent % 2n === 0n || publicExponent >> 256n > 0n) {
        const code = publicExponent < 65_537n ? 'insecure' : 'out-of-range';
        throw usageError('-pkeyopt rsa_keygen_pubexp needs an odd number from 65537 on, below 2^256', code);
      }
      if (algorithm === 'RSA') return { type: 'rsa', modulusBits, publicExponent };
      return { type: 'rsa-pss', modulusBits, publicExponent, restriction: restrictionOf(settings) };
    }
    case 'EC': {
      // Only the encoding of the curve by its name is supported.
      const encoding = take('ec_param_enc');
      if (encoding !== undefined) wordValue(encoding, 'pkeyopt ec_param_enc', ['named_curve']);
      const curve = take('ec_paramgen_curve') ?? take('group');
      if (curve !== undefined) return { type: 'ec', curve: curveValue(curve, 'pkeyopt ec_paramgen_curve') };
      throw usageError('-pkeyopt ec_paramgen_curve:P-256 is needed: the curve', 'missing-option');
    }
    case 'ED25519':
      return { type: 'ed25519' };
    case 'X25519':
      return { type: 'x25519' };
  }
}

/** The parameters that an RSA-PSS key is restricted to; as in OpenSSL, SHA-1 and 20 bytes of salt are the defaults once one of
 * them is given. */
function restrictionOf(settings: PkeySettings): NamedPssParameters | undefined {
  const [md, mask, salt] = ['md', 'mgf1_md', 'saltlen'].map((name) => settings.take(`rsa_pss_keygen_${name}`));
  if (md === undefined && mask === undefined && salt === undefined) return undefined;
  const hash = md === undefined ? 'sha1' : digestNamed(md, 'pkeyopt rsa_pss_keygen_md').hash.name;
  const mgfHash = mask === undefined ? hash : digestNamed(mask, 'pkeyopt rsa_pss_keygen_mgf1_md').hash.name;
  const saltLength = salt === undefined ? 20 : integerValue(salt, 'pkeyopt rsa_pss_keygen_saltlen', 0, 65_535);
  return { hash, mgfHash, saltLength };
}

const bitsValue = (given: string, option: string): number => integerValue(given, option, 2048, 8192);

/** The key that `-newkey` of a request describes: `rsa:N`, `rsa-pss:N`, `ec:FILE` or `param:FILE`, `ec` with `-pkeyopt`,
 * `ed25519`.
 * @throws CliError `usage`, `missing-option`, or about the file. */
export async function newKeyFor(newkey: string, settings: readonly string[], context: Context): Promise<NewKey> {
  const [, name, , value] = /^([^:]*)(:(.*))?$/s.exec(newkey)!;
  const kind = name.toLowerCase();
  if (kind === 'x25519') throw usageError('an X25519 key cannot sign a request: it only agrees on secrets');
  if ((kind === 'rsa' || kind === 'rsa-pss') && value !== undefined) {
    return newKeyOf(kind, [`rsa_keygen_bits:${bitsValue(value, `newkey ${kind}`)}`, ...settings]);
  }
  if ((kind === 'ec' || kind === 'param') && value !== undefined)
    return { type: 'ec', curve: await readCurveFile(context, value) };
  if (value === undefined && ['rsa', 'rsa-pss', 'ec', 'ed25519'].includes(kind)) return newKeyOf(kind, settings);
  throw usageError(`-newkey takes rsa:BITS, rsa-pss:BITS, ec:FILE, ec or ed25519, not ${JSON.stringify(newkey)}`);
}

/** Makes the key. @throws CliError `out-of-range` or `insecure` for rejected parameters; as `generateKeyAsync`. */
export async function makeKey(kind: NewKey, { random, signal }: Context): Promise<PrivateKey> {
  try {
    const isRsa = kind.type === 'rsa' || kind.type === 'rsa-pss';
    return await generateKeyAsync(isRsa ? { ...kind, random, signal } : { ...kind, random });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw usageError(`-pkeyopt: ${error.message}`, error.code);
  }
}
