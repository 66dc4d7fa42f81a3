/** What of the address is the reader's view of a session: the session itself does not depend on it. */
import type { SettingTexts } from '../../../settings.ts';
import { place } from '../../state.ts';

/** No message, field, row or secret is chosen, and nothing is unfolded. */
export const NOTHING_CHOSEN = {
  ...{ message: undefined, field: undefined, step: undefined, secret: undefined, secretStep: undefined },
  open: undefined,
};

/** The settings of the address that the session depends on. @param others - names that are not among them either. */
export function sessionSettings(...others: readonly string[]): SettingTexts {
  const isOf = (name: string): boolean =>
    !Object.hasOwn(NOTHING_CHOSEN, name) && name !== 'lang' && !others.includes(name);
  return Object.fromEntries(Object.entries(place.value.settings).filter(([name]) => isOf(name)));
}
