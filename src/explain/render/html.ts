/** An exhibit as one self-contained page: it needs no network and no other file. */
import { assertOptions, bytesToBase64, utf8ToBytes } from '../../bytes/index.ts';
import { sha256 } from '../../hash/index.ts';
import type { Check } from '../../x509/index.ts';
import type { Checks, Exhibit, Fact, Facts, Part, Section } from '../document/exhibit.ts';
import { assertExhibit, hasSecrets } from '../document/secrets.ts';
import { bytesText, counted, cutText, integerText } from '../document/value-text.ts';
import { assertSentences, type Sentences } from '../sentences/sentence.ts';
import { bytesHtml } from './html/bytes.ts';
import { SCRIPT, STYLE } from './html/embedded.ts';
import { Html, html } from './html/markup.ts';
import { HtmlPage, heading, hiddenMark, ruled } from './html/page.ts';
import { pointsHtml } from './html/points.ts';
import { sequenceHtml } from './html/sequence.ts';
import { searchHtml, tableHtml } from './html/steps.ts';

export interface HtmlOptions {
  /** Whether to include secrets in the file. */
  readonly showSecrets: boolean;
  /** Tells of each field what it is for: below the bytes, and where a field is selected. Default: none. */
  readonly sentences?: Sentences | undefined;
}

/** The text of an HTML file. The exhibit's content is always text, never markup; the page's policy permits only its own script,
 * and no loading. Glossary terms are explained where they first appear. */
export function renderHtml(exhibit: Exhibit, options: HtmlOptions): string {
  assertExhibit(exhibit);
  assertOptions(options, 'options', ['showSecrets', 'sentences']);
  const { showSecrets, sentences } = options;
  assertSentences(sentences);
  const { title, parts } = exhibit;
  const page = new HtmlPage(showSecrets, sentences);
  const contents = contentsHtml(parts);
  const body = parts.map((part, i) => html`<div id="part${i + 1}">${partHtml(part, 2, page)}</div>\n`);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Vitrine</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header><p class="house">Vitrine</p><button type="button" class="theme" aria-pressed="false">dark</button></header>
<main>
<h1>${title}</h1>
${hasSecrets(exhibit) ? secrecyHtml(showSecrets) : undefined}${contents}${body}</main>
<footer>One file, made by Vitrine; it loads nothing and sends nothing.</footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.markup;
}

/** The page's policy names its script by hash, so that no other can run. */
const SCRIPT_HASH = bytesToBase64(sha256.digest(utf8ToBytes(SCRIPT)));

/** A table of contents for long pages. */
function contentsHtml(parts: readonly Part[]): Html | undefined {
  const sections = parts.flatMap((part, i) => (part.kind === 'section' ? [{ title: part.title, number: i + 1 }] : []));
  if (sections.length < 3) return undefined;
  const links = sections.map(({ title, number }) => html`<li><a href="#part${number}">${title}</a></li>`);
  return html`<nav aria-label="Contents"><ol>${links}</ol></nav>\n`;
}

const secrecyHtml = (shown: boolean): Html =>
  html`<p class="secrecy">${
    shown
      ? 'This file shows secrets. Anyone who can read it can use them.'
      : 'Secret values are hidden: they are not in this file.'
  }</p>
`;

/** @param level - of the part's heading. */
function partHtml(part: Part, level: number, page: HtmlPage): Html {
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
  if (page.hides(secret)) return hiddenMark(value instanceof Uint8Array ? counted(value.length, 'byte') : undefined);
  if (value instanceof Uint8Array) return html`<code>${bytesText(value)}</code>`;
  return typeof value === 'bigint' ? html`<code>${integerText(value)}</code>` : html`${cutText(`${value}`)}`;
}

function checksHtml({ title, checks, chosen }: Checks, level: number, page: HtmlPage): Html {
  const id = page.id();
  const heads = heading(level, id, html`${page.told(title)}${chosen ? html` <small>chosen</small>` : undefined}`);
  const depths = [...new Set(checks.map(({ depth }) => depth))];
  const groups = depths.map((depth) => {
    const own = checks.filter((check) => check.depth === depth);
    const subject = own[0].subject || '(no subject)';
    return html`<p class="subject"><small>depth ${depth}</small> ${subject}</p><ul class="checks">${own.map(checkHtml)}</ul>`;
  });
  return html`<section class="part" aria-labelledby="${id}">${heads}${page.explained()}${groups}</section>`;
}

const VERDICTS = { pass: ['✓', 'kept'], fail: ['✗', 'broken'], note: ['!', 'note'] } as const;

function checkHtml({ code, detail, outcome, rule }: Check): Html {
  const [mark, word] = VERDICTS[outcome];
  return html`<li class="${outcome}"><span class="mark" aria-hidden="true">${mark}</span><span><span class="aside">${word}: </span><b>${code}</b> ${detail}</span>${ruled(rule)}</li>\n`;
}
