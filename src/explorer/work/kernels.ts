/** The kernels room's work: one algorithm with all its intermediate values. */

import { type Bytes, os2ip, UsageError, VitrineError } from '../../bytes/index.ts';
import type { CurveName } from '../../ec/index.ts';
import {
  type Exhibit,
  explainAes,
  explainCbc,
  explainChaCha20,
  explainEcdh,
  explainEcdsa,
  explainEd25519,
  explainGcm,
  explainHkdf,
  explainHmac,
  explainMlKem,
  explainOaep,
  explainPbkdf2,
  explainPrf,
  explainPss,
  explainRsaEncrypt,
  explainRsaKeygen,
  explainRsaNumbers,
  explainRsaSign,
  explainSha1,
  explainSha256,
  explainSha384,
  explainSha512,
  explainSmallCurve,
  explainSmallEdwards,
  explainSmallMontgomery,
  explainX25519,
  type Language,
  type MlKemExample,
  rsaKeyFromPrimes,
} from '../../explain/index.ts';
import { seededRandom, sha256, sha384 } from '../../hash/index.ts';
import { EcPrivateKey, type EcPublicKey, generateKey } from '../../keys/index.ts';
import { generateRsaKey, RsaError, type RsaPrivateKey } from '../../rsa/index.ts';
import { KERNELS, type KernelName, SCALAR_LENGTHS } from '../kernels.ts';
import { SettingError } from '../setting-error.ts';
import { SettingsReader, type SettingTexts } from '../settings.ts';
import { exhibitHtml } from './exhibit-html.ts';

export interface KernelInput {
  readonly name: KernelName;
  readonly settings: SettingTexts;
  readonly language: Language;
}
export interface KernelOutcome {
  readonly title: string;
  readonly html: string;
}

/** Nothing is hidden, since all secrets were typed in, or derived from a seed that was typed in.
 * @throws UsageError for a setting out of its bounds. */
export async function kernelJob({ name, settings, language }: KernelInput): Promise<KernelOutcome> {
  const exhibit = kernelExhibit(name, settings);
  const html = await exhibitHtml(exhibit, { showSecrets: true, level: 2, ids: 'kernel-', language, ownTexts: true });
  return { title: exhibit.title, html };
}

/** @throws SettingError for a setting out of its bounds, or one that the algorithm does not accept. */
export function kernelExhibit(name: KernelName, settings: SettingTexts): Exhibit {
  const of = new SettingsReader(KERNELS[name], settings);
  try {
    return RUNS[name](of);
  } catch (error) {
    throw error instanceof RsaError ? ofKey(error, of) : ofSetting(name, error);
  }
}

/** What an RSA exhibit cannot do with its key or its message, as an error for the field of that. */
const ofKey = (error: RsaError, of: SettingsReader): unknown =>
  error.code === 'message-too-long'
    ? refused(of.has('hexmessage') ? 'hexmessage' : 'message', error)
    : refused(of.has('ownp') ? 'ownp' : 'bits', error);

/** The arguments of the exhibits that have another name than their field. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'example.p': ['prime', 'modulus'],
  'example.P': ['px', 'u1', 'x1'],
  'example.Q': ['qx', 'u2', 'x2'],
  ...{ 'numbers.p': ['ownp'], 'numbers.q': ['ownq'], 'options.publicExponent': ['e'] },
};

/** An error that an algorithm throws for its argument, as one for the field of that argument. */
function ofSetting(kernel: KernelName, error: unknown): unknown {
  if (error instanceof SettingError || !(error instanceof UsageError)) return error;
  const own = error.argument.replace(/^\w+\./, '');
  const names = [own, `hex${own}`, ...(ARGUMENTS[error.argument] ?? [])];
  const field = KERNELS[kernel].find((one) => names.includes(one.name));
  return field === undefined ? error : refused(field.name, error);
}

/** @param error - whose message begins with its argument, if it is a UsageError. */
const refused = (field: string, error: VitrineError): SettingError =>
  new SettingError(
    field,
    'other',
    error instanceof UsageError ? error.message.slice(error.argument.length + 2) : error.message,
    error.code,
  );

