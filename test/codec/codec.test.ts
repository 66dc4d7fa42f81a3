import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexToBytes, UsageError } from '../../src/bytes/index.ts';
import {
  annotate,
  type Codec,
  cite,
  codecOf,
  constant,
  DecodeError,
  decode,
  EncodeError,
  encode,
  encoded,
  enumeration,
  fixed,
  isSameDescription,
  list,
  mapped,
  named,
  opaque,
  openSelect,
  openType,
  type Reader,
  rest,
  secret,
  select,
  struct,
  toEncoded,
  trailing,
  uint8,
  uint16,
  uint24,
  uint32,
  uint64,
  vector,
  type Writer,
} from '../../src/codec/index.ts';
import { arbitraryOf } from '../../src/testing/index.ts';
import { expectRoundTrip, expectTruncationsRefused } from './laws.ts';

const greeting = struct('Greeting', 'RFC 0 §1', {
  version: constant(uint8, 3),
  random: fixed(4),
  session: opaque(8, 0, 32),
  suites: vector(16, 2, 65534, list(uint16, 1)),
  key: secret(opaque(8, 1, 8)),
});
const note = struct('Note', 'RFC 0 §2', { text: opaque(16, 0, 100) });
const message = select(
  { type: 'Message', rule: 'RFC 0 §3', typeBits: 8, lengthBits: 24 },
  { greeting: { type: 1, body: greeting }, note: { type: 2, body: note } },
);
const extension = openSelect(
  { type: 'Extension', rule: 'RFC 0 §4', typeBits: 16, lengthBits: 16 },
  { name: { type: 0, body: opaque(8, 1, 255) }, flag: { type: 23, body: struct('Flag', 'RFC 0 §5', {}) } },
);
const tagged = struct('Tagged', 'RFC 0 §6', {
  id: uint8,
  size: uint8,
  content: openType('id', { small: { id: 1, codec: uint8 }, large: { id: 2, codec: uint32 } }, fixed(3)),
});
const suite = enumeration('Suite', 'RFC 0 §8', uint16, { slow: 1, fast: 0xc0de }, 16);
const everything = struct('Everything', 'RFC 0 §7', {
  kept: encoded(note),
  suites: vector(8, 0, 8, list(suite)),
  big: uint64,
  body: vector(24, 0, 5000, list(message, 0, 3)),
  even: mapped(uint24, {
    code: 'odd',
    accepts: (n) => n % 2 === 0,
    to: (n) => n / 2,
    from: (half) => half * 2,
  }),
  tagged,
  extensions: trailing(vector(16, 0, 65535, list(extension))),
});

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError || error instanceof EncodeError || error instanceof UsageError) return error.code;
    throw error;
  }
  return 'none';
};
const HELLO = '03 01020304 02aabb 0004 003c 003d 01ff'.replaceAll(' ', '');

