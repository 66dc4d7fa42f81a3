/** CBC without a MAC: bits of the plaintext are flipped at will (Bellovin 1996 on IPsec). */
import { type Bytes, concat, type Random, utf8ToBytes, xor } from '../../bytes/index.ts';
import { aes, CipherError, cbcDecrypt, cbcEncrypt, gcm, padPkcs7, unpadPkcs7 } from '../../cipher/index.ts';
import type { Attack } from '../attack.ts';
import { fact, facts, prose } from '../parts.ts';

/** Encrypted tokens of a server, which alone has the key. It trusts what it decrypts. */
export interface Tokens {
  seal(text: string): Bytes;
  /** @returns undefined for a token that is refused. */
  open(token: Uint8Array): string | undefined;
}

/** Encrypts with CBC, and authenticates nothing. */
export function cbcTokens(random: Random): Tokens {
  const cipher = aes(random.bytes(16));
  return {
    seal(text) {
      const iv = random.bytes(16);
      return concat(iv, cbcEncrypt(cipher, iv, padPkcs7(utf8ToBytes(text), 16)));
    },
    open: (token) => textOf(() => unpadPkcs7(cbcDecrypt(cipher, token.subarray(0, 16), token.subarray(16)), 16)),
  };
}

/** Encrypts and authenticates with AES-GCM. */
export function gcmTokens(random: Random): Tokens {
  const aead = gcm(aes(random.bytes(16)));
  const NONE = new Uint8Array();
  return {
    seal(text) {
      const nonce = random.bytes(12);
      return concat(nonce, aead.seal(nonce, utf8ToBytes(text), NONE));
    },
    open: (token) => textOf(() => aead.open(token.subarray(0, 12), token.subarray(12), NONE)),
  };
}

export const cbcBitFlipping: Attack = {
  fault:
    'Encryption hides what is written, and does not keep it from being changed. The broken server hands out tokens that it encrypted with AES-CBC, and believes each that it can decrypt. ' +
    'Decryption XORs the IV into the first block, so that a bit flipped in the IV is flipped in the text.',
  difference: {
    soundFile: 'cipher/gcm.ts',
    sound: ['if (!ctEqual(this.#blocks.subarray(BLOCK), sealed.subarray(length))) {'],
    brokenFile: 'lab/attacks/cbc-bit-flipping.ts',
    broken: ['textOf(() => unpadPkcs7(cbcDecrypt(cipher, token.subarray(0, 16), token.subarray(16)), 16)),'],
  },
  unit: 'tokens shown to the server',
  defence:
    'The AEADs of the engine verify the tag over nonce, text and associated data before they give out a byte. TLS 1.3 has no cipher without authentication.',
  rule: 'SP 800-38D §7.2; RFC 5116 §2.2',
  async *run({ target, random }) {
    const tokens = target === 'broken' ? cbcTokens(random) : gcmTokens(random);
    const [IS, WANTED] = ['role=viewer;user', 'role=admin ;user'];
    const token = tokens.seal(`${IS}=mallory`);
    yield { count: 0, note: 'Mallory has a token for the role viewer, and knows how it begins' };
    const changed = token.slice();
    // With CBC the token begins with the IV. With GCM its nonce comes first, and the text follows.
    const at = target === 'broken' ? 0 : 12;
    changed.set(xor(token.subarray(at, at + 16), xor(utf8ToBytes(IS), utf8ToBytes(WANTED))), at);
    const read = tokens.open(changed);
    const won = read?.startsWith(WANTED) ?? false;
    return {
      won,
      count: 1,
      course: [facts('The token', [fact('as it was', token), fact('as it is shown', changed)])],
      result: won
        ? [prose('The server reads another role, and no key was needed.'), facts('Read', [fact('text', read!)])]
        : [facts('The server answers', [fact('token', 'refused: authentication-failed', 'SP 800-38D §7.2')])],
    };
  },
};

/** The text of an opened token; undefined where it cannot be opened or is no text. */
function textOf(open: () => Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(open());
  } catch (error) {
    if (error instanceof CipherError || error instanceof TypeError) return undefined;
    throw error;
  }
}
