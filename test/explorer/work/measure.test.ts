/** The measuring room: who takes part, whether all are right, what samples say, and what somebody's own function may send. */
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import { type Contest, contestOf } from '../../../src/explorer/measure/contest.ts';
import { CONTESTANT_NAMES, OWN_SIGNATURES, SUBJECT_NAMES } from '../../../src/explorer/measure/fields.ts';
import { mayImport, ownLine, ownWorkerSource, readOwnMessage } from '../../../src/explorer/measure/own-function.ts';
import {
  FEWEST_SAMPLES,
  firstDifference,
  leadersOf,
  rateText,
  timeText,
  timingOf,
} from '../../../src/explorer/measure/timing.ts';
import {
  CHINESE_NAMES,
  CONTESTANTS_CHINESE,
  CONTESTANTS_ENGLISH,
  contestantText,
} from '../../../src/explorer/page/rooms/measure/contestants.ts';
import { measureProgram } from '../../../src/explorer/programs/measure.ts';
import { casesJob, measureJob, raced } from '../../../src/explorer/work/measure.ts';
import { sha256 } from '../../../src/hash/index.ts';
import { printedBy, programFolder } from '../../docs/blocks.ts';

const folder = programFolder();
/** A clock that goes by a little while its step is found, and then by so much at each look that the fewest rounds are enough. */
function leapingClock(leap: number): () => number {
  let [time, looks] = [0, 0];
  return () => (time += looks++ < 6 ? 1 : leap);
}
function tools(now = leapingClock(3000)) {
  return {
    onProgress: (_: number, __: string): void => undefined,
    now,
    loadParts: async () => undefined,
    demandsSoFar: () => 0,
  };
}
const SMALL = { bytes: '64', bits: '512' };
const settingsOf = (subject: string) => (subject === 'primes' ? { bits: '128' } : SMALL);

/** The probability that the median lies between the sample of this rank and that of the same rank from above. */
function certaintyOf(rank: number, count: number): number {
  let choices = 1n;
  let outside = 0n;
  for (let i = 0n; i < BigInt(rank); i++) {
    outside += choices;
    choices = (choices * (BigInt(count) - i)) / (i + 1n);
  }
  return 1 - (2 * Number(outside)) / 2 ** count;
}

