import { deepStrictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import { seededRandom, sha256 } from '../../src/hash/index.ts';
import type { Effort, Family } from './family.ts';
import { measureTasks, type Task } from './measure.ts';

const LARGEST = 2 ** 24;

function tasks(effort: Effort): Task[] {
  const bytes = seededRandom('bench/growth').bytes(LARGEST);
  const step = effort === 'quick' ? 16 : 4;
  const all: Task[] = [];
  for (let size = 16; size <= LARGEST; size *= step) {
    const message = bytes.subarray(0, size);
    const run = (): Uint8Array => sha256.digest(message);
    const check = (): void => deepStrictEqual(run(), new Uint8Array(createHash('sha256').update(message).digest()));
    all.push({ size, run, check });
  }
  return all;
}

export const sha256Growth: Family = {
  name: 'sha256',
  title: 'SHA-256 over the length of the message',
  unit: 'bytes',
  lesson: `Every block of 64 bytes costs the same, and what comes before and after all blocks costs the same too: setting up, padding,
writing out the digest. So the truth is a line with a beginning, a + b·n, and a is what counts for short messages: below a/b
bytes most of the time is overhead. (Looked at closely it is a staircase: the padding takes nine bytes at least, so that
55 bytes are one block and 56 are two.) The exponent is below 1 because it is an average between two laws, level on the
left and n^1 on the right; it would be another if other sizes had been measured. That is what a bad fit looks like: not a
low R², which stays high over so many decades, but points that leave the line in a bow. Nothing bends on the right, not even
where the message outgrows each cache of the processor: it is read once and in order, and memory delivers many times faster
than plain JavaScript hashes.`,
  measure: (effort) => [
    {
      name: 'SHA-256',
      measures: 'nanoseconds',
      points: measureTasks(tasks(effort), effort),
      theory: 'a + b·n: a block of 64 bytes costs what any other does',
      law: 'affine',
    },
  ],
};
