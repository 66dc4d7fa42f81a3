/** The uses of a codec: decode, encode, and annotate. */
import type { Bytes } from '../bytes/index.ts';
import { type AnyCodec, assertCodec, type Codec } from './codec.ts';
import { DecodeError, EncodeError } from './errors.ts';
import { type DecodeOptions, Reader, readField } from './reader.ts';
import { PathTrace, type Span, SpanTrace } from './trace.ts';
import { Writer, writeField } from './writer.ts';

/** Decodes the whole of `bytes` as one value.
 * @returns the value; byte strings in it are views of `bytes`.
 * @throws DecodeError with code, offset, field path and rule; no other error, for any bytes. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array, options?: DecodeOptions): T {
  if (typeof codec?.decode !== 'function') assertCodec(codec, 'codec');
  const reader = new Reader(bytes, options);
  try {
    return readWhole(reader, codec);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    // Decoding again with an observer finds the path; the successful case does not pay for it.
    throw faultOf(codec, error, bytes, options);
  }
}

/** Encodes a value.
 * @throws EncodeError if the codec does not allow the value: everything encoded can be decoded again. */
export function encode<T>(codec: Codec<T>, value: T): Bytes {
  if (typeof codec?.encode !== 'function') assertCodec(codec, 'codec');
  const writer = new Writer();
  try {
    codec.encode(writer, value);
    return writer.finish();
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    throw new EncodeError(error.code, error.rule, pathOfFault(codec, value));
  }
}

/** The result of `annotate`. */
export interface Annotation<T> {
  /** The tree of spans, up to the fault if there is one. */
  readonly span: Span;
  readonly value?: T;
  readonly fault?: DecodeError;
}

/** Decodes with an observer: every byte gets its field's name, value and rule. For malformed input, returns the tree up to the
 * fault, and the fault. */
export function annotate<T>(codec: Codec<T>, bytes: Uint8Array, options?: DecodeOptions): Annotation<T> {
  assertCodec(codec, 'codec');
  const trace = new SpanTrace();
  const reader = new Reader(bytes, options, trace);
  try {
    const value = readWhole(reader, codec);
    return { span: trace.roots[0], value };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const path = trace.abandon(error.at);
    return { span: trace.roots[0], fault: located(error, path, codec) };
  }
}

function readWhole<T>(reader: Reader, codec: Codec<T>): T {
  const value = readField(reader, codec.type, codec);
  if (reader.left > 0) reader.fail('trailing', codec.rule);
  return value;
}

/** The same fault with the names of the enclosing fields. Keeps nothing else of the second decode. */
function faultOf(codec: AnyCodec, error: DecodeError, bytes: Uint8Array, options?: DecodeOptions): DecodeError {
  const trace = new PathTrace();
  try {
    readWhole(new Reader(bytes, options, trace), codec);
  } catch (again) {
    if (again instanceof DecodeError) return located(again, trace.path, codec);
    throw again;
  }
  return error;
}

const located = ({ code, at, rule }: DecodeError, path: readonly string[], { type }: AnyCodec): DecodeError =>
  new DecodeError(code, at, rule, path.length > 0 ? path : [type]);

function pathOfFault<T>(codec: Codec<T>, value: T): string[] {
  const path: string[] = [];
  try {
    writeField(new Writer(path), codec.type, codec, value);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
  }
  return path;
}