describe('vectors', () => {
  it.each(SUBJECT_NAMES)('%s: all that are in the tables take part, and are right', (subject) => {
    const settings = settingsOf(subject);
    expect(contestOf(subject, settings).contestants.map(({ name }) => name)).toEqual(CONTESTANT_NAMES[subject]);
    const { rows } = measureJob({ subject, settings, names: CONTESTANT_NAMES[subject] }, tools());
    expect(rows.map(({ name, differs }) => ({ name, differs }))).toEqual(
      CONTESTANT_NAMES[subject].map((name) => ({ name, differs: undefined })),
    );
    for (const { timing } of rows)
      expect(timing).toEqual({ median: 3000, low: 2999, high: 3001, samples: FEWEST_SAMPLES });
    const { cases, expected } = casesJob({ subject, settings });
    expect(expected).toHaveLength(cases.length);
    if (OWN_SIGNATURES[subject] !== undefined) structuredClone(cases);
  });

  it('the median, and where it lies with 95 % certainty', () => {
    const exact = (time: number) => ({ time, error: 0 });
    const samples = Array.from({ length: 15 }, (_, i) => exact(15 - i));
    expect(timingOf(samples)).toEqual({ median: 8, low: 4, high: 12, samples: 15 });
    // The interval has at least 95 %, and one that is narrower by a sample on each side has less.
    for (let count = FEWEST_SAMPLES; count <= 100; count++) {
      const { low, high } = timingOf(Array.from({ length: count }, (_, i) => exact(i + 1)));
      expect(low + high).toBe(count + 1);
      expect(certaintyOf(low, count)).toBeGreaterThanOrEqual(0.95);
      expect(certaintyOf(low + 1, count)).toBeLessThan(0.95);
    }
    expect(certaintyOf(1, FEWEST_SAMPLES - 1)).toBe(0.9375);
    expect(() => timingOf([1, 2, 3, 4, 5].map(exact))).toThrow(UsageError);
  });

  it('the step of the clock widens the margin', () => {
    const samples = Array.from({ length: 15 }, (_, i) => ({ time: 20 + i, error: i < 8 ? 0.5 : 2 }));
    expect(timingOf(samples)).toEqual({ median: 27, low: 22.5, high: 33, samples: 15 });
  });

  it('one stall while the calls are counted makes no time of 0', () => {
    // Each call takes 0.01 ms, of which a clock with a step of 0.1 ms sees nothing; other work takes 20 ms away once.
    let [time, stall] = [0, 0];
    const now = (): number => {
      const seen = Math.floor((time + 1e-9) * 10) / 10;
      time += 0.02 + stall;
      stall = 0;
      return seen;
    };
    const run = (): Uint8Array => {
      time += 0.01;
      return new Uint8Array(1);
    };
    const contest = { contestants: [{ name: 'vitrine', run }], cases: [[]], bytes: 1 } as unknown as Contest;
    const onProgress = (_: number, note: string): void => {
      if (note.startsWith('1 /')) stall = 20;
    };
    const [{ timing }] = raced(contest, ['vitrine'], { ...tools(now), onProgress });
    expect(timing.median).toBeCloseTo(0.01, 3);
    expect([timing.low > 0.0095, timing.low < 0.01, timing.high > 0.01, timing.high < 0.0105]).not.toContain(false);
  });

  it('nobody is the fastest where the margins meet', () => {
    const row = (name: string, median: number, low: number, high: number) => ({
      ...{ name, timing: { median, low, high, samples: 15 } },
    });
    const names = (...rows: ReturnType<typeof row>[]) => leadersOf(rows).map(({ name }) => name);
    expect(names(row('a', 13.4, 11.7, 34.2), row('b', 13.3, 5.9, 18.2))).toEqual(['b', 'a']);
    expect(names(row('a', 2, 1.9, 2.1), row('b', 1, 0.9, 1.1), row('c', 1.2, 1.1, 1.3))).toEqual(['b', 'c']);
    expect(names(row('a', 2, 1.9, 2.1), row('b', 1, 0.9, 1.1))).toEqual(['b']);
  });

  it('a sentence tells of everybody who takes part, and of nobody else', () => {
    const told = SUBJECT_NAMES.flatMap((subject) =>
      CONTESTANT_NAMES[subject].map((one) => contestantText(subject, one)),
    );
    expect(new Set(told)).toEqual(new Set(Object.keys(CONTESTANTS_ENGLISH)));
    const all: readonly string[] = SUBJECT_NAMES.flatMap((subject) => CONTESTANT_NAMES[subject]);
    expect(new Set(Object.keys(CHINESE_NAMES))).toEqual(new Set(all.filter((one) => one !== 'vitrine')));
    for (const text of [...Object.values(CONTESTANTS_ENGLISH), ...Object.values(CONTESTANTS_CHINESE)])
      expect(text).not.toMatch(/[.。]$/);
    expect(() => contestantText('p256', 'rolled of old')).toThrow('no text');
  });

  it('the first byte that differs, a wrong length included', () => {
    const [a, b] = [new Uint8Array([1, 2, 3]), new Uint8Array([1, 9, 3])];
    expect([firstDifference(a, a), firstDifference(b, a)]).toEqual([undefined, 1]);
    expect([firstDifference(a.subarray(0, 2), a), firstDifference(a, a.subarray(0, 2))]).toEqual([2, 2]);
    expect([timeText(0.00123), timeText(12), timeText(2100), timeText(0)]).toEqual([
      '1.23 µs',
      '12 ms',
      '2.1 s',
      '0 ns',
    ]);
    expect(rateText(1, 1e6)).toBe('1 GB/s');
  });

  it.each(SUBJECT_NAMES)('%s: the program that is copied finds everybody right', async (subject) => {
    const name = CONTESTANT_NAMES[subject].at(-1)!;
    const settings = { ...settingsOf(subject), seed: '\'"`$\u007b1}\\\n\u2028*/ 张' };
    const printed = await printedBy(measureProgram(subject, settings, [name]), folder.path, `${subject}.ts`);
    expect(printed).toHaveLength(1);
    expect(printed[0].startsWith(`${name}: right, `)).toBe(true);
  });
});

