/** The programs of the kernels room. */
import type { CurveName } from '../../ec/index.ts';
import { KERNELS, type KernelName, SCALAR_LENGTHS } from '../kernels.ts';
import { completed, type SettingTexts } from '../settings.ts';
import { importLine, textLiteral } from './literal.ts';

/** A program that prints what the room shows. @param settings - as in an address; missing ones have their default value. */
export function kernelProgram(name: KernelName, settings: SettingTexts): string {
  const exhibit = EXHIBITS[name](completed(KERNELS[name], settings));
  return `${importsOf(exhibit)}
const exhibit = ${exhibit};
console.log(renderText(exhibit, { showSecrets: true }));
`;
}

/** Where the names come from that an expression may use, besides those of `vitrine/explain`. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'vitrine/bytes': ['hexToBytes', 'utf8ToBytes'],
  'vitrine/hash': ['seededRandom', 'sha256', 'sha384'],
  'vitrine/keys': ['EcPrivateKey', 'generateKey'],
  'vitrine/rsa': ['generateRsaKey'],
};

/** The import lines for what an expression names outside of its literals. */
function importsOf(expression: string): string {
  const words = new Set(expression.replace(/'(?:\\.|[^'\\])*'/g, '').match(/\w+/g));
  const lines = Object.entries(PACKAGES).map(([from, names]) => {
    const used = names.filter((name) => words.has(name));
    return used.length === 0 ? '' : importLine(used.join(', '), from);
  });
  const explain = [...words].filter((word) => word.startsWith('explain') || word === 'rsaKeyFromPrimes');
  return `${lines.join('')}${importLine([...explain, 'renderText'].join(', '), 'vitrine/explain')}`;
}

const utf8 = (text: string): string => `utf8ToBytes(${textLiteral(text)})`;
const bare = (text: string): string => text.replace(/\s+/g, '');
const hexOf = (text: string): string => `hexToBytes(${textLiteral(bare(text))})`;
/** A text, or the bytes that were entered in its place. */
const bytesHere = (s: SettingTexts, name: string): string => (isHex(s, name) ? hexOf(s[`hex${name}`]) : utf8(s[name]));
const isHex = (s: SettingTexts, name: string): boolean => s[`hex${name}`].trim() !== '';
const random = (seed: string): string => `seededRandom(${textLiteral(seed)})`;
const hashName = (s: SettingTexts): string => (s['hash'] === 'sha384' ? 'sha384' : 'sha256');
const rsaKey = (s: SettingTexts): string =>
  `${s['ownp']}${s['ownq']}`.trim() === ''
    ? `generateRsaKey({ modulusBits: ${Number(s['bits'])}, publicExponent: ${number(s['e'])}, random: ${random(s['seed'])}, insecure: true })`
    : `rsaKeyFromPrimes({ p: ${number(s['ownp'])}, q: ${number(s['ownq'])}, e: ${number(s['e'])} })`;
const ecKey = (s: SettingTexts, seed: string): string =>
  `generateKey({ type: 'ec', curve: ${textLiteral(s['curve'])}, random: ${random(seed)} })`;
const ownEcKey = (s: SettingTexts): string =>
  isHex(s, 'd')
    ? `new EcPrivateKey({ curve: ${textLiteral(s['curve'])}, d: ${hexOf(bare(s['hexd']).padStart(2 * SCALAR_LENGTHS[s['curve'] as CurveName], '0'))} })`
    : ecKey(s, s['seed']);
/** Bytes that were entered, or 32 that are drawn from a seed. */
const bytes32 = (s: SettingTexts, name: string, seed = s['seed']): string =>
  isHex(s, name) ? hexOf(s[`hex${name}`]) : `${random(seed)}.bytes(32)`;
/** A literal; another text is left to fail in the program, as it does in the page. */
const number = (text: string): string =>
  /^(\d+|0x[0-9a-f]+)$/i.test(text.trim()) ? `${BigInt(text.trim())}n` : `BigInt(${textLiteral(text)})`;

