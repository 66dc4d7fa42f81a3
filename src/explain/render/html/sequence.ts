import type { Arrow, Part, Sequence } from '../../document/exhibit.ts';
import { type Html, html } from './markup.ts';
import { type HtmlPage, heading } from './page.ts';

/** The messages as arrows between two timelines. Selecting an arrow shows its details.
 * @param detailHtml - renders the details of a message. */
export function sequenceHtml(
  { title, actors, arrows }: Sequence,
  level: number,
  page: HtmlPage,
  detailHtml: (detail: readonly Part[]) => Html,
): Html {
  const id = page.id();
  const heads = heading(level, id, page.told(title));
  const items = arrows.map((arrow, i) => arrowHtml(arrow, i + 1, actors, page, detailHtml));
  return html`<section class="part sequence" aria-labelledby="${id}">${heads}${page.explained()}
<div class="actors" aria-hidden="true"><span>${actors[0]}</span><span>${actors[1]}</span></div>
<ol class="arrows">${items}</ol></section>`;
}

function arrowHtml(
  arrow: Arrow,
  number: number,
  actors: Sequence['actors'],
  page: HtmlPage,
  detailHtml: (detail: readonly Part[]) => Html,
): Html {
  const { from, label, note, detail } = arrow;
  const kind = `arrow ${from === 0 ? 'right' : 'left'}${arrow.protected ? ' protected' : ''}`;
  const way = page.words.way(actors[from], actors[1 - from]);
  const lock = arrow.protected ? html` <small class="lock">${page.words.encrypted}</small>` : undefined;
  const face = html`<span class="aside">${way}</span><span class="name"><small>${number}</small> ${page.told(label)}${lock}</span><span class="shaft"></span><span class="note">${page.told(note)}</span>`;
  const explained = page.explained();
  if (detail.length === 0) return html`<li class="${kind}"><div class="face">${face}</div>${explained}</li>\n`;
  return html`<li class="${kind}"><details><summary class="face">${face}</summary><div class="detail">${detailHtml(detail)}</div></details>${explained}</li>\n`;
}
