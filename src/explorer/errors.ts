/** Errors for inputs and addresses that the explorer does not accept. */
import { VitrineError } from '../bytes/index.ts';

export type ExplorerCode = 'edit-malformed' | 'input-too-large';

export class ExplorerError extends VitrineError {
  constructor(code: ExplorerCode, message: string) {
    super(code, message, 'Not in any standard: a limit or an address of the page');
  }
}
