import { deepStrictEqual } from 'node:assert';
import { integer, octetString, sequence, sequenceOf, utf8String } from '../../src/asn1/index.ts';
import { annotate, decode, encode } from '../../src/codec/index.ts';
import type { Effort, Family } from './family.ts';
import { measureTasks, type Task } from './measure.ts';

const entry = sequence('Entry', 'an example', { serial: integer, name: utf8String, value: octetString });
const entries = sequenceOf(entry);

/** Bytes of one entry, or one or two less. */
const ENTRY = 64;
const entriesOf = (size: number) =>
  Array.from({ length: size / ENTRY }, (_, i) => ({
    serial: BigInt(i),
    name: 'vitrine'.padEnd(20, ' '),
    value: new Uint8Array(33).fill(i),
  }));

const SIZES: Readonly<Record<Effort, readonly number[]>> = {
  full: [10, 12, 14, 16, 18, 20, 22, 24].map((log) => 2 ** log),
  quick: [10, 14, 18, 20].map((log) => 2 ** log),
};

/** 16 MiB of entries has more parts than hostile input may have by default. */
const options = { limits: { nodes: 10_000_000 } };

type Reading = 'decode' | 'encode' | 'annotate';

/** Keeps no more than it needs: what else is alive makes the garbage collector's work dearer. */
function task(reading: Reading, size: number): Task {
  const bytes = encode(entries, entriesOf(size));
  if (reading === 'decode') {
    const run = () => decode(entries, bytes, options);
    return { size, run, check: () => deepStrictEqual(run(), entriesOf(size)) };
  }
  if (reading === 'annotate') {
    const run = () => annotate(entries, bytes, options);
    // A span an entry, and those of the tag and the length around them.
    const check = (): void => {
      const { fault, span } = run();
      deepStrictEqual([fault, span.end, span.children.length], [undefined, bytes.length, 2 + size / ENTRY]);
    };
    return { size, run, check };
  }
  const value = entriesOf(size);
  return {
    size,
    run: () => encode(entries, value),
    check: () => deepStrictEqual(decode(entries, bytes, options), value),
  };
}

export const der: Family = {
  name: 'der',
  title: 'DER over the length of the encoding',
  unit: 'bytes',
  lesson: `Each byte is looked at once, however deep it lies, since a length prefix is followed and not searched for. The encoder,
which does not know a length before it has written what has it, writes from the last byte to the first into a buffer that
doubles when it is full: each byte is then moved once more on average, which is linear still. (An encoder that joins arrays
at each level moves each byte as often as it is deep.) Where the curves leave their slope it is the garbage collector's
doing, and as a step rather than as a steeper line. \`annotate\` shows it best: it makes a dozen spans for an entry of 64
raw, 16 MB in all for 256 KiB, and they stay alive until the tree is whole. Up to 64 KiB the tree is there and dropped
again before anything is collected. From 256 KiB on each collection of the young generation (16 MiB by default) finds nearly
all of it alive and has to copy it, twice, until it is old, into pages that the kernel must provide first: tried aside, that
took 30 to 190 ms a time on a busy machine, where the annotating itself takes four. With a young generation of 128 MiB
(\`node --min-semi-space-size=128 --max-semi-space-size=128\`) the step moves from 256 KiB to 1 MiB. A step between two lines
of slope 1 tilts the fitted line, whose exponent then says more than 1 of what is linear on either side: look at the points
before you believe an exponent. Decoding and encoding keep less alive, and their steps are smaller and come later.`,
  measure: (effort) =>
    (['decode', 'encode', 'annotate'] as const).map((reading) => ({
      name: reading,
      measures: 'nanoseconds',
      points: measureTasks(
        SIZES[effort].map((size) => task(reading, size)),
        effort,
      ),
      theory: 'n: each byte is looked at once',
      law: 'affine',
    })),
};
