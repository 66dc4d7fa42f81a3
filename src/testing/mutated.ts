import fc from 'fast-check';
import { type Codec, encode } from '../codec/index.ts';
import { arbitraryOf, type Leaves } from './arbitrary.ts';
import type { Edit, FaultyEncoding } from './fault.ts';
import { applyEdit, possibleEdits } from './faults.ts';

/** A value, and a faulty encoding of it. */
export interface Mutated<T> extends FaultyEncoding {
  readonly value: T;
}

/** Encodings with one labelled fault that are well-formed everywhere else: every implementation must refuse each of them. Shrinks to a
 * smaller value. Labels are drawn evenly among those that a value admits.
 * @param leaves - as for `arbitraryOf`. @throws UsageError as `arbitraryOf`. */
export function mutated<T>(codec: Codec<T>, leaves: Leaves = {}): fc.Arbitrary<Mutated<T>> {
  return fc
    .tuple(arbitraryOf(codec, leaves), fc.nat(), fc.nat())
    .map(([value, label, place]) => {
      const bytes = encode(codec, value);
      const edit = pick(possibleEdits(codec, bytes), label, place);
      return (edit === undefined ? [] : applyEdit(edit, bytes)).map((faulty) => ({ ...faulty, value }));
    })
    .filter(({ length }) => length === 1)
    .map(([made]) => made);
}

function pick(all: readonly Edit[], label: number, place: number): Edit | undefined {
  const labels = [...new Set(all.map((edit) => edit.label))];
  const alike = all.filter((edit) => edit.label === labels[label % labels.length]);
  return alike[place % alike.length];
}
