/** The parts of an exhibit as HTML, without a page around them. */
import type { Check } from '../../../x509/index.ts';
import type { Checks, Fact, Facts, Part, Section } from '../../document/exhibit.ts';
import { bytesText, cutText, integerText } from '../../document/value-text.ts';
import { bytesHtml } from './bytes.ts';
import { type Html, html } from './markup.ts';
import { type HtmlPage, heading, ruled } from './page.ts';
import { pointsHtml } from './points.ts';
import { sequenceHtml } from './sequence.ts';
import { searchHtml, tableHtml } from './steps.ts';

/** @param level - of the part's heading. */
export function partHtml(part: Part, level: number, page: HtmlPage): Html {
  switch (part.kind) {
    case 'prose':
      return html`<p class="prose">${page.told(part.text.replace(/\s+/g, ' '))}</p>${page.explained()}`;
    case 'facts':
      return factsHtml(part, level, page);
    case 'bytes':
      return bytesHtml(part, level, page);
    case 'table':
      return tableHtml(part, level, page);
    case 'checks':
      return checksHtml(part, level, page);
    case 'sequence':
      return sequenceHtml(part, level, page, (detail) => partsHtml(detail, level + 1, page));
    case 'search':
      return searchHtml(part, level, page);
    case 'points':
      return pointsHtml(part, level, page);
    case 'section':
      return sectionHtml(part, level, page);
  }
}

const partsHtml = (parts: readonly Part[], level: number, page: HtmlPage): Html =>
  html`${parts.map((part) => partHtml(part, level, page))}`;

function sectionHtml({ title, parts }: Section, level: number, page: HtmlPage): Html {
  const id = page.id();
  const heads = heading(level, id, page.told(title));
  return html`<section aria-labelledby="${id}">${heads}${page.explained()}${partsHtml(parts, level + 1, page)}</section>`;
}

function factsHtml({ title, rows }: Facts, level: number, page: HtmlPage): Html {
  const id = page.id();
  const heads = heading(level, id, page.told(title));
  const facts = rows.map(
    (row) =>
      html`<div><dt>${page.told(row.label)}</dt><dd><span>${factValue(row, page)}</span>${ruled(row.rule)}</dd></div>\n`,
  );
  return html`<section class="part" aria-labelledby="${id}">${heads}<dl class="facts">${facts}</dl>${page.explained()}</section>`;
}

function factValue({ value, secret }: Fact, page: HtmlPage): Html {
  if (page.hides(secret))
    return page.hiddenMark(value instanceof Uint8Array ? page.words.bytes(value.length) : undefined);
  if (value instanceof Uint8Array) return html`<code>${bytesText(value, page.words)}</code>`;
  return typeof value === 'bigint'
    ? html`<code>${integerText(value, page.words)}</code>`
    : html`${cutText(`${value}`, undefined, page.words)}`;
}

function checksHtml({ title, checks, chosen }: Checks, level: number, page: HtmlPage): Html {
  const id = page.id();
  const heads = heading(
    level,
    id,
    html`${page.told(title)}${chosen ? html` <small>${page.words.chosen}</small>` : undefined}`,
  );
  const depths = [...new Set(checks.map(({ depth }) => depth))];
  const groups = depths.map((depth) => {
    const own = checks.filter((check) => check.depth === depth);
    const subject = own[0].subject || page.words.nobody;
    return html`<p class="subject"><small>${page.words.depth(depth)}</small> ${subject}</p><ul class="checks">${own.map((check) => checkHtml(check, page))}</ul>`;
  });
  return html`<section class="part" aria-labelledby="${id}">${heads}${page.explained()}${groups}</section>`;
}

const MARKS = { pass: '✓', fail: '✗', note: '!' } as const;

function checkHtml({ code, detail, outcome, rule }: Check, { words }: HtmlPage): Html {
  const [mark, word] = [MARKS[outcome], words.verdicts[outcome]];
  return html`<li class="${outcome}"><span class="mark" aria-hidden="true">${mark}</span><span><span class="aside">${word}: </span><b>${code}</b> ${detail}</span>${ruled(rule)}</li>\n`;
}