describe('vectors', () => {
  it('reads and writes a struct as its presentation language says', () => {
    const value = {
      version: 3,
      random: hexToBytes('01020304'),
      session: hexToBytes('aabb'),
      suites: [0x3c, 0x3d],
      key: hexToBytes('ff'),
    };
    expect(decode(greeting, hexToBytes(HELLO))).toEqual(value);
    expect(encode(greeting, value)).toEqual(hexToBytes(HELLO));
  });

  it('names every byte, with absolute offsets, types, rules and secrets', () => {
    const { span } = annotate(message, hexToBytes(`01000010${HELLO}`));
    const body = span.children.find(({ name }) => name === 'greeting')!;
    expect(span.children.map(({ name, start, end }) => [name, start, end])).toEqual([
      ['type', 0, 1],
      ['greeting', 1, 20],
    ]);
    expect(body.children.map(({ name, start, end }) => [name, start, end])).toEqual([
      ['length', 1, 4],
      ['version', 4, 5],
      ['random', 5, 9],
      ['session', 9, 12],
      ['suites', 12, 18],
      ['key', 18, 20],
    ]);
    expect(body.children.at(-1)).toMatchObject({ secret: true });
    expect(body.children[4].children.map(({ name }) => name)).toEqual(['length', '0', '1']);
    expect(body.children[0].rule).toBe('RFC 5246 §4.4');
  });

  it('a span has its codec, whatever it is called and cited by, and that has the names of numbers', () => {
    const renamed = struct('Offer', 'RFC 0 §9', {
      suite: cite('RFC 0 §10', named('Chosen', secret(suite))),
      other: uint16,
    });
    const { span } = annotate(renamed, hexToBytes('c0de0001'));
    const [chosen, other] = span.children;
    expect(isSameDescription(span.codec, renamed)).toBe(true);
    expect([chosen, other].map(({ codec }) => isSameDescription(codec, suite))).toEqual([true, false]);
    expect(isSameDescription(undefined, suite)).toBe(false);
    expect(chosen).toMatchObject({ type: 'Chosen', rule: 'RFC 0 §10', value: 0xc0de });
    expect(chosen.codec?.shape).toMatchObject({ kind: 'enumeration', radix: 16 });
    const names = chosen.codec?.shape.kind === 'enumeration' ? chosen.codec.shape.names : undefined;
    expect([1, 2, 0xc0de].map((number) => names?.get(number))).toEqual(['slow', undefined, 'fast']);
    // The discriminant of a variant has the names of its table.
    const [type] = annotate(message, encode(message, { kind: 'note', value: { text: hexToBytes('01') } })).span
      .children;
    expect(type.type).toBe('MessageType');
    expect(type.codec?.shape).toMatchObject({
      names: new Map([
        [1, 'greeting'],
        [2, 'note'],
      ]),
    });
  });

  it('says where a fault is, absolutely and by field, and shows the tree up to it', () => {
    const bytes = hexToBytes('0100001003010203042100');
    expect(() => decode(message, bytes)).toThrowError(
      expect.objectContaining({ code: 'truncated', at: 4, path: ['Message', 'greeting'] }),
    );
    const inner = hexToBytes(HELLO.replace('0004003c', '0005003c'));
    const { span, fault } = annotate(greeting, inner);
    expect(fault).toMatchObject({ code: 'truncated', at: 15, path: ['Greeting', 'suites', '2'] });
    expect(span.children.map(({ name }) => name)).toEqual(['version', 'random', 'session', 'suites']);
  });

  it('keeps a variant that it does not know', () => {
    expect(decode(extension, hexToBytes('00050002beef'))).toEqual({
      kind: 'unknown',
      type: 5,
      value: hexToBytes('beef'),
    });
  });

  it('cites the section that speaks of a field', () => {
    const codec = struct('S', 'RFC 0', { a: cite('RFC 0 §9', uint8) });
    expect(annotate(codec, hexToBytes('07')).span.children[0]).toMatchObject({ name: 'a', rule: 'RFC 0 §9', value: 7 });
  });
});

describe('properties', () => {
  it('a writer is undisturbed by others that are used meanwhile', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), (length, others) => {
        const [outer, inner] = [new Uint8Array(length).fill(1), new Uint8Array(others).fill(2)];
        const bytes = opaque(16, 0, 2 ** 16 - 1);
        const pair = struct('Pair', 'RFC 0 §9', { first: bytes, second: bytes });
        let within: Uint8Array | undefined;
        const value = {
          second: outer,
          get first() {
            within = encode(bytes, inner);
            return outer;
          },
        };
        expect(decode(pair, encode(pair, value))).toEqual({ first: outer, second: outer });
        expect(decode(bytes, within!)).toEqual(inner);
      }),
    );
  });

  it('round trip, tiling, truncation, for a structure with every combinator', () => {
    fc.assert(
      fc.property(arbitraryOf(everything), (value) => {
        expectTruncationsRefused(everything, expectRoundTrip(everything, value), false);
      }),
    );
  });

  it('takes a codec of any making: with state of its own, and read where the bytes are', () => {
    class Repeated implements Codec<number> {
      readonly type = 'Repeated';
      readonly rule = 'RFC 0 §8';
      readonly composite = false;
      readonly shape = { kind: 'leaf', name: 'Repeated' } as const;
      readonly #times: number;
      constructor(times: number) {
        this.#times = times;
      }
      decode(reader: Reader): number {
        const at = reader.skip(this.#times, this.rule);
        for (let i = 1; i < this.#times; i++)
          if (reader.bytes[at + i] !== reader.bytes[at]) reader.fail('differs', this.rule, at + i);
        return reader.bytes[at];
      }
      encode(writer: Writer, value: number): void {
        for (let i = 0; i < this.#times; i++) writer.uint8(value);
      }
    }
    const of = struct('Pair', 'RFC 0 §9', {
      first: new Repeated(2),
      second: opaque(8, 0, 9),
      items: list(new Repeated(3)),
    });
    expectRoundTrip(of, { first: 7, second: new Uint8Array(2), items: [1, 2] });
    expect(() => decode(of, hexToBytes('0708'))).toThrowError(expect.objectContaining({ code: 'differs', at: 1 }));
    expect(() => decode(of, hexToBytes('07'))).toThrowError(expect.objectContaining({ code: 'truncated', at: 0 }));
  });

  it('codecOf loses nothing, whatever a codec has besides', () => {
    const own = codecOf({ ...uint8, note: 'more' });
    expect(own.note).toBe('more');
    expect(cite('RFC 0 §10', own)).toMatchObject({ note: 'more', rule: 'RFC 0 §10', type: 'uint8' });
    expect(secret(uint16)).toMatchObject({ secret: true, type: 'uint16' });
  });

  it('whatever the bytes, only a DecodeError is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(encode(everything, decode(everything, bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
          // Whoever watches sees the same fault, in the same place.
          expect({ ...annotate(everything, bytes).fault }).toEqual({ ...(error as DecodeError) });
        }
      }),
    );
  });
});

