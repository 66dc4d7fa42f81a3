/** Runs the reader's own function in a worker: its inputs, its results, and its times. The code runs only in that worker, only
 * after a click, until the worker is terminated, and at most two of its messages are read.
 *
 * It reaches no network, by three means. The policy of the page, which the worker inherits, forbids connections and the evaluation of text;
 * but not what starts another worker. So all that is not in a short list is deleted from the worker's global object before the code runs.
 * `import()` is syntax and cannot be deleted: code with that word is refused. */

import { FEWEST_SAMPLES, MOST_CALLS, SAMPLE, SAMPLE_STEPS, type Sample } from './timing.ts';

/** What the code can use: the language, and the parts of a browser that only compute. Not `Function` and `eval`, which make code. */
const KEPT = `globalThis self undefined NaN Infinity isFinite isNaN parseFloat parseInt escape unescape
  decodeURI decodeURIComponent encodeURI encodeURIComponent
  Object Boolean Symbol Number BigInt Math Date String RegExp Intl Temporal JSON Reflect Proxy Promise
  Error AggregateError EvalError RangeError ReferenceError SuppressedError SyntaxError TypeError URIError InternalError
  Array Map Set WeakMap WeakSet WeakRef FinalizationRegistry Iterator AsyncIterator DisposableStack AsyncDisposableStack
  ArrayBuffer SharedArrayBuffer Atomics DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array
  Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array Float64Array
  crypto TextEncoder TextDecoder atob btoa structuredClone queueMicrotask console`.split(/\s+/);

/** The code before the reader's own. Its lines must be subtracted from line numbers in errors.
 *
 * The text of the reader's may close the parenthesis that it stands in, and declare functions, which exist before the first line runs: until
 * the deletion is done, no global name may be called or read as an object. `delete` throws where it fails, and then nothing runs; but numbers
 * stay, since Chromium's `TEMPORARY` cannot be deleted. */
const PRELUDE = `"use strict";
(() => {
  const scope = this;
  const { postMessage, performance, addEventListener } = scope;
  const say = postMessage.bind(scope);
  const listen = addEventListener.bind(scope);
  const now = performance.now.bind(performance);
  const { getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, prototype: root } = {}.constructor;
  const isNumber = (each, name) => typeof getOwnPropertyDescriptor(each, name).value === "number";
  const kept = ${JSON.stringify(KEPT)};
  for (let each = scope; each !== null && each !== root; each = getPrototypeOf(each)) {
    for (const name of getOwnPropertyNames(each)) if (!kept.includes(name) && !isNumber(each, name)) delete each[name];
  }
  for (const name of ["fetch", "importScripts", "navigator", "EventSource", "SharedWorker", "WebSocket", "Worker", "XMLHttpRequest"]) {
    if (name in scope) throw "this browser does not give up " + name;
  }
  for (const made of [() => {}, async () => {}, function* () {}, async function* () {}]) delete getPrototypeOf(made).constructor;
  const stepOf = () => {
    let step;
    for (let i = 0; i < 3; i++) {
      const begun = now();
      let time = begun;
      while (time === begun) time = now();
      if (!(time - begun > step)) step = time - begun;
    }
    return step;
  };
  let last;
  const timed = async (own, inputs, calls, waits) => {
    const begun = now();
    if (waits) for (let i = 0; i < calls; i++) last = await own(...inputs);
    else for (let i = 0; i < calls; i++) last = own(...inputs);
    return now() - begun;
  };
  const run = async (own, cases) => {
    if (typeof own !== "function") throw new TypeError("this is no function");
    const first = own(...cases[0]);
    const waits = typeof first?.then === "function";
    const outputs = [await first];
    for (const inputs of cases.slice(1)) outputs.push(await own(...inputs));
    say({ kind: "outputs", outputs });
    const step = stepOf();
    const least = ${SAMPLE_STEPS} * step > ${SAMPLE} ? ${SAMPLE_STEPS} * step : ${SAMPLE};
    let calls = 1;
    const timedEnough = async () => {
      while (true) {
        const time = await timed(own, cases[0], calls, waits);
        if (time >= least || calls >= ${MOST_CALLS}) return time;
        calls *= 2;
      }
    };
    await timedEnough();
    const samples = [];
    const begun = now();
    while (samples.length < 15 && (samples.length < ${FEWEST_SAMPLES} || now() - begun < 3000)) {
      const time = await timedEnough();
      samples.push({ time: time / calls, error: step / calls });
    }
    say({ kind: "times", samples });
  };
  listen("message", async ({ data }) => {
    try {
      await run(scope.own, data);
    } catch (error) {
      let message;
      try {
        message = \`\${error?.message ?? error}\`;
      } catch {
        // What was thrown throws again, or has no text.
      }
      say({ kind: "threw", message });
    }
  }, { once: true });
})();
self.own = (
`;
const POSTLUDE = '\n);\n';

