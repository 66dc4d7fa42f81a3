/** Extensions by their OID, whether or not `EXTENSIONS` has a row for them. */
import { type Codec, decode, encode } from '../../codec/index.ts';
import { DESCRIBED_EXTENSIONS } from './described.ts';
import { EXTENSIONS, type Extension } from './index.ts';

type Row<T> = { readonly id: string; readonly codec: Codec<T> };

/** The value of the first extension with the OID of `row`, decoded; undefined if there is none.
 * @throws DecodeError for a malformed value; its offset counts from the value's first byte. */
export function valueByOid<T>(extensions: readonly Extension[] | undefined, row: Row<T>): T | undefined {
  const found = extensions?.find(({ extnID }) => extnID === row.id);
  if (found === undefined) return undefined;
  const { kind, value } = found.extnValue;
  return kind === 'other' ? decode(row.codec, value) : (value as T);
}

/** An extension to encode.
 * @throws EncodeError. */
export function extensionByOid<T>(row: Row<T>, critical: boolean, value: T): Extension {
  const known = Object.entries(EXTENSIONS).find(([, { id }]) => id === row.id);
  const extnValue =
    known === undefined ? { kind: 'other', value: encode(row.codec, value) } : { kind: known[0], value };
  return { extnID: row.id, critical, extnValue: extnValue as Extension['extnValue'] };
}

/** The rows that revocation uses, typed by their codecs. */
export const {
  cRLNumber: CRL_NUMBER,
  cRLReason: CRL_REASON,
  invalidityDate: INVALIDITY_DATE,
  deltaCRLIndicator: DELTA_CRL_INDICATOR,
  issuingDistributionPoint: ISSUING_DISTRIBUTION_POINT,
  certificateIssuer: CERTIFICATE_ISSUER,
  cRLDistributionPoints: CRL_DISTRIBUTION_POINTS,
  freshestCRL: FRESHEST_CRL,
  issuerAltName: ISSUER_ALT_NAME,
  tlsFeature: TLS_FEATURE,
  ocspNoCheck: OCSP_NO_CHECK,
} = DESCRIBED_EXTENSIONS;