/** Runs the worker's script as a worker would, and hands back what it says. */
async function said(
  code: string,
  cases: readonly unknown[],
  more: Readonly<Record<string, unknown>> = {},
  now = leapingClock(100),
): Promise<unknown[]> {
  const messages: unknown[] = [];
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const listeners: ((event: { data: unknown }) => void)[] = [];
  const scope: Record<string, unknown> = {
    Uint8Array,
    performance: { now },
    addEventListener: (_: string, listener: (event: { data: unknown }) => void) => listeners.push(listener),
    postMessage: (message: { kind: string }) => {
      messages.push(message);
      if (message.kind !== 'outputs') resolve();
    },
  };
  Object.assign(scope, { self: scope, ...more });
  runInContext(ownWorkerSource(code), createContext(scope));
  for (const listener of listeners) listener({ data: cases });
  await promise;
  return messages;
}

describe('somebody’s own function', () => {
  it('says what it gave and how long it took, whether it waits or not', async () => {
    for (const code of ['(message) => message.subarray(1)', 'async (message) => message.subarray(1) // last']) {
      const [outputs, times] = await said(code, [[new Uint8Array([1, 2])], [new Uint8Array([3])]]);
      expect(readOwnMessage(outputs, 2, false)).toEqual({
        kind: 'outputs',
        outputs: [new Uint8Array([2]), new Uint8Array()],
      });
      const read = readOwnMessage(times, 2, false);
      expect(read?.kind === 'times' && read.samples.length).toBeGreaterThanOrEqual(FEWEST_SAMPLES);
    }
  });

  it('has no time of 0 after a stall while the calls are counted', async () => {
    let [time, calls] = [0, 0];
    const spend = (): void => {
      // The second call, the first that is timed, stands still for 20 ms.
      time += ++calls === 2 ? 20 : 0.01;
    };
    const now = (): number => Math.floor((time += 0.02) * 10) / 10;
    const [, times] = await said('() => crypto.spend()', [[1n]], { crypto: { spend } }, now);
    const read = readOwnMessage(times, 1, false);
    expect(read?.kind).toBe('times');
    if (read?.kind !== 'times') return;
    for (const sample of read.samples) expect(sample.time).toBeCloseTo(0.01, 3);
  });

  it('finds nothing that reaches a network, nor what makes code of a text', async () => {
    const reached: string[] = [];
    const reach = (name: string) => () => void reached.push(name);
    const NAMES = ['fetch', 'Worker', 'SharedWorker', 'WebSocket', 'importScripts', 'BroadcastChannel', 'navigator'];
    const scope = Object.fromEntries(NAMES.map((name) => [name, reach(name)]));
    const found = `() => [${NAMES.map((name) => `typeof ${name}`)}, typeof postMessage, typeof eval, typeof Function,
      ...[() => 1, async () => 1, function* () {}, async function* () {}].map((one) => one.constructor === Object)].join(" ")`;
    const [message] = await said(found, [[1n]], scope);
    const none = [...NAMES, 'postMessage', 'eval', 'Function'].map(() => 'undefined');
    const texts = [...none, 'true', 'true', 'true', 'true'].join(' ');
    expect(message).toEqual({ kind: 'outputs', outputs: [texts] });
    // Functions that are declared behind the parenthesis exist before the first line: none of them is called before the deletion.
    const early = ['Object', 'Reflect', 'Array', 'String', 'Set', 'self', 'TypeError'];
    const breaks = `() => 1); ${early.map((name) => `function ${name}() { if (typeof fetch === 'function') fetch(); }`).join(' ')} (1`;
    await said(breaks, [[1n]], scope);
    expect(() => runInContext(ownWorkerSource('() => 1); var fetch; (1'), createContext({ ...scope }))).toThrow();
    expect(reached).toEqual([]);
  });

  it('may not load a file by import()', () => {
    for (const code of ['() => import("/x")', '() => import/**/("/x")', '{a:import\n("/x")}', '$import.defer("x")'])
      expect(mayImport(code), code).toBe(true);
    for (const code of ['() => crypto.subtle.importKey', 'important']) expect(mayImport(code), code).toBe(false);
    const escaped = ownWorkerSource('() => \\u0069mport("/x")');
    expect(() => runInContext(escaped, createContext({}))).toThrow('Keyword must not contain escaped characters');
  });

  it('says what was thrown, and what is no function', async () => {
    expect(await said('() => { throw new Error("no") }', [[1n]])).toEqual([{ kind: 'threw', message: 'no' }]);
    expect(await said('42', [[1n]])).toEqual([{ kind: 'threw', message: 'this is no function' }]);
    for (const thrown of ['{ toString() { throw 1 } }', 'Object.create(null)', 'Symbol()']) {
      const [message] = await said(`() => { throw ${thrown} }`, [[1n]]);
      expect(readOwnMessage(message, 1, false), thrown).toEqual({ kind: 'threw', message: undefined });
    }
    expect(() => runInContext(ownWorkerSource('(x =>'), createContext({}))).toThrow('Unexpected token');
  });

  it('has the line of an error, and no line behind its end', () => {
    const lineOf = (code: string): number => {
      try {
        runInContext(ownWorkerSource(code), createContext({}), { filename: 'own.js' });
      } catch (error) {
        return ownLine(code, Number(/own\.js:(\d+)/.exec((error as Error).stack!)![1]));
      }
      return 0;
    };
    expect(lineOf('(m) => { return m')).toBe(1);
    expect(lineOf('(m) => {\n  return m\n\n')).toBe(2);
    expect(lineOf('(m) => {\n  let 1;\n}\n')).toBe(2);
    expect(ownLine('(m) => m', 1)).toBe(0);
  });

  it('may send anything: what the page’s part does not say is not read', () => {
    const right = { time: 2, error: 1 };
    expect(readOwnMessage({ kind: 'times', samples: new Array(6).fill(right) }, 1, false)).toBeDefined();
    const wrong: unknown[] = [
      ...[undefined, null, 7, 'outputs', [], {}, { kind: 'outputs' }, { kind: 'outputs', outputs: [1, 2] }],
      ...[
        { kind: 'times', samples: [] },
        { kind: 'times', samples: new Array(5).fill(right) },
        { kind: 'times', samples: [1, 1, 1, 1, 1, 1] },
      ],
      ...[null, undefined, {}, { time: 1 }, { time: 0, error: 0 }, { time: 1, error: 1 }, { time: '2', error: 1 }].map(
        (sample) => ({ kind: 'times', samples: [...new Array(5).fill(right), sample] }),
      ),
      ...[Number.NaN, Number.POSITIVE_INFINITY].flatMap((no) => [
        { kind: 'times', samples: [...new Array(5).fill(right), { time: no, error: 1 }] },
        { kind: 'times', samples: [...new Array(5).fill(right), { time: 1, error: no }] },
      ]),
      ...[
        { kind: 'times', samples: new Array(1e5).fill(right) },
        { kind: 'threw', message: {} },
        { kind: '__proto__' },
      ],
    ];
    for (const data of wrong) expect(readOwnMessage(data, 1, false)).toBeUndefined();
    const output = (value: unknown, areIntegers: boolean) => {
      const message = readOwnMessage({ kind: 'outputs', outputs: [value] }, 1, areIntegers);
      return message?.kind === 'outputs' ? message.outputs[0] : undefined;
    };
    expect(output(new Uint8Array(2 ** 21), false)).toBe('a Uint8Array of 2097152 bytes');
    for (const value of [null, [], {}, 1, 'x', undefined, 1n]) expect(typeof output(value, false)).toBe('string');
    for (const value of [-1n, 1n << 20_000n, 1, null]) expect(typeof output(value, true)).toBe('string');
    expect(output(0x102n, true)).toEqual(new Uint8Array([1, 2]));
    expect(readOwnMessage({ kind: 'threw', message: 'x'.repeat(9999) }, 1, false)).toEqual({
      kind: 'threw',
      message: 'x'.repeat(500),
    });
  });
});

describe('misuse', () => {
  it('settings out of their bounds are refused by name; nobody unknown takes part', () => {
    expect(() => contestOf('sha256', { bytes: '1e9' })).toThrow(/bytes/);
    expect(() => contestOf('modexp', { bits: '99999' })).toThrow(/bits/);
    expect(measureJob({ subject: 'sha256', settings: SMALL, names: ['toString'] }, tools()).rows).toEqual([]);
    expect(casesJob({ subject: 'sha256', settings: SMALL }).expected[1]).toEqual(sha256.digest(new Uint8Array()));
  });
});
