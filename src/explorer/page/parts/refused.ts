/** Fields that were refused: they are marked, and point to the text that says why. */

/** A field that was refused. */
export interface Refusal {
  readonly field: string;
  /** The id of the element that says why. */
  readonly told: string;
}

/** The attributes of a control: whether it was refused. @param told - the id of the element that says why; undefined if it was not. */
export const refusedBy = (told: string | undefined) =>
  ({ 'aria-invalid': told !== undefined, 'aria-describedby': told }) as const;
