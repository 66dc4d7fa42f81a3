/** The jobs of the page's worker. Everything slow runs there; the code of a job is loaded when it is first requested. */
import type { Edit } from '../edit/edit.ts';
import type { SettingFault } from '../setting-error.ts';
import type { AdditionInput } from './addition.ts';
import type { ChainsInput, ChainsOutcome } from './chains.ts';
import type { ConsequencesInput, ConsequencesOutcome } from './consequences.ts';
import type { HandshakeInput, HandshakeOutcome, ShownSession } from './handshake.ts';
import type { InspectInput, InspectOutcome } from './inspect.ts';
import type { JobTools } from './job-tools.ts';
import type { KernelInput, KernelOutcome } from './kernels.ts';
import type { LabInput, LabOutcome } from './lab.ts';
import type { LiveInput, LiveOutcome } from './live.ts';
import type { CasesInput, CasesOutcome, MeasureInput, MeasureOutcome } from './measure.ts';
import type { RecordedInput } from './recorded.ts';
import type { Standing } from './standing.ts';
import type { UnfoldInput, UnfoldOutcome } from './unfold.ts';

type Job<Input, Outcome> = (input: Input, tools: JobTools) => Promise<Outcome>;

/** The jobs by their names. Inputs and outcomes are sent by structured clone. */
export interface Jobs {
  readonly inspect: Job<InspectInput, InspectOutcome>;
  readonly consequences: Job<ConsequencesInput, ConsequencesOutcome>;
  readonly addition: Job<AdditionInput, readonly Edit[]>;
  readonly handshake: Job<HandshakeInput, HandshakeOutcome>;
  readonly live: Job<LiveInput, LiveOutcome>;
  readonly recorded: Job<RecordedInput, ShownSession>;
  readonly unfold: Job<UnfoldInput, UnfoldOutcome | undefined>;
  readonly kernel: Job<KernelInput, KernelOutcome>;
  readonly chains: Job<ChainsInput, ChainsOutcome>;
  readonly lab: Job<LabInput, LabOutcome>;
  readonly measure: Job<MeasureInput, MeasureOutcome>;
  readonly cases: Job<CasesInput, CasesOutcome>;
}
export type JobName = keyof Jobs;
export type InputOf<N extends JobName> = Parameters<Jobs[N]>[0];
export type OutcomeOf<N extends JobName> = Awaited<ReturnType<Jobs[N]>>;

export const JOBS: Jobs = {
  inspect: async (input, tools) => (await import('./inspect.ts')).inspectJob(input, tools),
  addition: async (input) => (await import('./addition.ts')).additionJob(input),
  handshake: async (input, tools) => {
    const { handshakeJob, partsOf } = await import('./handshake.ts');
    await tools.loadParts(partsOf(input.settings));
    return handshakeJob(input, tools);
  },
  live: async (input, tools) => {
    // The parts are known once their callers are loaded. There is no second run (`RUNS_ONCE`).
    const { checkRelay, liveJob } = await import('./live.ts');
    checkRelay(input, tools);
    await tools.loadParts();
    return liveJob(input);
  },
  recorded: async (input) => (await import('./recorded.ts')).recordedJob(input),
  unfold: async (input, tools) => {
    const { unfoldJob } = await import('./unfold.ts');
    await tools.loadParts();
    return unfoldJob(input, tools);
  },
  kernel: async (input) => (await import('./kernels.ts')).kernelJob(input),
  chains: async (input) => (await import('./chains.ts')).chainsJob(input),
  lab: async (input, tools) => (await import('./lab.ts')).labJob(input, tools),
  measure: async (input, tools) => (await import('./measure.ts')).measureJob(input, tools),
  cases: async (input) => (await import('./measure.ts')).casesJob(input),
  consequences: async (input) => (await import('./consequences.ts')).consequencesJob(input),
};

/** A request of the page. */
export interface Request {
  readonly id: number;
  readonly name: JobName;
  readonly input: unknown;
  /** Whether it must not run again (`RUNS_ONCE`). Default: it may. */
  readonly isOnce?: boolean;
}

/** An answer of the worker: any number of progress reports, then the outcome or the failure. */
export type Answer =
  | {
      readonly id: number;
      readonly kind: 'progress';
      readonly done: number;
      readonly note: string;
      readonly standing?: Standing | undefined;
    }
  | { readonly id: number; readonly kind: 'outcome'; readonly outcome: unknown }
  | { readonly id: number; readonly kind: 'failure'; readonly failure: Failure };

/** The place of a fault: an argument; a line of text; a byte or a character; a field. */
export interface FailurePlace {
  readonly argument?: string | undefined;
  readonly line?: number | undefined;
  readonly at?: number | undefined;
  readonly path?: readonly string[] | undefined;
}

/** The parts of an error that are shown. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly rule: string;
  /** Where it is: of an error of the engine, as far as that tells. */
  readonly place?: FailurePlace;
  /** The setting that was refused, and why. */
  readonly setting?: { readonly field: string; readonly fault: SettingFault; readonly values: readonly string[] };
}
