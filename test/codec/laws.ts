/** The laws that every codec obeys, as checks on one value. */
import { expect } from 'vitest';
import { type AnyCodec, annotate, DecodeError, decode, encode, type Span } from '../../src/codec/index.ts';
import { unknownField } from '../../src/codec/internal.ts';
import type { Fault } from '../../src/testing/index.ts';

/** The checks below run thousands of times in a run, where each call of `expect` would cost more than what it checks. */
function demand(holds: boolean, what: () => string): void {
  if (!holds) expect.unreachable(what());
}

/** Runs checks in which errors are thrown by the thousand. Nobody reads their stack traces, which cost more than the decoding. */
function withoutStackTraces(check: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    check();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** At each level, the children of a span tile it. @returns the number of spans. */
export function expectTiling(span: Span): number {
  let count = 1;
  let at = span.start;
  for (const child of span.children) {
    demand(child.start === at, () => `${span.name} → ${child.name} starts at ${child.start}, not ${at}`);
    at = child.end;
    count += expectTiling(child);
  }
  if (span.children.length > 0)
    demand(at === span.end, () => `${span.name} ends at ${span.end}, its children at ${at}`);
  return count;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** encode, then decode gives the value back; annotate sees the same and covers every byte. */
export function expectRoundTrip(codec: AnyCodec, value: unknown): Uint8Array {
  const bytes = encode(codec, value);
  const read = decode(codec, bytes);
  expect(read).toEqual(value);
  demand(unknownField(codec, value) === undefined, () => 'a field that was read is no field of its structure');
  demand(sameBytes(encode(codec, read), bytes), () => 'another encoding of the same value');
  const { span, value: watched, fault } = annotate(codec, bytes);
  expect(fault).toBeUndefined();
  expect(watched).toEqual(value);
  if (bytes.length > 0) {
    expect([span.start, span.end]).toEqual([0, bytes.length]);
    expectTiling(span);
  }
  return bytes;
}

/** Every proper prefix is refused; or, for a description that ends where its input ends, is the encoding of what it reads as. */
export function expectTruncationsRefused(codec: AnyCodec, bytes: Uint8Array, delimitsItself: boolean): void {
  withoutStackTraces(() => {
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      try {
        const value = decode(codec, cut);
        demand(!delimitsItself, () => `${length} of ${bytes.length} bytes were accepted`);
        demand(sameBytes(encode(codec, value), cut), () => `${length} bytes are not the encoding of what they read as`);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        demand(error.at <= length, () => `a fault at ${error.at}, in ${length} bytes`);
        demand(error.rule !== '' && error.path.length > 0, () => `a fault without rule or path: ${error.message}`);
      }
    }
  });
}

/** Bytes with a fault are refused, whatever it is. */
export function expectRefused(codec: AnyCodec, bytes: Uint8Array, fault: Fault): void {
  let error: unknown;
  withoutStackTraces(() => {
    try {
      decode(codec, bytes);
    } catch (thrown) {
      error = thrown;
    }
  });
  demand(error instanceof DecodeError, () => `${fault.label} at ${fault.at} in ${fault.path.join('.')}: ${error}`);
}
