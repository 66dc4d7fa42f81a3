/** Poly1305 as RFC 8439 §2.5 writes it, by bigint. */
import { type Bytes, concat, i2osp, os2ip } from '../bytes/index.ts';
import { assertEachBytes, assertLengths } from './arguments.ts';
import { type Step, type Steps, secretStep, step } from './step.ts';

export type Poly1305Step =
  | Step<'r' | 's' | 'Block' | 'Acc + Block' | '(Acc + Block) * r' | 'Acc' | 'Acc + s', bigint>
  | Step<'tag', Bytes>;

const P = (1n << 130n) - 5n;
/** The mask of §2.5.1: the top four bits of bytes 3, 7, 11, 15 and the lowest two of bytes 4, 8, 12 are clear. */
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

/** poly1305_mac (§2.5.1). Index: block `i` from 1.
 * @param key - the one-time key: 32 bytes. */
export function* poly1305Steps(message: Uint8Array, key: Uint8Array): Steps<Poly1305Step, Bytes> {
  assertEachBytes({ message });
  assertLengths({ key }, 32);
  const rule = 'RFC 8439 §2.5.1';
  const r = fromLittleEndian(key.subarray(0, 16)) & CLAMP;
  yield secretStep('r', rule, r);
  const s = fromLittleEndian(key.subarray(16, 32));
  yield secretStep('s', rule, s);
  let Acc = 0n;
  for (let i = 1; 16 * (i - 1) < message.length; i++) {
    // The byte 1 after the last one: "Block with 0x01 byte" in the examples.
    const block = fromLittleEndian(concat(message.subarray(16 * (i - 1), 16 * i), new Uint8Array([1])));
    yield step('Block', rule, block, { i });
    Acc += block;
    yield secretStep('Acc + Block', rule, Acc, { i });
    Acc *= r;
    yield secretStep('(Acc + Block) * r', rule, Acc, { i });
    Acc %= P;
    yield secretStep('Acc', rule, Acc, { i });
  }
  Acc += s;
  yield secretStep('Acc + s', rule, Acc);
  const tag = i2osp(Acc % 2n ** 128n, 16).reverse();
  yield step('tag', rule, tag);
  return tag;
}

const fromLittleEndian = (bytes: Uint8Array): bigint => os2ip(bytes.slice().reverse());
