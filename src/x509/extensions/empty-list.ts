/** Lists without an entry in extensions, which RFC 5280 gives SIZE (1..MAX), and distribution points that name nothing. `Extension` keeps
 * these extensions as bytes, so reading a certificate does not refuse them. */
import { DecodeError, decode } from '../../codec/index.ts';
import { isNowhere } from './crl-distribution-points.ts';
import { DESCRIBED_EXTENSIONS, describedValue } from './described.ts';
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

/** The rule that forbids it, if a distribution point says neither where a list is nor whose it is. */
export function ruleOfNowhere(extension: Extension): string | undefined {
  const { kind, value } = extension.extnValue;
  // Such a point has the length 0, or begins with the tag of `reasons`: a value without these bytes need not be decoded.
  if (kind !== 'other' || !(value.includes(0) || value.includes(0x81))) return undefined;
  const described = describedValue(extension);
  if (described?.kind !== 'cRLDistributionPoints' && described?.kind !== 'freshestCRL') return undefined;
  return described.value.some(isNowhere) ? DESCRIBED_EXTENSIONS[described.kind].codec.rule : undefined;
}
