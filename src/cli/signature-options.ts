/** How to sign, according to the options: a digest, and OpenSSL's `-sigopt` or `-pkeyopt`. */
import { bitLength } from '../bytes/index.ts';
import type { Hash } from '../hash/index.ts';
import type { PrivateKey, PublicKey } from '../keys/index.ts';
import { verifyPssDigest } from '../rsa/index.ts';
import { rsaPss, type SignatureScheme, schemeFor, usualSchemeFor } from '../signatures/index.ts';
import { integerValue, wordValue } from './arguments.ts';
import { usageError } from './command.ts';
import { type Digest, digestNamed } from './digests.ts';
import { inOption } from './failures.ts';

/** The option of the commands that sign certificates, requests and files. */
export const SIGOPT_OPTION = {
  value: 'NAME:VALUE',
  many: true,
  help: 'with RSA: rsa_padding_mode:pss, rsa_pss_saltlen:N|digest|max, rsa_mgf1_md:NAME',
} as const;

/** The given `NAME:VALUE` settings; each can be taken at most once. */
export class PkeySettings {
  readonly #left: Map<string, string>;
  readonly #option: string;

  /** @param option - the option that they were given in. @throws CliError `usage`. */
  constructor(given: readonly string[], option: string) {
    this.#option = option;
    this.#left = new Map(given.map((one) => settingOf(one, option)));
  }

  take(name: string): string | undefined {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  /** @param known - the names that are supported. @throws CliError `usage` for a setting that was not taken. */
  refuseRest(known: string): void {
    const [unknown] = this.#left.keys();
    if (unknown !== undefined) throw usageError(`-${this.#option} ${unknown} does not apply here: ${known}`);
  }
}

function settingOf(setting: string, option: string): [name: string, value: string] {
  const at = setting.indexOf(':');
  if (at < 1) throw usageError(`-${option} takes NAME:VALUE, not ${JSON.stringify(setting)}`);
  return [setting.slice(0, at), setting.slice(at + 1)];
}

/** The settings of a PSS signature. */
export interface PssSettings {
  readonly mgfHash: Hash | undefined;
  /** undefined: not given, or `auto`. */
  readonly saltLength: number | 'digest' | 'max' | undefined;
}

/** The padding in the settings; undefined if they name none.
 * @throws CliError `usage`. */
export function takePadding<M extends string>(
  settings: PkeySettings,
  option: string,
  modes: readonly M[],
): M | undefined {
  const mode = settings.take('rsa_padding_mode');
  return mode === undefined ? undefined : wordValue(mode, `${option} rsa_padding_mode`, modes);
}

/** @throws CliError `usage`. */
export function takePss(settings: PkeySettings, option: string): PssSettings {
  const mask = settings.take('rsa_mgf1_md');
  const salt = settings.take('rsa_pss_saltlen');
  return {
    mgfHash: mask === undefined ? undefined : digestNamed(mask, `${option} rsa_mgf1_md`).hash,
    saltLength: salt === undefined ? undefined : saltValue(salt, `${option} rsa_pss_saltlen`),
  };
}

/** openssl-pkeyutl(1): −1, −2 and −3 are older names of `digest`, `auto` and `max`. */
function saltValue(given: string, option: string): PssSettings['saltLength'] {
  if (given === 'digest' || given === '-1') return 'digest';
  if (given === 'auto' || given === '-2') return undefined;
  if (given === 'max' || given === '-3') return 'max';
  return integerValue(given, option, 0, 65_535);
}

type RsaKey = Extract<PrivateKey | PublicKey, { readonly type: 'rsa' | 'rsa-pss' }>;
export const isRsa = (key: PrivateKey | PublicKey): key is RsaKey => key.type === 'rsa' || key.type === 'rsa-pss';

/** RSASSA-PSS according to the settings. Without a salt length, the salt is as long as fits, as in OpenSSL 3.0, or as long as a
 * restricted key requires. */
export function pssScheme(key: RsaKey, hash: Hash, { mgfHash = hash, saltLength }: PssSettings): SignatureScheme {
  // RFC 8017 §9.1.1 step 3: emLen ≥ hLen + sLen + 2.
  const most = Math.max(0, Math.ceil((bitLength(key.modulus) - 1) / 8) - hash.outputLength - 2);
  const restriction = key.type === 'rsa-pss' ? key.restriction : undefined;
  const usual = restriction?.saltLength ?? most;
  const length = saltLength === 'digest' ? hash.outputLength : saltLength === 'max' ? most : (saltLength ?? usual);
  return rsaPss({ hash, mgfHash, saltLength: length });
}

/** Whether an RSASSA-PSS signature is valid under the settings. Without a salt length any length is accepted, as in OpenSSL. */
export function verifiesPss(
  { mgfHash, saltLength = 'max' }: PssSettings,
  hash: Hash,
  key: Extract<RsaKey, PublicKey>,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const restriction = key.type === 'rsa-pss' ? key.restriction : undefined;
  const mask = mgfHash ?? hash;
  // RFC 4055 §3.3: a restricted key accepts only its own hash and mask hash, and no salt shorter than its minimum.
  if (restriction !== undefined && (restriction.hash !== hash.name || restriction.mgfHash !== mask.name)) return false;
  const least = restriction?.saltLength ?? 0;
  const verifies = (length: number | 'any'): boolean =>
    verifyPssDigest({ hash, mgfHash: mask, saltLength: length }, key, digest, signature);
  if (saltLength !== 'max') {
    const length = saltLength === 'digest' ? hash.outputLength : saltLength;
    return length >= least && verifies(length);
  }
  return verifies('any') && !Array.from({ length: least }, (_, shorter) => shorter).some(verifies);
}

/** The scheme by which a certificate or request is signed: with the given hash and settings, else the default scheme of the key.
 * @throws CliError `usage`; `out-of-range` if the key cannot sign with them. */
export function schemeAsked(key: PrivateKey, digest: Digest | undefined, sigopt: readonly string[]): SignatureScheme {
  const usual = inOption('-key', () => (digest === undefined ? usualSchemeFor(key) : schemeFor(key, digest.hash)));
  if (sigopt.length === 0) return usual;
  const settings = new PkeySettings(sigopt, 'sigopt');
  if (!isRsa(key)) {
    settings.refuseRest('it is for RSA keys');
    return usual;
  }
  const only = key.type === 'rsa-pss' ? 'pss' : undefined;
  const mode = takePadding(settings, 'sigopt', only === undefined ? ['pkcs1', 'pss'] : ['pss']) ?? only;
  const pss = mode === 'pss' ? takePss(settings, 'sigopt') : undefined;
  settings.refuseRest('rsa_padding_mode, and with pss rsa_pss_saltlen and rsa_mgf1_md');
  return pss === undefined ? usual : pssScheme(key, usual.hash!, pss);
}
