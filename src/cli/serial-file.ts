/** The serial number file of a CA (openssl x509(1), -CAserial): the last serial number issued, in hexadecimal. */
import { withFileLock } from '../node/index.ts';
import { randomSerialNumber } from '../x509/index.ts';
import { CliError } from './command.ts';
import type { Context } from './context.ts';
import { askOutput, inFile, readInput, refuseHardLinks, writeOutput } from './files.ts';
import { serialHex } from './summaries.ts';

export interface SerialFileOptions {
  readonly caFile: string;
  /** `-CAserial`. */
  readonly serialFile: string | undefined;
  /** `-CAcreateserial`. */
  readonly create: boolean;
}

/** How long to wait for other runs that use the same file. Each needs some milliseconds. */
const PATIENCE_MS = 10_000;

/** Issues a certificate with the next serial number of the file, and updates the file before the certificate is output. A lock
 * prevents other runs from using the same number (RFC 5280 §4.1.2.2: it MUST be unique for each certificate of a CA). A failed
 * issuance uses up no number. With `create`, a missing file starts with a random number; if no file was named and none exists,
 * the number is random and no file is written.
 * @throws CliError, about the file, `hard-links` among them; FileError `in-use` if another run does not end; what `issue` throws. */
export async function withNextSerialNumber<T>(
  context: Context,
  { caFile, serialFile, create }: SerialFileOptions,
  issue: (serialNumber: bigint) => T,
): Promise<T> {
  const path = serialFile ?? caFile.replace(/(\.[^./]*)?$/, '.srl');
  if (!create && (await lastSerialNumber(context, path)) === undefined) {
    if (serialFile === undefined) return issue(randomSerialNumber(context.random));
    throw new CliError('ENOENT', `${path}: no such file or folder; -CAcreateserial makes it`);
  }
  // Before the lock, whose error would not say what forbids the writing.
  await askOutput(context, path);
  await refuseHardLinks(context, path);
  const options = { patience: PATIENCE_MS, signal: context.signal };
  return withFileLock(context.path(path), options, async () => {
    const previous = await lastSerialNumber(context, path);
    const next = previous === undefined ? randomSerialNumber(context.random) : following(previous, path);
    const issued = issue(next);
    await writeOutput(context, path, `${serialHex(next)}\n`);
    return issued;
  });
}

/** RFC 5280 §4.1.2.2: at most 20 bytes, the first bit of which is the sign. */
const MAX_SERIAL_NUMBER = 2n ** 159n - 1n;

function following(previous: bigint, path: string): bigint {
  if (previous < MAX_SERIAL_NUMBER) return previous + 1n;
  throw new CliError(
    'serial-exhausted',
    `${path}: no serial number of at most 20 bytes is left after ${serialHex(previous)}; give one with -set_serial, or begin another file`,
  );
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
  throw new CliError('serial-file', 'holds no serial number in hexadecimal (at most 40 digits)');
}
