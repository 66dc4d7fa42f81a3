import { UsageError, VitrineError } from '../bytes/index.ts';
import { plain } from '../bytes/internal.ts';

/** An operation is not defined for these numbers. The message names the operand but never its value, which may be secret. */
export class MathError extends VitrineError {
  /** The invalid operand, by its name in the docstring of the operation. */
  readonly operand: string;
  constructor(code: MathCode, operand: string, message: string, rule: string) {
    super(code, plain`${operand}: ${message}`, rule);
    this.operand = operand;
  }
}
/** @throws UsageError `wrong-type` unless the operand is a bigint. With other types the loops here might not end. */
export function assertBigint(value: unknown, operand: string): asserts value is bigint {
  if (typeof value !== 'bigint') throw new UsageError('wrong-type', operand, `must be a bigint, got ${typeof value}`);
}

export type MathCode = 'modulus' | 'not-invertible' | 'range';
