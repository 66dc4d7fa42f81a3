/** Markup that content cannot break out of: every value in a template is text, unless it is already markup. */
import { visible } from '../../document/visible.ts';

/** A piece of HTML. Only `html` makes it, except for trusted parts of this project. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Content = string | number | Html | false | undefined | readonly Content[];

/** A template of HTML. Texts between its pieces are escaped, in contents and in quoted attributes alike; lists are joined. */
export const html = (pieces: TemplateStringsArray, ...contents: readonly Content[]): Html =>
  new Html(pieces.reduce((markup, piece, i) => markup + toMarkup(contents[i - 1]) + piece));

function toMarkup(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.markup;
  if (typeof content === 'object') return content.map(toMarkup).join('');
  // Lone surrogates have no UTF-8 encoding.
  return visible(`${content}`)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
