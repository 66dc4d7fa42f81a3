/** The kernels room's work: one algorithm with all its intermediate values. */

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
  explainRsaSign,
  explainSha1,
  explainSha256,
  explainSha384,
  explainSha512,
  explainX25519,
  type Language,
  type MlKemExample,
} from '../../explain/index.ts';
import { seededRandom, sha256, sha384 } from '../../hash/index.ts';
import { generateKey } from '../../keys/index.ts';
import { generateRsaKey, type RsaPrivateKey } from '../../rsa/index.ts';
import { KERNELS, type KernelName } from '../kernels.ts';
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

/** @throws UsageError for a setting out of its bounds. */
export const kernelExhibit = (name: KernelName, settings: SettingTexts): Exhibit =>
  RUNS[name](new SettingsReader(KERNELS[name], settings));

const rsaKey = (of: SettingsReader): RsaPrivateKey =>
  generateRsaKey({ modulusBits: even(of.integer('bits')), random: seededRandom(of.text('seed')), insecure: true });
const even = (bits: number): number => bits - (bits % 2);
const ecKey = (of: SettingsReader, owner: string) =>
  generateKey({ type: 'ec', curve: of.choice('curve') as CurveName, random: seededRandom(owner) });
const hashOf = (of: SettingsReader) => (of.choice('hash') === 'sha384' ? sha384 : sha256);
const bytes32 = (seed: string): Uint8Array => seededRandom(seed).bytes(32);

const RUNS: Readonly<Record<KernelName, (of: SettingsReader) => Exhibit>> = {
  sha256: (of) => explainSha256(bytesOf(of, 'message')),
  sha384: (of) => explainSha384(bytesOf(of, 'message')),
  sha512: (of) => explainSha512(bytesOf(of, 'message')),
  sha1: (of) => explainSha1(of.utf8('message')),
  hmac: (of) => explainHmac({ hash: hashOf(of), key: bytesOf(of, 'key'), text: bytesOf(of, 'message') }),
  aes: (of) =>
    explainAes({ key: of.hex('key'), block: of.hex('block'), decrypt: of.choice('direction') === 'decrypt' }),
  gcm: (of) =>
    explainGcm({ key: of.hex('key'), nonce: of.hex('nonce'), plaintext: of.utf8('message'), aad: of.hex('data') }),
  cbc: (of) => explainCbc({ key: of.hex('key'), iv: of.hex('iv'), plaintext: of.utf8('message') }),
  chacha20: (of) =>
    explainChaCha20({ key: of.hex('key'), nonce: of.hex('nonce'), plaintext: of.utf8('message'), aad: of.hex('data') }),
  'rsa-keygen': (of) =>
    explainRsaKeygen({
      ...{ modulusBits: even(of.integer('bits')), publicExponent: 65_537n, random: seededRandom(of.text('seed')) },
    }).exhibit,
  'rsa-sign': (of) => explainRsaSign(rsaKey(of), of.utf8('message')),
  pss: (of) =>
    explainPss({
      key: rsaKey(of),
      message: of.utf8('message'),
      hash: sha256,
      salt: bytes32(`${of.text('seed')}/salt`),
    }),
  oaep: (of) =>
    explainOaep({
      ...{ key: rsaKey(of), message: of.utf8('message'), hash: sha256, label: new Uint8Array() },
      seed: bytes32(`${of.text('seed')}/seed`),
    }),
  'rsa-encrypt': (of) =>
    explainRsaEncrypt({
      ...{ key: rsaKey(of), message: of.utf8('message'), random: seededRandom(`${of.text('seed')}/padding`) },
    }),
  ecdsa: (of) => explainEcdsa(ecKey(of, of.text('seed')), of.utf8('message')),
  ecdh: (of) => explainEcdh({ key: ecKey(of, of.text('seed')), peer: ecKey(of, `${of.text('seed')}/peer`) }),
  x25519: (of) =>
    explainX25519({
      privateKey: bytes32(of.text('seed')),
      peerPublicKey: generateKey({ type: 'x25519', random: seededRandom(`${of.text('seed')}/peer`) }).publicKey,
    }),
  ed25519: (of) => explainEd25519(bytes32(of.text('seed')), of.utf8('message')),
  'ml-kem': (of) => {
    const [d, z, m] = ['d', 'z', 'm'].map((name) => bytes32(`${of.text('seed')}/${name}`));
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
