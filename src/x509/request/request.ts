/** Certification requests (PKCS #10, RFC 2986): a subject, its public key, the requested extensions, and a signature that proves
 * possession of the private key. */

import { PKCS9_OIDS } from '../../asn1/internal.ts';
import {
  assertArray,
  assertBytes,
  assertMethods,
  assertNotRenamed,
  assertOptions,
  type Bytes,
  type Random,
  UsageError,
} from '../../bytes/index.ts';
import { type DecodeOptions, type Encoded, encode, type ToleratedDeviation, toEncoded } from '../../codec/index.ts';
import {
  type PrivateKey,
  type PublicKey,
  pemEncode,
  publicKeyFromSpki,
  publicKeyOf,
  toSpki,
} from '../../keys/index.ts';
import type { SignatureScheme } from '../../signatures/index.ts';
import { decodeTolerantly, readableKey, tolerateMissingNull } from '../certificate/tolerance.ts';
import { X509Error } from '../errors.ts';
import type { Extension } from '../extensions/index.ts';
import { assertIssuable } from '../extensions/not-empty.ts';
import { inArgument } from '../extensions/nothing-else.ts';
import { encodedName } from '../names/encoded-name.ts';
import { assertName, type Name } from '../names/name.ts';
import { blocksOf, noBlock } from '../pem-blocks.ts';
import { assertSigns, verifySignature } from '../signing.ts';
import {
  type CertificationRequestFields,
  type CertificationRequestInfo,
  certificationRequest,
  certificationRequestInfo,
  type RequestAttribute,
} from './structures.ts';

const LABEL = 'CERTIFICATE REQUEST';

/** A decoded request. Its signature is not yet verified: see `verifyRequest`. */
export class CertificateRequest {
  /** Its original encoding. */
  readonly der: Bytes;
  readonly fields: CertificationRequestFields;
  /** Violations of DER that were tolerated. */
  readonly deviations: readonly ToleratedDeviation[];

  /** Use `decodeRequest` or `createRequest`. */
  constructor(der: Bytes, fields: CertificationRequestFields, deviations: readonly ToleratedDeviation[] = []) {
    this.der = der;
    this.fields = fields;
    this.deviations = deviations;
  }

  get info(): CertificationRequestInfo {
    return this.fields.certificationRequestInfo.value;
  }
  get subject(): Encoded<Name> {
    return this.info.subject;
  }
  /** @throws KeyError `unsupported-algorithm`; RsaError for an invalid RSA key. */
  get publicKey(): PublicKey {
    return publicKeyFromSpki(readableKey(this.info.subjectPKInfo, this.deviations));
  }
  /** The extensions in the `extensionRequest` attributes. */
  get requestedExtensions(): readonly Extension[] {
    return this.info.attributes.flatMap(({ values }) =>
      values.kind === 'extensionRequest' ? values.value.flat() : [],
    );
  }
}

/** Decodes a request from a copy of the bytes.
 * @param options - `tolerate` defaults to `TOLERATED`; `deviations` of the request lists what was tolerated.
 * @throws DecodeError. */
export function decodeRequest(der: Uint8Array, options?: DecodeOptions): CertificateRequest {
  assertBytes(der, 'der');
  const own = new Uint8Array(der);
  const { value, deviations } = decodeTolerantly(certificationRequest, own, options);
  tolerateMissingNull(own, value.certificationRequestInfo.value.subjectPKInfo, options, deviations);
  return new CertificateRequest(own, value, deviations);
}

/** Decodes the first request of a PEM text; the old label `NEW CERTIFICATE REQUEST` is accepted too.
 * @throws PemError; X509Error `no-request`; DecodeError. */
export function readRequestPem(text: string, options?: DecodeOptions): CertificateRequest {
  const [block] = blocksOf(text, [LABEL, `NEW ${LABEL}`], options?.limits);
  if (block === undefined) throw new X509Error('no-request', noBlock(LABEL, text), 'RFC 7468 §7');
  return decodeRequest(block.bytes, options);
}

/** A request as a PEM text. */
export function requestPem(request: CertificateRequest): string {
  assertRequest(request, 'request');
  return pemEncode(LABEL, request.der);
}

/** @throws UsageError `wrong-type` unless `value` is a decoded request. */
export function assertRequest(value: unknown, argument: string): asserts value is CertificateRequest {
  if (value instanceof CertificateRequest) return;
  throw new UsageError('wrong-type', argument, 'must be a CertificateRequest, as decodeRequest returns');
}

export interface RequestOptions {
  readonly subject: Name;
  /** The subject's key pair: the public key goes into the request, the private key signs it. */
  readonly key: PrivateKey;
  /** A signature scheme that fits the key (`schemesFor`). */
  readonly scheme: SignatureScheme;
  /** The extensions to request; if empty, the request has no extensionRequest attribute. */
  readonly extensions: readonly Extension[];
  /** Attributes beside extensionRequest, such as challengePassword (RFC 2985 §5.4.1). Default: none. */
  readonly attributes?: readonly RequestAttribute[] | undefined;
  /** Random bytes for signing: blinds RSA, hedges ECDSA, salts PSS. */
  readonly random: Random;
}

/** Makes and signs a request.
 * @throws EncodeError for values that cannot be encoded; X509Error `unsupported-signature-algorithm`, `duplicate-extension`, `empty-field`. Timing: as signing. */
export function createRequest(options: RequestOptions): CertificateRequest {
  assertNotRenamed(options, 'options', { hash: 'scheme' });
  assertOptions(options, 'options', ['subject', 'key', 'scheme', 'extensions', 'attributes', 'random']);
  const { subject, key, scheme, extensions, attributes = [], random } = options;
  assertName(subject, 'subject');
  assertArray(extensions, 'extensions');
  assertArray(attributes, 'attributes');
  assertMethods(random, 'random', 'a Random', 'bytes');
  assertSigns(key, scheme);
  assertIssuable(extensions);
  const info = toEncoded(certificationRequestInfo, {
    version: 0,
    subject: inArgument(['subject'], () => encodedName(subject)),
    subjectPKInfo: toSpki(publicKeyOf(key)),
    attributes: [...attributes, ...(extensions.length === 0 ? [] : [extensionRequest(extensions)])],
  });
  const request = {
    certificationRequestInfo: info,
    signatureAlgorithm: scheme.algorithm,
    signature: scheme.sign(key, info.bytes, random),
  };
  return decodeRequest(encode(certificationRequest, request));
}

const extensionRequest = (wanted: readonly Extension[]): RequestAttribute => ({
  type: PKCS9_OIDS.extensionRequest,
  values: { kind: 'extensionRequest', value: [wanted] },
});

/** Verifies the request's self-signature, which proves that the sender holds the private key (RFC 2986 §3).
 * @throws X509Error `unsupported-signature-algorithm`; KeyError, RsaError for an unusable key. */
export function verifyRequest(request: CertificateRequest): boolean {
  assertRequest(request, 'request');
  const { signatureAlgorithm, certificationRequestInfo, signature } = request.fields;
  return verifySignature(signatureAlgorithm, request.publicKey, certificationRequestInfo.bytes, signature);
}
