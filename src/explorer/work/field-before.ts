/** The field of an address, where the tree does not have it: after a change that cannot be decoded, as of a certificate's version to v7, a field stays
 * selected that only the tree before that change has. */
import { type Block, cutTree, type Field, fieldOf, inspectBlock } from '../../explain/internal.ts';
import { type Edit, edited, type FieldRange, fieldAfter } from '../edit/edit.ts';

/** A field, as `behaviour.ts` tells it. */
export interface FoundField extends FieldRange {
  readonly path: readonly string[];
  readonly type: string;
  readonly rule: string;
  readonly value: string;
  readonly hidden: boolean;
}

/** Looks in the trees before the changes, from the last one back, for the field that has these bounds after them.
 * @param block - before the changes, with the label that it has after them. @param edits - those of this structure.
 * @returns undefined if the tree after the changes has such a field itself, or none has one. */
export function fieldBefore(
  block: Block,
  edits: readonly Edit[],
  wanted: Pick<FieldRange, 'end' | 'start'>,
  options: { readonly showSecrets: boolean; readonly nodes: number },
): FoundField | undefined {
  const stages = [block.bytes];
  for (const edit of edits) stages.push(edited(stages[stages.length - 1], edit));
  for (let done = edits.length; done >= 0; done--) {
    const later = edits.slice(done);
    const found = fieldsIn({ ...block, bytes: stages[done] }, options).flatMap((field) => {
      const range = later.reduce<FieldRange | undefined>(
        (before, edit, i) => before && rangeAfter(stages[done + i], edit, before),
        field,
      );
      return range?.start === wanted.start && range.end === wanted.end ? [{ ...field, ...range }] : [];
    });
    // A structure comes before its parts.
    if (found.length > 0) return done === edits.length ? undefined : found[found.length - 1];
  }
  return undefined;
}

/** @returns undefined for a field that the change is not in: it was not selected then. */
function rangeAfter(bytes: Uint8Array, edit: Edit, { start, contentStart, end }: FieldRange): FieldRange | undefined {
  return start <= edit.start && end >= edit.end ? fieldAfter(bytes, edit, { start, contentStart, end }) : undefined;
}

function fieldsIn(block: Block, { showSecrets, nodes }: { showSecrets: boolean; nodes: number }): FoundField[] {
  const { parts } = inspectBlock(block, { title: '', limits: { nodes } });
  const shown = parts.find((part) => part.kind === 'bytes');
  if (shown === undefined) return [];
  return listed(cutTree(fieldOf(shown.span, shown.span.name, showSecrets)), []);
}

function listed({ name, type, rule, start, contentStart, end, value, hidden, parts }: Field, above: readonly string[]) {
  const path = [...above, name];
  const own: FoundField = { path, type, rule, start, contentStart, end, value, hidden };
  return [own, ...parts.flatMap((part): FoundField[] => listed(part, path))];
}
