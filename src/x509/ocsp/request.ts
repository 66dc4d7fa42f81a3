/** Requests (RFC 6960 §4.1). */
import { assertBytes, assertOptions, type Bytes, UsageError } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { decode, encode, toEncoded } from '../../codec/index.ts';
import { extensionByOid, valueByOid } from '../extensions/by-oid.ts';
import { assertNothingElse } from '../extensions/nothing-else.ts';
import {
  type CertId,
  certId as certIdCodec,
  OCSP_NONCE,
  type OcspRequestFields,
  ocspRequest,
  tbsRequest,
} from './structures.ts';

const MAX_REQUEST = 65_536;

/** A decoded request. A signature, which it may have, is not verified. */
export class OcspRequest {
  /** Its original encoding. */
  readonly der: Bytes;
  readonly fields: OcspRequestFields;

  /** Use `decodeOcspRequest` or `createOcspRequest`. */
  constructor(der: Bytes, fields: OcspRequestFields) {
    this.der = der;
    this.fields = fields;
  }

  /** The certIDs of the certificates whose status is requested, in order. */
  get certIds(): readonly CertId[] {
    return this.fields.tbsRequest.value.requestList.map(({ reqCert }) => reqCert);
  }
  /** The nonce, which the response must repeat (RFC 9654); undefined if the request has none.
   * @throws DecodeError for a malformed one. */
  get nonce(): Uint8Array | undefined {
    return valueByOid(this.fields.tbsRequest.value.requestExtensions, OCSP_NONCE);
  }
}

/** Decodes a request from a copy of the bytes, at most 64 KiB.
 * @throws DecodeError. */
export function decodeOcspRequest(der: Uint8Array): OcspRequest {
  assertBytes(der, 'der');
  const own = new Uint8Array(der);
  return new OcspRequest(own, decode(ocspRequest, own, { limits: { bytes: MAX_REQUEST } }));
}

export interface OcspRequestOptions {
  /** The certificates whose status is requested, as `certIdOf` returns them; at least one. */
  readonly certIds: readonly CertId[];
  /** 1 to 128 bytes, preferably 32 random ones (RFC 9654 §2.1). Default: no nonce, so that the response may come from a cache. */
  readonly nonce?: Uint8Array | undefined;
}

/** Makes a request without signature.
 * @throws UsageError; EncodeError for a malformed certID. */
export function createOcspRequest(options: OcspRequestOptions): OcspRequest {
  assertOptions(options, 'options', ['certIds', 'nonce']);
  const { certIds, nonce } = options;
  assertEach(certIds, 'certIds', (one, place) => assertNothingElse(certIdCodec, one, place));
  if (certIds.length === 0) throw new UsageError('out-of-range', 'certIds', 'must name at least one certificate');
  if (nonce !== undefined) assertNonce(nonce);
  const tbs = toEncoded(tbsRequest, {
    version: 0,
    requestList: certIds.map((reqCert) => ({ reqCert })),
    ...(nonce && { requestExtensions: [extensionByOid(OCSP_NONCE, false, nonce)] }),
  });
  const der = encode(ocspRequest, { tbsRequest: tbs });
  return new OcspRequest(der, decode(ocspRequest, der));
}

/** @throws UsageError unless a nonce has 1 to 128 bytes (RFC 9654 §2.1). */
export function assertNonce(nonce: unknown): asserts nonce is Uint8Array {
  assertBytes(nonce, 'nonce');
  if (nonce.length < 1 || nonce.length > 128) throw new UsageError('out-of-range', 'nonce', 'must have 1 to 128 bytes');
}