describe('misuse', () => {
  it.each([
    ['a number too large', () => encode(uint8, 256), 'out-of-range'],
    ['a negative number', () => encode(uint32, -1), 'out-of-range'],
    ['a fraction', () => encode(uint16, 1.5), 'out-of-range'],
    ['NaN', () => encode(uint16, Number.NaN), 'out-of-range'],
    ['a bigint too large', () => encode(uint64, 1n << 64n), 'out-of-range'],
    ['bytes of another number', () => encode(fixed(4), new Uint8Array(3)), 'out-of-range'],
    ['no bytes', () => encode(rest(), 'text' as never), 'wrong-type'],
    ['a vector too long', () => encode(opaque(8, 0, 4), new Uint8Array(5)), 'out-of-range'],
    ['a vector too short', () => encode(opaque(8, 2, 4), new Uint8Array(1)), 'out-of-range'],
    ['no list', () => encode(list(uint8), 'ab' as never), 'wrong-type'],
    ['no record', () => encode(note, null as never), 'wrong-type'],
    ['another constant', () => encode(constant(uint8, 3), 4), 'unexpected-value'],
    ['an unknown kind', () => encode(message, { kind: 'other' } as never), 'unknown-type'],
    ['a kind from the prototype', () => encode(message, { kind: 'constructor' } as never), 'unknown-type'],
    [
      'a known type as unknown',
      () => encode(extension, { kind: 'unknown', type: 23, value: new Uint8Array() }),
      'unknown-type',
    ],
    [
      'a kind that the id does not name',
      () => encode(tagged, { id: 1, size: 0, content: { kind: 'large', value: 1 } }),
      'unexpected-kind',
    ],
    [
      'bytes that are not those of the value',
      () => encode(encoded(note), { ...toEncoded(note, { text: hexToBytes('01') }), bytes: hexToBytes('000102') }),
      'encoding-differs',
    ],
    ['bytes that are none', () => decode(uint8, [1] as never), 'wrong-type'],
    ['a misspelt limit', () => decode(uint8, hexToBytes('01'), { limits: { deep: 1 } as never }), 'unknown-option'],
    [
      'a depth that would overflow the stack',
      () => decode(uint8, hexToBytes('01'), { limits: { depth: 1e6 } }),
      'out-of-range',
    ],
  ])('refuses %s', (_, run, code) => expect(codeOf(run)).toBe(code));

  it('says which field a value cannot be in', () => {
    const value = {
      version: 3,
      random: new Uint8Array(4),
      session: new Uint8Array(),
      suites: [1, -1],
      key: hexToBytes('00'),
    };
    const fault = expect.objectContaining({ code: 'out-of-range', path: ['Greeting', 'suites', '1'] });
    expect(() => encode(greeting, value)).toThrowError(fault);
    expect(() => toEncoded(greeting, value)).toThrowError(fault);
  });

  it.each([
    ['out-of-range', hexToBytes('0c')],
    ['trailing', hexToBytes(`${HELLO}00`)],
    ['unexpected-value', hexToBytes(HELLO.replace(/^03/, '04'))],
  ])('a greeting: %s', (code, bytes) => {
    const codec = code === 'out-of-range' ? opaque(8, 0, 4) : greeting;
    expect(codeOf(() => decode(codec as never, bytes))).toBe(code);
  });

  it('a list never loops over items of no bytes', () => {
    const empties = vector(8, 0, 255, list(struct('Empty', 'RFC 0', {})));
    expect(codeOf(() => decode(empties, hexToBytes('0100')))).toBe('empty-item');
    expect(codeOf(() => encode(empties, [{}]))).toBe('empty-item');
  });
});
