import { diagnose } from '../../asn1/index.ts';
import type { DecodeOptions } from '../../codec/index.ts';
import type { Prose, Table } from '../document/exhibit.ts';
import type { Recognised } from './recognise.ts';

/** Of a longer path only the last levels are shown: whole paths would make the table as wide as they are long. */
const MOST_LEVELS = 3;
const placeText = (path: readonly string[]): string =>
  path.length <= MOST_LEVELS ? path.join(' › ') : `… › ${path.slice(-MOST_LEVELS).join(' › ')}`;

/** All deviations from DER, including those in strings that contain DER; and the fault at which decoding stopped, if it is not
 * among them: an encoded default value, or a missing field. */
export function deviationsTable(
  bytes: Uint8Array,
  { fault, deviations }: Pick<Recognised, 'fault' | 'deviations'>,
  options: DecodeOptions,
): Table | Prose {
  const found = diagnose(bytes, { limits: options.limits, insideStrings: true });
  const rows = found.map(({ at, code, rule, path, detail }) => [`${at}`, code, rule, placeText(path), detail]);
  if (fault !== undefined && !found.some(({ code }) => code === fault.code)) {
    const { at, code, rule, path } = fault;
    rows.push([`${at}`, code, rule, placeText(path), 'refused by the structure’s codec']);
  }
  for (const { at, code, rule } of deviations) {
    if (found.some((one) => one.code === code && one.at === at)) continue;
    rows.push([`${at}`, code, rule, '', 'tolerated by the structure’s codec']);
  }
  if (rows.length === 0) return { kind: 'prose', text: 'No deviation from DER.' };
  const columns = ['byte', 'code', 'rule', 'where', 'what'];
  return { kind: 'table', title: 'Deviations from DER', rule: 'X.690 §8, §10, §11', columns, rows };
}
