/** Secrets on a page: secrets that the reader typed, or that were generated for this page, are shown; secrets from a file are
 * hidden, unless requested. */
import type { Exhibit } from '../../../explain/index.ts';
import type { Context } from '../../context.ts';
import { type PresentValues, present } from '../../present.ts';

/** @param files - the options that may name a file with secrets. @throws as `present`. */
export const presentExample = (
  context: Context,
  exhibit: Exhibit,
  values: PresentValues,
  files: readonly (string | undefined)[],
): Promise<void> =>
  present(context, exhibit, {
    ...values,
    'show-secrets': values['show-secrets'] || files.every((file) => file === undefined),
  });
