import { UsageError, VitrineError } from '../bytes/index.ts';

/** An operation that has no result for these numbers. Its message names the operand, never its value, which may be secret. */
export class MathError extends VitrineError {
  /** The operand at fault, as the docstring of the operation names it. */
  readonly operand: string;
  constructor(code: MathCode, operand: string, message: string, rule: string) {
    super(code, `${operand}: ${message}`, rule);
    this.operand = operand;
  }
}
/** @throws UsageError `wrong-type` unless the operand is a bigint: on others the loops of this room might never end. */
export function assertBigint(value: unknown, operand: string): asserts value is bigint {
  if (typeof value !== 'bigint') throw new UsageError('wrong-type', operand, `must be a bigint, got ${typeof value}`);
}

export type MathCode = 'modulus' | 'not-invertible' | 'range';
