/** Levels of a path that is shown whole: more than a structure of any standard has. */
const MOST_LEVELS = 20;
/** Levels shown at each end of a longer path. */
const FIRST = 4;
const LAST = 3;

/** The names of the fields around a place in one line, as in `Certificate.tbsCertificate.serialNumber`. Of a path of more than 20
 * levels only the first and the last are shown, with the number of levels: `ANY.0.0.0 … 0.0.0 (66 levels)`. For people: a program
 * reads the `path` of an error.
 * @param path - outermost first.
 * @param between - stands between two names.
 * @param levels - tells the number of levels; default: in English. */
export function pathText(
  path: readonly string[],
  between = '.',
  levels: (count: number) => string = (count) => `(${count} levels)`,
): string {
  if (path.length <= MOST_LEVELS) return path.join(between);
  return `${path.slice(0, FIRST).join(between)} … ${path.slice(-LAST).join(between)} ${levels(path.length)}`;
}
