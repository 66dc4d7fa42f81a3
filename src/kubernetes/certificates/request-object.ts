/** CertificateSigningRequest objects: their decoded fields, and their state. */
import { base64ToBytes, bytesToUtf8, EncodingError, VitrineError } from '../../bytes/index.ts';
import { type CertificateRequest, readCertificatesPem, readRequestPem } from '../../x509/index.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';

/** The path of the type in the API. */
export const CSR_PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** The readable fields of `spec`. */
export interface RequestSpec {
  readonly signerName: string;
  readonly usages: readonly string[];
  readonly expirationSeconds: number | undefined;
  /** The requester, as set by the API server. */
  readonly username: string;
  readonly groups: readonly string[];
  /** The decoded text of `request`; undefined if it is not base64. */
  readonly pem: string | undefined;
}

export function specOfRequest(object: unknown): RequestSpec {
  const seconds = fieldOf(object, 'spec', 'expirationSeconds');
  const strings = (name: string): string[] =>
    listOf(object, 'spec', name).filter((each): each is string => typeof each === 'string');
  return {
    signerName: textOf(object, 'spec', 'signerName'),
    usages: strings('usages'),
    expirationSeconds: typeof seconds === 'number' ? seconds : undefined,
    username: textOf(object, 'spec', 'username'),
    groups: strings('groups'),
    pem: decoded(textOf(object, 'spec', 'request')),
  };
}

function decoded(text: string): string | undefined {
  try {
    return bytesToUtf8(base64ToBytes(text));
  } catch (error) {
    if (error instanceof EncodingError) return undefined;
    throw error;
  }
}

/** Decodes the request of an object.
 * @returns the reason, if it cannot be decoded. */
export function requestOf(object: unknown): CertificateRequest | { readonly problem: string } {
  const { pem } = specOfRequest(object);
  if (pem === undefined) return { problem: 'is not base64' };
  if (!pem.includes('-----BEGIN CERTIFICATE REQUEST-----'))
    return { problem: 'PEM block type must be CERTIFICATE REQUEST' };
  try {
    return readRequestPem(pem);
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return { problem: error.message };
  }
}

export type ConditionType = 'Approved' | 'Denied' | 'Failed';

/** The used fields of a condition of `status`. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastUpdateTime: string;
}

export const conditionsOf = (object: unknown): Condition[] =>
  listOf(object, 'status', 'conditions').map((one) => ({
    type: textOf(one, 'type'),
    status: textOf(one, 'status'),
    reason: textOf(one, 'reason'),
    message: textOf(one, 'message'),
    lastUpdateTime: textOf(one, 'lastUpdateTime'),
  }));

export const hasCondition = (object: unknown, type: ConditionType): boolean =>
  conditionsOf(object).some((condition) => condition.type === type);

/** The issued certificate as PEM; undefined while there is none. */
export function issuedPem(object: unknown): string | undefined {
  const text = textOf(object, 'status', 'certificate');
  return text === '' ? undefined : decoded(text);
}

/** When the issued certificate expires; undefined while there is none that can be read. */
export function issuedExpiry(object: unknown): Date | undefined {
  const pem = issuedPem(object);
  if (pem === undefined) return undefined;
  try {
    return readCertificatesPem(pem)[0].notAfter;
  } catch (error) {
    if (error instanceof VitrineError) return undefined;
    throw error;
  }
}

/** A copy of the object with one additional condition. @param time - in whole seconds, RFC 3339. */
export function withCondition(
  object: KubernetesObject,
  type: ConditionType,
  reason: string,
  message: string,
  time: string,
): KubernetesObject {
  const condition = { type, status: 'True', reason, message, lastUpdateTime: time, lastTransitionTime: time };
  const status = fieldOf(object, 'status') ?? {};
  return {
    ...object,
    status: { ...(status as object), conditions: [...listOf(object, 'status', 'conditions'), condition] },
  };
}

const HOUR = 3_600_000;
/** Retention times of the cleaner, in milliseconds (kubernetes pkg/controller/certificates/cleaner/cleaner.go). */
const KEPT = { issued: HOUR, denied: HOUR, failed: HOUR, pending: 24 * HOUR };
/** Interval of the cleaner. */
export const CLEANING_INTERVAL_MS = HOUR;

/** Whether a request can be deleted: one hour after it was issued, denied or failed, one day without a decision or signature, and when its
 * certificate has expired. */
export function isOutlived(object: KubernetesObject, now: Date): boolean {
  const isPast = (time: string, milliseconds: number): boolean => {
    const since = Date.parse(time);
    return !Number.isNaN(since) && now.getTime() - since > milliseconds;
  };
  const conditions = conditionsOf(object);
  const expiry = issuedExpiry(object);
  if (expiry !== undefined && expiry < now) return true;
  const isIssued = issuedPem(object) !== undefined;
  return (
    (conditions.length === 0 && isPast(textOf(object, 'metadata', 'creationTimestamp'), KEPT.pending)) ||
    conditions.some(({ type, lastUpdateTime }) => {
      if (type === 'Denied') return isPast(lastUpdateTime, KEPT.denied);
      if (type === 'Failed') return isPast(lastUpdateTime, KEPT.failed);
      return type === 'Approved' && isPast(lastUpdateTime, isIssued ? KEPT.issued : KEPT.pending);
    })
  );
}
