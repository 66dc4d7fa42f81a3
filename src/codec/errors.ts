import { VitrineError } from '../bytes/index.ts';
import { plain } from '../bytes/internal.ts';
import { pathText } from './path-text.ts';

const inPath = (path: readonly string[]): string =>
  Array.isArray(path) && path.length > 0 ? ` in ${pathText(path)}` : '';

/** The bytes do not match the codec. */
export class DecodeError extends VitrineError {
  /** Absolute offset of the faulty byte in the input. */
  readonly at: number;
  /** Names of the enclosing fields, outermost first: `['Certificate', 'tbsCertificate', 'serialNumber']`. */
  readonly path: readonly string[];
  constructor(code: string, at: number, rule: string, path: readonly string[] = []) {
    super(code, plain`${code} at byte ${at}${inPath(path)} (${rule})`, rule);
    this.at = at;
    this.path = path;
  }
}

/** The codec does not allow the value; nothing was written. */
export class EncodeError extends VitrineError {
  /** Names of the enclosing fields, outermost first. */
  readonly path: readonly string[];
  constructor(code: string, rule: string, path: readonly string[] = []) {
    super(code, plain`${code}${inPath(path)} (${rule})`, rule);
    this.path = path;
  }
}
