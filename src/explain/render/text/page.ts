/** The state shared by all parts of a text. */
import { visible } from '../../document/visible.ts';
import type { Sentences } from '../../sentences/sentence.ts';
import { width, wrap } from './wrap.ts';

/** Text styles. */
export type TextStyle = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';
export type Paint = (style: TextStyle, text: string) => string;

export interface Page {
  readonly columns: number;
  readonly showSecrets: boolean;
  readonly paint: Paint;
  /** Terms that were already explained. */
  readonly explained: Set<string>;
  readonly sentences: Sentences | undefined;
  /** Sentences that were already printed. */
  readonly told: Set<string>;
}

/** The placeholder for a secret. */
export const HIDDEN = '(hidden)';

/** A text in lines of at most `columns`, followed by its rule on the same line or on lines of its own. */
export function ruled(text: string, rule: string, columns: number, page: Page): string[] {
  const lines = wrap(text, columns);
  if (rule === '') return lines;
  const cited = visible(rule);
  const last = lines[lines.length - 1];
  if (width(last) + 2 + width(cited) > columns) {
    return [...lines, ...wrap(cited, columns).map((line) => page.paint('dim', line))];
  }
  return [...lines.slice(0, -1), `${last}  ${page.paint('dim', cited)}`];
}

/** The title of a part, and its rule. */
export function titled(title: string, rule: string, page: Page): string[] {
  const [first, ...more] = ruled(visible(title), rule, page.columns, page);
  return [page.paint('bold', first), ...more];
}