/** Each exhibit as an expression. */
const EXHIBITS: Readonly<Record<KernelName, (s: SettingTexts) => string>> = {
  sha256: (s) => `explainSha256(${bytesHere(s, 'message')})`,
  sha384: (s) => `explainSha384(${bytesHere(s, 'message')})`,
  sha512: (s) => `explainSha512(${bytesHere(s, 'message')})`,
  sha1: (s) => `explainSha1(${bytesHere(s, 'message')})`,
  hmac: (s) => `explainHmac({ hash: ${hashName(s)}, key: ${bytesHere(s, 'key')}, text: ${bytesHere(s, 'message')} })`,
  aes: (s) =>
    `explainAes({ key: ${hexOf(s['key'])}, block: ${hexOf(s['block'])}, decrypt: ${s['direction'] === 'decrypt'} })`,
  gcm: (s) =>
    `explainGcm({ key: ${hexOf(s['key'])}, nonce: ${hexOf(s['nonce'])}, plaintext: ${bytesHere(s, 'message')}, aad: ${hexOf(s['data'])} })`,
  cbc: (s) => `explainCbc({ key: ${hexOf(s['key'])}, iv: ${hexOf(s['iv'])}, plaintext: ${bytesHere(s, 'message')} })`,
  chacha20: (s) =>
    `explainChaCha20({ key: ${hexOf(s['key'])}, nonce: ${hexOf(s['nonce'])}, plaintext: ${bytesHere(s, 'message')}, aad: ${hexOf(s['data'])} })`,
  'rsa-keygen': (s) =>
    `explainRsaKeygen({ modulusBits: ${Number(s['bits'])}, publicExponent: 65537n, random: ${random(s['seed'])} }).exhibit`,
  'rsa-sign': (s) => `explainRsaSign(${rsaKey(s)}, ${bytesHere(s, 'message')})`,
  pss: (s) => `explainPss({
  key: ${rsaKey(s)},
  message: ${bytesHere(s, 'message')},
  hash: sha256,
  salt: ${bytes32(s, 'salt', `${s['seed']}/salt`)},
})`,
  oaep: (s) => `explainOaep({
  key: ${rsaKey(s)},
  message: ${bytesHere(s, 'message')},
  hash: sha256,
  label: new Uint8Array(),
  seed: ${bytes32(s, 'oaepseed', `${s['seed']}/seed`)},
})`,
  'rsa-encrypt': (s) => `explainRsaEncrypt({
  key: ${rsaKey(s)},
  message: ${bytesHere(s, 'message')},
  random: ${random(`${s['seed']}/padding`)},
})`,
  rsa: (s) => `explainRsaNumbers({
${['p', 'q', 'e', 'm'].map((name) => `  ${name}: ${number(s[name])},\n`).join('')}})`,
  curve: (s) => `explainSmallCurve({
${[
  ['p', 'prime'],
  ['a', 'a'],
  ['b', 'b'],
  ['k', 'k'],
]
  .map(([name, field]) => `  ${name}: ${Number(s[field])},\n`)
  .join('')}  P: { x: ${Number(s['px'])}, y: ${Number(s['py'])} },
  Q: { x: ${Number(s['qx'])}, y: ${Number(s['qy'])} },
})`,
  montgomery: (s) => `explainSmallMontgomery({
  p: ${Number(s['modulus'])},
  A: ${Number(s['A'])},
  P: { u: ${Number(s['u1'])}, v: ${Number(s['v1'])} },
  Q: { u: ${Number(s['u2'])}, v: ${Number(s['v2'])} },
  k: ${Number(s['k'])},
})`,
  edwards: (s) => `explainSmallEdwards({
  p: ${Number(s['modulus'])},
  d: ${Number(s['d'])},
  P: { x: ${Number(s['x1'])}, y: ${Number(s['y1'])} },
  Q: { x: ${Number(s['x2'])}, y: ${Number(s['y2'])} },
  k: ${Number(s['k'])},
})`,
  ecdsa: (s) =>
    `explainEcdsa(${ownEcKey(s)}, ${bytesHere(s, 'message')}${isHex(s, 'k') ? `, { k: 0x${bare(s['hexk'])}n }` : ''})`,
  ecdh: (s) => `explainEcdh({
  key: ${ownEcKey(s)},
  peer: ${isHex(s, 'peer') ? `{ type: 'ec', curve: ${textLiteral(s['curve'])}, point: ${hexOf(s['hexpeer'])} }` : ecKey(s, `${s['seed']}/peer`)},
})`,
  x25519: (s) => `explainX25519({
  privateKey: ${bytes32(s, 'scalar')},
  peerPublicKey: ${isHex(s, 'u') ? hexOf(s['hexu']) : `generateKey({ type: 'x25519', random: ${random(`${s['seed']}/peer`)} }).publicKey`},
})`,
  ed25519: (s) => `explainEd25519(${bytes32(s, 'private')}, ${bytesHere(s, 'message')})`,
  'ml-kem': (s) => `explainMlKem({
  parameters: ${textLiteral(s['set'])},
  d: ${bytes32(s, 'seedd', `${s['seed']}/d`)},
  z: ${bytes32(s, 'seedz', `${s['seed']}/z`)},
  m: ${bytes32(s, 'm', `${s['seed']}/m`)},
})`,
  hkdf: (s) => `explainHkdf({
  hash: ${hashName(s)},
  salt: ${hexOf(s['salt'])},
  secret: ${hexOf(s['secret'])},
  info: ${hexOf(s['info'])},
  length: ${Number(s['length'])},
})`,
  prf: (s) => `explainPrf({
  hash: ${hashName(s)},
  secret: ${hexOf(s['secret'])},
  label: ${textLiteral(s['label'])},
  seed: ${hexOf(s['hexseed'])},
  length: ${Number(s['length'])},
})`,
  pbkdf2: (s) => `explainPbkdf2({
  hash: sha256,
  password: ${utf8(s['password'])},
  salt: ${utf8(s['salt'])},
  iterations: ${Number(s['iterations'])},
  length: ${Number(s['length'])},
})`,
};
