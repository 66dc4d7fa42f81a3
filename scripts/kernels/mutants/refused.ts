import { type Proved, provedText } from '../proof/all.ts';
import { behaviour } from './behaviour.ts';
import { changed, drawing, KINDS } from './changes.ts';

export interface Refusals {
  readonly refused: number;
  /** Proved, and the same on samples. */
  readonly same: number;
  readonly byFile: ReadonlyMap<string, { refused: number; same: number }>;
}

/** Draws changes, each of a file that is drawn first, until `count` are refused.
 * @param read - the committed text of a file.
 * @throws Error for a change that is proved and computes something else, or that a prover fails at instead of refusing it. */
export function changesRefused(
  proofs: readonly Proved[],
  read: (path: string) => string,
  count: number,
  seed: number,
  onProgress: (refused: number) => void = () => {},
): Refusals {
  const draw = drawing(seed);
  // A low number of steps leaves a small seed visible.
  for (let i = 0; i < 16; i++) draw(2);
  const paths = [...new Set(proofs.map(({ path }) => path))];
  const byFile = new Map(paths.map((path) => [path, { refused: 0, same: 0 }]));
  let [refused, same] = [0, 0];
  while (refused < count) {
    const path = paths[draw(paths.length)];
    const candidates = proofs.filter((proof) => proof.path === path);
    const proof = candidates[draw(candidates.length)];
    const file = read(path);
    const text = provedText(proof, file);
    const kind = KINDS[draw(KINDS.length)];
    const other = changed(text, kind, draw);
    if (other === undefined) continue;
    const changedFile = file.replace(text, () => other);
    const found = byFile.get(path)!;
    if (isRefused(proof, changedFile, kind)) {
      found.refused++;
      onProgress(++refused);
      continue;
    }
    // What is proved computes the same.
    if (behaviour(proof, changedFile) !== behaviour(proof, file))
      throw new Error(
        `${path} ${proof.name ?? ''}: ${kind}, seed ${seed}: proved, and computes something else\n${other}`,
      );
    found.same++;
    same++;
  }
  return { refused, same, byFile };
}

function isRefused(proof: Proved, file: string, kind: string): boolean {
  try {
    proof.prove(file);
  } catch (error) {
    // Refused by the prover, not by a mistake in it.
    if (!(error instanceof Error) || error.constructor !== Error)
      throw new Error(`the prover of ${proof.path} ${proof.name ?? ''} fails: ${kind}`, { cause: error });
    return true;
  }
  return false;
}
