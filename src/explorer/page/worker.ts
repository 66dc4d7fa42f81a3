/** The page's web worker. Its jobs are asynchronous: while one waits, others run. */
import { demandsSoFar, loadAllParts, loadMissingParts, loadParts } from 'late';
import { UsageError, VitrineError } from '../../bytes/index.ts';
import { isNotLoaded, NOT_LOADED } from '../errors.ts';
import { SettingError } from '../setting-error.ts';
import type { JobTools } from '../work/job-tools.ts';
import { type Answer, type Failure, type FailurePlace, JOBS, type Request } from '../work/jobs.ts';

const answer = (one: Answer): void => postMessage(one);

addEventListener('message', async ({ data }: MessageEvent<Request>) => answer(await answerTo(data)));

async function answerTo(request: Request): Promise<Answer> {
  try {
    let last: Answer;
    // Once more, where a function was called that is not loaded. Another job may have called it: then this run is one too many.
    let since: number;
    do {
      since = demandsSoFar();
      last = await run(request);
    } while ((await loadMissingParts(since)) && !request.isOnce);
    return last;
  } catch (error) {
    // The part itself could not be loaded.
    return { id: request.id, kind: 'failure', failure: failureOf(error) };
  }
}

async function run({ id, name, input }: Request): Promise<Answer> {
  try {
    const job = JOBS[name] as (input: unknown, tools: JobTools) => Promise<unknown>;
    const outcome = await job(input, {
      onProgress: (done, note = '', standing) => answer({ id, kind: 'progress', done, note, standing }),
      now: () => performance.now(),
      loadParts: (names) => (names === undefined ? loadAllParts() : loadParts(names)),
      demandsSoFar,
      relay: (globalThis as { readonly vitrineRelay?: string }).vitrineRelay,
    });
    return { id, kind: 'outcome', outcome };
  } catch (error) {
    return { id, kind: 'failure', failure: failureOf(error) };
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof SettingError) {
    const { code, message, argument: field, fault, values } = error;
    return { code, message, rule: '', setting: { field, fault, values } };
  }
  // A function of the engine has documentation; the page has none to look into.
  if (error instanceof UsageError) {
    const { code, message, argument } = error;
    return { code, message, rule: '', place: { argument } };
  }
  if (error instanceof VitrineError) {
    const { code, message, rule } = error;
    const { line, at, path } = error as VitrineError & FailurePlace;
    return { code, message, rule, place: { line, at, path } };
  }
  if (isNotLoaded(error)) return { code: NOT_LOADED, message: `${error}`, rule: '' };
  // A bug of ours: the message is passed on unchanged.
  return { code: 'bug', message: error instanceof Error ? `${error.name}: ${error.message}` : `${error}`, rule: '' };
}
