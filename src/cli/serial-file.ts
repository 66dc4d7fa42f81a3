/** The serial number file of a CA (openssl x509(1), -CAserial): the last number that was given, in hexadecimal. */
import { randomSerialNumber } from '../x509/index.ts';
import { CliError } from './command.ts';
import type { Context } from './context.ts';
import { inFile, readInput, writeOutput } from './files.ts';
import { serialHex } from './summaries.ts';

export interface SerialFileOptions {
  readonly caFile: string;
  /** `-CAserial`. */
  readonly serialFile: string | undefined;
  /** `-CAcreateserial`. */
  readonly create: boolean;
}

/** The next number of the file, which is moved on before anything is signed: a gap does no harm, a number given twice does.
 * A missing file is begun with a random number where it may be; where none was asked for at all, the number is random.
 * @throws CliError, about the file. */
export async function nextSerialNumber(context: Context, options: SerialFileOptions): Promise<bigint> {
  const { caFile, serialFile, create } = options;
  const path = serialFile ?? caFile.replace(/(\.[^./]*)?$/, '.srl');
  const previous = await lastSerialNumber(context, path);
  if (previous === undefined && !create) {
    if (serialFile === undefined) return randomSerialNumber(context.random);
    throw new CliError('ENOENT', `${path}: no such file or folder; -CAcreateserial makes it`);
  }
  const next = previous === undefined ? randomSerialNumber(context.random) : previous + 1n;
  await writeOutput(context, path, `${serialHex(next)}\n`);
  return next;
}

async function lastSerialNumber(context: Context, path: string): Promise<bigint | undefined> {
  try {
    const text = new TextDecoder().decode(await readInput(context, path, 1024)).trim();
    return inFile(path, () => parseSerial(text));
  } catch (error) {
    if (error instanceof CliError && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseSerial(text: string): bigint {
  if (/^[0-9A-F]{1,40}$/i.test(text)) return BigInt(`0x${text}`);
  throw new CliError('serial-file', 'holds no serial number in hexadecimal');
}
