import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/hash/index.ts';
import { merkleDamgard } from '../../src/hash/merkle-damgard.ts';

/** Not a hash: it returns the last two words of the last block, where the padding has the message's length in bits. */
const lengthOnly = merkleDamgard({
  name: 'length',
  wordBits: 32,
  outputLength: 8,
  initial: new Int32Array(2),
  blocks(H, data, _at, end) {
    H[0] = data.getInt32(end - 8);
    H[1] = data.getInt32(end - 4);
  },
});

describe('properties', () => {
  it('counts more than 2^32 bits in two words', () => {
    const piece = new Uint8Array(2 ** 24);
    const state = lengthOnly.create();
    for (let bytes = 0; bytes < 2 ** 30; bytes += piece.length) state.update(piece);
    state.update(new Uint8Array(3));
    // 2^30 + 3 bytes are 2·2^32 + 24 bits.
    expect([...state.digest()]).toEqual([0, 0, 0, 2, 0, 0, 0, 24]);
    for (let bytes = 0; bytes < 2 ** 32; bytes += piece.length) state.update(piece);
    // 2^32 + 2^30 + 3 bytes: ten times 2^32 bits, and 24.
    expect([...state.digest()]).toEqual([0, 0, 0, 10, 0, 0, 0, 24]);
  });
});

describe('regressions', () => {
  it.each(['length', 'buffer', 'byteOffset'] as const)(
    'digests a message whose own `%s` digests another',
    (property) => {
      const { get } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), property)!;
      const other = new Uint8Array(77);
      const digests: Uint8Array[] = [];
      class Message extends Uint8Array {}
      Object.defineProperty(Message.prototype, property, {
        get() {
          digests.push(sha256.digest(other));
          return get!.call(this);
        },
      });
      for (const length of [3, 64, 100, 256, 1000]) {
        const bytes = new Uint8Array(length).fill(length);
        const expected = createHash('sha256').update(bytes).digest('hex');
        const message = new Message(bytes);
        expect(Buffer.from(sha256.digest(message)).toString('hex')).toBe(expected);
        expect(Buffer.from(sha256.create().update(message).digest()).toString('hex')).toBe(expected);
      }
      expect(digests.length).toBeGreaterThan(0);
      for (const digest of digests) expect(digest).toEqual(sha256.digest(other));
    },
  );
});
