/** The lines of the picture in the room of chains. */
import { describe, expect, it } from 'vitest';
import { edgesAt } from '../../../src/explorer/page/rooms/chains/picture.ts';
import { chainsJob } from '../../../src/explorer/work/chains.ts';

const edgesOf = async (scene: string): Promise<string[]> => {
  const { nodes, steps } = await chainsJob({ settings: { scene }, source: undefined, language: 'en' });
  return edgesAt(nodes, steps, steps).map(({ from, to, state }) => `${from.id} ${to.id} ${state}`);
};

describe('edgesAt', () => {
  it('both certificates of a CA stand above what its key signed', async () => {
    expect(await edgesOf('cross')).toEqual([
      ...['cross old-root idle', 'issuing new-root yes', 'leaf issuing yes', 'issuing cross idle'],
    ]);
  });

  it('a line of CAs has one line up from each', async () => {
    expect(await edgesOf('line')).toEqual(['upper root yes', 'lower upper yes', 'leaf lower yes']);
  });
});
