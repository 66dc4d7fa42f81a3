/** What a stopwatch says beside the model of an attack by time. */
import type { Part } from '../explain/index.ts';
import type { Measurement } from './noisy-work.ts';
import { fact, facts, prose } from './parts.ts';

/** Nothing without a clock. */
export function measurementFacts(
  clock: (() => number) | undefined,
  measure: (clock: () => number) => Measurement,
): Part[] {
  if (clock === undefined) return [];
  const { difference, control, seen } = measure(clock);
  const nanoseconds = (milliseconds: number): string => `${(1e6 * milliseconds).toFixed(1)} ns`;
  return [
    prose(
      'And here, on this machine, by the clock: medians of two kinds of questions in turn, and of one kind against itself, which is what chance makes.',
    ),
    facts('Measured', [
      fact('difference', nanoseconds(difference)),
      fact('control', nanoseconds(control)),
      fact('seen by this clock', seen ? 'yes' : 'no: it does not rise above the control'),
    ]),
  ];
}
