import { UsageError } from './errors.ts';

/** The base class of values that hold secrets in private fields. Printing such a value, or converting it to JSON, gives a description.
 * `structuredClone` and spreading do not copy private fields; their result is refused as a value without its secret. */
export abstract class Concealed {
  /** For getters that find no private fields: they were reached through a proxy of the value, or from an object that inherits from it.
   * @throws UsageError `wrong-type`, where the language would throw a TypeError. */
  protected static refuseShell(): never {
    throw new UsageError(
      'wrong-type',
      'this',
      'a proxy of a key, or an object that inherits from one, has no components',
    );
  }

  /** Describes the value for logs: its kind and strength, nothing secret. */
  abstract toString(): string;

  /** What `JSON.stringify` writes. */
  toJSON(): string {
    return this.toString();
  }

  /** What `console.log` of Node.js, Deno and Bun prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
