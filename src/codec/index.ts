/** Codecs: a wire structure is described once; the description decodes, encodes, annotates and generates it. */
export {
  cite,
  constant,
  type Encoded,
  encoded,
  mapped,
  named,
  openType,
  refine,
  secret,
  toEncoded,
} from './adapters.ts';
export {
  type AnyCodec,
  assertCodec,
  type Codec,
  codecOf,
  isSameDescription,
  type OpenRow,
  type Shape,
  type ValueOf,
} from './codec.ts';
export { DecodeError, EncodeError } from './errors.ts';
export { enumeration, fixed, rest, uint8, uint16, uint24, uint32, uint64 } from './leaves.ts';
export type { Limits } from './limits.ts';
export {
  type DecodeOptions,
  type Decoder,
  Reader,
  readField,
  type ToleratedDeviation,
  type Trace,
} from './reader.ts';
export { type Annotation, annotate, decode, encode } from './readings.ts';
export {
  type DependentCodec,
  type Fields,
  type LengthBits,
  list,
  opaque,
  openSelect,
  type RecordOf,
  type SelectTable,
  type SelectValue,
  select,
  struct,
  trailing,
  type UnknownVariant,
  vector,
} from './structures.ts';
export type { Span } from './trace.ts';
export { type Encoder, Writer, writeField } from './writer.ts';
