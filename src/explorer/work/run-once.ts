/** Whether a job must run once only. Others run again after their worker was ended because of another job, or once a part is loaded that they called. */
import type { JobName } from './jobs.ts';

/** A job that must has an effect outside of the page: a second connection to a server would be another session than the one that is shown. */
export const RUNS_ONCE: Readonly<Record<JobName, boolean>> = {
  inspect: false,
  consequences: false,
  addition: false,
  handshake: false,
  live: true,
  recorded: false,
  unfold: false,
  kernel: false,
  chains: false,
  lab: false,
  measure: false,
  cases: false,
};
