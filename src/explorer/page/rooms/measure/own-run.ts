/** Runs the reader's function in a worker that has only its code, until it has sent two messages or the deadline has passed. */
import {
  MOST_CODE,
  mayImport,
  type OwnMessage,
  ownLine,
  ownWorkerSource,
  readOwnMessage,
} from '../../../measure/own-function.ts';
import type { Sample } from '../../../measure/timing.ts';
import type { CasesOutcome } from '../../../work/measure.ts';

/** Seconds that a function has in total. */
export const DEADLINE = 10;

export type OwnEnd =
  | { readonly kind: 'done'; readonly samples: readonly Sample[] }
  | { readonly kind: 'late' | 'loads' | 'long' | 'protocol' }
  | { readonly kind: 'load'; readonly message: string; readonly line: number }
  | Extract<OwnMessage, { readonly kind: 'threw' }>;

export interface OwnOptions {
  readonly signal: AbortSignal;
  /** Receives the results before the function is timed. @returns whether to go on. */
  readonly onOutputs: (outputs: Extract<OwnMessage, { readonly kind: 'outputs' }>['outputs']) => boolean;
}

/** @param code - an expression, which only the reader can enter: an address never contains one. @throws the signal's reason. */
export function runOwn(
  code: string,
  given: CasesOutcome,
  { signal, onOutputs }: OwnOptions,
): Promise<OwnEnd | undefined> {
  if (code.length > MOST_CODE) return Promise.resolve({ kind: 'long' });
  if (mayImport(code)) return Promise.resolve({ kind: 'loads' });
  return new Promise((resolve, reject) => {
    const url = URL.createObjectURL(new Blob([ownWorkerSource(code)], { type: 'text/javascript' }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    const end = (outcome: OwnEnd | undefined): void => {
      clearTimeout(timer);
      worker.onmessage = null;
      worker.onerror = null;
      worker.terminate();
      resolve(outcome);
    };
    const timer = setTimeout(() => end({ kind: 'late' }), DEADLINE * 1000);
    signal.addEventListener('abort', () => {
      end(undefined);
      reject(signal.reason);
    });
    let hasOutputs = false;
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = readOwnMessage(data, given.cases.length, given.areIntegers);
      if (message?.kind === 'threw') end(message);
      else if (message?.kind === 'outputs' && !hasOutputs) {
        hasOutputs = true;
        if (!onOutputs(message.outputs)) end(undefined);
      } else if (message?.kind === 'times' && hasOutputs) end({ kind: 'done', samples: message.samples });
      else end({ kind: 'protocol' });
    };
    worker.onmessageerror = () => end({ kind: 'protocol' });
    worker.onerror = (event) => {
      event.preventDefault();
      end({ kind: 'load', message: event.message ?? '', line: ownLine(code, event.lineno) });
    };
    worker.postMessage(given.cases);
  });
}
