/** What the reader unfolded of the verdicts in the inspect room, as the address has it. */
import { signal } from '@preact/signals';
import type { VerdictList } from '../../../address.ts';
import type { SettingTexts } from '../../../settings.ts';
import type { ConsequencesOutcome } from '../../../work/consequences.ts';
import { passOver } from '../../state.ts';

export class VerdictView {
  /** The lists that are unfolded: some of `VERDICT_LISTS`. */
  readonly lists = signal<readonly string[]>([]);
  /** The row of the table of issuers that were tried; '' for the first. */
  readonly row = signal('');

  restore({ verdicts, pathStep }: SettingTexts): void {
    this.lists.value = verdicts?.split(',') ?? [];
    this.row.value = pathStep ?? '';
  }

  turn(name: VerdictList, isOpen: boolean): void {
    const others = this.lists.peek().filter((one) => one !== name);
    this.lists.value = isOpen ? [...others, name] : others;
  }

  /** Passes over what of an address is about a list that the verdicts do not have. */
  leaveMissing(found: ConsequencesOutcome): void {
    if (!this.lists.peek().every((name) => has(found, name))) {
      passOver('verdicts');
      this.lists.value = [];
    }
    if (!has(found, 'checks')) this.leaveRow();
  }

  /** Passes over a row of an address that the table does not have. */
  leaveRow(): void {
    passOver('pathStep');
    this.row.value = '';
  }

  /** What the address has of it. @param found - the verdicts, once they are known. */
  settings(found: ConsequencesOutcome | undefined): SettingTexts {
    const lists = this.lists.peek().filter((name) => found === undefined || has(found, name));
    return { verdicts: lists.join(','), pathStep: this.row.peek() };
  }
}

/** Whether the verdicts have a list. */
function has({ lint, path }: ConsequencesOutcome, name: string): boolean {
  if (name === 'checks') return typeof path === 'object';
  return ((name === 'kept' ? lint?.kept : lint?.findings) ?? []).length > 0;
}
