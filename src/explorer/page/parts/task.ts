/** A job of the worker that runs again when the settings change: the last one counts, and the previous one is cancelled. */
import { type Signal, signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { InputOf, JobName, OutcomeOf } from '../../work/jobs.ts';
import type { Standing } from '../../work/standing.ts';
import { arrivals } from '../state.ts';
import { JobError, type Workshop } from '../workshop.ts';
import { failureText } from './failures.ts';
import type { Refusal } from './refused.ts';

/** Milliseconds without another change before work begins. */
const PATIENCE = 200;

export class Task<N extends JobName> {
  readonly outcome: Signal<OutcomeOf<N> | undefined> = signal(undefined);
  readonly failure: Signal<string | undefined> = signal(undefined);
  /** The setting that the failure is about, by its name. */
  readonly field: Signal<string | undefined> = signal(undefined);
  /** Whether what was read is at fault, such as a pasted text, and no setting. */
  readonly isUnreadable = signal(false);
  /** The id of the text that tells what was refused. */
  readonly faultId: string;
  readonly isBusy = signal(false);
  /** Whether the last job has ended, after it ran so long that its progress was shown. */
  readonly isDone = signal(false);
  /** What is going on, if the job reports it. */
  readonly note = signal('');
  readonly #workshop: Workshop;
  readonly #name: N;
  #running: AbortController | undefined;

  constructor(workshop: Workshop, name: N) {
    this.#workshop = workshop;
    this.#name = name;
    this.faultId = `fault-${name}`;
  }

  /** The field that was refused, and where that is told. */
  get refusal(): Refusal | undefined {
    const field = this.field.value;
    return field === undefined ? undefined : { field, told: this.faultId };
  }

  /** Cancels the running job. */
  cancel(): void {
    this.#running?.abort(new DOMException('cancelled', 'AbortError'));
  }

  /** Cancels the running job, and clears the results. */
  clear(): void {
    this.cancel();
    this.#running = undefined;
    this.isBusy.value = false;
    this.outcome.value = undefined;
    this.failure.value = undefined;
    this.field.value = undefined;
    this.isUnreadable.value = false;
  }

  /** Starts a job, after a short delay, in place of the running one. @param onStanding - hears where an attack stands.
   * @returns its outcome; undefined if it failed, was cancelled, or another one took its place. */
  async begin(input: InputOf<N>, onStanding?: (standing: Standing) => void): Promise<OutcomeOf<N> | undefined> {
    this.cancel();
    const running = new AbortController();
    this.#running = running;
    const isLast = (): boolean => this.#running === running;
    let hasProgress = false;
    this.isBusy.value = true;
    this.note.value = '';
    this.isDone.value = false;
    const isFirst = this.outcome.peek() === undefined && this.failure.peek() === undefined;
    await new Promise((resolve) => setTimeout(resolve, isFirst ? 0 : PATIENCE));
    if (!isLast()) return undefined;
    try {
      const outcome = await this.#workshop.run(this.#name, input, {
        signal: running.signal,
        onProgress: (_, note, standing) => {
          hasProgress = true;
          this.note.value = note;
          if (standing !== undefined && isLast()) onStanding?.(standing);
        },
      });
      this.outcome.value = outcome;
      this.failure.value = undefined;
      this.field.value = undefined;
      this.isUnreadable.value = false;
      this.isDone.value = hasProgress;
      return outcome;
    } catch (error) {
      if (!isLast()) return undefined;
      this.failure.value = failureText(error);
      const { setting, place } = error instanceof JobError ? error.failure : {};
      this.field.value = setting?.field;
      this.isUnreadable.value = place !== undefined && place.argument === undefined;
      // The previous outcome is that of other settings.
      this.outcome.value = undefined;
      return undefined;
    } finally {
      if (isLast()) this.isBusy.value = false;
    }
  }
}

/** The number of the last arrival whose outcome is there: what an address says of an outcome is looked at once for each. */
export function useVisit<N extends JobName>(task: Task<N>): number {
  const visit = useRef(0);
  if (!task.isBusy.value) visit.current = arrivals.value;
  return visit.current;
}
