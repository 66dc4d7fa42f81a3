/** The drawing of a cluster's traffic as SVG: a box for each end, an arrow for each pair of certificates. */
import type { ShownCertificate } from '../supervised.ts';
import { nameOfCertificate } from './leaves.ts';
import type { Arrow } from './traffic.ts';
import { certificateText, type Picture, protocolText } from './traffic-text.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** A text for HTML and its attributes. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]);

const [WIDTH, BOX_WIDTH, LEAST_HEIGHT, GAP] = [1240, 210, 40, 22];
const COLUMNS = [10, 470, 1020];
/** Distance between two arrows at a box: a line of their labels. */
const PITCH = 17;
/** Distance between two arrows that pass above the middle column. */
const LANE = 7;
const MAX_LABEL = 28;

interface Box {
  readonly name: string;
  readonly column: number;
  readonly isDown: boolean;
  /** The arrows at either side, from above, as places in the list of all arrows. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly height: number;
  readonly y: number;
}

/** Shortened; of a subject the common name. */
function short(text: string): string {
  const name = text.replace(/^CN=([^,]+).*$/s, '$1');
  return name.length > MAX_LABEL ? `${name.slice(0, MAX_LABEL - 1)}…` : name;
}

/** Components that are only clients are on the left, the API server is in the middle, the other servers are on the right. */
const columnOf = (name: string, arrows: readonly Arrow[]): number =>
  name === 'kube-apiserver' ? 1 : name.startsWith('etcd') || arrows.some(({ to }) => to === name) ? 2 : 0;

/** The boxes, each as high as its arrows need, every column centred. @param lanes - the height left free above the middle column. */
function boxesOf({ components, traffic: { arrows } }: Picture, lanes: number): ReadonlyMap<string, Box> {
  const names = [...new Set([...components.map(({ name }) => name), ...arrows.flatMap(({ from, to }) => [from, to])])];
  const rank = new Map(names.map((name, i) => [name, i]));
  const columns = new Map(names.map((name) => [name, columnOf(name, arrows)]));
  const unplaced = names.map((name) => {
    const column = columns.get(name)!;
    const ends = arrows.flatMap(({ from, to }, index) =>
      from === name || to === name ? [{ index, other: from === name ? to : from }] : [],
    );
    ends.sort((a, b) => rank.get(a.other)! - rank.get(b.other)! || a.index - b.index);
    const isLeft = ({ other }: { other: string }): boolean => columns.get(other)! < column;
    const left = ends.filter(isLeft).map(({ index }) => index);
    const right = ends.filter((end) => !isLeft(end)).map(({ index }) => index);
    const status = components.find((component) => component.name === name);
    const height = Math.max(LEAST_HEIGHT, PITCH * Math.max(left.length, right.length) + 10);
    return { name, column, isDown: status !== undefined && status.pid === undefined, left, right, height };
  });
  const heights = COLUMNS.map((_, column) => {
    const own = unplaced.filter((box) => box.column === column);
    return own.reduce((sum, { height }) => sum + height + GAP, column === 1 ? lanes : 0);
  });
  const next = heights.map((height, column) => 10 + (Math.max(...heights) - height) / 2 + (column === 1 ? lanes : 0));
  return new Map(
    unplaced.map((box) => {
      const y = next[box.column];
      next[box.column] += box.height + GAP;
      return [box.name, { ...box, y }];
    }),
  );
}

/** Arrows between the outer columns. */
const passes = ({ from, to }: Arrow, arrows: readonly Arrow[]): boolean =>
  Math.abs(columnOf(from, arrows) - columnOf(to, arrows)) === 2;

/** An SVG element. */
export function trafficDrawing(picture: Picture): string {
  const { arrows } = picture.traffic;
  const passing = arrows.filter((arrow) => passes(arrow, arrows));
  const lanes = passing.length === 0 ? 0 : passing.length * LANE + 20;
  const boxes = boxesOf(picture, lanes);
  const height = Math.max(0, ...[...boxes.values()].map((box) => box.y + box.height)) + 10;
  const shapes = [...boxes.values()].map(
    ({ name, column, y, isDown, ...box }) =>
      `<g><rect x="${COLUMNS[column]}" y="${y}" width="${BOX_WIDTH}" height="${box.height}" rx="6"${isDown ? ' class="down"' : ''}/><text x="${COLUMNS[column] + 10}" y="${y + box.height / 2 + 5}">${escaped(short(name))}</text></g>`,
  );
  const top = (boxes.get('kube-apiserver')?.y ?? lanes) - 14;
  const lines = arrows.map((arrow, i) => {
    const lane = passing.indexOf(arrow);
    return lineOf(arrow, i, boxes, lane < 0 ? undefined : top - (passing.length - 1 - lane) * LANE, picture);
  });
  const marker =
    '<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker>';
  return `<svg viewBox="0 0 ${WIDTH} ${Math.round(height)}" role="img" aria-label="The components, and an arrow for each pair of certificates; the table below says the same"><defs>${marker}</defs>
${lines.map(({ path }) => path).join('\n')}
${shapes.join('\n')}
${lines.map(({ label }) => label).join('\n')}
</svg>`;
}

/** Where an arrow meets a box. */
function endAt({ column, left, right, y, height }: Box, index: number): { x: number; y: number; side: -1 | 1 } {
  const isLeft = left.includes(index);
  const own = isLeft ? left : right;
  const place = own.indexOf(index) - (own.length - 1) / 2;
  return {
    x: COLUMNS[column] + (isLeft ? 0 : BOX_WIDTH),
    y: y + height / 2 + place * PITCH,
    side: isLeft ? -1 : 1,
  };
}

/** @param lane - the height at which it passes the middle column; undefined if it does not. */
function lineOf(
  arrow: Arrow,
  index: number,
  boxes: ReadonlyMap<string, Box>,
  lane: number | undefined,
  { leaves }: Picture,
): { path: string; label: string } {
  const [start, end] = [endAt(boxes.get(arrow.from)!, index), endAt(boxes.get(arrow.to)!, index)];
  const bend = start.side === end.side ? 60 : Math.abs(end.x - start.x) * 0.45;
  const [near, far] = [COLUMNS[1] - 20, COLUMNS[1] + BOX_WIDTH + 20];
  const [enter, leave] = start.side > 0 ? [near, far] : [far, near];
  const curve =
    lane === undefined
      ? `C${start.x + start.side * bend} ${start.y} ${end.x + end.side * bend} ${end.y} ${end.x} ${end.y}`
      : `C${start.x + start.side * 90} ${start.y} ${enter - start.side * 110} ${lane} ${enter} ${lane} L${leave} ${lane} C${leave + start.side * 110} ${lane} ${end.x + end.side * 110} ${end.y} ${end.x} ${end.y}`;
  const title = `${arrow.from} → ${arrow.to}: ${certificateText(arrow.client, leaves)} / ${certificateText(arrow.server, leaves)}, ${protocolText(arrow)}, ${arrow.count}×`;
  const anchor = start.side < 0 ? ' text-anchor="end"' : '';
  return {
    path: `<g><title>${escaped(title)}</title><path d="M${start.x} ${start.y} ${curve}" marker-end="url(#tip)"/></g>`,
    label: `<text class="shown" x="${start.x + start.side * 6}" y="${start.y - 3}"${anchor}>${escaped(labelOf(arrow.client, leaves))}</text>`,
  };
}

/** What the client shows: its name in the folder, or the common name. */
const labelOf = (certificate: ShownCertificate | undefined, leaves: Picture['leaves']): string =>
  short(nameOfCertificate(certificate, leaves));
