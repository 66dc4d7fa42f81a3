/** OCSP requests and responses as `openssl ocsp -text` of OpenSSL 3.0 prints them (crypto/ocsp/ocsp_prn.c). The certificates that came
 * with a response are printed as `openssl x509 -text` does, which puts different spaces into names. */
import { EXTENSION_OIDS } from '../../asn1/internal.ts';
import { bytesToHex, UsageError } from '../../bytes/index.ts';
import {
  type CertId,
  CRL_REASONS,
  certificatePem,
  type Extension,
  formatOneline,
  OcspRequest,
  OcspResponse,
  type ResponderId,
  type SingleResponse,
} from '../../x509/index.ts';
import { certificateText, signatureLines } from './certificate-text.ts';
import { extensionLines } from './extension-text.ts';
import { integerHex } from './hex-columns.ts';
import { objectName } from './object-names.ts';
import { timeText } from './time-text.ts';

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const upperHex = (bytes: Uint8Array): string => bytesToHex(bytes).toUpperCase();

/** A request in OpenSSL's words and layout. @returns lines, each with its line feed. */
export function ocspRequestText(request: OcspRequest): string {
  if (!(request instanceof OcspRequest)) throw new UsageError('wrong-type', 'request', 'must be an OcspRequest');
  const { certIds, fields } = request;
  return text([
    'OCSP Request Data:',
    '    Version: 1 (0x0)',
    '    Requestor List:',
    ...certIds.flatMap((id) => certIdLines(id, 8)),
    ...extensionPart('    Request Extensions:', fields.tbsRequest.value.requestExtensions),
  ]);
}

const certIdLines = (
  { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }: CertId,
  indent: number,
): string[] => {
  const margin = ' '.repeat(indent);
  return [
    `${margin}Certificate ID:`,
    `${margin}  Hash Algorithm: ${objectName(hashAlgorithm.algorithm)}`,
    `${margin}  Issuer Name Hash: ${upperHex(issuerNameHash)}`,
    `${margin}  Issuer Key Hash: ${upperHex(issuerKeyHash)}`,
    `${margin}  Serial Number: ${integerHex(serialNumber)}`,
  ];
};

const NONCE = EXTENSION_OIDS.ocspNonce;

function extensionPart(title: string, extensions: readonly Extension[] | undefined): string[] {
  if (extensions === undefined) return [];
  return [title, ...extensions.flatMap((one) => (one.extnID === NONCE ? nonceLines(one) : extensionLines([one], 8)))];
}

/** The nonce with its tag and length, as OpenSSL shows it. */
const nonceLines = ({ critical, extnValue }: Extension): string[] => [
  `        OCSP Nonce: ${critical ? 'critical' : ''}`,
  `            ${upperHex(extnValue.value as Uint8Array)}`,
];

/** The words of OCSP_response_status_str. */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  malformedRequest: 'malformedrequest',
  internalError: 'internalerror',
  tryLater: 'trylater',
  sigRequired: 'sigrequired',
  unauthorized: 'unauthorized',
  unassigned: '(UNKNOWN)',
  successful: 'successful',
};

/** An error in OpenSSL's words: `trylater (3)`. */
export function ocspStatusText(response: OcspResponse): string {
  assertResponse(response);
  return `${STATUS_WORDS[response.status]} (${response.fields.responseStatus})`;
}

function assertResponse(response: unknown): asserts response is OcspResponse {
  if (response instanceof OcspResponse) return;
  throw new UsageError('wrong-type', 'response', 'must be an OcspResponse');
}

/** A response in OpenSSL's words and layout. @returns lines, each with its line feed. @throws DecodeError for a malformed certificate
 * in it. */
export function ocspResponseText(response: OcspResponse): string {
  assertResponse(response);
  const { basic, status, fields } = response;
  const head = [
    'OCSP Response Data:',
    `    OCSP Response Status: ${STATUS_WORDS[status]} (0x${fields.responseStatus.toString(16)})`,
  ];
  if (basic === undefined) return text(head);
  const { responderID, producedAt, responses, responseExtensions } = basic.tbsResponseData.value;
  return text([
    ...head,
    '    Response Type: Basic OCSP Response',
    '    Version: 1 (0x0)',
    `    Responder Id: ${responderText(responderID)}`,
    `    Produced At: ${timeText(producedAt)}`,
    '    Responses:',
    ...responses.flatMap(singleLines),
    ...extensionPart('    Response Extensions:', responseExtensions),
    ...signatureLines(basic.signatureAlgorithm, basic.signature),
  ]).concat(...response.certificates.map((one) => `${certificateText(one)}${certificatePem(one)}`));
}

const responderText = (id: ResponderId): string =>
  id.kind === 'byName' ? formatOneline(id.value.value) : upperHex(id.value);

function singleLines({ certID, certStatus, thisUpdate, nextUpdate, singleExtensions }: SingleResponse): string[] {
  return [
    ...certIdLines(certID, 4),
    `    Cert Status: ${certStatus.kind}`,
    ...(certStatus.kind === 'revoked'
      ? [
          `    Revocation Time: ${timeText(certStatus.value.revocationTime)}`,
          ...(certStatus.value.revocationReason === undefined
            ? []
            : [
                `    Revocation Reason: ${ocspReasonText(certStatus.value.revocationReason)} (0x${certStatus.value.revocationReason.toString(16)})`,
              ]),
        ]
      : []),
    `    This Update: ${timeText(thisUpdate)}`,
    ...(nextUpdate === undefined ? [] : [`    Next Update: ${timeText(nextUpdate)}`]),
    ...extensionPart('    Response Single Extensions:', singleExtensions),
    '',
  ];
}

/** A reason in the words of OCSP_crl_reason_str: `keyCompromise`. */
export const ocspReasonText = (number: number): string => {
  const name = Object.entries(CRL_REASONS).find(([, one]) => one === number)?.[0];
  return name?.replace(/^([ac])A/, (_, letter: string) => `${letter}A`) ?? '(UNKNOWN)';
};
