/** The programs of the kernels room. */
import { KERNELS, type KernelName } from '../kernels.ts';
import { completed, type SettingTexts } from '../settings.ts';
import { importLine, textLiteral } from './literal.ts';

/** The content of a program: the names that it imports by their packages, and the exhibit as an expression. */
interface Recipe {
  readonly imports: Readonly<Record<string, string>>;
  readonly exhibit: string;
}

/** A program that prints what the room shows. @param settings - as in an address; missing ones have their default value. */
export function kernelProgram(name: KernelName, settings: SettingTexts): string {
  const { imports, exhibit } = RECIPES[name](completed(KERNELS[name], settings));
  const names: Record<string, string> = { ...imports, 'vitrine/explain': `${imports['vitrine/explain']}, renderText` };
  const lines = Object.entries(names).map(([from, list]) => importLine(list, from));
  return `${lines.join('')}
const exhibit = ${exhibit};
console.log(renderText(exhibit, { showSecrets: true }));
`;
}

const BYTES = { 'vitrine/bytes': 'utf8ToBytes' };
const HEX = { 'vitrine/bytes': 'hexToBytes' };
const HASH = { 'vitrine/hash': 'seededRandom' };
const utf8 = (text: string): string => `utf8ToBytes(${textLiteral(text)})`;
const hexOf = (text: string): string => `hexToBytes(${textLiteral(text.replace(/\s+/g, ''))})`;
/** A text, or the bytes that were entered in its place. */
const bytesHere = (s: SettingTexts, name: string): string => (isHex(s, name) ? hexOf(s[`hex${name}`]) : utf8(s[name]));
const isHex = (s: SettingTexts, name: string): boolean => s[`hex${name}`].trim() !== '';
const bytesImport = (s: SettingTexts, ...names: readonly string[]) => {
  const made = [
    ...(names.some((name) => isHex(s, name)) ? ['hexToBytes'] : []),
    ...(names.every((name) => isHex(s, name)) ? [] : ['utf8ToBytes']),
  ];
  return { 'vitrine/bytes': made.join(', ') };
};
const random = (seed: string): string => `seededRandom(${textLiteral(seed)})`;
const hashName = (s: SettingTexts): string => (s['hash'] === 'sha384' ? 'sha384' : 'sha256');
const bits = (text: string): number => Number(text) - (Number(text) % 2);
const rsaKey = (s: SettingTexts): string =>
  `generateRsaKey({ modulusBits: ${bits(s['bits'])}, random: ${random(s['seed'])}, insecure: true })`;
const ecKey = (s: SettingTexts, seed: string): string =>
  `generateKey({ type: 'ec', curve: ${textLiteral(s['curve'])}, random: ${random(seed)} })`;
const RSA = { ...BYTES, 'vitrine/rsa': 'generateRsaKey' };

const sha2Recipe = (s: SettingTexts, explain: string): Recipe => ({
  imports: { ...bytesImport(s, 'message'), 'vitrine/explain': explain },
  exhibit: `${explain}(${bytesHere(s, 'message')})`,
});

