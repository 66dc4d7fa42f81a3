/** Decoding and creating responses (RFC 6960 §4.2). */
import { ACCESS_OIDS } from '../../asn1/internal.ts';
import {
  assertArray,
  assertBytes,
  assertDate,
  assertMethods,
  assertOptions,
  type Bytes,
  type Random,
  UsageError,
} from '../../bytes/index.ts';
import { assertEach, hasRow } from '../../bytes/internal.ts';
import { decode, encode, toEncoded } from '../../codec/index.ts';
import { type PrivateKey, publicKeyOf } from '../../keys/index.ts';
import type { SignatureScheme } from '../../signatures/index.ts';
import { assertCertificate, type Certificate, decodeCertificate } from '../certificate/certificate.ts';
import { assertReason, CRL_REASONS, type CrlReason } from '../crl/reasons.ts';
import { X509Error } from '../errors.ts';
import { extensionByOid, valueByOid } from '../extensions/by-oid.ts';
import { assertNothingElse } from '../extensions/nothing-else.ts';
import { sameKey } from '../issue/issue.ts';
import { assertSigns } from '../signing.ts';
import { keyHash } from './cert-id.ts';
import { assertNonce } from './request.ts';
import {
  type BasicOcspResponse,
  basicOcspResponse,
  type CertId,
  type CertStatus,
  certId as certIdCodec,
  OCSP_NONCE,
  OCSP_STATUSES,
  type OcspResponseFields,
  type OcspStatus,
  ocspResponse,
  responseData,
  type SingleResponse,
} from './structures.ts';

const MAX_RESPONSE = 2 ** 20;

/** A decoded response. Nothing is verified yet: neither its signature nor its signer and times. */
export class OcspResponse {
  /** Its original encoding. */
  readonly der: Bytes;
  readonly fields: OcspResponseFields;

  /** Use `decodeOcspResponse` or `createOcspResponse`. */
  constructor(der: Bytes, fields: OcspResponseFields) {
    this.der = der;
    this.fields = fields;
  }

  /** `unassigned` for a number that the standard does not use. Only `successful` comes with an answer. */
  get status(): OcspStatus | 'unassigned' {
    const found = Object.entries(OCSP_STATUSES).find(([, number]) => number === this.fields.responseStatus);
    return (found?.[0] as OcspStatus | undefined) ?? 'unassigned';
  }
  /** The signed answer; undefined for an error, and for a response of another type than id-pkix-ocsp-basic. */
  get basic(): BasicOcspResponse | undefined {
    const response = this.fields.responseBytes?.response;
    return this.status === 'successful' && response?.kind === 'basic' ? response.value : undefined;
  }
  /** The status of each certificate; empty for an error. */
  get responses(): readonly SingleResponse[] {
    return this.basic?.tbsResponseData.value.responses ?? [];
  }
  /** The nonce of the request that it answers; undefined for a response without one (it may come from a cache).
   * @throws DecodeError for a malformed one. */
  get nonce(): Uint8Array | undefined {
    return valueByOid(this.basic?.tbsResponseData.value.responseExtensions, OCSP_NONCE);
  }
  /** The certificates included in it, such as the responder's.
   * @throws DecodeError. */
  get certificates(): readonly Certificate[] {
    return (this.basic?.certs ?? []).map((der) => decodeCertificate(der));
  }
}

/** Decodes a response from a copy of the bytes, at most 1 MiB.
 * @throws DecodeError. */
export function decodeOcspResponse(der: Uint8Array): OcspResponse {
  assertBytes(der, 'der');
  const own = new Uint8Array(der);
  return new OcspResponse(
    own,
    decode(ocspResponse, own, { limits: { bytes: MAX_RESPONSE }, tolerate: ['string-character'] }),
  );
}

/** A response that says only that there is no answer (RFC 6960 §2.3): it has no signature.
 * @throws UsageError for an unknown status, and for `successful`. */
export function ocspErrorResponse(status: Exclude<OcspStatus, 'successful'>): OcspResponse {
  if (typeof status !== 'string' || !Object.hasOwn(OCSP_STATUSES, status) || (status as OcspStatus) === 'successful') {
    throw new UsageError('out-of-range', 'status', 'must be the name of an error of RFC 6960 §4.2.1');
  }
  return decodeOcspResponse(encode(ocspResponse, { responseStatus: OCSP_STATUSES[status] }));
}

