/** Errors for inputs and addresses that the explorer does not accept; and the one of a part of the page that could not be loaded. */
import { VitrineError } from '../bytes/index.ts';

export type ExplorerCode = 'edit-malformed' | 'input-too-large';

export class ExplorerError extends VitrineError {
  constructor(code: ExplorerCode, message: string) {
    super(code, message, 'Not in any standard: a limit or an address of the page');
  }
}

/** The code of a job's failure that is no fault of its input: a part could not be loaded, as without a network. */
export const NOT_LOADED = 'not-loaded';

/** Whether `import()` failed because it got no file. Browsers tell it by the message alone: Chromium and Firefox, then Safari. */
export const isNotLoaded = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|importing a module script/i.test(error.message);
