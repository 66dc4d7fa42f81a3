/** Generating keys of every type. */
import { UsageError } from '../bytes/index.ts';
import type { AnyKeyType } from './key-type.ts';
import { KEY_TYPES, type PrivateKey } from './key-types.ts';

type Rows = (typeof KEY_TYPES)[number];
/** The `type` of key to generate, and the options of its generation. */
export type KeygenOptions = {
  [Type in Rows['type']]: { readonly type: Type } & Parameters<Extract<Rows, { readonly type: Type }>['generate']>[0];
}[Rows['type']];

/** The key that such options make. */
type GeneratedBy<Options extends KeygenOptions> = Extract<PrivateKey, { readonly type: Options['type'] }>;

/** Generates a key: `generateKey({ type: 'ec', curve: 'P-256', random: systemRandom })`.
 * @throws UsageError on wrong options; RandomError. Timing: RSA takes a tenth of a second for 2048 bits, depending on the primes; the others
 * some microseconds. */
export function generateKey<const Options extends KeygenOptions>(options: Options): GeneratedBy<Options> {
  const { type, ...rest } = checked(options);
  return rowOf(type).generate(rest);
}

/** Generates the same key as `generateKey`, and yields to the event loop in between. @throws as `generateKey`, as a rejection. */
export async function generateKeyAsync<const Options extends KeygenOptions>(
  options: Options,
): Promise<GeneratedBy<Options>> {
  const { type, ...rest } = checked(options);
  const row = rowOf(type);
  return row.generateAsync === undefined ? row.generate(rest) : row.generateAsync(rest);
}

function checked(options: KeygenOptions): KeygenOptions {
  if (typeof options === 'object' && options !== null) return options;
  throw new UsageError('wrong-type', 'options', 'must be an object');
}

function rowOf(type: string): AnyKeyType {
  const row = KEY_TYPES.find((one) => one.type === type);
  if (row !== undefined) return row;
  throw new UsageError('out-of-range', 'options.type', `must be one of ${KEY_TYPES.map((one) => one.type).join(', ')}`);
}