/** A certificate's status for a new response. */
export type StatusToTell =
  | { readonly kind: 'good' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked'; readonly revocationTime: Date; readonly reason?: CrlReason | undefined };

export interface SingleAnswer {
  readonly certId: CertId;
  readonly status: StatusToTell;
  readonly thisUpdate: Date;
  /** Default: none, which means that newer information is always available (RFC 6960 §4.2.2.1). RFC 9919 §3.2.4 requires nextUpdate. */
  readonly nextUpdate?: Date | undefined;
}

export interface OcspResponseOptions {
  /** The certificate of the signer: the issuer of the certificates in question, or one that it certified for OCSPSigning. */
  readonly responder: Certificate;
  readonly responderKey: PrivateKey;
  readonly scheme: SignatureScheme;
  /** How the response identifies its signer; RFC 9919 §3.2.2 requires `key`. */
  readonly responderId: 'name' | 'key';
  readonly producedAt: Date;
  readonly answers: readonly SingleAnswer[];
  /** The nonce of the request, if it had one. Default: none. */
  readonly nonce?: Uint8Array | undefined;
  /** Certificates to send along: that of a delegate. Default: none. */
  readonly certificates?: readonly Certificate[] | undefined;
  readonly random: Random;
}

const OPTIONS = [
  'responder',
  'responderKey',
  'scheme',
  'responderId',
  'producedAt',
  'answers',
  'nonce',
  'certificates',
  'random',
];

/** Makes and signs a response. Fractions of seconds are dropped.
 * @throws X509Error `key-mismatch`, `validity` where nextUpdate is before thisUpdate, `unsupported-signature-algorithm`; EncodeError;
 * UsageError. Timing: as signing. */
export function createOcspResponse(options: OcspResponseOptions): OcspResponse {
  assertResponseOptions(options);
  const { responder, responderKey, scheme, producedAt, answers, nonce, certificates = [], random } = options;
  const tbs = toEncoded(responseData, {
    version: 0,
    responderID:
      options.responderId === 'name'
        ? { kind: 'byName', value: responder.subject }
        : { kind: 'byKey', value: keyHash(responder.tbs.subjectPublicKeyInfo) },
    producedAt: wholeSeconds(producedAt),
    responses: answers.map(singleResponse),
    ...(nonce && { responseExtensions: [extensionByOid(OCSP_NONCE, false, nonce)] }),
  });
  const basic = encode(basicOcspResponse, {
    tbsResponseData: tbs,
    signatureAlgorithm: scheme.algorithm,
    signature: scheme.sign(responderKey, tbs.bytes, random),
    ...(certificates.length > 0 && { certs: certificates.map(({ der }) => der) }),
  });
  const der = encode(ocspResponse, {
    responseStatus: OCSP_STATUSES.successful,
    responseBytes: {
      responseType: ACCESS_OIDS.ocspBasic,
      response: { kind: 'basic', value: decode(basicOcspResponse, basic) },
    },
  });
  return decodeOcspResponse(der);
}

function assertResponseOptions(options: OcspResponseOptions): void {
  assertOptions(options, 'options', OPTIONS);
  const {
    responder,
    responderKey,
    scheme,
    responderId,
    producedAt,
    answers,
    nonce,
    certificates = [],
    random,
  } = options;
  assertCertificate(responder, 'responder');
  assertSigns(responderKey, scheme, 'responderKey');
  if (responderId !== 'name' && responderId !== 'key') {
    throw new UsageError('out-of-range', 'responderId', 'must be "name" or "key"');
  }
  assertDate(producedAt, 'producedAt');
  assertArray(answers, 'answers');
  assertEach(certificates, 'certificates', assertCertificate);
  assertMethods(random, 'random', 'a Random', 'bytes');
  if (nonce !== undefined) assertNonce(nonce);
  if (sameKey(responder.publicKey, publicKeyOf(responderKey))) return;
  const message = "responderKey does not match the public key of the responder's certificate";
  throw new X509Error('key-mismatch', message, 'RFC 6960 §4.2.2.2');
}

const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

function singleResponse(of: SingleAnswer, index: number): SingleResponse {
  const place = `answers[${index}]`;
  assertOptions(of, place, ['certId', 'status', 'thisUpdate', 'nextUpdate']);
  const { certId, status, thisUpdate, nextUpdate } = of;
  assertNothingElse(certIdCodec, certId, `${place}.certId`);
  assertDate(thisUpdate, `${place}.thisUpdate`);
  if (nextUpdate !== undefined) assertDate(nextUpdate, `${place}.nextUpdate`);
  if (nextUpdate !== undefined && nextUpdate < thisUpdate) {
    throw new X509Error('validity', 'nextUpdate is before thisUpdate', 'RFC 6960 §4.2.2.1');
  }
  return {
    certID: certId,
    certStatus: encodable(status, `${place}.status`),
    thisUpdate: wholeSeconds(thisUpdate),
    ...(nextUpdate && { nextUpdate: wholeSeconds(nextUpdate) }),
  };
}

const KNOWN_OF_STATUS = { good: ['kind'], unknown: ['kind'], revoked: ['kind', 'revocationTime', 'reason'] } as const;

function encodable(status: StatusToTell, place: string): CertStatus {
  const kind: unknown = Object(status).kind;
  if (hasRow(KNOWN_OF_STATUS, kind)) assertOptions(status, place, KNOWN_OF_STATUS[kind]);
  if (status?.kind === 'good' || status?.kind === 'unknown') return { kind: status.kind, value: null };
  if (status?.kind !== 'revoked') throw new UsageError('out-of-range', place, 'must be good, revoked or unknown');
  assertDate(status.revocationTime, `${place}.revocationTime`);
  if (status.reason !== undefined) assertReason(status.reason, `${place}.reason`);
  return {
    kind: 'revoked',
    value: {
      revocationTime: wholeSeconds(status.revocationTime),
      ...(status.reason !== undefined && { revocationReason: CRL_REASONS[status.reason] }),
    },
  };
}
