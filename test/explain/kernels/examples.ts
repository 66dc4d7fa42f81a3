/** Reading exhibits in tests. */
import { type Exhibit, type Fact, type Part, renderJson, renderText, type Table } from '../../../src/explain/index.ts';

/** Every part, those of sections too. */
export const partsOf = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part) => (part.kind === 'section' ? partsOf(part.parts) : [part]));

export function tableOf({ parts }: Exhibit, title: RegExp): Table {
  const found = partsOf(parts).find((part) => part.kind === 'table' && title.test(part.title));
  if (found?.kind !== 'table') throw new Error(`no table ${title}`);
  return found;
}

export function factOf({ parts }: Exhibit, label: string): Fact {
  const facts = partsOf(parts).flatMap((part) => (part.kind === 'facts' ? part.rows : []));
  const found = facts.find((fact) => fact.label === label);
  if (found === undefined) throw new Error(`no fact ${label}`);
  return found;
}

/** Both renderings with secrets hidden, without white space. */
export function hiddenRenderings(exhibit: Exhibit): string {
  const text = renderText(exhibit, { showSecrets: false });
  return `${text}${JSON.stringify(renderJson(exhibit, { showSecrets: false }))}`.replace(/\s/g, '');
}

/** Columns of the widest line. */
export const widest = (exhibit: Exhibit): number =>
  Math.max(
    ...renderText(exhibit, { showSecrets: true })
      .split('\n')
      .map((line) => [...line].length),
  );
