/** The common code of the commands under `pki`. */
import {
  CLUSTER_KEY_TYPES,
  type ClusterKeyType,
  clusterKeys,
  DEFAULT_KEY_TYPE,
  type KeyProgress,
  type KeySource,
  keysInKind,
  type LeafSettings,
  LIFETIMES,
  type RenewalKeyOptions,
} from '../../../kubernetes/pki/index.ts';
import { type Certificate, formatGeneralName, formatOneline } from '../../../x509/index.ts';
import { integerValue, wordValue } from '../../arguments.ts';
import { type Context, printable, write } from '../../context.ts';
import { required } from '../../files.ts';

export const DIR_OPTION = {
  value: 'DIR',
  help: 'the cluster’s folder, in the place of /etc/kubernetes; needed',
} as const;
export const DAYS_OPTION = { value: 'N', help: `validity in days; default: ${LIFETIMES.days}` } as const;
/** @param normal - the default. */
export const keyTypeOption = (normal: string) =>
  ({ value: 'TYPE', help: `type of the keys: ${CLUSTER_KEY_TYPES.join(', ')}; default: ${normal}` }) as const;
export const QUIET_OPTION = { help: 'show no progress' } as const;

/** The absolute path of the folder. */
export const folderOf = (context: Context, dir: string | undefined): string =>
  context.path(required(dir, 'dir', 'the cluster’s folder'));

/** A number of days, at most a thousand years. */
export const daysValue = (given: string | undefined, option: string, normal: number): number =>
  given === undefined ? normal : integerValue(given, option, 1, 365_000);

/** A key type; undefined if none is given. */
export const keyTypeValue = (given: string | undefined, option: string): ClusterKeyType | undefined =>
  given === undefined ? undefined : wordValue(given, option, CLUSTER_KEY_TYPES);

/** The source of the keys of a new cluster. */
export function newClusterKeys(
  values: { readonly 'key-type': string | undefined; readonly 'serving-key-type': string | undefined },
  options: RenewalKeyOptions,
): KeySource {
  const keyType = keyTypeValue(values['key-type'], 'key-type') ?? DEFAULT_KEY_TYPE;
  const servingKeyType = keyTypeValue(values['serving-key-type'], 'serving-key-type');
  return clusterKeys({ ...options, keyType, servingKeyType });
}

/** The source of further keys for an existing cluster: of the given kind, else of the kind of the existing keys. */
export function furtherKeys(
  values: { readonly 'key-type': string | undefined },
  options: RenewalKeyOptions,
): KeySource {
  const keyType = keyTypeValue(values['key-type'], 'key-type');
  return keyType === undefined ? keysInKind(options) : clusterKeys({ ...options, keyType });
}

/** The settings for issuing leaves.
 * @param count - the number of keys to make, for the progress display. @param source - the source of the keys. */
export function leafSettings(
  context: Context,
  values: { readonly days: string | undefined; readonly quiet: boolean },
  count: number,
  source: (options: RenewalKeyOptions) => KeySource,
): LeafSettings {
  const { random } = context;
  const newKey = keysWithProgress(context, values.quiet, count, source);
  return { time: context.now(), random, newKey, days: daysValue(values.days, 'days', LIFETIMES.days) };
}

/** Generates keys, and on a terminal shows a line with the progress, which disappears after the last key. */
function keysWithProgress(
  context: Context,
  quiet: boolean,
  count: number,
  source: (options: RenewalKeyOptions) => KeySource,
): KeySource {
  const { stderr } = context.world;
  const { random, signal } = context;
  if (stderr.isTTY !== true || quiet) return source({ random, signal });
  const onProgress = ({ name, made, tested }: KeyProgress): void => {
    stderr.write(`\r\x1b[Kmaking keys, ${made + 1} of ${count}: ${printable(name)} ${'.'.repeat(tested % 40)}`);
  };
  const keys = source({ random, signal, onProgress });
  let made = 0;
  return async (name, like) => {
    try {
      const key = await keys(name, like);
      made++;
      return key;
    } catch (error) {
      made = count;
      throw error;
    } finally {
      if (made === count) await write(stderr, '\r\x1b[K');
    }
  };
}

/** A certificate as JSON, for programs. */
export const certificateJson = (certificate: Certificate) => ({
  subject: formatOneline(certificate.subject.value),
  names: certificate.subjectAltNames.map(formatGeneralName),
  notBefore: certificate.notBefore.toISOString(),
  notAfter: certificate.notAfter.toISOString(),
});

/** `30 Dec 2027 23:36 UTC` */
export const shortTime = (time: Date): string => `${time.toUTCString().slice(5, 22)} UTC`;

/** Rows of cells in columns, the first row a heading. */
export function columns(context: Context, [heading, ...rows]: readonly (readonly string[])[]): string {
  const widths = heading.map((_, i) => Math.max(...[heading, ...rows].map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => printable(cell).padEnd(widths[i]))
      .join('   ')
      .trimEnd();
  return [context.paint('bold', line(heading)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}
