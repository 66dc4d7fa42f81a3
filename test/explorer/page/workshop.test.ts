/** The page's side of its worker, with a worker that answers when it is told to. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Request } from '../../../src/explorer/work/jobs.ts';

/** The module is for a page: it is imported by a name that the compiler does not follow, since this program has no DOM. */
const WORKSHOP: string = '../../../src/explorer/page/workshop.ts';
const { Workshop } = await import(WORKSHOP);

class Worker extends EventTarget {
  readonly sent: Request[] = [];
  isEnded = false;
  postMessage(request: Request): void {
    this.sent.push(request);
  }
  terminate(): void {
    this.isEnded = true;
  }
  tell(id: number): void {
    const data = { id, kind: 'progress', done: 0, note: '' };
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
  fail(id: number, code: string): void {
    const data = { id, kind: 'failure', failure: { code, message: code, rule: '' } };
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
  answer(id: number, outcome: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: { id, kind: 'outcome', outcome } }));
  }
}

const MISSING: string = '../../../src/explorer/page/parts/missing.ts';
const { missing, part, tryAgain } = await import(MISSING);

const MINUTE = 60_000;

describe('Workshop', () => {
  const workers: Worker[] = [];
  const workshop = () =>
    new Workshop(() => {
      workers.push(new Worker());
      return workers.at(-1);
    });
  /** What became of a job so far. */
  function watched(job: Promise<unknown>): { told: string } {
    const seen = { told: 'pending' };
    job.then(
      (outcome) => {
        seen.told = `${outcome}`;
      },
      (error: Error) => {
        seen.told = error.name;
      },
    );
    return seen;
  }
  beforeEach(() => {
    vi.useFakeTimers();
    workers.length = 0;
  });
  afterEach(() => void vi.useRealTimers());

  it('stops a job after a minute', async () => {
    const job = watched(workshop().run('lab', {}));
    await vi.advanceTimersByTimeAsync(MINUTE - 1);
    expect(job.told).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(job.told).toBe('TimeoutError');
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true]);
  });

  it('gives a job that tells of progress another minute', async () => {
    const job = watched(workshop().run('lab', {}));
    await vi.advanceTimersByTimeAsync(MINUTE - 1);
    workers[0].tell(workers[0].sent[0].id);
    await vi.advanceTimersByTimeAsync(MINUTE - 1);
    expect(job.told).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(job.told).toBe('TimeoutError');
  });

  it('gives a job that is sent again its whole time', async () => {
    const shop = workshop();
    const cancelled = new AbortController();
    const first = watched(shop.run('lab', {}, { signal: cancelled.signal }));
    const other = watched(shop.run('kernel', {}));
    await vi.advanceTimersByTimeAsync(MINUTE - 1000);
    cancelled.abort(new DOMException('cancelled', 'AbortError'));
    await vi.advanceTimersByTimeAsync(MINUTE - 1);
    expect([first.told, other.told]).toEqual(['AbortError', 'pending']);
    expect(workers).toHaveLength(2);
    const [again] = workers[1].sent;
    expect(again.name).toBe('kernel');
    workers[1].answer(again.id, 'made');
    await vi.advanceTimersByTimeAsync(1);
    expect(other.told).toBe('made');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('cancels a job that may not run twice where its worker is ended for another', async () => {
    const shop = workshop();
    const cancelled = new AbortController();
    const jobs = [shop.run('unfold', {}, { signal: cancelled.signal }), shop.run('live', {}), shop.run('recorded', {})];
    const [unfold, live, recorded] = jobs.map(watched);
    cancelled.abort(new DOMException('cancelled', 'AbortError'));
    await vi.advanceTimersByTimeAsync(1);
    expect([unfold.told, live.told, recorded.told]).toEqual(['AbortError', 'AbortError', 'pending']);
    expect(workers[1].sent.map(({ name }) => name)).toEqual(['recorded']);
    workers[1].answer(workers[1].sent[0].id, 'made');
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no time running and no signal heard where a job was cancelled or left', async () => {
    const shop = workshop();
    const cancelled = new AbortController();
    const first = watched(shop.run('lab', {}, { signal: cancelled.signal }));
    cancelled.abort(new DOMException('cancelled', 'AbortError'));
    expect(vi.getTimerCount()).toBe(0);
    const second = watched(shop.run('lab', {}));
    shop.abandonAll();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect([first.told, second.told]).toEqual(['AbortError', 'AbortError']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a part that is missing', () => {
  it('is loaded again when asked; what its code throws is thrown', async () => {
    const told = ['Failed to fetch dynamically imported module: x', 'Importing a module script failed.'];
    const loads = vi.fn(async () => {
      const message = told.pop();
      if (message !== undefined) throw new TypeError(message);
      return 'loaded';
    });
    const loaded = part(loads);
    for (let times = 1; times <= 2; times++) {
      await vi.waitFor(() => expect(missing.value).toHaveLength(1), { timeout: 20_000 });
      expect(loads).toHaveBeenCalledTimes(times);
      tryAgain();
      // Each time under another address: of one that failed, Firefox remembers that.
      expect(globalThis).toHaveProperty('again', `#${times}`);
    }
    expect(await loaded).toBe('loaded');
    expect(missing.value).toEqual([]);
    await expect(part(() => Promise.reject(new TypeError('x is undefined')))).rejects.toThrow('x is undefined');
  });

  it('of a job, or a worker that does not start: the job waits, and runs in another worker', async () => {
    const workers: Worker[] = [];
    const shop = new Workshop(() => {
      workers.push(new Worker());
      return workers.at(-1);
    });
    vi.useFakeTimers();
    // It has not run: so it may, though no other time.
    const job = shop.run('live', {});
    workers[0].fail(1, 'not-loaded');
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    tryAgain();
    workers[1].dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(missing.value).toHaveLength(1);
    tryAgain();
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, true, false]);
    workers[2].answer(1, 'made');
    expect(await job).toBe('made');
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
