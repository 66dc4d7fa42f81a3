/** Files that two options of one command name: what is written second would take the place of the first. */
import { stat } from 'node:fs/promises';
import { targetOf } from '../node/index.ts';
import { usageError } from './command.ts';
import type { Context } from './context.ts';

/** Options whose file is written, in every command that has them. (`-keyout` and `-out` of `req` may be one file.) */
const WRITTEN = [
  ...['out', 'html', 'record', 'pcap', 'keylogfile', 'sess_out', 'CAserial', 'reqout', 'respout', 'page', 'handshakes'],
] as const;
/** Options whose file is read and must stay: a private key that was written over is lost. */
const KEPT = [
  ...[
    'key',
    'key2',
    'CA',
    'CAkey',
    'CAfile',
    'cert',
    'keyfile',
    'signkey',
    'sign',
    'prverify',
    'inkey',
    'peerkey',
    'rsigner',
    'rkey',
  ],
] as const;

type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Checks that no output takes the place of another, or of a key or certificate of the same command.
 * @param values - all options of the command. @throws CliError `same-file`. */
export async function refuseSharedFiles(context: Context, values: Given): Promise<void> {
  const written = await places(context, values, WRITTEN);
  if (written.length === 0) return;
  const kept = await places(context, values, KEPT);
  for (const [i, { option, place }] of written.entries()) {
    const other = [...written.slice(0, i), ...kept].find((one) => one.place === place);
    if (other === undefined) continue;
    const why = `-${option} would replace what -${other.option} ${KEPT.some((one) => one === other.option) ? 'reads' : 'writes'}`;
    throw usageError(`-${option} and -${other.option} name one file, ${String(values[option])}: ${why}`, 'same-file');
  }
}

interface Named {
  readonly option: string;
  readonly place: string;
}

async function places(context: Context, values: Given, options: readonly string[]): Promise<Named[]> {
  const found: Named[] = [];
  for (const option of options) {
    const given = Object.hasOwn(values, option) ? values[option] : undefined;
    if (typeof given !== 'string') continue;
    const place = await placeOf(context, given);
    if (place !== undefined) found.push({ option, place });
  }
  return found;
}

/** Whether two names lead to one file, which need not exist. Never of devices and pipes, which take what comes. */
export async function isSameFile(context: Context, a: string, b: string): Promise<boolean> {
  const place = await placeOf(context, a);
  return place !== undefined && place === (await placeOf(context, b));
}

/** Where a file is, behind symbolic links; undefined for standard input and output, for what is no file, and where the system does not say:
 * the command itself reports that when it opens the file. */
async function placeOf(context: Context, given: string): Promise<string | undefined> {
  if (given === '-') return undefined;
  try {
    const place = await targetOf(context.filePath(given));
    return (await stat(place).catch(() => undefined))?.isFile() === false ? undefined : place;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return undefined;
  }
}
