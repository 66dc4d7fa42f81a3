/** The rows of the tables of rules, as texts of their files. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The tables of the profile rfc5280, and what the others have beside it. */
export const COMMON_TABLES = ['fields', 'extensions', 'signatures', 'authorities', 'leaf'];
export const PROFILE_TABLES = ['strict', 'webpki'];

export interface Row {
  readonly file: string;
  readonly text: string;
  readonly code: string;
  /** The name of the function that judges, where it has one. */
  readonly judge: string | undefined;
}

export const rowsOf = (tables: readonly string[]): readonly Row[] =>
  tables.flatMap((table) => {
    const file = `rules/${table}.ts`;
    const source = readFileSync(resolve(import.meta.dirname, '../../src/x509/validate', file), 'utf8');
    const found = source.matchAll(/^ {2}\{\n {4}code: '(.*?)',\n(?: {4}.*\n)*? {2}\},\n/gm);
    return [...found].map(([text, code]) => ({ file, text, code, judge: /judge: (judge\w+),\n/.exec(text)?.[1] }));
  });

/** The judges of rows that no defect of a chain breaks: `cases-of-rows.ts` has cases for them. */
export const WITHOUT_DEFECT: readonly string[] = [
  'judgeUniqueIdentifiers',
  'judgeEmpty',
  'judgeNameless',
  'judgeAnchorVersion',
  // Notes, never a reason to refuse: a duty of who issues, and a help to find an issuer.
  'judgeTimeEncoding',
  'judgeKeyIdentifier',
];
