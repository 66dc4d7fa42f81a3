/** The blocks of a PEM text that hold certificates, requests or lists. */
import { DecodeError, type DecodeOptions } from '../codec/index.ts';
import { type PemBlock, PemError, pemDecode } from '../keys/index.ts';
import { insteadOfPem } from '../keys/internal.ts';

/** The blocks with one of these labels. @throws PemError, `pem-headers` included. */
export function blocksOf(text: string, labels: readonly string[], limits: DecodeOptions['limits']): PemBlock[] {
  const blocks = pemDecode(text, { limits }).filter(({ label }) => labels.includes(label));
  blocks.forEach(assertBare);
  return blocks;
}

/** The message about a text without a block of this label, which says what it is where that can be told. */
export function noBlock(label: string, text: string): string {
  const [, other] = /-----BEGIN ([A-Z\d ]{1,40})-----/.exec(text) ?? [];
  const held = other === undefined || other.endsWith(label) ? undefined : `it holds ${other}`;
  const instead = text.includes('-----BEGIN ') ? held : insteadOfPem(text);
  return `no ${label} block in this text${instead === undefined ? '' : `; ${instead}`}`;
}

/** Refuses headers in a block, as OpenSSL does, and Go for roots: only keys had them. Text before BEGIN is no header.
 * @throws PemError `pem-headers`. */
export function assertBare({ label, headers, line }: PemBlock): void {
  if (headers.length === 0) return;
  throw new PemError('pem-headers', line + 1, `a ${label} has no headers, but one begins`, 'RFC 7468 §2');
}

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
