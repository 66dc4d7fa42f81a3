/** Whether a structure is current at a time: a certificate by its validity, a list or an OCSP response by its updates. */
import { decodeCertificate, decodeCertificateList, decodeOcspResponse } from '../../x509/index.ts';

/** The structures that someone signs. */
export type SignedKind = 'certificate' | 'list' | 'request' | 'response';

const KINDS: readonly (readonly [begins: string, SignedKind])[] = [
  ['Certificate request', 'request'],
  ['Certificate revocation list', 'list'],
  ['Certificate', 'certificate'],
  ['OCSP response', 'response'],
];

/** @param title - the kind of structure, as it is shown. @returns undefined for one that nobody signs. */
export const kindOf = (title: string): SignedKind | undefined =>
  KINDS.find(([begins]) => title.startsWith(begins))?.[1];

export interface PeriodVerdict {
  readonly kind: Exclude<SignedKind, 'request'>;
  /** `open`: it is current, and does not say until when. */
  readonly status: 'current' | 'early' | 'late' | 'open';
  /** In ISO 8601. */
  readonly from: string;
  /** '' if it is not stated. */
  readonly to: string;
}

/** @returns undefined for a structure without a period. Of a response with several answers, one that is not current counts.
 * @throws DecodeError. */
export function periodOf(kind: SignedKind | undefined, bytes: Uint8Array, time: Date): PeriodVerdict | undefined {
  if (kind === undefined || kind === 'request') return undefined;
  const verdicts = periodsIn(kind, bytes).map(([from, to]): PeriodVerdict => {
    const status = time < from ? 'early' : to === undefined ? 'open' : time > to ? 'late' : 'current';
    return { kind, status, from: textOf(from), to: to === undefined ? '' : textOf(to) };
  });
  return verdicts.find(({ status }) => status === 'late' || status === 'early') ?? verdicts[0];
}

type Period = readonly [from: Date, to: Date | undefined];

function periodsIn(kind: PeriodVerdict['kind'], bytes: Uint8Array): readonly Period[] {
  if (kind === 'certificate') {
    const { notBefore, notAfter } = decodeCertificate(bytes);
    return [[notBefore, notAfter]];
  }
  if (kind === 'list') {
    const { thisUpdate, nextUpdate } = decodeCertificateList(bytes);
    return [[thisUpdate, nextUpdate]];
  }
  return decodeOcspResponse(bytes).responses.map(({ thisUpdate, nextUpdate }): Period => [thisUpdate, nextUpdate]);
}

const textOf = (time: Date): string => time.toISOString().replace('.000Z', 'Z');
