import { type AnyCodec, encode } from '../codec/index.ts';

/** Minimum bytes of contents, for leaves that have a minimum. */
const LEAST_OF_LEAVES: Readonly<Record<string, number>> = {
  any: 2,
  'BIT STRING': 1,
  BOOLEAN: 1,
  ENUMERATED: 1,
  GeneralizedTime: 15,
  INTEGER: 1,
  length: 1,
  'OBJECT IDENTIFIER': 1,
  tag: 1,
  tree: 2,
  uint64: 8,
  UTCTime: 13,
};
/** A tag and a length, or the length of a vector. */
const PREFIX = 2;

/** The approximate number of bytes of the smallest value of a codec: determines to which of several alternatives to shrink. */
export function leastSize({ shape }: AnyCodec): number {
  switch (shape.kind) {
    case 'uint':
      return shape.bits / 8;
    case 'bytes':
      return shape.min;
    case 'leaf':
      return LEAST_OF_LEAVES[shape.name] ?? 0;
    case 'list':
    case 'set':
      return shape.min * leastSize(shape.of);
    case 'record':
      return Object.values(shape.fields).reduce((sum, of) => sum + leastSize(of), 0);
    case 'vector':
      return PREFIX + Math.max(shape.min, leastSize(shape.of));
    case 'wrapper':
      return PREFIX + leastSize(shape.of);
    case 'choice':
      return Math.min(...Object.values(shape.alternatives).map(leastSize));
    case 'open':
      return Math.min(leastSize(shape.other), ...shape.rows.map(({ codec }) => leastSize(codec)));
    case 'optional':
      return 0;
    case 'encoded':
    case 'enumeration':
    case 'mapped':
      return leastSize(shape.of);
    case 'constant':
    case 'flags':
    case 'range':
      return 1;
  }
}

/** The minimum number of bytes of an identifier and its content. */
export const leastSizeOfRow = (by: AnyCodec, { id, codec }: { id: unknown; codec: AnyCodec }): number =>
  encode(by, id).length + leastSize(codec);
