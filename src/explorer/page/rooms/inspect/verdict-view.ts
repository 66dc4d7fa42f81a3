/** What the reader unfolded of the verdicts in the inspect room: the address has it as two settings. */
import type { VerdictList } from '../../../address.ts';
import type { SettingTexts } from '../../../settings.ts';
import type { ConsequencesOutcome } from '../../../work/consequences.ts';
import { passOver } from '../../state.ts';
import type { InspectModel } from './model.ts';

type Model = Pick<InspectModel, 'consequences' | 'isAsLinked' | 'unfold' | 'view'>;

const listsIn = ({ verdicts = '' }: SettingTexts): readonly string[] => verdicts.split(',').filter(Boolean);

export const isUnfolded = (model: Model, name: VerdictList): boolean => listsIn(model.view.value).includes(name);

/** Notes that the reader opened or closed a list. */
export function turn(model: Model, name: VerdictList, isOpen: boolean): void {
  const others = listsIn(model.view.peek()).filter((one) => one !== name);
  model.unfold({ ...model.view.peek(), verdicts: [...others, ...(isOpen ? [name] : [])].join(',') });
}

/** Notes the row of the table of issuers that were tried; undefined for the first. */
export const stepTo = (model: Model, row: string | undefined): void =>
  model.unfold({ ...model.view.peek(), pathStep: row ?? '' });

/** Leaves what is about a list that new verdicts do not have; of an address it is passed over, and told. */
export function leaveMissing(model: Model): void {
  const found = model.consequences.peek();
  if (found === undefined) return;
  const lists = listsIn(model.view.peek());
  const left = lists.filter((name) => has(found, name));
  if (left.length < lists.length) {
    if (model.isAsLinked) passOver('verdicts', lists.filter((name) => !left.includes(name)).join(','));
    model.unfold({ ...model.view.peek(), verdicts: left.join(',') });
  }
  if (!has(found, 'checks')) leaveRow(model);
}

/** Passes over a row of an address that the table does not have. */
export function leaveRow(model: Model): void {
  if (model.isAsLinked) passOver('pathStep');
  stepTo(model, undefined);
}

/** Whether the verdicts have a list. */
function has({ lint, path }: ConsequencesOutcome, name: string): boolean {
  if (name === 'checks') return typeof path === 'object';
  return ((name === 'kept' ? lint?.kept : lint?.findings) ?? []).length > 0;
}
