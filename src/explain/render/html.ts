/** An exhibit as one self-contained page: it needs no network and no other file. */
import { assertOptions, bytesToBase64, utf8ToBytes } from '../../bytes/index.ts';
import { sha256 } from '../../hash/index.ts';
import { assertExhibit } from '../document/assert-exhibit.ts';
import type { Exhibit, Part } from '../document/exhibit.ts';
import { hasSecrets } from '../document/secrets.ts';
import { assertSentences, type Sentences } from '../sentences/sentence.ts';
import { SCRIPT, STYLE } from './html/embedded.ts';
import { Html, html } from './html/markup.ts';
import { HtmlPage } from './html/page.ts';
import { partHtml } from './html/parts.ts';

export interface HtmlOptions {
  /** Whether to include secrets in the file. */
  readonly showSecrets: boolean;
  /** Sentences that explain the purpose of each field, shown below the bytes and where a field is selected. Default: none. */
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
<header><p class="house">Vitrine</p><button type="button" class="theme" data-light="Light colours" data-dark="Dark colours">Other colours</button></header>
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

/** A table of contents for long pages: those of several sections, or of many parts. */
function contentsHtml(parts: readonly Part[]): Html | undefined {
  const titled = parts.flatMap((part, i) =>
    part.kind === 'prose' || part.title === '' ? [] : [{ kind: part.kind, title: part.title, number: i + 1 }],
  );
  if (titled.filter(({ kind }) => kind === 'section').length < 3 && titled.length < 6) return undefined;
  const links = titled.map(({ title, number }) => html`<li><a href="#part${number}">${title}</a></li>`);
  return html`<nav aria-label="Contents"><ol>${links}</ol></nav>\n`;
}

const secrecyHtml = (shown: boolean): Html =>
  html`<p class="secrecy">${
    shown
      ? 'This file shows secrets. Anyone who can read it can use them.'
      : 'Secret values are hidden: they are not in this file. The switch -show-secrets of vitrine, or showSecrets: true in a program, puts them into it.'
  }</p>
`;
