/** The state shared by all parts of a page. */
import { type FirstTerm, firstTerms, type Language } from '../../glossary.ts';
import type { Sentences } from '../../sentences/sentence.ts';
import { type Html, html } from './markup.ts';
import { ENGLISH_WORDS, type PageWords } from './words.ts';

export class HtmlPage {
  readonly showSecrets: boolean;
  readonly sentences: Sentences | undefined;
  readonly words: PageWords;
  readonly #idsBegin: string;
  readonly #language: Language;
  #ids = 0;
  readonly #seen = new Set<string>();
  #unexplained: FirstTerm[] = [];

  /** @param idsBegin - what every id begins with. @param language - of the glossary. */
  constructor(
    showSecrets: boolean,
    sentences: Sentences | undefined,
    idsBegin = 'n',
    language: Language = 'en',
    words: PageWords = ENGLISH_WORDS,
  ) {
    this.showSecrets = showSecrets;
    this.sentences = sentences;
    this.#idsBegin = idsBegin;
    this.#language = language;
    this.words = words;
  }

  /** Whether to leave secrets out. */
  hides(secret: boolean | undefined): boolean {
    return secret === true && !this.showSecrets;
  }

  /** The placeholder for a secret. @param what - its size. */
  hiddenMark(what?: string): Html {
    return html`<span class="hidden">${this.words.hidden(what)}</span>`;
  }

  /** Unique on the page. */
  id(): string {
    return `${this.#idsBegin}${++this.#ids}`;
  }

  /** A text in which terms are marked where they first appear; `explained` returns their explanations. */
  told(text: string): Html {
    const terms = firstTerms(text, this.#seen, this.#language);
    this.#unexplained.push(...terms);
    const ends = [0, ...terms.map(({ at, length }) => at + length)];
    const marked = terms.map(
      ({ at, length }, i) => html`${text.slice(ends[i], at)}<dfn>${text.slice(at, at + length)}</dfn>`,
    );
    return html`${marked}${text.slice(ends[terms.length])}`;
  }

  /** The explanations of the terms marked since the last call. */
  explained(): Html | undefined {
    const terms = this.#unexplained;
    this.#unexplained = [];
    if (terms.length === 0) return undefined;
    const entries = terms.map(({ label, explanation }) => html`<div><dt>${label}</dt><dd>${explanation}</dd></div>`);
    return html`<dl class="glossary">${entries}</dl>`;
  }
}

/** A heading, at most as deep as HTML allows. @param rule - '' if there is none. */
export const heading = (level: number, id: string, title: Html | string, rule = ''): Html => {
  const tag = `h${Math.min(level, 6)}`;
  return html`<${tag} id="${id}">${title}${ruled(rule)}</${tag}>`;
};

/** A reference to the rule, if there is one. */
export const ruled = (rule: string): Html | undefined =>
  rule === '' ? undefined : html` <small class="rule">${rule}</small>`;
