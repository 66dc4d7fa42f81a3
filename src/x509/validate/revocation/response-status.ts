/** A certificate's status by OCSP responses: the acceptance requirements of RFC 6960 §3.2. A failure is never "good". */
import { equalBytes, VitrineError } from '../../../bytes/index.ts';
import { reasonNamed } from '../../crl/reasons.ts';
import type { Extension } from '../../extensions/index.ts';
import { isCertIdOf } from '../../ocsp/cert-id.ts';
import type { OcspResponse } from '../../ocsp/response.ts';
import { OCSP_NONCE, type SingleResponse } from '../../ocsp/structures.ts';
import { spkiOf } from '../issuer.ts';
import type { Target } from './evidence.ts';
import { isPermanent, type Rejection, rejection, type Status } from './finding.ts';
import type { ListAnswer, ListQuestion } from './list-status.ts';
import { wrongResponder } from './responder.ts';

/** Requirements on responses beyond the RFC's MUSTs. */
export interface OcspSettings {
  /** Tolerated difference between the clocks of responder and verifier, in seconds. Default: 300, as OpenSSL's `-validity_period`. */
  readonly skew: number;
  /** Maximum age of a response without nextUpdate, in seconds. Such a response says that newer information is always available (RFC 6960
   * §4.2.2.1). Default: 86,400. 0 refuses such responses, as RFC 9919 §5 does. */
  readonly maxAgeWithoutNextUpdate: number;
  /** Maximum age of any response, in seconds. Default: only nextUpdate limits it. */
  readonly maxAge: number;
  /** The nonce of the request that the responses answer (RFC 9654). Default: none was sent. */
  readonly nonce: Uint8Array | undefined;
  /** Whether a response must repeat the nonce: a cached response cannot. Default: false; a different nonce is refused in any case. */
  readonly nonceRequired: boolean;
}

export const OCSP_DEFAULTS: OcspSettings = {
  skew: 300,
  maxAgeWithoutNextUpdate: 86_400,
  maxAge: Number.POSITIVE_INFINITY,
  nonce: undefined,
  nonceRequired: false,
};

/** The settings, with the defaults of those that are undefined. */
export function ocspSettingsOf(given: Partial<OcspSettings> = {}): OcspSettings {
  const chosen = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...OCSP_DEFAULTS, ...Object.fromEntries(chosen) };
}

export interface ResponseQuestion extends ListQuestion {
  readonly ocspResponses: readonly OcspResponse[];
  readonly ocsp: OcspSettings;
}

/** The status of a certificate, by responses. Of several valid responses, a permanent revocation takes precedence; otherwise the newest counts,
 * so that a hold ends with a newer "good". */
export function statusByResponses(target: Target, question: ResponseQuestion): ListAnswer {
  const rejections: Rejection[] = [];
  const found: { readonly status: Status; readonly at: number }[] = [];
  for (const response of question.ocspResponses) {
    const answer = judge(response, target, question);
    if (answer === undefined) continue;
    if ('code' in answer) rejections.push(answer);
    else found.push(answer);
  }
  const isFinal = ({ status }: (typeof found)[number]) => status.kind === 'revoked' && isPermanent(status.reason);
  found.sort((a, b) => Number(isFinal(b)) - Number(isFinal(a)) || b.at - a.at);
  return { status: found[0]?.status, rejections };
}

type Answer = { readonly status: Status; readonly at: number } | Rejection;
type Judged = Answer | undefined;

/** @returns undefined for a response about other certificates only. */
function judge(response: OcspResponse, target: Target, question: ResponseQuestion): Judged {
  if (response.status !== 'successful') {
    const detail = `the responder gave no answer: ${response.status}`;
    return rejection('ocsp-status', 'RFC 6960 §2.3', detail, 'verifier', 'ask again later, or another responder');
  }
  if (response.basic === undefined) {
    const detail = 'the response has no content of the type id-pkix-ocsp-basic';
    return rejection('ocsp-malformed', 'RFC 6960 §4.2.1', detail, 'CA', 'answer with id-pkix-ocsp-basic');
  }
  // §3.2 1: "The certificate identified in a received response corresponds to the certificate that was identified in the request".
  const own = response.responses.filter(({ certID }) => isCertIdOf(certID, target.certificate, spkiOf(target.issuer)));
  if (own.length === 0) return undefined;
  // §3.2 2 to 4: the signature is valid, its signer is the expected one, and the signer is authorized.
  const wrong =
    unprocessed(response) ?? wrongNonce(response, question.ocsp) ?? wrongResponder(response, target, question);
  if (wrong !== undefined) return wrong;
  const answers = own.map((single) => answerOf(single, question));
  // Not in the RFC: of answers that contradict each other the gravest counts. One of "good" and "unknown" is no "good".
  const isUnknown = (one: Answer): boolean => 'code' in one && one.code === 'ocsp-status';
  const isRevoked = (one: Answer): boolean => 'status' in one && one.status.kind === 'revoked';
  return answers.find(isRevoked) ?? answers.find(isUnknown) ?? answers.find((one) => 'status' in one) ?? answers[0];
}

