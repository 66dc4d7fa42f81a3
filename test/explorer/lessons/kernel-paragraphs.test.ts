/** Every kernel in Chinese: its paragraphs, and no English left in what the page shows. */
import { describe, expect, it } from 'vitest';
import type { Exhibit, Part } from '../../../src/explain/index.ts';
import { KERNEL_NAMES, KERNELS, type KernelName } from '../../../src/explorer/kernels.ts';
import { chinese } from '../../../src/explorer/lessons/labels.ts';
import { exhibitHtml } from '../../../src/explorer/work/exhibit-html.ts';
import { kernelExhibit } from '../../../src/explorer/work/kernels.ts';

const proseOf = (part: Part): readonly string[] =>
  part.kind === 'prose' ? [part.text] : part.kind === 'section' ? part.parts.flatMap(proseOf) : [];
const numbersIn = (text: string): readonly string[] => text.match(/\d+/g) ?? [];

/** Each algorithm, and the settings with which it shows something else. */
const CASES: readonly (readonly [KernelName, Readonly<Record<string, string>>])[] = [
  ...KERNEL_NAMES.map((name) => [name, {}] as const),
  ['aes', { direction: 'decrypt' }],
  ['hmac', { key: '5'.repeat(65) }],
  ['hmac', { key: '5'.repeat(64) }],
  ['sha512', { hexmessage: '00'.repeat(130) }],
  ['cbc', { hexmessage: '00' }],
  ['ml-kem', { set: 'ML-KEM-1024' }],
  ['curve', { qx: '5', qy: '16' }],
  ['curve', { qx: '5', qy: '1' }],
  ['montgomery', { u2: '9', v2: '3', k: '22' }],
  ['montgomery', { u2: '9', v2: '14' }],
  ['edwards', { x2: '2', y2: '6' }],
  ['ecdsa', { curve: 'P-384', hexk: '05' }],
  ['ecdh', { curve: 'P-521' }],
  ['hkdf', { salt: '', hash: 'sha384', length: '100' }],
  ['prf', { length: '100' }],
  ['pbkdf2', { length: '40', iterations: '2' }],
  ['rsa', { m: '0' }],
];

/** What may stay: names and symbols of the standards, and people. An exhibit of a new algorithm adds its own. */
const NAMES = new Set(
  `RFC FIPS SP SEC HAC ECC TLS AES GCM CBC HMAC HKDF PRF PBKDF MAC SHA sha GHASH ChaCha Poly RSA OAEP PSS PKCS EME EMSA MGF
  ECDSA Ed Edwards edwards Curve ML KEM MLKEM NTT GF XOR
  Vaudenay Bleichenbacher Manger Garner Miller Rabin Lucas SHAttered
  mod lcm Ch Maj Parity ROTL ROTR SHR SBOX INVSBOX CIPH OS IP OSP Compress Decompress
  SubBytes ShiftRows MixColumns AddRoundKey InvShiftRows InvSubBytes InvMixColumns RotWord SubWord Rcon Nk temp
  CB IV Acc nonce ipad opad PRK IKM OKM Extract Expand info dkLen DK Finished
  EM PS DB dP dQ qInv lHash mHash seedMask maskedSeed dbMask maskedDB emLen nlen iii iv
  DigestInfo digestAlgorithm AlgorithmIdentifier OBJECT IDENTIFIER NULL OCTET STRING
  ax dx Au len AA BB DA CB decodeScalar decodeUCoordinate`.match(/\w+/g),
);
/** Of several words, or of words that English has too. */
const PHRASES = [
  ...['Guide to ECC', '"expand 32-byte k"', '"tls13 key"', '"admin=0"', '"admin=1"', 'mac_data', 'SEC 1'],
  ...[
    '"master secret"',
    '"key expansion"',
    '"client finished"',
    '"server finished"',
    'P_hash',
    'label + seed',
    'HMAC(secret, A(',
  ],
  ...['k_sch', 's_box', 's_row', 'm_col', 'is_row', 'is_box', 'ik_sch', 'ik_add', 'HMAC(salt, IKM)', '（label）'],
  // Of HMAC's text (FIPS 198-1), and the fields of a DigestInfo
  ...['|| text', 'text，消息', ' algorithm ', ' parameters ', ' digest '],
];

/** The attributes that are told to a reader, by the page's script too. */
const SAID =
  /(?:aria-label|title|data-(?:how|type|rule|fresh|moved|one|several|header|before|after|here|play))="([^"]*)"/g;

/** All that a page shows and says of an exhibit, without bytes and without the glossary, which has the English beside the Chinese. */
const told = (markup: string): string =>
  markup
    .replace(/<dl class="glossary">.*?<\/dl>/gs, '')
    .replace(/<div class="(?:runs|ascii)".*?<\/div>/gs, '')
    .replace(/<\/?dfn>/g, '')
    .replace(/<[^>]*>/g, (tag) => [...tag.matchAll(SAID)].map(([, text]) => ` ${text} `).join('') || ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

/** The words in Latin letters: of two letters or more, and no hexadecimal digits, as which "added" could pass. */
const wordsIn = (text: string): readonly string[] =>
  text.replace(/(?<![A-Za-z])(?!added)[\da-f]+(?![A-Za-z])/g, ' ').match(/[A-Za-z]{2,}/g) ?? [];

const textOf = ({ parts }: Exhibit): Promise<string> =>
  exhibitHtml({ title: '', parts }, { showSecrets: true, level: 2, ids: 'k-', language: 'zh', ownTexts: true });

describe('the kernels', () => {
  it.each(CASES)('%s %j: Chinese, with the numbers of the English, and no English left', async (name, settings) => {
    // What a reader types stays; here it has no letters.
    const typed = Object.fromEntries(
      KERNELS[name].filter(({ kind, name }) => kind === 'text' && name !== 'seed').map((field) => [field.name, '12']),
    );
    const exhibit = kernelExhibit(name, { ...typed, ...settings });
    for (const text of exhibit.parts.flatMap(proseOf)) {
      const told = chinese(text);
      expect(told).toMatch(/[一-鿿].*。$/);
      // Words such as "sixteen" are none.
      for (const number of numbersIn(told)) expect(numbersIn(text), `${number} in ${told}`).toContain(number);
    }
    const shown = PHRASES.reduce((text, phrase) => text.replaceAll(phrase, ' '), told(await textOf(exhibit)));
    const english = [...new Set(wordsIn(shown))].filter((word) => !NAMES.has(word));
    expect(english.map((word) => shown.slice(Math.max(0, shown.indexOf(word) - 40), shown.indexOf(word) + 40))).toEqual(
      [],
    );
  });
});
