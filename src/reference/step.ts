import { assertMethods } from '../bytes/index.ts';

/** One intermediate value of an algorithm, under the name that its standard gives it. A reference implementation yields its steps in the
 * order of computation, and returns the result: `for (const step of sha256Steps(message))` iterates over them. */
export interface Step<Name extends string = string, Value = unknown> {
  readonly name: Name;
  /** Where the standard computes this value: `FIPS 180-4 §6.2.2 step 1`. */
  readonly rule: string;
  /** The indices of a repeated value, by the standard's own letters, such as block `i` and round `t`. */
  readonly index: Readonly<Record<string, number>>;
  /** A copy: the caller may keep it. */
  readonly value: Value;
  /** True if it reveals a key or protected data: renderers hide it by default. */
  readonly secret: boolean;
}

/** The steps of an algorithm, and at the end its result. */
export type Steps<S extends Step, Result> = Generator<S, Result, void>;

export function step<Name extends string, Value>(
  name: Name,
  rule: string,
  value: Value,
  index: Readonly<Record<string, number>> = {},
): Step<Name, Value> {
  return { name, rule, index, value, secret: false };
}

export function secretStep<Name extends string, Value>(
  name: Name,
  rule: string,
  value: Value,
  index: Readonly<Record<string, number>> = {},
): Step<Name, Value> {
  return { name, rule, index, value, secret: true };
}

/** Runs a reference implementation and returns only its result. @throws UsageError. */
export function resultOf<Result>(steps: Steps<Step, Result>): Result {
  assertMethods(steps, 'steps', 'a generator', 'next');
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
