/** What is wrong with a file of Kubernetes objects. */
import { VitrineError } from '../bytes/index.ts';
import { plain } from '../bytes/internal.ts';

/** A file with invalid contents. */
export class DocumentError extends VitrineError {
  /** The file's name, or a substitute for it. */
  readonly file: string;
  /** Where in the document: `items[2].metadata.name`; empty for the whole. */
  readonly path: string;
  constructor(code: DocumentCode, file: string, path: string, message: string, options?: ErrorOptions) {
    super(
      code,
      plain`${file}: ${path === '' ? '' : plain`${path}: `}${message}`,
      'Kubernetes API conventions, Objects',
      options,
    );
    this.file = file;
    this.path = path;
  }
}
export type DocumentCode =
  | 'invalid-field'
  | 'malformed'
  | 'missing-field'
  | 'too-deep'
  | 'too-large'
  | 'unknown-kind'
  | 'yaml-missing';
