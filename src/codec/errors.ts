import { VitrineError } from '../bytes/index.ts';
import { pathText } from './path-text.ts';

/** The bytes do not match the codec. */
export class DecodeError extends VitrineError {
  /** Absolute offset of the faulty byte in the input. */
  readonly at: number;
  /** Names of the enclosing fields, outermost first: `['Certificate', 'tbsCertificate', 'serialNumber']`. */
  readonly path: readonly string[];
  constructor(code: string, at: number, rule: string, path: readonly string[] = []) {
    super(code, `${code} at byte ${at}${path.length > 0 ? ` in ${pathText(path)}` : ''} (${rule})`, rule);
    this.at = at;
    this.path = path;
  }
}

/** The codec does not allow the value; nothing was written. */
export class EncodeError extends VitrineError {
  /** Names of the enclosing fields, outermost first. */
  readonly path: readonly string[];
  constructor(code: string, rule: string, path: readonly string[] = []) {
    super(code, `${code}${path.length > 0 ? ` in ${pathText(path)}` : ''} (${rule})`, rule);
    this.path = path;
  }
}
