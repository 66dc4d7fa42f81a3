import type { View } from './interpreter.ts';

/** A DataView of whole words in one order of bytes.
 * @param words - are written too. */
export function wordView<V>(words: (V | number)[], isLittleEndian: boolean): View<V> {
  const place = (at: V | number, littleEndian: boolean): number => {
    if (typeof at !== 'number') throw new Error('an index depends on the data');
    if (littleEndian !== isLittleEndian) throw new Error('a word in the other order of bytes');
    if (at < 0 || at % 4 !== 0 || at >= 4 * words.length) throw new Error(`no word at byte ${at}`);
    return at / 4;
  };
  return {
    byteLength: 4 * words.length,
    getInt32: (at, littleEndian) => words[place(at, littleEndian)],
    setInt32: (at, value, littleEndian) => {
      words[place(at, littleEndian)] = value;
    },
  };
}
