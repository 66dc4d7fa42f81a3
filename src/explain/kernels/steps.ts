/** The output of a reference implementation, as parts of an exhibit. */
import { bytesToHex, i2osp } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import type { Step, Steps } from '../../reference/index.ts';
import type { Fact } from '../document/exhibit.ts';

/** A step whose value is bytes or a number, on one line. */
export const stepFact = ({ name, rule, value, secret }: Step<string, Fact['value']>): Fact => ({
  label: name,
  value,
  rule,
  ...(secret && { secret }),
});

/** A 32-bit word in eight digits. */
export const word = (value: number): string => bytesToHex(i2osp(BigInt(value), 4));

/** A range of bytes with its own meaning, as a codec would describe it. */
export const namedSpan = (
  span: Pick<Span, 'name' | 'type' | 'rule'>,
  start: number,
  length: number,
  children: readonly Span[] = [],
): Span => ({ ...span, start, end: start + length, children });

/** All steps of a reference implementation, and its result. */
export function collected<S extends Step, Result>(
  reference: Steps<S, Result>,
): { readonly steps: S[]; readonly result: Result } {
  const steps: S[] = [];
  for (;;) {
    const { done, value } = reference.next();
    if (done) return { steps, result: value };
    steps.push(value);
  }
}