/** What a setting gives; an error for it names the field. */
function made<Value>(field: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw error instanceof VitrineError && !(error instanceof SettingError) ? refused(field, error) : error;
  }
}

/** The key of the primes that were entered, or of the seed. */
function rsaKey(of: SettingsReader): RsaPrivateKey {
  const e = of.number('e');
  if (of.has('ownp') || of.has('ownq')) return rsaKeyFromPrimes({ p: of.number('ownp'), q: of.number('ownq'), e });
  const random = seededRandom(of.text('seed'));
  return generateRsaKey({ modulusBits: of.integer('bits'), publicExponent: e, random, insecure: true });
}
const curveOf = (of: SettingsReader): CurveName => of.choice('curve') as CurveName;
/** The key of the private number that was entered, or of the seed. */
const ecKey = (of: SettingsReader): EcPrivateKey =>
  of.has('hexd')
    ? made('hexd', () => new EcPrivateKey({ curve: curveOf(of), d: scalarBytes(curveOf(of), of.hex('hexd')) }))
    : generateKey({ type: 'ec', curve: curveOf(of), random: seededRandom(of.text('seed')) });
/** A private number as long as the curve's keys are: zeros in front of a shorter one. A longer one stays, and is refused. */
function scalarBytes(curve: CurveName, bytes: Uint8Array): Bytes {
  const padded = new Uint8Array(Math.max(SCALAR_LENGTHS[curve], bytes.length));
  padded.set(bytes, padded.length - bytes.length);
  return padded;
}
const peerKey = (of: SettingsReader): EcPublicKey | EcPrivateKey =>
  of.has('hexpeer')
    ? { type: 'ec', curve: curveOf(of), point: of.hex('hexpeer') }
    : generateKey({ type: 'ec', curve: curveOf(of), random: seededRandom(`${of.text('seed')}/peer`) });
const hashOf = (of: SettingsReader) => (of.choice('hash') === 'sha384' ? sha384 : sha256);
/** Bytes that were entered, or 32 that are drawn from a seed. */
const bytes32 = (of: SettingsReader, field: string, seed = of.text('seed')): Uint8Array =>
  of.has(field) ? of.hex(field) : drawn(seed);
const drawn = (seed: string): Uint8Array => seededRandom(seed).bytes(32);

