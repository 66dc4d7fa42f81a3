import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  assertBytes,
  assertInteger,
  assertOptions,
  compareBytes,
  concat,
  equalBytes,
  isBytes,
  xor,
} from '../../src/bytes/index.ts';

const bytes = fc.uint8Array({ maxLength: 40 });
const code = (code: string) => expect.objectContaining({ name: 'UsageError', code });

describe('properties', () => {
  it('concat joins in order, into a buffer of its own', () => {
    fc.assert(
      fc.property(fc.array(bytes), (parts) => {
        const joined = concat(...parts);
        expect([...joined]).toEqual(parts.flatMap((part) => [...part]));
        expect(joined.buffer.byteLength).toBe(joined.length);
      }),
    );
  });

  it('xor undoes itself', () => {
    const pair = fc.nat(40).chain((n) => {
      const side = fc.uint8Array({ minLength: n, maxLength: n });
      return fc.tuple(side, side);
    });
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect([...xor(a, b)]).toEqual([...a].map((byte, i) => byte ^ b[i]));
        expect(xor(xor(a, b), b)).toEqual(a);
      }),
    );
  });

  it('compareBytes orders as Buffer.compare does, and equalBytes is its zero', () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat(40), (a, b, shared) => {
        const c = concat(a.subarray(0, shared), b);
        for (const [left, right] of [
          [a, b],
          [a, c],
          [a, a.slice()],
        ]) {
          expect(Math.sign(compareBytes(left, right))).toBe(Buffer.compare(left, right));
          expect(equalBytes(left, right)).toBe(Buffer.compare(left, right) === 0);
        }
      }),
    );
  });

  it('assertBytes takes a Buffer and an array of another realm', () => {
    expect(() => assertBytes(Buffer.from('abc'), 'x')).not.toThrow();
    expect(() => assertBytes(runInNewContext('new Uint8Array(3)'), 'x')).not.toThrow();
  });

  it('equalBytes sees a difference wherever it is', () => {
    for (let length = 1; length < 12; length++) {
      for (let at = 0; at < length; at++) {
        const left = new Uint8Array(length + 3).fill(5).subarray(3);
        const right = left.slice();
        expect(equalBytes(left, right)).toBe(true);
        right[at] ^= 0x80;
        expect(equalBytes(left, right)).toBe(false);
      }
    }
  });
});

describe('misuse', () => {
  it.each([
    undefined,
    null,
    7,
    'text',
    [1],
    {},
    new ArrayBuffer(1),
    new Int8Array(1),
    new DataView(new ArrayBuffer(1)),
  ])('assertBytes refuses %s, and so do the functions that take bytes', (value) => {
    const some = new Uint8Array(1);
    expect(() => assertBytes(value, 'x')).toThrow(code('wrong-type'));
    for (const f of [concat, xor, compareBytes, equalBytes]) {
      expect(() => f(some, value as never)).toThrow(code('wrong-type'));
      expect(() => f(value as never, some)).toThrow(code('wrong-type'));
    }
  });

  it('does not put the value that it refuses into the message', () => {
    const secret = 'correct horse battery staple';
    for (const value of [secret, [secret], { secret }]) {
      expect(() => assertBytes(value, 'key')).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      );
    }
  });

  it('xor refuses different lengths', () => {
    expect(() => xor(new Uint8Array(2), new Uint8Array(3))).toThrow(code('out-of-range'));
  });

  it('assertInteger refuses what is no integer in its range', () => {
    expect(() => assertInteger(3, 'n', 3, 3)).not.toThrow();
    for (const value of [2, 5, 3.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => assertInteger(value, 'n', 3, 4)).toThrow(code('out-of-range'));
    }
    for (const value of ['3', 3n, null]) expect(() => assertInteger(value, 'n', 3, 4)).toThrow(code('wrong-type'));
  });

  it('assertOptions refuses unknown names and what is no object', () => {
    expect(() => assertOptions({ a: 1 }, 'options', ['a', 'b'])).not.toThrow();
    expect(() => assertOptions(Object.create(null), 'options', ['a'])).not.toThrow();
    expect(() => assertOptions({ A: 1 }, 'options', ['a'])).toThrow(code('unknown-option'));
    for (const value of [undefined, null, 'a', 1]) {
      expect(() => assertOptions(value, 'options', ['a'])).toThrow(code('wrong-type'));
    }
  });
});

describe('regressions', () => {
  it('options cannot come from a prototype (security.md R26)', () => {
    expect(() => assertOptions(JSON.parse('{ "__proto__": { "a": 1 } }'), 'options', ['a'])).toThrow(
      code('unknown-option'),
    );
    expect(() => assertOptions(Object.create({ a: 1 }), 'options', ['a'])).toThrow(code('unknown-option'));
  });

  it('bytes are known by what they are, and not taken where their length or their methods are not theirs', () => {
    const detached = new Uint8Array(8);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    // What is left of a view when its buffer shrinks below where it begins. Resizable buffers are ES2024, which the types do not know.
    const shrinking = Reflect.construct(ArrayBuffer, [8, { maxByteLength: 8 }]) as ArrayBuffer & {
      resize(length: number): void;
    };
    const outside = new Uint8Array(shrinking, 4, 4);
    shrinking.resize(2);
    const words = Object.assign(new Uint16Array(2), { constructor: null });
    const impostors = [detached, outside, words, Object.create(Uint8Array.prototype), new Proxy(new Uint8Array(1), {})];
    for (const value of impostors) {
      expect(isBytes(value)).toBe(false);
      expect(() => concat(value)).toThrow(code('wrong-type'));
    }
    class Named extends Uint8Array {}
    class Overlong extends Uint8Array {
      override get length(): never {
        return 3 as never;
      }
    }
    const bare = Object.setPrototypeOf(new Uint8Array(2), null);
    for (const value of [new Overlong(2), bare]) expect(isBytes(value)).toBe(false);
    for (const value of [new Uint8Array(0), new Named(2), Buffer.from('a')]) expect(isBytes(value)).toBe(true);
  });

  // V8 of Node 20 (v20.20.2): `length` of a detached view is the old one in optimized code that has seen a view of a resizable one.
  it('a detached buffer is found by optimized code too', async () => {
    vi.resetModules(); // code that has seen nothing of the other tests
    const fresh = await import('../../src/bytes/bytes.ts');
    const resizable = Reflect.construct(ArrayBuffer, [8, { maxByteLength: 16 }]) as ArrayBuffer;
    const views = [new Uint8Array(8), new Uint8Array(resizable)];
    let found = 0;
    for (let i = 0; i < 200_000; i++) if (fresh.isBytes(views[i % 2])) found++;
    expect(found).toBe(200_000);
    const detached = new Uint8Array(8);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    expect(fresh.isBytes(detached)).toBe(false);
  });

  it('a value that cannot be looked at is named all the same', () => {
    const throws = () => {
      throw new Error('trap');
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const value of [proxy, new Proxy({}, { get: throws }), { constructor: { name: Symbol('x') } }]) {
      expect(() => concat(value as never)).toThrow(code('wrong-type'));
    }
  });
});
