/** The page's side of its worker: only one runs at a time, and it is terminated when its work is no longer wanted. */
import { NOT_LOADED } from '../errors.ts';
import type { Answer, Failure, InputOf, JobName, OutcomeOf, Request } from '../work/jobs.ts';
import { RUNS_ONCE } from '../work/run-once.ts';
import type { Standing } from '../work/standing.ts';
import { missed } from './parts/missing.ts';

/** What went wrong in a job. */
export class JobError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

interface Pending {
  readonly request: Request;
  readonly onProgress: OnProgress | undefined;
  /** Begins the time of the job anew. */
  begin(): void;
  /** Stops its time. */
  pause(): void;
  resolve(outcome: unknown): void;
  reject(error: unknown): void;
}

type OnProgress = (done: number, note: string, standing: Standing | undefined) => void;

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Milliseconds after which any job is stopped, counted from when it was last sent to a worker, or last told of progress. */
const DEADLINE = 60_000;

export class Workshop {
  readonly #spawn: () => Worker;
  readonly #prepareFailure: () => Promise<void>;
  #worker: Worker | undefined;
  #ids = 0;
  readonly #pending = new Map<number, Pending>();
  /** Those that have not run, since a part was missing. */
  readonly #waiting = new Set<Pending>();

  /** @param spawn - starts a worker. @param prepareFailure - loads the words for a failure before it is told. It does not reject. */
  constructor(spawn: () => Worker, prepareFailure: () => Promise<void> = async () => undefined) {
    this.#spawn = spawn;
    this.#prepareFailure = prepareFailure;
  }

  /** Runs a job. Aborting it terminates the worker; the other pending jobs start again, and those that run once (`RUNS_ONCE`) are cancelled.
   * @throws JobError; the signal's reason; DOMException `TimeoutError` after the deadline. */
  run<N extends JobName>(name: N, input: InputOf<N>, { signal, onProgress }: RunOptions = {}): Promise<OutcomeOf<N>> {
    return new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const id = ++this.#ids;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const begin = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => abandon(new DOMException('too long', 'TimeoutError')), DEADLINE);
      };
      const onAbort = (): void => abandon(signal?.reason);
      signal?.addEventListener('abort', onAbort);
      const settled = (settle: (value: unknown) => void) => (value: unknown) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        settle(value);
      };
      const request = { id, name, input, isOnce: RUNS_ONCE[name] };
      const pause = (): void => clearTimeout(timer);
      const pending = { request, onProgress, begin, pause, resolve: settled(resolve), reject: settled(reject) };
      const abandon = (reason: unknown): void => {
        if (!this.#pending.delete(id)) return;
        this.#restart();
        pending.reject(reason);
      };
      this.#pending.set(id, pending);
      this.#send(pending);
    }) as Promise<OutcomeOf<N>>;
  }

  /** Abandons all jobs: the room that wanted them was left, and the next one must not wait for them. */
  abandonAll(): void {
    const left = [...this.#pending.values()];
    if (left.length === 0) return;
    this.#pending.clear();
    this.#end();
    for (const { reject } of left) reject(new DOMException('the room was left', 'AbortError'));
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#spawn();
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => this.#take(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const all = [...this.#pending];
      this.#end();
      // Without a message the worker's own code could not be loaded.
      if (!event.message) return this.#await(all.map(([, one]) => one));
      for (const [id, { reject }] of all) {
        this.#pending.delete(id);
        reject(new Error(event.message));
      }
    });
    this.#worker = worker;
    return worker;
  }

  #take(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    if (answer.kind === 'progress') {
      // A job that tells where it stands is watched, and can be cancelled.
      pending.begin();
      pending.onProgress?.(answer.done, answer.note, answer.standing);
      return;
    }
    if (answer.kind === 'failure' && answer.failure.code === NOT_LOADED) {
      this.#await([pending]);
      return;
    }
    this.#pending.delete(answer.id);
    if (answer.kind === 'outcome') pending.resolve(answer.outcome);
    else void this.#prepareFailure().then(() => pending.reject(new JobError(answer.failure)));
  }

  /** Lets jobs wait for a part that is missing. A worker of its own tries again: this one may remember that it failed. */
  #await(jobs: readonly Pending[]): void {
    for (const job of jobs) {
      job.pause();
      this.#waiting.add(job);
    }
    missed(() => this.#restart());
  }

  #send(pending: Pending): void {
    this.#waiting.delete(pending);
    pending.begin();
    this.#running().postMessage(pending.request);
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #restart(): void {
    this.#end();
    for (const [id, pending] of [...this.#pending]) {
      if (this.#waiting.has(pending) || !pending.request.isOnce) this.#send(pending);
      else {
        this.#pending.delete(id);
        pending.reject(new DOMException('its worker was ended', 'AbortError'));
      }
    }
  }
}