/** Number of lines before the reader's own code. */
const PRELUDE_LINES = PRELUDE.split('\n').length - 1;

/** The line of the reader's code that an error's line in the worker stands for. Where the code ends too early, the error stands behind
 * it: that is its last line. @returns 0 where there is none. */
export const ownLine = (code: string, line: number): number =>
  Math.max(0, Math.min(line - PRELUDE_LINES, code.trimEnd().split('\n').length));

/** The script of the worker. @param code - an expression of JavaScript, whose value is the function. */
export const ownWorkerSource = (code: string): string => `${PRELUDE}${code}${POSTLUDE}`;

/** Whether the code may have an `import()`. A keyword has no other spelling: `\u0069mport` is a syntax error (ECMA-262 §12.7). */
export const mayImport = (code: string): boolean => /\bimport\b/.test(code);

/** Maximum UTF-16 units of the code, and bytes of a result. */
export const MOST_CODE = 200_000;
const MOST_RESULT = 2 ** 20;
const MOST_SAMPLES = 100;
const MOST_MESSAGE = 500;

/** A message of the worker. */
export type OwnMessage =
  | { readonly kind: 'outputs'; readonly outputs: readonly OwnOutput[] }
  /** The message is undefined where what was thrown has no text. */
  | { readonly kind: 'threw'; readonly message: string | undefined }
  | { readonly kind: 'times'; readonly samples: readonly Sample[] };

/** A result as bytes; or, if it is something else, a text that describes it. */
export type OwnOutput = string | Uint8Array;

/** Reads what a worker sent: it may be anything, as the reader's function can send messages too. @param count - number of cases.
 * @returns undefined for anything that the page's part of the worker does not send. */
export function readOwnMessage(data: unknown, count: number, areIntegers: boolean): OwnMessage | undefined {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return undefined;
  const { kind, outputs, samples, message } = data as Readonly<Record<string, unknown>>;
  if (kind === 'threw' && typeof message === 'string') return { kind, message: message.slice(0, MOST_MESSAGE) };
  if (kind === 'threw' && message === undefined) return { kind, message };
  if (kind === 'outputs' && Array.isArray(outputs) && outputs.length === count) {
    return { kind, outputs: outputs.map((one) => outputOf(one, areIntegers)) };
  }
  if (
    kind === 'times' &&
    Array.isArray(samples) &&
    samples.length >= FEWEST_SAMPLES &&
    samples.length <= MOST_SAMPLES
  ) {
    const read = samples.map(sampleOf).filter((one) => one !== undefined);
    return read.length === samples.length ? { kind, samples: read } : undefined;
  }
  return undefined;
}

/** No clock sees a time of 0, or one that is shorter than its step. */
function sampleOf(value: unknown): Sample | undefined {
  const { time, error } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof time !== 'number' || typeof error !== 'number') return undefined;
  return Number.isFinite(time) && error > 0 && error < time ? { time, error } : undefined;
}

/** Most hexadecimal digits of an integer: those of 16384 bits. */
const MOST_DIGITS = 4096;

function outputOf(value: unknown, isInteger: boolean): OwnOutput {
  if (!isInteger) {
    if (!(value instanceof Uint8Array)) return nameOf(value);
    return value.length > MOST_RESULT ? `a Uint8Array of ${value.length} bytes` : value;
  }
  if (typeof value !== 'bigint') return nameOf(value);
  if (value < 0n) return 'a negative bigint';
  if (value >> BigInt(4 * MOST_DIGITS) !== 0n) return 'a bigint of more than 16384 bits';
  const digits = value.toString(16);
  const even = digits.padStart(digits.length + (digits.length % 2), '0');
  return Uint8Array.from(even.match(/../g)!, (pair) => Number.parseInt(pair, 16));
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an Array';
  return typeof value === 'object' ? 'an object' : typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
}
