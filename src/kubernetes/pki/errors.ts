import { VitrineError } from '../../bytes/index.ts';
import { plain } from '../../bytes/internal.ts';

/** An error in creating, checking or renewing a cluster's certificates. */
export class PkiError extends VitrineError {
  /** The input (`serviceCidr`), file (`pki/ca.key`) or folder at fault. */
  readonly place: string;
  constructor(code: PkiCode, place: string, message: string, rule: string, options?: ErrorOptions) {
    super(code, plain`${place}: ${message}`, rule, options);
    this.place = place;
  }
}
export type PkiCode =
  | 'address'
  | 'ca-not-valid'
  | 'cidr'
  | 'discovery'
  | 'dns-name'
  | 'endpoint'
  | 'file-exists'
  | 'file-too-large'
  | 'folder-not-empty'
  | 'folder-in-use'
  | 'group-name'
  | 'key-mismatch'
  | 'key-type'
  | 'malformed-file'
  | 'missing-facts'
  | 'missing-file'
  | 'missing-folder'
  | 'no-such-certificate'
  | 'node-name'
  | 'kept-elsewhere'
  | 'port'
  | 'request-mismatch'
  | 'rotation-phase'
  | 'text'
  | 'unreadable-file'
  | 'user-name';
