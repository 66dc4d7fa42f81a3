/** An exhibit as a fragment of HTML, to be embedded in another page. */
import { assertFields, assertOptions, assertString } from '../../bytes/index.ts';
import { assertExhibit } from '../document/assert-exhibit.ts';
import type { Exhibit, Part } from '../document/exhibit.ts';
import type { Language } from '../glossary.ts';
import { assertSentences, type Sentences } from '../sentences/sentence.ts';
import { html } from './html/markup.ts';
import { HtmlPage } from './html/page.ts';
import { partHtml } from './html/parts.ts';
import type { PageWords } from './html/words.ts';

export interface HtmlFragmentOptions {
  /** Whether to include secrets. */
  readonly showSecrets: boolean;
  /** The level of the parts' headings, 1 to 6. */
  readonly level: number;
  /** What every `id` begins with, so that several fragments can stand on one page. */
  readonly ids: string;
  /** Sentences that explain the purpose of each field. Default: none. */
  readonly sentences?: Sentences | undefined;
  /** The language of the glossary. */
  readonly language: Language;
  /** The words that the markup adds to the exhibit. Default: English. */
  readonly words?: PageWords | undefined;
}

/** The markup of an exhibit's parts, without its title. The exhibit's content is always text, never markup; it contains no
 * script, no style and no handler. `STYLE`, the style sheet of `vitrine explain`'s pages, fits it. */
export function renderHtmlFragment(exhibit: Exhibit, options: HtmlFragmentOptions): string {
  assertExhibit(exhibit);
  return partsHtml(exhibit.parts, options);
}

/** As `renderHtmlFragment`, for parts that the engine made: a page need not load the check of an exhibit. */
export function partsHtml(parts: readonly Part[], options: HtmlFragmentOptions): string {
  assertOptions(options, 'options', ['showSecrets', 'sentences', 'level', 'ids', 'language', 'words']);
  const { showSecrets, sentences, level, ids, language, words } = options;
  assertSentences(sentences);
  assertString(ids, 'options.ids');
  if (words !== undefined) assertFields(words, 'options.words', 'PageWords', 'first');
  const page = new HtmlPage(showSecrets, sentences, ids, language, words);
  return html`${parts.map((part) => partHtml(part, level, page))}`.markup;
}
