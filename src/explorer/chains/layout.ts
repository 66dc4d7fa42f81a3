/** Where the certificates of a scene stand in its picture: who signed stands above whom it signed. */

/** What a picture needs to know of a certificate. */
export interface Standing {
  readonly id: string;
  /** Its own for a root; undefined if it is not in the picture. */
  readonly issuer: string | undefined;
}
export interface Spot {
  readonly column: number;
  readonly row: number;
  /** It stands in a list below the one that signed all of it. */
  readonly isListed: boolean;
}

/** More certificates that one CA signed stand below each other, as a list. */
const MOST_IN_A_ROW = 3;

/** A spot for each, by its id. Certificates that signed each other in a circle stand at the top. */
export function layoutOf(all: readonly Standing[]): ReadonlyMap<string, Spot> {
  const spots = new Map<string, Spot>();
  const signedBy = (id: string): readonly Standing[] => all.filter((one) => one.issuer === id && one.id !== id);
  let next = 0;
  const isTop = ({ id, issuer }: Standing): boolean => issuer === id || !all.some((one) => one.id === issuer);
  const place = (one: Standing, row: number, column: number): number => {
    spots.set(one.id, { column, row, isListed: false });
    const below = signedBy(one.id).filter(({ id }) => !spots.has(id));
    const isList = below.length > MOST_IN_A_ROW && below.every(({ id }) => signedBy(id).length === 0);
    let last = column;
    for (const [i, each] of below.entries()) {
      if (spots.has(each.id)) continue;
      if (isList) spots.set(each.id, { column, row: row + 1 + i, isListed: true });
      else last = place(each, row + 1, i === 0 ? column : last + 1);
    }
    return last;
  };
  for (const one of [...all.filter(isTop), ...all]) if (!spots.has(one.id)) next = place(one, 0, next) + 1;
  return spots;
}
