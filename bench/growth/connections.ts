import { deepStrictEqual } from 'node:assert';
import { handshake, type Pair } from '../memory/pair.ts';
import type { Effort, Family, Sample } from './family.ts';
import { sampleOf, timeOf } from './measure.ts';

const COUNTS: Readonly<Record<Effort, readonly number[]>> = {
  full: [1, 10, 100, 500, 1000, 2000],
  quick: [1, 10, 100, 200],
};
const SAMPLES: Readonly<Record<Effort, number>> = { full: 60, quick: 20 };

/** Up to the most and down again, so that what drifts with time, as a machine does, falls on all numbers alike. */
function measureConnections(effort: Effort): Sample[] {
  const counts = COUNTS[effort];
  const times = new Map<number, number[]>(counts.map((count) => [count, []]));
  const open: Pair[] = [];
  for (let i = 0; i < 30; i++) handshake();
  for (const count of [...counts, ...counts.toReversed()]) {
    // The one that is timed is the last of them.
    while (open.length < count - 1) open.push(handshake());
    open.length = count - 1;
    for (let i = 0; i < SAMPLES[effort] / 2; i++) times.get(count)!.push(timeOf({ run: handshake }));
    for (const { client, server } of open) {
      deepStrictEqual([client.at, server.at], ['CONNECTED', 'CONNECTED']);
    }
  }
  return counts.map((size) => sampleOf(size, times.get(size)!));
}

export const connections: Family = {
  name: 'connections',
  title: 'A handshake over the number of open connections',
  unit: 'connections',
  lesson: `Whatever a connection needs it holds itself: no table of sessions, no timers, no lock, no list of all of them. So the curve
is level: two thousand others move a handshake by less than what else the machine does. The exponent is a hundredth or two,
of either sign (where it falls, probably because V8 collects a larger heap less often), and its standard error, which knows
nothing of a machine's moods, must not be trusted to tell that from 0. Nor does R² say how well a level line fits: there is
no variance for it to explain. What could have made it rise is memory. A full garbage collection visits everything that is
alive, which 2000 connections make more; but those are rare, and the frequent ones look at what is new alone, as most of
what a handshake allocates is dead when it is over (see "Memory"). The connection that is being made is counted, so that 1
means no other. To tell a slow drift of the machine from growth, the number goes up and down again, and both ways count.`,
  measure: (effort) => [
    {
      name: 'handshake, both ends',
      measures: 'nanoseconds',
      points: measureConnections(effort),
      theory: 'level: connections share nothing',
      law: 'affine',
    },
  ],
};