const RUNS: Readonly<Record<KernelName, (of: SettingsReader) => Exhibit>> = {
  sha256: (of) => explainSha256(bytesOf(of, 'message')),
  sha384: (of) => explainSha384(bytesOf(of, 'message')),
  sha512: (of) => explainSha512(bytesOf(of, 'message')),
  sha1: (of) => explainSha1(bytesOf(of, 'message')),
  hmac: (of) => explainHmac({ hash: hashOf(of), key: bytesOf(of, 'key'), text: bytesOf(of, 'message') }),
  aes: (of) =>
    explainAes({ key: of.hex('key'), block: of.hex('block'), decrypt: of.choice('direction') === 'decrypt' }),
  gcm: (of) =>
    explainGcm({ key: of.hex('key'), nonce: of.hex('nonce'), plaintext: bytesOf(of, 'message'), aad: of.hex('data') }),
  cbc: (of) => explainCbc({ key: of.hex('key'), iv: of.hex('iv'), plaintext: bytesOf(of, 'message') }),
  chacha20: (of) =>
    explainChaCha20({
      ...{ key: of.hex('key'), nonce: of.hex('nonce') },
      ...{ plaintext: bytesOf(of, 'message'), aad: of.hex('data') },
    }),
  rsa: (of) => explainRsaNumbers({ p: of.number('p'), q: of.number('q'), e: of.number('e'), m: of.number('m') }),
  'rsa-keygen': (of) =>
    explainRsaKeygen({
      ...{ modulusBits: of.integer('bits'), publicExponent: 65_537n, random: seededRandom(of.text('seed')) },
    }).exhibit,
  'rsa-sign': (of) => explainRsaSign(rsaKey(of), bytesOf(of, 'message')),
  pss: (of) =>
    explainPss({
      key: rsaKey(of),
      message: bytesOf(of, 'message'),
      hash: sha256,
      salt: bytes32(of, 'hexsalt', `${of.text('seed')}/salt`),
    }),
  oaep: (of) =>
    explainOaep({
      ...{ key: rsaKey(of), message: bytesOf(of, 'message'), hash: sha256, label: new Uint8Array() },
      seed: bytes32(of, 'hexoaepseed', `${of.text('seed')}/seed`),
    }),
  'rsa-encrypt': (of) =>
    explainRsaEncrypt({
      ...{ key: rsaKey(of), message: bytesOf(of, 'message'), random: seededRandom(`${of.text('seed')}/padding`) },
    }),
  curve: (of) => {
    const [p, a, b, x, y, x2, y2] = ['prime', 'a', 'b', 'px', 'py', 'qx', 'qy'].map((name) => of.integer(name));
    return explainSmallCurve({ p, a, b, P: { x, y }, Q: { x: x2, y: y2 }, k: of.integer('k') });
  },
  montgomery: (of) => {
    const [p, A, u, v, u2, v2] = ['modulus', 'A', 'u1', 'v1', 'u2', 'v2'].map((name) => of.integer(name));
    return explainSmallMontgomery({ p, A, P: { u, v }, Q: { u: u2, v: v2 }, k: of.integer('k') });
  },
  edwards: (of) => {
    const [p, d, x, y, x2, y2] = ['modulus', 'd', 'x1', 'y1', 'x2', 'y2'].map((name) => of.integer(name));
    return explainSmallEdwards({ p, d, P: { x, y }, Q: { x: x2, y: y2 }, k: of.integer('k') });
  },
  ecdsa: (of) =>
    explainEcdsa(ecKey(of), bytesOf(of, 'message'), of.has('hexk') ? { k: os2ip(of.hex('hexk')) } : undefined),
  ecdh: (of) => {
    const [key, peer] = [ecKey(of), peerKey(of)];
    return made('hexpeer', () => explainEcdh({ key, peer }));
  },
  x25519: (of) => {
    const privateKey = bytes32(of, 'hexscalar');
    const peerPublicKey = of.has('hexu')
      ? of.hex('hexu')
      : generateKey({ type: 'x25519', random: seededRandom(`${of.text('seed')}/peer`) }).publicKey;
    return made('hexu', () => explainX25519({ privateKey, peerPublicKey }));
  },
  ed25519: (of) => explainEd25519(bytes32(of, 'hexprivate'), bytesOf(of, 'message')),
  'ml-kem': (of) => {
    const seed = of.text('seed');
    const d = bytes32(of, 'hexseedd', `${seed}/d`);
    const z = bytes32(of, 'hexseedz', `${seed}/z`);
    const m = bytes32(of, 'hexm', `${seed}/m`);
    return explainMlKem({ parameters: of.choice('set') as MlKemExample['parameters'], d, z, m });
  },
  hkdf: (of) =>
    explainHkdf({
      ...{ hash: hashOf(of), secret: of.hex('secret'), salt: of.hex('salt') },
      ...{ info: of.hex('info'), length: of.integer('length') },
    }),
  prf: (of) =>
    explainPrf({
      ...{ hash: hashOf(of), secret: of.hex('secret'), label: of.text('label') },
      ...{ seed: of.hex('hexseed'), length: of.integer('length') },
    }),
  pbkdf2: (of) =>
    explainPbkdf2({
      ...{ hash: sha256, password: of.utf8('password'), salt: of.utf8('salt') },
      ...{ iterations: of.integer('iterations'), length: of.integer('length') },
    }),
};

/** A text, or the bytes that were entered in its place. */
function bytesOf(of: SettingsReader, name: 'key' | 'message'): Uint8Array {
  const bytes = of.hex(`hex${name}`);
  return bytes.length > 0 ? bytes : of.utf8(name);
}
