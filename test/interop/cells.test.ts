import { describe, expect, it } from 'vitest';
import { allCells, CLIENTS, cellId, OUR_CLIENTS, OUR_SERVERS, pairsOf, SERVERS, thirdOf } from './cells.ts';

describe.each([
  ['clients', CLIENTS, OUR_SERVERS],
  ['servers', SERVERS, OUR_CLIENTS],
] as const)('the table of %s', (_, peers, ours) => {
  const all = allCells<string, string>(peers, ours);
  const third = thirdOf(all);

  it('its third has each pair of values, and is hardly more than a third', () => {
    expect(new Set(third.flatMap(pairsOf))).toEqual(new Set(all.flatMap(pairsOf)));
    expect(new Set(third).size).toBe(third.length);
    expect(third.length).toBeGreaterThanOrEqual(all.length / 3);
    expect(third.length).toBeLessThanOrEqual(all.length / 3 + 1);
  });

  it('its cells have names of their own', () => {
    expect(new Set(all.map(cellId)).size).toBe(all.length);
  });
});
