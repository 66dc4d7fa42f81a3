/** The key derivations of one file, under one password and within one set of limits. */
import { type Bytes, bytesToHex } from '../../bytes/index.ts';
import { KdfError, type TurnOptions } from '../../hash/index.ts';
import type { DerivationLimits, PasswordForms } from './password.ts';

const MAX_ITERATIONS = 10_000_000;
const MAX_WORK = 2 ** 25;
const MAX_SALT_LENGTH = 1024;

/** Counts what the derivations cost: the limits hold for the file as a whole, however many encrypted parts it has. The same
 * parameters give the same key, which is derived once. */
export class Derivations {
  readonly password: PasswordForms;
  readonly maxMemory: number | undefined;
  readonly turns: TurnOptions;
  readonly #limits: DerivationLimits;
  readonly #derived = new Map<string, Bytes>();
  #iterations = 0;
  #work = 0;

  constructor(password: PasswordForms, { onProgress, signal, ...limits }: DerivationLimits & TurnOptions) {
    this.password = password;
    this.maxMemory = limits.maxMemory;
    this.turns = { onProgress, signal };
    this.#limits = limits;
  }

  /** @throws KdfError `too-many-iterations`. */
  spendIterations(iterations: number): void {
    const { maxIterations = MAX_ITERATIONS } = this.#limits;
    const asked = this.#iterations + iterations;
    if (asked > maxIterations) throw new KdfError('too-many-iterations', asked, maxIterations, 'options.maxIterations');
    this.#iterations = asked;
  }

  /** @throws KdfError `too-much-work`. */
  spendWork(work: number): void {
    const { maxWork = MAX_WORK } = this.#limits;
    const asked = this.#work + work;
    if (asked > maxWork) throw new KdfError('too-much-work', asked, maxWork, 'options.maxWork');
    this.#work = asked;
  }

  /** @throws KdfError `salt-too-long`. */
  assertSalt(salt: Uint8Array): void {
    const { maxSaltLength: most = MAX_SALT_LENGTH } = this.#limits;
    if (salt.length > most) throw new KdfError('salt-too-long', salt.length, most, 'options.maxSaltLength');
  }

  /** The key for these parameters (in DER): derives it, or returns the one that was derived before. */
  *once(parameters: Uint8Array, length: number, derive: () => Generator<void, Bytes>): Generator<void, Bytes> {
    const name = `${length} ${bytesToHex(parameters)}`;
    const found = this.#derived.get(name);
    if (found !== undefined) return found;
    const key = yield* derive();
    this.#derived.set(name, key);
    return key;
  }

  /** Overwrites the derived keys. */
  forget(): void {
    for (const key of this.#derived.values()) key.fill(0);
    this.#derived.clear();
  }
}
