/** Markup that cannot be broken out of: whatever is put into a template is text, unless it is markup already. */
import { visible } from '../../document/visible.ts';

/** A piece of HTML. Made by `html` alone, but for what this project has written itself. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Content = string | number | Html | undefined | readonly Content[];

/** A template of HTML. Texts between its pieces are escaped, in contents and in quoted attributes alike; lists are joined. */
export const html = (pieces: TemplateStringsArray, ...contents: readonly Content[]): Html =>
  new Html(pieces.reduce((markup, piece, i) => markup + toMarkup(contents[i - 1]) + piece));

function toMarkup(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Html) return content.markup;
  if (typeof content === 'object') return content.map(toMarkup).join('');
  // What has no UTF-8 could not be written to a file.
  return visible(`${content}`)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
