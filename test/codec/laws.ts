/** The laws that every description obeys, as checks on one value of it. */
import { expect } from 'vitest';
import { type AnyCodec, annotate, DecodeError, decode, encode, type Span } from '../../src/codec/index.ts';
import type { Fault } from '../../src/testing/index.ts';

/** Children tile their parent, all the way down. @returns the number of spans. */
export function expectTiling(span: Span): number {
  let count = 1;
  let at = span.start;
  for (const child of span.children) {
    expect(child.start, `${span.name} → ${child.name}`).toBe(at);
    at = child.end;
    count += expectTiling(child);
  }
  if (span.children.length > 0) expect(at, `end of ${span.name}`).toBe(span.end);
  return count;
}

/** encode, then decode gives the value back; annotate sees the same and covers every byte. */
export function expectRoundTrip(codec: AnyCodec, value: unknown): Uint8Array {
  const bytes = encode(codec, value);
  const read = decode(codec, bytes);
  expect(read).toEqual(value);
  expect(encode(codec, read)).toEqual(bytes);
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
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.subarray(0, length);
    try {
      const value = decode(codec, cut);
      if (delimitsItself) expect.unreachable(`${length} of ${bytes.length} bytes were accepted`);
      expect(encode(codec, value)).toEqual(new Uint8Array(cut));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      expect(error.at).toBeLessThanOrEqual(length);
      expect(error.rule).not.toBe('');
      expect(error.path.length).toBeGreaterThan(0);
    }
  }
}

/** Bytes with a fault are refused, whatever it is. */
export function expectRefused(codec: AnyCodec, bytes: Uint8Array, fault: Fault): void {
  let error: unknown;
  try {
    decode(codec, bytes);
  } catch (thrown) {
    error = thrown;
  }
  expect(error, `${fault.label} at ${fault.at} in ${fault.path.join('.')}`).toBeInstanceOf(DecodeError);
}
