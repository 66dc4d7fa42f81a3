import type { Arrow, Part, Sequence } from '../../document/exhibit.ts';
import { visible } from '../../document/visible.ts';
import { type Page, titled } from './page.ts';
import { cutTo, pad, width, wrap } from './wrap.ts';

/** Columns between the two timelines. */
const SPACE = 70;

/** The messages as arrows between two timelines, followed by the details of each.
 * @param detailLines - renders the details of a message. */
export function sequenceLines(
  { title, actors, arrows }: Sequence,
  page: Page,
  detailLines: (detail: readonly Part[]) => string[],
): string[] {
  const space = Math.min(SPACE, page.columns - 2);
  const [left, right] = actors.map((actor) => cutTo(visible(actor), Math.floor(space / 2)));
  const diagram = [
    `${pad(left, space + 2 - width(right))}${right}`,
    ...arrows.flatMap((arrow, i) => arrowLines(arrow, i + 1, space, page)),
    `|${' '.repeat(space)}|`,
  ];
  const key = arrows.some((arrow) => arrow.protected) ? ['--> in the clear, ==> encrypted'] : [];
  const details = arrows.flatMap(({ label, detail }, i) =>
    detail.length === 0 ? [] : ['', ...titled(`${i + 1}. ${label}`, '', page), ...detailLines(detail)],
  );
  return [...titled(title, '', page), ...diagram, ...key, ...details];
}

function arrowLines(arrow: Arrow, number: number, space: number, page: Page): string[] {
  const stroke = arrow.protected ? '=' : '-';
  const label = cutTo(visible(`${number} ${arrow.label}`), space - 8);
  const rest = stroke.repeat(space - width(label) - 6);
  const painted = page.paint('bold', label);
  const shaft =
    arrow.from === 0 ? `${stroke.repeat(3)} ${painted} ${rest}>` : `<${stroke.repeat(2)} ${painted} ${rest}${stroke}`;
  const notes = arrow.note === '' ? [] : wrap(visible(arrow.note), space - 8);
  return [
    `|${' '.repeat(space)}|`,
    `|${shaft}|`,
    ...notes.map((note) => `|    ${page.paint('dim', pad(note, space - 4))}|`),
  ];
}
