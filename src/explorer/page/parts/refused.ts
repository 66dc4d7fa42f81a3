/** Fields that were refused: they are marked, and point to what tells why. */

/** A field that was refused. */
export interface Refusal {
  readonly field: string;
  /** The id of the element that tells why. */
  readonly told: string;
}

/** The attributes of a control: whether it was refused. @param told - the id of what tells why. */
export const refusedBy = (told: string | undefined) =>
  ({ 'aria-invalid': told !== undefined, 'aria-describedby': told }) as const;
