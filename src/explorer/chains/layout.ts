/** Where the certificates of a scene stand in its picture: each issuer stands above the certificates that it signed. */

/** What the layout needs to know about a certificate. */
export interface Standing {
  readonly id: string;
  /** The issuer's id: its own for a root; undefined if it is not in the picture. */
  readonly issuer: string | undefined;
}
export interface Spot {
  readonly column: number;
  readonly row: number;
  /** Whether it is part of a vertical list below its issuer. */
  readonly isListed: boolean;
}

/** Maximum number of certificates of one CA in a row. If there are more, they form a vertical list. */
const MOST_IN_A_ROW = 3;

/** A position for each certificate, by its id. Certificates that signed each other in a cycle are at the top. */
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
