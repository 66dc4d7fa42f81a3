import type { Fact, Facts } from '../../document/exhibit.ts';
import { bytesText, cutText, integerText } from '../../document/value-text.ts';
import { visible } from '../../document/visible.ts';
import { HIDDEN, type Page, ruled, titled } from './page.ts';
import { pad, width, wrap } from './wrap.ts';

/** Longer labels have their values on the lines below. */
const LABEL_COLUMNS = 26;

/** A column of labels, and one of values with their rules. */
export function factsLines({ title, rows }: Facts, page: Page): string[] {
  const margin = Math.min(LABEL_COLUMNS, Math.max(0, ...rows.map(({ label }) => width(visible(label)))));
  return [...titled(title, '', page), ...rows.flatMap((row) => factLines(row, margin, page))];
}

function factLines({ label, value, rule, secret }: Fact, margin: number, page: Page): string[] {
  const hidden = secret === true && !page.showSecrets;
  const lines = ruled(hidden ? HIDDEN : valueText(value), rule, page.columns - margin - 4, page);
  const name = visible(label);
  const own = width(name) > margin ? wrap(name, page.columns - 2) : [];
  return [
    ...own.map((line) => `  ${page.paint('cyan', line)}`),
    ...lines.map((line, i) => `  ${page.paint('cyan', pad(i === 0 && own.length === 0 ? name : '', margin))}  ${line}`),
  ];
}

function valueText(value: Fact['value']): string {
  if (value instanceof Uint8Array) return bytesText(value);
  return typeof value === 'bigint' ? integerText(value) : visible(cutText(`${value}`));
}
