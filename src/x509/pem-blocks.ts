/** Several blocks in one PEM text. */
import { DecodeError } from '../codec/index.ts';
import type { PemBlock } from '../keys/index.ts';

/** Decodes each block. If there are several, the path of a DecodeError begins with the block: `PEM block 2 (line 27)`. */
export const decodeBlocks = <T>(blocks: readonly PemBlock[], decode: (block: PemBlock) => T): T[] =>
  blocks.map((block, i) => {
    try {
      return decode(block);
    } catch (error) {
      if (blocks.length === 1 || !(error instanceof DecodeError)) throw error;
      throw new DecodeError(error.code, error.at, error.rule, [
        `PEM block ${i + 1} (line ${block.line})`,
        ...error.path,
      ]);
    }
  });
