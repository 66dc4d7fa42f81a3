/** The base of all errors of this project: a stable code to branch on, and the rule that was violated.
 * Each room derives its own class, which adds the place of the fault. */
export class VitrineError extends Error {
  /** Stable, in kebab-case. The message is for people, may change, and has some 4,000 characters at most. */
  readonly code: string;
  /** The standard and section, such as `RFC 5280 §4.2.1.9`; `Not in the RFC: …` for a local limit. */
  readonly rule: string;
  constructor(code: string, message: string, rule: string, options?: ErrorOptions) {
    super(bounded(plain`${message}`), options);
    this.name = new.target.name;
    this.code = code;
    this.rule = rule;
  }
}

/** Characters of a message at its beginning and its end: no message is longer by itself, but it may quote input, such as a label of a
 * megabyte. */
const MOST = { first: 3000, last: 1000 };

function bounded(message: string): string {
  const left = message.length - MOST.first - MOST.last;
  if (left <= 0) return message;
  return `${message.slice(0, MOST.first)} … ${left} characters left out … ${message.slice(-MOST.last)}`;
}

/** A template whose values may be anything: callers without types make errors too, and to ask a symbol, or an object whose methods throw, for
 * its text would throw another error in place of this one. */
export function plain(texts: TemplateStringsArray, ...values: readonly unknown[]): string {
  return texts.reduce((whole, text, i) => `${whole}${plainText(values[i - 1])}${text}`);
}

/** The row of a table for a code, which callers without types may have anything for. */
export const rowOf = <Row>(table: Readonly<Record<string, Row>>, code: string): Row => table[plain`${code}`];

/** Whether a table has a row of this name, which may be anything: an object without a text would throw a raw TypeError in `Object.hasOwn`. */
export const hasRow = <Table extends object>(table: Table, name: unknown): name is keyof Table & string =>
  typeof name === 'string' && Object.hasOwn(table, name);

const plainText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? `${value}`
    : `a ${typeof value}`;

/** The caller passed a value of the wrong type, or out of its documented range. */
export class UsageError extends VitrineError {
  /** The invalid argument or option, by its name in the docstring. */
  readonly argument: string;
  constructor(code: UsageCode, argument: string, message: string) {
    // Callers of the assertions pass the name, and may be wrong about it too.
    const named = typeof argument === 'string' ? argument : 'an argument';
    super(code, plain`${named}: ${message}`, 'the documentation of this function');
    this.argument = named;
  }
}
export type UsageCode = 'wrong-type' | 'out-of-range' | 'unknown-option' | 'missing-option' | 'insecure' | 'misuse';

/** The text or the bytes are not valid hexadecimal, base64 or UTF-8. */
export class EncodingError extends VitrineError {
  /** Position of the fault in the text (or bytes). */
  readonly at: number;
  constructor(code: EncodingCode, at: number, message: string, rule: string) {
    super(code, plain`${message} at position ${at}`, rule);
    this.at = at;
  }
}
export type EncodingCode = 'invalid-hex' | 'invalid-base64' | 'invalid-utf8';
