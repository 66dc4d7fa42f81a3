/** The base class of values that hold secrets in private fields. Printing such a value, or converting it to JSON, gives a description.
 * `structuredClone` and spreading do not copy private fields; their result is refused as a value without its secret. */
export abstract class Concealed {
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
