/** AES in counter mode: `xorCounters` of the block cipher's contract. Block by block, `encryptBlock` does the same. */
import { aesSharedRounds, aesXorCounters } from './generated/aes-counter.ts';

/** The state that 256 counters share: initialized before use, and zeroed after it. */
const shared = new Int32Array(5);

/** XORs the blocks of `data[at..end)` with the encryptions of the counters after `counter` (SP 800-38D §6.5 steps 5 and 6).
 * @param w - the key schedule.
 * Timing: reads tables at indices that depend on key and counter; see `aes-tables.ts`. */
export function xorCounters(w: Int32Array, counter: DataView, data: DataView, at: number, end: number): void {
  // inc32 wraps within the last word (SP 800-38D §6.2).
  let count = (counter.getInt32(12) + 1) | 0;
  while (at < end) {
    const next = Math.min(end, at + 16 * (256 - (count & 0xff)));
    for (let column = 0; column < 3; column++) shared[column] = counter.getInt32(4 * column);
    shared[3] = count;
    aesSharedRounds(w, shared);
    aesXorCounters(w, shared, count & 0xff, data, at, next);
    count = (count + (next - at) / 16) | 0;
    at = next;
  }
  shared.fill(0);
}
