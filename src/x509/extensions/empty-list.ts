/** Lists without an entry in extensions: RFC 5280 gives them SIZE (1..MAX). `Extension` keeps these extensions as bytes, so reading a
 * certificate does not refuse them. */
import { DecodeError, decode } from '../../codec/index.ts';
import { DESCRIBED_EXTENSIONS } from './described.ts';
import type { Extension } from './index.ts';

/** The rule that forbids it, if the first fault of a described extension is a list without an entry. */
export function ruleOfEmptyList({ extnID, extnValue: { kind, value } }: Extension): string | undefined {
  // Such a list has the length 0: a value without that byte, as almost all are, need not be decoded.
  if (kind !== 'other' || !value.includes(0)) return undefined;
  const row = Object.values(DESCRIBED_EXTENSIONS).find(({ id }) => id === extnID);
  try {
    if (row !== undefined) decode<unknown>(row.codec, value);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (error.code === 'out-of-range' && value[error.at - 1] === 0) return row?.codec.rule;
  }
  return undefined;
}
