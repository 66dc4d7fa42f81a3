/** Who signed an OCSP response, and whether it may (RFC 6960 §4.2.2.2). */
import { equalBytes, VitrineError } from '../../../bytes/index.ts';
import { securityStrength } from '../../../keys/index.ts';
import { schemeOf } from '../../../signatures/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import { OCSP_NO_CHECK } from '../../extensions/by-oid.ts';
import { DESCRIBED_EXTENSIONS } from '../../extensions/described.ts';
import { KEY_PURPOSES } from '../../extensions/ext-key-usage.ts';
import { EXTENSIONS } from '../../extensions/index.ts';
import { sameName } from '../../names/name.ts';
import { keyHash } from '../../ocsp/cert-id.ts';
import type { OcspResponse } from '../../ocsp/response.ts';
import type { ResponderId } from '../../ocsp/structures.ts';
import { type Issuer, issuerOf, MIN_STRENGTH, spkiOf, usableKey } from '../issuer.ts';
import type { Signatures, Target } from './evidence.ts';
import { type Rejection, rejection } from './finding.ts';
import { type ListQuestion, statusByLists } from './list-status.ts';

const RULE = 'RFC 6960 §4.2.2.2';

/** Whether the certificate's issuer, or a delegate of it, signed the response. @returns undefined if so. */
export function wrongResponder(
  response: OcspResponse,
  { certificate, issuer }: Target,
  question: ListQuestion,
): Rejection | undefined {
  const { basic } = response;
  if (basic === undefined) return undefined;
  if (schemeOf(basic.signatureAlgorithm) === undefined) {
    const detail = `the response is signed with an algorithm that is unknown or weak: ${basic.signatureAlgorithm.algorithm}`;
    return rejection('ocsp-signature', 'RFC 6960 §4.3', detail, 'CA', 'sign responses with SHA-256 or better');
  }
  const id = basic.tbsResponseData.value.responderID;
  const { signatures } = question;
  if (isNamed(id, issuer) && hasSigned(issuer, response, signatures)) return undefined;
  const all = [...certificatesOf(response), ...question.certificates];
  const named = all.map(issuerOf).filter((one) => isNamed(id, one));
  const signers = named.filter((one) => hasSigned(one, response, signatures));
  if (signers.length === 0) {
    const known = named.length > 0 || isNamed(id, issuer);
    const detail = known
      ? 'the response was not signed by the key of its responder'
      : 'the certificate of the responder is not known';
    const advice = 'ask the responder again; if it stays so, tell the CA';
    return rejection(known ? 'ocsp-signature' : 'ocsp-signer', RULE, detail, 'verifier', advice);
  }
  const wrong = signers.map((one) => wrongDelegate(one.certificate!, { certificate, issuer }, question));
  return wrong.includes(undefined) ? undefined : wrong[0];
}

/** The certificates of a response that can be read. */
function certificatesOf(response: OcspResponse): readonly Certificate[] {
  try {
    return response.certificates;
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return [];
  }
}

/** By name, or by the SHA-1 of the key's bits (RFC 6960 §4.2.1). */
const isNamed = (id: ResponderId, issuer: Issuer): boolean =>
  id.kind === 'byName' ? sameName(id.value, issuer.name) : equalBytes(id.value, keyHash(spkiOf(issuer)));

function hasSigned(issuer: Issuer, response: OcspResponse, signatures: Signatures): boolean {
  const fields = response.basic!;
  return signatures.made({ fields, signedBytes: fields.tbsResponseData.bytes }, issuer, response) === true;
}

/** Extensions of a delegate that are processed here, or that say nothing about its power to sign responses. */
const PROCESSED: ReadonlySet<string> = new Set([
  ...Object.values(EXTENSIONS).map(({ id }) => id),
  OCSP_NO_CHECK.id,
  DESCRIBED_EXTENSIONS.certificatePolicies.id,
]);

const refuse = (detail: string, rule = RULE): Rejection =>
  rejection(
    'ocsp-signer',
    rule,
    `the responder's certificate ${detail}`,
    'CA',
    'certify the responder again, for OCSPSigning',
  );

/** What is wrong with a delegate's certificate. */
function wrongDelegate(delegate: Certificate, { issuer }: Target, question: ListQuestion): Rejection | undefined {
  // "This certificate MUST be issued directly by the CA that is identified in the request." "… were signed by the same key."
  if (!sameName(delegate.issuer, issuer.name)) return refuse('is not issued by the CA of the certificate in question');
  const { notBefore, notAfter, extensions } = delegate;
  if (question.signatures.made(delegate, issuer) !== true) {
    return refuse('is not signed by the key of the CA of the certificate in question');
  }
  const wrong = wrongPower(delegate);
  if (wrong !== undefined) return wrong;
  if (question.time < notBefore || question.time.getTime() >= notAfter.getTime() + 1000) {
    return refuse('is not valid at this time', 'RFC 5280 §6.1.3 (a)(2)');
  }
  // §4.2.2.2.1: id-pkix-ocsp-nocheck asks not to check it. Otherwise the available lists are checked; if they do not determine the status,
  // the delegate is trusted, since the CA chose its lifetime.
  if (extensions.some(({ extnID }) => extnID === OCSP_NO_CHECK.id)) return undefined;
  const { status } = statusByLists({ certificate: delegate, issuer }, question);
  return status?.kind === 'revoked' ? refuse('is revoked', 'RFC 6960 §4.2.2.2.1') : undefined;
}

/** Why a delegate's key and extensions do not let it sign responses. */
function wrongPower(delegate: Certificate): Rejection | undefined {
  // "OCSP signing delegation SHALL be designated by the inclusion of id-kp-OCSPSigning": anyExtendedKeyUsage is not enough.
  if (!delegate.extKeyUsage?.includes(KEY_PURPOSES.OCSPSigning)) return refuse('is not for OCSPSigning');
  const usage = delegate.keyUsage;
  if (usage !== undefined && !usage.includes('digitalSignature') && !usage.includes('nonRepudiation')) {
    return refuse('has a keyUsage that does not allow it to sign', 'RFC 5280 §4.2.1.12');
  }
  // Not in the RFC: with a weak key, anybody could answer for the CA. The profiles refuse such keys in a path.
  const key = usableKey(delegate);
  if (typeof key === 'string' || securityStrength(key) < MIN_STRENGTH) {
    return refuse(`has a key below ${MIN_STRENGTH} bits of security`, 'NIST SP 800-57 part 1 §5.6.1');
  }
  const critical = delegate.extensions.find((one) => one.critical && !PROCESSED.has(one.extnID))?.extnID;
  return critical === undefined
    ? undefined
    : refuse(`has critical extension ${critical}, which is not supported`, 'RFC 5280 §4.2');
}
