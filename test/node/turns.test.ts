import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/node/turns.ts';

describe('properties', () => {
  it('does one piece of work a turn of the loop, in the order in which they came', async () => {
    const turns = new Turns();
    const log: string[] = [];
    for (const name of ['a', 'b', 'c']) turns.take(() => void log.push(name));
    expect([turns.waiting, log]).toEqual([3, []]);
    for (const done of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c']]) {
      await turn();
      expect(log).toEqual(done);
    }
    expect(turns.waiting).toBe(0);
  });

  it('work that asks for another turn gets it after those who wait', async () => {
    const turns = new Turns();
    const log: string[] = [];
    turns.take(() => {
      log.push('a');
      turns.take(() => void log.push('a again'));
    });
    turns.take(() => void log.push('b'));
    while (turns.waiting > 0) await turn();
    expect(log).toEqual(['a', 'b', 'a again']);
  });
});
