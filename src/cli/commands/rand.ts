import { bytesToBase64, bytesToHex, concat, utf8ToBytes } from '../../bytes/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { askOutput, writeOutput } from '../files.ts';

/** Maximum bytes of one run; far more than any key or salt needs. */
const MOST = 2 ** 26;

export const rand = defineCommand({
  operands: 'NUM',
  maxOperands: 1,
  options: {
    hex: { help: 'write hexadecimal digits' },
    base64: { help: 'write base64, in lines of 64 characters' },
    out: { value: 'FILE', help: 'where to write (mode 0600); default: standard output' },
  },
  notes: [`NUM is how many bytes to draw from the system's source of randomness: at most ${MOST}.`],
  async run({ hex, base64, out }, [given], context) {
    if (given === undefined) throw usageError('how many bytes? vitrine rand -hex 32');
    if (hex && base64) throw usageError('-hex or -base64, not both');
    const length = numberOf(given);
    await askOutput(context, out);
    const bytes = drawn(length, context.random);
    const text = hex ? `${bytesToHex(bytes)}\n` : base64 ? lines(bytesToBase64(bytes)) : undefined;
    await writeOutput(context, out, text === undefined ? bytes : utf8ToBytes(text), { secret: true });
    return EXIT.ok;
  },
});

function numberOf(given: string): number {
  const length = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (length >= 1 && length <= MOST) return length;
  throw usageError(`NUM is a number of bytes in 1..${MOST}, not ${JSON.stringify(given)}`);
}

/** Draws bytes in pieces, since a source may return at most 64 KiB per call, as WebCrypto's does. */
function drawn(length: number, random: { bytes(length: number): Uint8Array }): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let left = length; left > 0; left -= 65_536) pieces.push(random.bytes(Math.min(left, 65_536)));
  return concat(...pieces);
}

const lines = (text: string): string => text.replace(/.{1,64}/g, '$&\n');