const RECIPES: Readonly<Record<KernelName, (s: SettingTexts) => Recipe>> = {
  sha256: (s) => sha2Recipe(s, 'explainSha256'),
  sha384: (s) => sha2Recipe(s, 'explainSha384'),
  sha512: (s) => sha2Recipe(s, 'explainSha512'),
  sha1: (s) => ({
    imports: { ...BYTES, 'vitrine/explain': 'explainSha1' },
    exhibit: `explainSha1(${utf8(s['message'])})`,
  }),
  hmac: (s) => ({
    imports: {
      ...bytesImport(s, 'key', 'message'),
      'vitrine/hash': hashName(s),
      'vitrine/explain': 'explainHmac',
    },
    exhibit: `explainHmac({ hash: ${hashName(s)}, key: ${bytesHere(s, 'key')}, text: ${bytesHere(s, 'message')} })`,
  }),
  aes: (s) => ({
    imports: { ...HEX, 'vitrine/explain': 'explainAes' },
    exhibit: `explainAes({ key: ${hexOf(s['key'])}, block: ${hexOf(s['block'])}, decrypt: ${s['direction'] === 'decrypt'} })`,
  }),
  gcm: (s) => ({
    imports: { 'vitrine/bytes': 'hexToBytes, utf8ToBytes', 'vitrine/explain': 'explainGcm' },
    exhibit: `explainGcm({ key: ${hexOf(s['key'])}, nonce: ${hexOf(s['nonce'])}, plaintext: ${utf8(s['message'])}, aad: ${hexOf(s['data'])} })`,
  }),
  cbc: (s) => ({
    imports: { 'vitrine/bytes': 'hexToBytes, utf8ToBytes', 'vitrine/explain': 'explainCbc' },
    exhibit: `explainCbc({ key: ${hexOf(s['key'])}, iv: ${hexOf(s['iv'])}, plaintext: ${utf8(s['message'])} })`,
  }),
  chacha20: (s) => ({
    imports: { 'vitrine/bytes': 'hexToBytes, utf8ToBytes', 'vitrine/explain': 'explainChaCha20' },
    exhibit: `explainChaCha20({ key: ${hexOf(s['key'])}, nonce: ${hexOf(s['nonce'])}, plaintext: ${utf8(s['message'])}, aad: ${hexOf(s['data'])} })`,
  }),
  'rsa-keygen': (s) => ({
    imports: { ...HASH, 'vitrine/explain': 'explainRsaKeygen' },
    exhibit: `explainRsaKeygen({ modulusBits: ${bits(s['bits'])}, publicExponent: 65537n, random: ${random(s['seed'])} }).exhibit`,
  }),
  'rsa-sign': (s) => ({
    imports: { ...RSA, ...HASH, 'vitrine/explain': 'explainRsaSign' },
    exhibit: `explainRsaSign(${rsaKey(s)}, ${utf8(s['message'])})`,
  }),
  pss: (s) => ({
    imports: { ...RSA, 'vitrine/hash': 'seededRandom, sha256', 'vitrine/explain': 'explainPss' },
    exhibit: `explainPss({
  key: ${rsaKey(s)},
  message: ${utf8(s['message'])},
  hash: sha256,
  salt: ${random(`${s['seed']}/salt`)}.bytes(32),
})`,
  }),
  oaep: (s) => ({
    imports: { ...RSA, 'vitrine/hash': 'seededRandom, sha256', 'vitrine/explain': 'explainOaep' },
    exhibit: `explainOaep({
  key: ${rsaKey(s)},
  message: ${utf8(s['message'])},
  hash: sha256,
  label: new Uint8Array(),
  seed: ${random(`${s['seed']}/seed`)}.bytes(32),
})`,
  }),
  'rsa-encrypt': (s) => ({
    imports: { ...RSA, ...HASH, 'vitrine/explain': 'explainRsaEncrypt' },
    exhibit: `explainRsaEncrypt({
  key: ${rsaKey(s)},
  message: ${utf8(s['message'])},
  random: ${random(`${s['seed']}/padding`)},
})`,
  }),
  ecdsa: (s) => ({
    imports: { ...BYTES, ...HASH, 'vitrine/keys': 'generateKey', 'vitrine/explain': 'explainEcdsa' },
    exhibit: `explainEcdsa(${ecKey(s, s['seed'])}, ${utf8(s['message'])})`,
  }),
  ecdh: (s) => ({
    imports: { ...HASH, 'vitrine/keys': 'generateKey', 'vitrine/explain': 'explainEcdh' },
    exhibit: `explainEcdh({
  key: ${ecKey(s, s['seed'])},
  peer: ${ecKey(s, `${s['seed']}/peer`)},
})`,
  }),
  x25519: (s) => ({
    imports: { ...HASH, 'vitrine/keys': 'generateKey', 'vitrine/explain': 'explainX25519' },
    exhibit: `explainX25519({
  privateKey: ${random(s['seed'])}.bytes(32),
  peerPublicKey: generateKey({ type: 'x25519', random: ${random(`${s['seed']}/peer`)} }).publicKey,
})`,
  }),
  ed25519: (s) => ({
    imports: { ...BYTES, ...HASH, 'vitrine/explain': 'explainEd25519' },
    exhibit: `explainEd25519(${random(s['seed'])}.bytes(32), ${utf8(s['message'])})`,
  }),
  'ml-kem': (s) => ({
    imports: { ...HASH, 'vitrine/explain': 'explainMlKem' },
    exhibit: `explainMlKem({
  parameters: ${textLiteral(s['set'])},
${['d', 'z', 'm'].map((name) => `  ${name}: ${random(`${s['seed']}/${name}`)}.bytes(32),\n`).join('')}})`,
  }),
  hkdf: (s) => ({
    imports: { ...HEX, 'vitrine/hash': hashName(s), 'vitrine/explain': 'explainHkdf' },
    exhibit: `explainHkdf({
  hash: ${hashName(s)},
  salt: ${hexOf(s['salt'])},
  secret: ${hexOf(s['secret'])},
  info: ${hexOf(s['info'])},
  length: ${Number(s['length'])},
})`,
  }),
  prf: (s) => ({
    imports: { ...HEX, 'vitrine/hash': hashName(s), 'vitrine/explain': 'explainPrf' },
    exhibit: `explainPrf({
  hash: ${hashName(s)},
  secret: ${hexOf(s['secret'])},
  label: ${textLiteral(s['label'])},
  seed: ${hexOf(s['hexseed'])},
  length: ${Number(s['length'])},
})`,
  }),
  pbkdf2: (s) => ({
    imports: { ...BYTES, 'vitrine/hash': 'sha256', 'vitrine/explain': 'explainPbkdf2' },
    exhibit: `explainPbkdf2({
  hash: sha256,
  password: ${utf8(s['password'])},
  salt: ${utf8(s['salt'])},
  iterations: ${Number(s['iterations'])},
  length: ${Number(s['length'])},
})`,
  }),
};
