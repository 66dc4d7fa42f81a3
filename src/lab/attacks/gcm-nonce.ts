/** AES-GCM with one nonce for two messages: the authentication key is a root of a known polynomial (Joux 2006; Böck and others 2016). */
import { type Bytes, concat, i2osp, os2ip, type Random, utf8ToBytes, xor } from '../../bytes/index.ts';
import { aes, CipherError, gcm } from '../../cipher/index.ts';
import type { Attack, Target } from '../attack.ts';
import { type Element, multiply, rootsOf } from '../gf128.ts';
import { fact, facts, prose } from '../parts.ts';

const TAG = 16;
const NONE = new Uint8Array();

/** Draws the nonce once, when the sender starts. */
export function keptNonce(random: Random): () => Uint8Array {
  const nonce = random.bytes(12);
  return () => nonce;
}

/** Counts records, as TLS does: the nonce is the number of the record, added to a secret start (RFC 8446 §5.3). */
export function countedNonce(random: Random): () => Uint8Array {
  const start = random.bytes(12);
  let sequence = 0n;
  return () => xor(start, i2osp(sequence++, 12));
}

export const gcmNonce: Attack = {
  fault:
    'The tag of AES-GCM is a polynomial in a secret H, with the ciphertext as coefficients, plus a mask that depends on key and nonce. The broken sender uses one nonce for two messages. ' +
    'The masks are then equal, and vanish from the sum of the two tags: H is a zero of a polynomial that anybody can write down.',
  difference: {
    soundFile: 'tls/record/aead-protection.ts',
    sound: ['seal(aead, nonceOf(iv, sequence), NOTHING, inner, headerOf(inner.length + aead.tagLength), watch),'],
    brokenFile: 'lab/attacks/gcm-nonce.ts',
    broken: ['const nonce = random.bytes(12);', 'return () => nonce;'],
  },
  unit: 'messages seen',
  defence:
    'In the engine’s TLS the nonce is the sequence number of the record, which the record layer alone keeps, and which never repeats under one key: after its limit the connection ends or changes its keys.',
  rule: 'RFC 8446 §5.3; SP 800-38D §8',
  async *run({ target, random }) {
    const [sender, receive] = channel(target, random);
    const texts = ['kubectl get pods --all-namespaces -o wide', 'kubectl get secrets -n kube-system'];
    const seen = texts.map((text) => sender(utf8ToBytes(text)));
    yield { count: 2, note: 'two messages were recorded' };
    const [first, second] = seen.map(({ sealed }) => coefficients(sealed));
    // The lower coefficients belong together: the polynomials are added from their ends.
    const sum = added(first, second);
    // Each zero explains both tags; the receiver tells which one is H.
    const zeros = rootsOf(sum, random);
    const wanted = utf8ToBytes('kubectl delete all --all --force --now   ');
    const tried = zeros.map((H) => ({
      H,
      read: receive(seen[0].nonce, forge(H, seen[0], utf8ToBytes(texts[0]), wanted)),
    }));
    const { H, read } = tried.find((one) => one.read !== undefined) ?? { H: undefined, read: undefined };
    return {
      won: read !== undefined,
      count: 2,
      course: [
        prose(
          'The two tags are added, and the polynomial is factored over the field of 2¹²⁸ elements. Each of its zeros is a candidate for H, and makes a forgery; the receiver accepts that of the right one.',
        ),
        facts('The polynomial', [
          fact('degree', `${sum.length - 1}`),
          fact('zeros', `${zeros.length}`),
          fact('H found', H === undefined ? 'no' : i2osp(H, 16)),
        ]),
      ],
      result:
        read === undefined
          ? [prose('No zero of the polynomial makes a forgery that is accepted: the masks differ.')]
          : [
              prose(
                'With H and one message whose text is known, any text of its length can be sealed with a right tag.',
              ),
              facts('Accepted by the receiver', [fact('text', read)]),
            ],
    };
  },
};

interface Sealed {
  readonly nonce: Uint8Array;
  readonly sealed: Bytes;
}

function channel(
  target: Target,
  random: Random,
): [send: (text: Uint8Array) => Sealed, receive: (nonce: Uint8Array, sealed: Uint8Array) => string | undefined] {
  const aead = gcm(aes(random.bytes(16)));
  const next = target === 'broken' ? keptNonce(random) : countedNonce(random);
  const send = (text: Uint8Array): Sealed => {
    const nonce = next();
    return { nonce, sealed: aead.seal(nonce, text, NONE) };
  };
  const receive = (nonce: Uint8Array, sealed: Uint8Array): string | undefined => {
    try {
      return new TextDecoder().decode(aead.open(nonce, sealed, NONE));
    } catch (error) {
      if (error instanceof CipherError) return undefined;
      throw error;
    }
  };
  return [send, receive];
}

/** The tag's polynomial in H without its mask, from the highest power down (SP 800-38D §6.4): the ciphertext's blocks, the block of lengths, and the tag as the constant. */
function coefficients(sealed: Uint8Array): Element[] {
  const length = sealed.length - TAG;
  const blocks = concat(sealed.subarray(0, length), new Uint8Array(-length & 15), i2osp(BigInt(8 * length), 16));
  const tag = os2ip(sealed.subarray(length));
  return [...Array.from({ length: blocks.length / 16 }, (_, i) => os2ip(blocks.subarray(16 * i, 16 * i + 16))), tag];
}

function added(a: readonly Element[], b: readonly Element[]): Element[] {
  const length = Math.max(a.length, b.length);
  const at = (of: readonly Element[], i: number): Element => of[i - length + of.length] ?? 0n;
  return Array.from({ length }, (_, i) => at(a, i) ^ at(b, i));
}

/** The mask that a tag has, if H is this. */
const maskOf = (H: Element, { sealed }: Sealed): Element =>
  coefficients(sealed).reduce((Y, coefficient) => multiply(Y, H) ^ coefficient, 0n);

/** Seals another text of the same length under a recorded nonce. */
function forge(H: Element, recorded: Sealed, known: Uint8Array, wanted: Uint8Array): Bytes {
  const ciphertext = xor(xor(recorded.sealed.subarray(0, known.length), known), wanted);
  const untagged = concat(ciphertext, new Uint8Array(TAG));
  const tag = maskOf(H, { nonce: recorded.nonce, sealed: untagged }) ^ maskOf(H, recorded);
  return concat(ciphertext, i2osp(tag, TAG));
}