/** One answer of a response whose signature is verified. A permanent revocation counts even when it has expired: see `isPermanent`. */
function answerOf(single: SingleResponse, question: ResponseQuestion): Answer {
  const late = outOfTime(single, question);
  if (late === undefined) return statusOf(single);
  const said = late.code === 'ocsp-expired' ? statusOf(single) : late;
  return 'status' in said && said.status.kind === 'revoked' && isPermanent(said.status.reason) ? said : late;
}

/** RFC 6960 §4.4: critical extensions that are not understood. */
function unprocessed(response: OcspResponse): Rejection | undefined {
  const { responseExtensions = [], responses } = response.basic!.tbsResponseData.value;
  const all: readonly Extension[] = [
    ...responseExtensions,
    ...responses.flatMap(({ singleExtensions = [] }) => singleExtensions),
  ];
  const critical = all.find((one) => one.critical && one.extnID !== OCSP_NONCE.id)?.extnID;
  if (critical === undefined) return undefined;
  const detail = `the response has critical extension ${critical}, which is not supported`;
  return rejection(
    'ocsp-malformed',
    'RFC 6960 §4.4',
    detail,
    'CA',
    'leave the extension out, or let it be not critical',
  );
}

function wrongNonce(response: OcspResponse, { nonce, nonceRequired }: OcspSettings): Rejection | undefined {
  if (nonce === undefined) return undefined;
  const refuse = (detail: string): Rejection =>
    rejection('ocsp-nonce', 'RFC 9654 §2.1', detail, 'verifier', 'ask again; the response may be an old one');
  try {
    const own = response.nonce;
    if (own === undefined) return nonceRequired ? refuse('the response does not repeat the nonce') : undefined;
    return equalBytes(own, nonce) ? undefined : refuse('the response answers a request with another nonce');
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return refuse('the nonce of the response cannot be read');
  }
}

/** §3.2 5 and 6: thisUpdate is sufficiently recent, and nextUpdate is later than now, give or take the skew. */
function outOfTime(
  { thisUpdate, nextUpdate }: SingleResponse,
  { time, ocsp, off }: ResponseQuestion,
): Rejection | undefined {
  const shown = (date: Date): string => date.toISOString().replace('.000Z', 'Z');
  const skew = 1000 * ocsp.skew;
  const age = time.getTime() - thisUpdate.getTime();
  if (age < -skew && !off.includes('ocsp-not-yet-valid')) {
    const detail = `the response is not valid before ${shown(thisUpdate)}`;
    return rejection('ocsp-not-yet-valid', 'RFC 6960 §4.2.2.1', detail, 'verifier', 'set the clock');
  }
  if (off.includes('ocsp-expired')) return undefined;
  const expired = (detail: string): Rejection =>
    rejection('ocsp-expired', 'RFC 6960 §3.2, §4.2.2.1', detail, 'verifier', 'ask the responder again');
  if (nextUpdate !== undefined && nextUpdate < thisUpdate) return expired('nextUpdate is before thisUpdate');
  if (nextUpdate !== undefined && time.getTime() > nextUpdate.getTime() + skew) {
    return expired(`the response expired after ${shown(nextUpdate)}`);
  }
  const most = nextUpdate === undefined ? Math.min(ocsp.maxAge, ocsp.maxAgeWithoutNextUpdate) : ocsp.maxAge;
  if (age <= 1000 * most + skew && !(nextUpdate === undefined && most === 0)) return undefined;
  return expired(`the response of ${shown(thisUpdate)} is older than ${most} seconds`);
}

function statusOf({ certStatus, thisUpdate }: SingleResponse): Answer {
  const source = `an OCSP response of ${thisUpdate.toISOString().replace('.000Z', 'Z')}`;
  const at = thisUpdate.getTime();
  switch (certStatus.kind) {
    case 'good':
      return { at, status: { kind: 'good', source } };
    case 'revoked': {
      const { revocationTime, revocationReason } = certStatus.value;
      const reason = revocationReason === undefined ? 'unspecified' : reasonNamed(revocationReason);
      return { at, status: { kind: 'revoked', source, since: revocationTime, reason } };
    }
    case 'unknown':
      // §2.2: "the responder doesn't know about the certificate being requested". This does not mean that it is good.
      return rejection(
        'ocsp-status',
        'RFC 6960 §2.2',
        'the responder does not know the certificate',
        'CA',
        'tell the responder of it',
      );
  }
}
