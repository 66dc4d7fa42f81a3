/** The one setting for property tests: `PROPERTY_RUNS=2000 npm test` is the long run. */
import fc from 'fast-check';

const DEFAULT_RUNS = 100;
const requested = Number(process.env['PROPERTY_RUNS'] ?? DEFAULT_RUNS);
if (!Number.isInteger(requested) || requested < 1) throw new RangeError('PROPERTY_RUNS must be a positive integer');

/** Whether this is a long run, in which cases of minutes are not left out. */
export const isLongRun = requested > DEFAULT_RUNS;

/** Whether the whole tables of live peers are gone through, as `.ci/run` does; otherwise a part of them. */
export const isWholeTable = isLongRun || process.env['INTEROP'] === 'all';

/** Runs for a property whose single run is dear: a share of the setting, never none. */
export const runsOf = (share: number): { numRuns: number } => ({ numRuns: Math.max(1, Math.round(requested * share)) });

/** A bound against a hang, not a timing: a failing property of certificates shrinks for longer than anybody waits, and a test's own
 * time limit cannot end what does not yield. What was found by then is reported. Milliseconds, for each run of the setting. */
const LONGEST_RUN = 600;

fc.configureGlobal({
  numRuns: requested,
  interruptAfterTimeLimit: LONGEST_RUN * Math.max(requested, DEFAULT_RUNS),
  markInterruptAsFailure: true,
});
