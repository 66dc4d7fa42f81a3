import { VitrineError } from '../bytes/index.ts';

/** An operation that has no result for these numbers. Its message names the operand, never its value, which may be secret. */
export class MathError extends VitrineError {
  /** The operand at fault, as the docstring of the operation names it. */
  readonly operand: string;
  constructor(code: MathCode, operand: string, message: string, rule: string) {
    super(code, `${operand}: ${message}`, rule);
    this.operand = operand;
  }
}
export type MathCode = 'modulus' | 'not-invertible' | 'range';
