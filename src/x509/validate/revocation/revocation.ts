/** Whether a certificate is revoked: by lists (RFC 5280 §6.3) and OCSP responses (RFC 6960) that the caller supplies. Nothing is
 * fetched. */
import { DecodeError } from '../../../codec/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import { TLS_FEATURE, valueByOid } from '../../extensions/by-oid.ts';
import type { OcspResponse } from '../../ocsp/response.ts';
import type { Target } from './evidence.ts';
import type { RevocationFinding, Status } from './finding.ts';
import { statusByLists } from './list-status.ts';
import { type ResponseQuestion, statusByResponses } from './response-status.ts';

export interface RevocationQuestion extends ResponseQuestion {
  readonly policy: 'if-present' | 'require';
  /** Whether a certificate with must-staple (RFC 7633) needs a response here. */
  readonly mustStaple: boolean;
  /** Those of `ocspResponses` that came in the handshake. */
  readonly stapledResponses: readonly OcspResponse[];
}

/** RFC 7633 §4.1, RFC 6066 §8: the extension status_request of TLS. */
const STATUS_REQUEST = 5;

/** The findings about one certificate that is not an anchor: first its status, then the evidence that was not used and why. */
export function revocationOf(target: Target, question: RevocationQuestion): RevocationFinding[] {
  const online = statusByResponses(target, question);
  const listed = statusByLists(target, question);
  const staple = mustStaple(target.certificate, question, () => stapledStatus(target, question));
  const [first, second] = [online.status, listed.status];
  // A revocation counts, whether it comes from a list or a response.
  const status = first?.kind === 'revoked' ? first : second?.kind === 'revoked' ? second : (first ?? second);
  const rejections = [...online.rejections, ...listed.rejections];
  if (status !== undefined) {
    return [statusFinding(status), ...staple, ...rejections.map((one) => ({ ...one, outcome: 'note' as const }))];
  }
  // If an answer is required, the reasons that prevent it are failures.
  const outcome = question.policy === 'require' ? 'fail' : 'note';
  return [
    ...rejections.map((one) => ({ ...one, outcome })),
    unknown(outcome, rejections.length === 0 ? NO_EVIDENCE : 'none of the lists and responses can be used'),
    ...staple,
  ] as RevocationFinding[];
}

const NO_EVIDENCE = 'no list or response about it is at hand';

/** The findings about a certificate whose issuer is not known: no list or response can be attributed to it. */
export function statusWithoutIssuer(certificate: Certificate, question: RevocationQuestion): RevocationFinding[] {
  const outcome = question.policy === 'require' ? 'fail' : 'note';
  const finding = unknown(outcome, 'its issuer, whose evidence would count, is not among the certificates given');
  const what = 'give the certificate of its issuer among the intermediates, and a list or an OCSP response of it';
  return [{ ...finding, advice: { who: 'verifier', what } }, ...mustStaple(certificate, question, () => undefined)];
}

function statusFinding(status: Status): RevocationFinding {
  const rule = 'RFC 5280 §6.1.3 (a)(3)';
  if (status.kind === 'good')
    return { code: 'revoked', rule, outcome: 'pass', detail: `not revoked, by ${status.source}` };
  const since = status.since.toISOString().replace('.000Z', 'Z');
  const detail = `revoked on ${since} (${status.reason}), by ${status.source}`;
  return {
    code: 'revoked',
    rule,
    outcome: 'fail',
    detail,
    advice: { who: 'holder', what: 'ask the CA for a new certificate' },
  };
}

function unknown(outcome: 'fail' | 'note', why: string): RevocationFinding {
  return {
    code: 'revocation-unknown',
    rule: 'RFC 5280 §6.3.3',
    outcome,
    detail: `whether it is revoked is not known: ${why}`,
    advice: { who: 'verifier', what: "give a current list of the certificate's issuer, or an OCSP response about it" },
  };
}

/** RFC 7633 §4.3.3: the response has to come from the server. One from elsewhere tells the status, and does not excuse the server. */
const stapledStatus = (target: Target, question: RevocationQuestion): Status | undefined =>
  statusByResponses(target, { ...question, ocspResponses: question.stapledResponses }).status;

function mustStaple(
  certificate: Certificate,
  question: RevocationQuestion,
  stapled: () => Status | undefined,
): RevocationFinding[] {
  if (!question.mustStaple || !demandsStaple(certificate) || stapled() !== undefined) return [];
  return [
    {
      code: 'must-staple',
      rule: 'RFC 7633 §4.3.3',
      outcome: 'fail',
      detail: 'the certificate demands an OCSP response in the handshake, and none came that can be used',
      advice: { who: 'holder', what: 'let the server staple a current OCSP response' },
    },
  ];
}

function demandsStaple({ extensions }: Certificate): boolean {
  try {
    return valueByOid(extensions, TLS_FEATURE)?.includes(STATUS_REQUEST) === true;
  } catch (error) {
    if (error instanceof DecodeError) return true; // Unreadable: treated as status_request, the only feature in use.
    throw error;
  }
}
