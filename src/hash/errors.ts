import { VitrineError } from '../bytes/index.ts';
import { plain, rowOf } from '../bytes/internal.ts';

/** The parameters of a key derivation require more work or memory than the caller allows. They often come from an untrusted file,
 * where a few bytes could demand years of work. */
export class KdfError extends VitrineError {
  /** What was asked for: iterations, bytes of memory or salt, or scrypt's `cost · blockSize · parallelization`. */
  readonly requested: number;
  /** What is allowed. */
  readonly limit: number;
  /** The option that sets the limit. */
  readonly option: string;

  constructor(code: KdfCode, requested: number, limit: number, option: string) {
    super(
      code,
      plain`${requested} ${rowOf(UNITS, code)}, ${option} allows ${limit}`,
      'Not in the RFC: a limit of our own',
    );
    this.requested = requested;
    this.limit = limit;
    this.option = option;
  }
}
export type KdfCode = 'salt-too-long' | 'too-many-iterations' | 'too-much-memory' | 'too-much-work';

const UNITS: Readonly<Record<KdfCode, string>> = {
  'salt-too-long': 'bytes of salt',
  'too-many-iterations': 'iterations',
  'too-much-memory': 'bytes of memory',
  'too-much-work': 'for cost · blockSize · parallelization',
};
