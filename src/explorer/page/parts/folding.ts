/** What is unfolded in an exhibit, as an address has it: `0,3`, the numbers of its folded lists and messages. */

/** Follows an exhibit's folded parts. @returns what ends that. */
export type Folding = (element: HTMLElement) => () => void;

export interface UnfoldedSetting {
  /** What the address has; '' for nothing. */
  readonly read: () => string;
  readonly write: (open: string) => void;
  /** Tells that the address has a part that the exhibit does not have. */
  readonly onMissing: () => void;
  /** Whether the address has a part by another setting. */
  readonly isElsewhere?: (folded: HTMLDetailsElement) => boolean;
}

/** Unfolds what the address has, and tells what the reader unfolds. */
export const foldingIn =
  ({ read, write, onMissing, isElsewhere = () => false }: UnfoldedSetting): Folding =>
  (element) => {
    const all = [...element.querySelectorAll('details')];
    const wanted = read().split(',').filter(Boolean).map(Number);
    if (wanted.every((i) => i < all.length)) for (const i of wanted) all[i].open = true;
    else onMissing();
    const heard = (): void => {
      const open = all.flatMap((one, i) => (one.open && !isElsewhere(one) ? [i] : [])).join(',');
      if (open !== read()) write(open);
    };
    // The event does not bubble.
    element.addEventListener('toggle', heard, true);
    return () => element.removeEventListener('toggle', heard, true);
  };
