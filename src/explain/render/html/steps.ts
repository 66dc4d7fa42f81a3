/** Content to step through: the rows of a table, the numbers of a search. The page's script moves between them. */
import type { Search, SearchMark, Table } from '../../document/exhibit.ts';
import { shownRows } from '../../document/table-rows.ts';
import { integerText, MOST_ROWS, rowsLeftOut } from '../../document/value-text.ts';
import { type Html, html } from './markup.ts';
import { type HtmlPage, heading } from './page.ts';

export function tableHtml(table: Table, level: number, page: HtmlPage): Html {
  const { title, rule, columns, rows, secret, squares } = table;
  const id = page.id();
  const heads = heading(level, id, page.told(title), rule);
  const explained = page.explained();
  if (page.hides(secret)) {
    return html`<section class="part" aria-labelledby="${id}">${heads}${explained}<p>${page.hiddenMark(page.words.rows(rows.length))}</p></section>`;
  }
  if (table.listing) {
    const lines = rows.map(
      (row) =>
        html`<span${row[0] !== ' ' && html` class="line-${row[0] === '+' ? 'in' : 'out'}"`}>${row[0]} ${row[1]}\n</span>`,
    );
    return html`<section class="part" aria-labelledby="${id}">${heads}${explained}<pre class="listing" tabindex="0">${lines}</pre></section>`;
  }
  const shown = shownRows(table, MOST_ROWS);
  const more = rowsLeftOut(rows.length, page.words.moreRows);
  const body = shown.map(
    ({ cells, index }) =>
      html`<tr data-step${index !== undefined && howOf(table, index)}>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
  );
  return html`<section class="part steps" aria-labelledby="${id}">${heads}${explained}
${shown.length > 1 ? stepper(title, page.words.row, shown.length, page) : undefined}<dl class="lens" data-fresh="${page.words.fresh}" data-moved="${page.words.moved}"></dl>${squares && squaresHtml(page)}${table.how && html`<ol class="how"></ol>`}
<div class="scroll" tabindex="0" role="region" aria-label="${page.words.allRows(title)}"><table${squares && html` data-squares="${squares.column}"`}>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${body}</tbody></table></div>${more && html`<p class="omitted">${more}</p>`}</section>`;
}

/** Where the page's script draws the squares of the chosen row. */
const squaresHtml = ({ words: { squares } }: HtmlPage): Html =>
  html`<div class="squares" data-before="${squares.before}" data-after="${squares.after}" data-here="${squares.here}"></div>`;

/** What the page's script shows when a row is chosen. */
function howOf({ how, squares }: Table, row: number): Html {
  const lines = how?.[row] ?? [];
  const from = squares?.from[row];
  return html`${lines.length > 0 && html` data-how="${lines.join('|')}"`}${from !== undefined && html` data-from="${from}"`}`;
}

/** A search as a row of marks, one for each number. For a secret search neither the numbers nor their divisors are shown, which
 * together would reveal the result; the fact that a small prime divides a number reveals less than one bit. */
export function searchHtml({ title, start, marks, secret }: Search, level: number, page: HtmlPage): Html {
  const id = page.id();
  const { outcomes, named, numbers, number, separator } = page.words;
  const hidden = page.hides(secret);
  const pictured = marks.map(({ outcome, offset, detail }) => {
    const told = named(`+${offset}`, (!hidden && detail) || outcomes[outcome]);
    return html`<i data-step class="${outcome}" title="${told}"></i>`;
  });
  const kinds = (Object.keys(outcomes) as SearchMark['outcome'][])
    .map((outcome) => ({ outcome, count: marks.filter((mark) => mark.outcome === outcome).length }))
    .filter(({ count }) => count > 0);
  const legend = kinds.map(
    ({ outcome, count }) => html`<li><i class="${outcome}"></i> ${count} ${page.told(outcomes[outcome])}</li>`,
  );
  const summary = kinds.map(({ outcome, count }) => `${count} ${outcomes[outcome]}`).join(separator);
  const from = hidden ? page.hiddenMark() : html`<code>${integerText(start, page.words)}</code>`;
  return html`<section class="part steps search" aria-labelledby="${id}">${heading(level, id, page.told(title))}
<ul class="legend">${legend}</ul>${page.explained()}
<p>${numbers(marks.length)}${from}</p>
${marks.length > 1 ? stepper(title, number, marks.length, page, true) : undefined}<p class="told" aria-hidden="true" data-separator="${separator}"></p>
<div class="marks" role="img" aria-label="${named(title, summary)}">${pictured}</div></section>`;
}

/** Buttons for back and forth, and a slider; `plays`: one that goes on by itself. */
const stepper = (title: string, noun: string, count: number, { words }: HtmlPage, plays = false): Html =>
  html`<div class="stepper"><button type="button" data-by="-1" aria-label="${words.back(title)}">‹</button><input type="range" min="1" max="${count}" value="1" aria-label="${words.named(noun, title)}"><button type="button" data-by="1" aria-label="${words.forth(title)}">›</button><output>${words.first(noun, count)}</output>${plays && html`<button type="button" class="play" data-play="${words.pause}" aria-label="${words.named(words.play, title)}">${words.play}</button>`}</div>`;
