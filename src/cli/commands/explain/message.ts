/** The text or the bytes that an algorithm is shown with. */
import { utf8ToBytes } from '../../../bytes/index.ts';
import { usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readInput } from '../../files.ts';
import { hexValue } from '../../values.ts';

export const MESSAGE_OPTIONS = {
  hex: { help: 'the operand is bytes in hexadecimal, not text' },
  in: { value: 'FILE', help: 'read a file, or - for standard input; at most 4096 bytes' },
} as const;

/** Maximum bytes, since everything is shown in full: a hash of these gives some thousand lines. */
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
  const bytes = hex ? hexValue(operand, 'the operand') : utf8ToBytes(operand);
  if (bytes.length > MOST) throw usageError(`the input has ${bytes.length} bytes; at most ${MOST} can be explained`);
  return bytes;
}
