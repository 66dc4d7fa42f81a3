import { describe, expect, it } from 'vitest';
import { allCells, CLIENTS, cellId, OUR_CLIENTS, OUR_SERVERS, pairsOf, SERVERS, sixthOf } from './cells.ts';

describe.each([
  ['clients', CLIENTS, OUR_SERVERS],
  ['servers', SERVERS, OUR_CLIENTS],
] as const)('the table of %s', (_, peers, ours) => {
  const all = allCells<string, string>(peers, ours);
  const sixth = sixthOf(all);

  it('its sixth has each pair of values, and is hardly more than a sixth', () => {
    expect(new Set(sixth.flatMap(pairsOf))).toEqual(new Set(all.flatMap(pairsOf)));
    expect(new Set(sixth).size).toBe(sixth.length);
    expect(sixth.length).toBeGreaterThanOrEqual(all.length / 6);
    expect(sixth.length).toBeLessThanOrEqual(all.length / 6 + 1);
  });

  it('its cells have names of their own', () => {
    expect(new Set(all.map(cellId)).size).toBe(all.length);
  });
});
