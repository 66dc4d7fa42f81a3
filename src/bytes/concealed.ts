/** The base of values that hold secrets in private fields: whatever prints such a value, or makes JSON of it, gets a description.
 * `structuredClone` and spreading copy no private field either: what they give is refused as a value without its secret. */
export abstract class Concealed {
  /** What the value is, for logs: kind and strength, nothing secret. */
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
