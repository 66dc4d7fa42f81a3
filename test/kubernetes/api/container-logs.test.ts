import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryLogs } from '../../../src/kubernetes/index.ts';

const REF = { namespace: 'n', pod: 'p', container: 'c' };
const line = (text: string) => ({ time: new Date(0), text });
const never = new AbortController().signal;

describe('vectors', () => {
  it('wakes who waits, by a line and by an abort', async () => {
    const logs = new MemoryLogs(10);
    const waiting = logs.waitFor(REF, 0, never);
    logs.append(REF, line('a'));
    await waiting;
    await logs.waitFor(REF, 0, never);
    const aborter = new AbortController();
    const aborted = logs.waitFor(REF, 1, aborter.signal);
    aborter.abort();
    await aborted;
    await logs.waitFor(REF, 1, aborter.signal);
    expect(logs.read(REF, 0)).toEqual({ lines: [line('a')], next: 1 });
    expect(logs.read({ ...REF, container: 'd' }, 0)).toEqual({ lines: [], next: 0 });
  });
});

describe('properties', () => {
  it('a reader in any pieces sees the newest lines, in order, each once', () => {
    const steps = fc.array(fc.oneof(fc.constant('read' as const), fc.integer({ min: 1, max: 6 })), { maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (plan, capacity) => {
        const logs = new MemoryLogs(capacity);
        let [written, next, unread] = [0, 0, 0];
        for (const step of plan) {
          if (step !== 'read') {
            for (let i = 0; i < step; i++) logs.append(REF, line(`${written++}`));
            unread += step;
            continue;
          }
          const { lines, next: after } = logs.read(REF, next);
          const expected = Math.min(unread, capacity);
          expect(lines.map(({ text }) => Number(text))).toEqual(
            Array.from({ length: expected }, (_, i) => written - expected + i),
          );
          expect(after).toBe(written);
          [next, unread] = [after, 0];
        }
      }),
    );
  });
});
