/** The picture of a cluster's traffic as a page: a drawing, and tables with the same content. It reloads itself, and needs no script. */
import type { ShownCertificate } from '../supervised.ts';
import { nameOfCertificate } from './leaves.ts';
import type { Arrow } from './traffic.ts';
import { certificateText, type Picture, protocolText } from './traffic-text.ts';

const RELOAD_SECONDS = 2;

export const TRAFFIC_STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --line: #4a6fa5; --box: #eef2f8; --text: #1c2330; --down: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --line: #8fb3e8; --box: #1f2733; --text: #e6ebf3; --down: #ffb4ab; } }
body { max-width: 72rem; margin: 1.5rem auto; padding: 0 1rem; color: var(--text); }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; }
code { font-size: .9em; overflow-wrap: anywhere; }
svg { width: 100%; height: auto; } svg rect { fill: var(--box); stroke: var(--line); } svg .down { stroke: var(--down); stroke-dasharray: 4 3; }
svg text { fill: var(--text); font-size: 13px; } svg .shown { font-size: 11px; } svg path { stroke: var(--line); fill: none; stroke-width: 1.5; } svg marker path { fill: var(--line); stroke: none; }
`;

/** @param style - whether the style sheet is in the page itself, or loaded from /style.css. */
export function trafficPage(picture: Picture, at: Date, style: 'inline' | 'linked'): string {
  const css = style === 'inline' ? `<style>${TRAFFIC_STYLE}</style>` : '<link rel="stylesheet" href="/style.css">';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${RELOAD_SECONDS}">
<title>Who talks to whom with which certificate</title>
${css}
</head>
<body>
<main>
<h1>Who talks to whom with which certificate</h1>
<p>Each arrow is made of TLS handshakes that were completed; it leads from the client to the server. As of <time>${at.toISOString()}</time>.</p>
${drawing(picture)}
<h2>Handshakes</h2>
${arrowTable(picture)}
<h2>The certificates of the folder</h2>
${leafTable(picture)}
</main>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]);

function arrowTable({ traffic, leaves }: Picture): string {
  const rows = traffic.arrows.map((arrow) => {
    const cells = [arrow.from, certificateText(arrow.client, leaves), arrow.to, certificateText(arrow.server, leaves)];
    const numbers = [protocolText(arrow), `${arrow.count}`, `${arrow.resumed}`, arrow.at];
    return `<tr>${[...cells, ...numbers].map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  });
  const head = ['client', 'shows', 'server', 'shows', 'protocol', 'handshakes', 'resumed', 'last'];
  return table(head, rows);
}

function leafTable({ traffic, leaves }: Picture): string {
  const rows = leaves.map(({ name, serial, subject }) => {
    const { shown, verified } = traffic.sightings(serial);
    const cells = [escaped(name), `<code>${escaped(serial)}</code>`, escaped(subject), `${shown}`, `${verified}`];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return table(['certificate', 'serial number', 'subject', 'shown', 'verified'], rows);
}

const table = (head: readonly string[], rows: readonly string[]): string =>
  `<div class="scroll"><table><thead><tr>${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;

const [WIDTH, BOX_WIDTH, BOX_HEIGHT, ROW] = [1040, 220, 40, 74];
const COLUMNS = [10, 410, 810];
const MAX_LABEL = 30;

interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly isDown: boolean;
}

const short = (text: string): string => (text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text);

/** Components that are only clients are on the left, the API server is in the middle, the other servers are on the right. */
function boxesOf({ components, traffic }: Picture): ReadonlyMap<string, Box> {
  const { arrows } = traffic;
  const names = [...new Set([...components.map(({ name }) => name), ...arrows.flatMap(({ from, to }) => [from, to])])];
  const columnOf = (name: string): number =>
    name === 'kube-apiserver' ? 1 : name.startsWith('etcd') || arrows.some(({ to }) => to === name) ? 2 : 0;
  const heights = COLUMNS.map((_, column) => names.filter((name) => columnOf(name) === column).length);
  const tallest = Math.max(...heights);
  const used = COLUMNS.map(() => 0);
  const boxes = names.map((name): [string, Box] => {
    const column = columnOf(name);
    const top = ((tallest - heights[column]) * ROW) / 2;
    const status = components.find((component) => component.name === name);
    const isDown = status !== undefined && status.pid === undefined;
    return [name, { name, x: COLUMNS[column], y: 10 + top + ROW * used[column]++, isDown }];
  });
  return new Map(boxes);
}

function drawing(picture: Picture): string {
  const boxes = boxesOf(picture);
  const height = Math.max(0, ...[...boxes.values()].map(({ y }) => y)) + BOX_HEIGHT + 10;
  const shapes = [...boxes.values()].map(
    ({ name, x, y, isDown }) =>
      `<g><rect x="${x}" y="${y}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="6"${isDown ? ' class="down"' : ''}/><text x="${x + 10}" y="${y + 25}">${escaped(short(name))}</text></g>`,
  );
  const lines = picture.traffic.arrows.map((arrow, i) => lineOf(arrow, i, boxes, picture));
  const marker =
    '<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker>';
  return `<div class="scroll"><svg viewBox="0 0 ${WIDTH} ${Math.round(height)}" role="img" aria-label="The components, and an arrow for each pair of certificates; the table below says the same"><defs>${marker}</defs>
${lines.join('\n')}
${shapes.join('\n')}
</svg></div>`;
}

/** An arrow as a curve. Arrows between the same two boxes are drawn apart. */
function lineOf(arrow: Arrow, index: number, boxes: ReadonlyMap<string, Box>, { leaves }: Picture): string {
  const [from, to] = [boxes.get(arrow.from)!, boxes.get(arrow.to)!];
  const apart = ((index % 5) - 2) * 6;
  const side = from.x < to.x ? 1 : from.x > to.x ? -1 : 0;
  const startX = side >= 0 ? from.x + BOX_WIDTH : from.x;
  const endX = side > 0 ? to.x : to.x + BOX_WIDTH;
  const [startY, endY] = [from.y + BOX_HEIGHT / 2 + apart, to.y + BOX_HEIGHT / 2 + apart];
  const bend = side === 0 ? 60 : ((endX - startX) * 2) / 5;
  const path = `M${startX} ${startY} C${startX + bend} ${startY} ${endX - (side === 0 ? -bend : bend)} ${endY} ${endX} ${endY}`;
  const title = `${arrow.from} → ${arrow.to}: ${certificateText(arrow.client, leaves)} / ${certificateText(arrow.server, leaves)}, ${protocolText(arrow)}, ${arrow.count}×`;
  const shown = short(clientName(arrow.client, leaves));
  const label = `<text class="shown" x="${startX + (side < 0 ? -6 : 6)}" y="${startY - 4}"${side < 0 ? ' text-anchor="end"' : ''}>${escaped(shown)}</text>`;
  return `<g><title>${escaped(title)}</title><path d="${path}" marker-end="url(#tip)"/>${label}</g>`;
}

const clientName = (certificate: ShownCertificate | undefined, leaves: Picture['leaves']): string =>
  nameOfCertificate(certificate, leaves);
