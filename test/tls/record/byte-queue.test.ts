import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/index.ts';
import { ByteQueue } from '../../../src/tls/record/byte-queue.ts';

describe('properties', () => {
  it('gives back what it took in, in order', () => {
    const step = fc.oneof(fc.record({ push: fc.uint8Array({ maxLength: 1000 }) }), fc.record({ take: fc.nat(1500) }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const queue = new ByteQueue();
        let model = new Uint8Array();
        for (const one of steps) {
          if ('push' in one) {
            queue.push(one.push);
            model = concat(model, one.push);
          } else {
            const length = Math.min(one.take, model.length);
            expect(queue.peek(length)).toEqual(model.subarray(0, length));
            const taken = one.take % 2 === 0 ? queue.take(length) : queue.pass(length);
            expect(taken).toEqual(model.slice(0, length));
            model = model.slice(length);
          }
          expect(queue.length).toBe(model.length);
        }
      }),
    );
  });

  it('gives copies: what was taken stays as it was', () => {
    const queue = new ByteQueue();
    queue.push(new Uint8Array([1, 2, 3]));
    const taken = queue.take(2);
    queue.push(new Uint8Array(1000).fill(9));
    expect(taken).toEqual(new Uint8Array([1, 2]));
  });

  it('lets go of a large buffer once it is empty', () => {
    const queue = new ByteQueue();
    queue.push(new Uint8Array(2 ** 16));
    queue.take(2 ** 16 - 1);
    expect(queue.peek(1).buffer.byteLength).toBeGreaterThanOrEqual(2 ** 16);
    queue.take(1);
    queue.push(new Uint8Array(1));
    expect(queue.peek(1).buffer.byteLength).toBeLessThan(1024);
  });
});
