/** Secrets on a page: what the reader typed, and what a seed or chance made for this page, is shown; what a file holds is hidden, unless asked for. */
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
