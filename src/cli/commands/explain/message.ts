/** The text or the octets that an algorithm is shown at work on. */
import { toUtf8 } from '../../../bytes/index.ts';
import { usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readInput } from '../../files.ts';
import { hexValue } from '../../values.ts';

export const MESSAGE_OPTIONS = {
  hex: { help: 'the operand is octets in hexadecimal, not text' },
  in: { value: 'FILE', help: 'take what is in a file, or - for standard input; at most 4096 octets' },
} as const;

/** Octets that are shown in full: some thousand lines of a hash. */
const MOST = 4096;

/** The operand, or what `-in` names.
 * @throws CliError `usage` unless there is exactly one of them; `too-large`; as `readInput`. */
export async function messageOf(
  context: Context,
  { hex, in: path }: { readonly hex: boolean; readonly in: string | undefined },
  operand: string | undefined,
): Promise<Uint8Array> {
  if ((operand === undefined) === (path === undefined)) throw usageError('give a text, or -in FILE');
  if (operand === undefined) return readInput(context, path, MOST);
  const octets = hex ? hexValue(operand, 'the operand') : toUtf8(operand);
  if (octets.length > MOST) throw usageError(`at most ${MOST} octets are explained, not ${octets.length}`);
  return octets;
}
