import { VitrineError } from '../bytes/index.ts';

/** Bytes that do not follow their description. */
export class DecodeError extends VitrineError {
  /** Absolute offset in the input of the byte at fault. */
  readonly at: number;
  /** Names of the fields around the fault, outermost first: `['Certificate', 'tbsCertificate', 'serialNumber']`. */
  readonly path: readonly string[];
  constructor(code: string, at: number, rule: string, path: readonly string[] = []) {
    super(code, `${code} at byte ${at}${path.length > 0 ? ` in ${path.join('.')}` : ''} (${rule})`, rule);
    this.at = at;
    this.path = path;
  }
}

/** A value that its description does not allow, refused before it is written. */
export class EncodeError extends VitrineError {
  /** Names of the fields around the fault, outermost first. */
  readonly path: readonly string[];
  constructor(code: string, rule: string, path: readonly string[] = []) {
    super(code, `${code}${path.length > 0 ? ` in ${path.join('.')}` : ''} (${rule})`, rule);
    this.path = path;
  }
}
