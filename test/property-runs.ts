/** The one setting for property tests: `PROPERTY_RUNS=2000 npm test` is a long run. */
import fc from 'fast-check';
import { sayWhySkipped } from './skipping.ts';

/** `.ci/run` sets `INTEROP=all`: whole tables of live peers, and more runs of each property than the everyday tests have. */
const isWhole = process.env['INTEROP'] === 'all';
const EVERYDAY_RUNS = 15;
const WHOLE_RUNS = 25;
const requested = Number(process.env['PROPERTY_RUNS'] ?? (isWhole ? WHOLE_RUNS : EVERYDAY_RUNS));
if (!Number.isInteger(requested) || requested < 1) throw new RangeError('PROPERTY_RUNS must be a positive integer');

const MOST_BUT_LONG = 100;
/** Whether this is a long run, in which cases of minutes are not left out. */
export const isLongRun = requested > MOST_BUT_LONG;

/** Whether the whole tables of live peers are gone through, as `.ci/run` does; otherwise a part of them. */
export const isWholeTable = isLongRun || isWhole;

/** The rows of a table of live peers: all where the whole tables are gone through, else every n-th. */
export const everyNth = <T>(n: number, rows: readonly T[]): readonly T[] =>
  isWholeTable ? rows : rows.filter((_, i) => i % n === 0);

if (!isWholeTable) sayWhySkipped('INTEROP=all is not set');

/** Runs for a property whose single run is dear: a share of the setting, never none. */
export const runsOf = (share: number): { numRuns: number } => ({ numRuns: Math.max(1, Math.round(requested * share)) });

/** A bound against a hang, not a timing: a failing property of certificates shrinks for longer than anybody waits, and a test's own
 * time limit cannot end what does not yield. What was found by then is reported. Milliseconds, for each run of the setting. */
const LONGEST_RUN = 600;

/** Where every property begins to draw. It is the same for everyone: a test that fails for one fails for all, and by a change alone.
 * `PROPERTY_SEED=random` draws anew. A failure prints its seed. */
const SEED = 20261128;
const seed = process.env['PROPERTY_SEED'] ?? String(SEED);
if (seed !== 'random' && !/^\d{1,9}$/.test(seed))
  throw new RangeError('PROPERTY_SEED must be a number of up to nine digits, or random');

fc.configureGlobal({
  ...(seed !== 'random' && { seed: Number(seed) }),
  numRuns: requested,
  interruptAfterTimeLimit: LONGEST_RUN * Math.max(requested, MOST_BUT_LONG),
  markInterruptAsFailure: true,
});
