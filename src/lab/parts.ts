/** Parts of an exhibit, and a counter that tells when to show where an attack stands. */
import type { Fact, Part } from '../explain/index.ts';
import type { AttackGauge, AttackProgress } from './attack.ts';

export const prose = (text: string): Part => ({ kind: 'prose', text });

export const facts = (title: string, rows: readonly Fact[]): Part => ({ kind: 'facts', title, rows });

export const fact = (label: string, value: Fact['value'], rule = ''): Fact => ({ label, value, rule });

export const table = (title: string, columns: readonly string[], rows: readonly (readonly string[])[]): Part => ({
  kind: 'table',
  title,
  rule: '',
  columns,
  rows,
});

/** Counts questions. */
export class Counter {
  count = 0;
  readonly #every: number;

  /** @param every - how many questions lie between two reports. */
  constructor(every: number) {
    this.#every = every;
  }

  /** Counts one, and says whether it is time to report. */
  ask(): boolean {
    this.count++;
    return this.isDue();
  }

  /** Whether it is time to report. */
  isDue(): boolean {
    return this.count % this.#every === 0;
  }

  progress(note: string, gauge?: AttackGauge): AttackProgress {
    return { count: this.count, note, ...(gauge && { gauge }) };
  }
}
