/** The picture of a cluster's traffic as a page: a drawing, and tables with the same content. It reloads itself, and needs no script. */
import { escaped, trafficDrawing } from './traffic-drawing.ts';
import { certificateText, type Picture, protocolText } from './traffic-text.ts';

const RELOAD_SECONDS = 2;

export const TRAFFIC_STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --line: #4a6fa5; --box: #eef2f8; --text: #1c2330; --down: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --line: #8fb3e8; --box: #1f2733; --text: #e6ebf3; --down: #ffb4ab; } }
body { max-width: 84rem; margin: 1.5rem auto; padding: 0 1rem; color: var(--text); }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; } td time { font-variant-numeric: tabular-nums; }
code { font-size: .9em; overflow-wrap: anywhere; }
svg { display: block; width: 100%; min-width: 60rem; height: auto; } svg rect { fill: var(--box); stroke: var(--line); } svg .down { stroke: var(--down); stroke-dasharray: 4 3; }
svg text { fill: var(--text); font-size: 13px; } svg .shown { font-size: 11px; paint-order: stroke; stroke: Canvas; stroke-width: 3px; } svg path { stroke: var(--line); fill: none; stroke-width: 1.5; } svg marker path { fill: var(--line); stroke: none; }
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
${scrolled('The drawing', trafficDrawing(picture))}
<h2>Handshakes</h2>
${arrowTable(picture)}
<h2>The certificates of the folder</h2>
${leafTable(picture)}
</main>
</body>
</html>
`;
}

function arrowTable({ traffic, leaves }: Picture): string {
  const rows = traffic.arrows.map((arrow) => {
    const cells = [arrow.from, certificateText(arrow.client, leaves), arrow.to, certificateText(arrow.server, leaves)];
    const numbers = [protocolText(arrow), `${arrow.count}`, `${arrow.resumed}`];
    const last = `<td><time datetime="${escaped(arrow.at)}">${escaped(arrow.at.slice(11, 19))}</time></td>`;
    return `<tr>${[...cells, ...numbers].map((cell) => `<td>${escaped(cell)}</td>`).join('')}${last}</tr>`;
  });
  const head = ['client', 'shows', 'server', 'shows', 'protocol', 'handshakes', 'resumed', 'last (UTC)'];
  return table('Handshakes', head, rows);
}

function leafTable({ traffic, leaves }: Picture): string {
  const rows = leaves.map(({ name, serial, subject }) => {
    const { shown, verified } = traffic.sightings(serial);
    const cells = [escaped(name), `<code>${escaped(serial)}</code>`, escaped(subject), `${shown}`, `${verified}`];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return table(
    'The certificates of the folder',
    ['certificate', 'serial number', 'subject', 'shown', 'verified'],
    rows,
  );
}

const table = (name: string, head: readonly string[], rows: readonly string[]): string =>
  scrolled(
    name,
    `<table><thead><tr>${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`,
  );

/** What is wider than a small screen scrolls, by keys too. */
const scrolled = (name: string, content: string): string =>
  `<div class="scroll" role="region" aria-label="${name}" tabindex="0">${content}</div>`;
