/** Making an extension of any known kind from its typed value. */
import { UsageError } from '../../bytes/index.ts';
import { type AnyCodec, EncodeError, encode, type ValueOf } from '../../codec/index.ts';
import { DESCRIBED_EXTENSIONS } from './described.ts';
import { EXTENSIONS, type Extension } from './index.ts';
import { assertNothingElse } from './nothing-else.ts';

interface Makable {
  readonly id: string;
  readonly codec: AnyCodec;
}
type Kinds = typeof EXTENSIONS & typeof DESCRIBED_EXTENSIONS;

/** The kinds of extensions that can be made: those of `EXTENSIONS` and of `DESCRIBED_EXTENSIONS`. */
export type MakableExtensionKind = keyof Kinds;
/** The value of such an extension. */
export type MakableExtensionValue<K extends MakableExtensionKind> = ValueOf<Kinds[K]['codec']>;

const isOf = <T extends object>(table: T, kind: string): kind is keyof T & string => Object.hasOwn(table, kind);

/** An extension to encode.
 * @throws UsageError for an unknown kind, a value that the extension cannot have, or a field that its structures do not have. */
export function makeExtension<K extends MakableExtensionKind>(
  kind: K,
  critical: boolean,
  value: MakableExtensionValue<K>,
): Extension {
  const makable = rowOf(kind);
  if (typeof critical !== 'boolean') throw new UsageError('wrong-type', 'critical', 'must be true or false');
  const { id, codec } = makable;
  try {
    const bytes = encode(codec, value);
    assertNothingElse(codec, value, 'value');
    const extnValue = isOf(EXTENSIONS, kind) ? { kind, value } : { kind: 'other', value: bytes };
    return { extnID: id, critical, extnValue: extnValue as Extension['extnValue'] };
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    throw new UsageError('out-of-range', 'value', `is no ${kind}: ${error.message}`);
  }
}

function rowOf(kind: unknown): Makable {
  if (typeof kind === 'string') {
    if (isOf(EXTENSIONS, kind)) return EXTENSIONS[kind];
    if (isOf(DESCRIBED_EXTENSIONS, kind)) return DESCRIBED_EXTENSIONS[kind];
  }
  const known = [...Object.keys(EXTENSIONS), ...Object.keys(DESCRIBED_EXTENSIONS)].join(', ');
  throw new UsageError('out-of-range', 'kind', `must be one of ${known}`);
}
