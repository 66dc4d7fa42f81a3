import { VitrineError } from '../bytes/index.ts';

/** A key derivation whose parameters ask for more work or memory than the caller allows. They often come from a file that is not
 * trusted, and a few bytes there could ask for years. */
export class KdfError extends VitrineError {
  /** What was asked for: iterations, or bytes of memory. */
  readonly requested: number;
  /** What is allowed. */
  readonly limit: number;
  /** The option that sets the limit. */
  readonly option: string;

  constructor(code: KdfCode, requested: number, limit: number, option: string) {
    const unit = code === 'too-many-iterations' ? 'iterations' : 'bytes of memory';
    super(code, `${requested} ${unit}, ${option} allows ${limit}`, 'Not in the RFC: a limit of our own');
    this.requested = requested;
    this.limit = limit;
    this.option = option;
  }
}
export type KdfCode = 'too-many-iterations' | 'too-much-memory';
