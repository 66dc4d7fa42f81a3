/** The main facts of an OCSP response. */
import { type CertStatus, CRL_REASONS, OCSP_STATUSES, type OcspResponseFields } from '../../x509/index.ts';
import type { Fact } from '../document/exhibit.ts';

const fact = (label: string, value: string, rule: string): Fact => ({ label, value, rule });

/** Most answers of a response that are told. */
const MOST_ANSWERS = 8;

/** The facts of an OCSP response: its status, and that of each certificate that it answers for. */
export function responseFacts({ responseStatus, responseBytes }: OcspResponseFields): Fact[] {
  const status = fact('Response status', nameIn(OCSP_STATUSES, responseStatus), 'RFC 6960 §4.2.1');
  const response = responseBytes?.response;
  if (response?.kind !== 'basic') return [status];
  const { responses } = response.value.tbsResponseData.value;
  const answers = responses.slice(0, MOST_ANSWERS).map(({ certStatus }) => statusText(certStatus));
  if (responses.length > MOST_ANSWERS) answers.push('…');
  return [status, fact('Certificate status', answers.join('; '), 'RFC 6960 §2.2')];
}

function statusText({ kind, value }: CertStatus): string {
  if (kind !== 'revoked') return kind;
  const { revocationTime, revocationReason } = value;
  const reason = revocationReason === undefined ? '' : ` (${nameIn(CRL_REASONS, revocationReason)})`;
  return `revoked on ${revocationTime.toISOString()}${reason}`;
}

const nameIn = (names: Readonly<Record<string, number>>, number: number): string =>
  Object.keys(names).find((name) => names[name] === number) ?? `${number}`;
