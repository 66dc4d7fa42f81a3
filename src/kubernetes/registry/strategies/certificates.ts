/** CertificateSigningRequests (kubernetes pkg/registry/certificates/certificates/strategy.go, pkg/apis/certificates/validation/validation.go,
 * plugin/pkg/admission/certificates/{approval,signing,subjectrestriction}/admission.go). */

import { VitrineError } from '../../../bytes/index.ts';
import { CertificateRequest, readCertificatesPem, verifyRequest } from '../../../x509/index.ts';
import { forbiddenObject } from '../../api/status.ts';
import { conditionsOf, issuedPem, requestOf, specOfRequest } from '../../certificates/request-object.ts';
import { askedOf, LEGACY_SIGNER, subjectRestriction } from '../../certificates/signers.ts';
import { USAGES } from '../../certificates/usages.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../../documents.ts';
import type { ResourceAttributes } from '../../rbac/rules.ts';
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-errors.ts';
import type { Strategy, WriteContext } from '../strategy.ts';

const GROUP = 'certificates.k8s.io';
const RESOURCE = { group: GROUP, resource: 'certificatesigningrequests' };

/** The minimum lifetime that can be requested, in seconds. */
const LEAST_SECONDS = 600;

function asUser(object: KubernetesObject, { user }: WriteContext): KubernetesObject {
  const {
    username: _,
    uid: __,
    groups: ___,
    extra: ____,
    ...spec
  } = (fieldOf(object, 'spec') ?? {}) as Record<string, unknown>;
  return {
    ...object,
    spec: {
      ...spec,
      username: user.name,
      groups: user.groups,
      ...(user.uid !== undefined && { uid: user.uid }),
      ...(user.extra !== undefined && { extra: Object.fromEntries(user.extra) }),
    },
    status: {},
  };
}

function validateSpec(object: KubernetesObject): FieldError[] {
  const { usages, signerName, expirationSeconds } = specOfRequest(object);
  const errors: FieldError[] = [];
  const request = requestOf(object);
  if (!(request instanceof CertificateRequest)) errors.push(invalidValue('spec.request', PLACEHOLDER, request.problem));
  else if (!isSigned(request))
    errors.push(invalidValue('spec.request', PLACEHOLDER, 'x509: the signature is not that of its own key'));
  if (usages.length === 0) errors.push(required('spec.usages'));
  usages.forEach((usage, i) => {
    if (!USAGES.includes(usage)) errors.push(notSupported(`spec.usages[${i}]`, usage, USAGES));
    else if (usages.indexOf(usage) < i) errors.push(duplicate(`spec.usages[${i}]`, usage));
  });
  errors.push(...validateSignerName(signerName));
  if (expirationSeconds !== undefined && expirationSeconds < LEAST_SECONDS) {
    const detail = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(invalidValue('spec.expirationSeconds', expirationSeconds, detail));
  }
  return errors;
}

/** Replaces the request in error messages, where Kubernetes prints all its bytes. */
const PLACEHOLDER = 'request';

function isSigned(request: CertificateRequest): boolean {
  try {
    return verifyRequest(request);
  } catch (error) {
    if (error instanceof VitrineError) return false; // A key or signature of an unknown kind.
    throw error;
  }
}

/** `DOMAIN/PATH`: the domain has at least one dot. */
const SIGNER_NAME =
  /^(?=[^/]{1,253}\/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)+\/[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/;

function validateSignerName(name: string): FieldError[] {
  const field = 'spec.signerName';
  if (name === '') return [required(field)];
  if (name === LEGACY_SIGNER)
    return [invalidValue(field, name, 'the legacy signerName is not allowed via this API version')];
  if (name.length <= 571 && SIGNER_NAME.test(name)) return [];
  return [invalidValue(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
}

/** Conditions must be True and unique, and Approved and Denied exclude each other. */
function validateConditions(object: KubernetesObject): FieldError[] {
  const errors: FieldError[] = [];
  const conditions = conditionsOf(object);
  conditions.forEach(({ type, status }, i) => {
    const field = `status.conditions[${i}]`;
    if (type === '') errors.push(required(`${field}.type`));
    const isKnown = ['Approved', 'Denied', 'Failed'].includes(type);
    if (status === '') errors.push(required(`${field}.status`));
    else if (isKnown && status !== 'True') errors.push(notSupported(`${field}.status`, status, ['True']));
    if (conditions.findIndex((one) => one.type === type) < i) errors.push(duplicate(`${field}.type`, type));
    const other = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined;
    if (conditions.some((one) => one.type === other)) {
      errors.push(invalidValue(`${field}.type`, type, 'Approved and Denied conditions are mutually exclusive'));
    }
  });
  return errors;
}

function validateCertificate(object: KubernetesObject): FieldError[] {
  const field = 'status.certificate';
  if (textOf(object, 'status', 'certificate') === '') return [];
  const pem = issuedPem(object);
  if (pem === undefined) return [invalidValue(field, PLACEHOLDER, 'is not PEM')];
  try {
    readCertificatesPem(pem);
    return [];
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return [invalidValue(field, PLACEHOLDER, error.message)];
  }
}

/** Decisions cannot be changed. */
function validateDecisions(object: KubernetesObject, current: KubernetesObject, may: readonly string[]): FieldError[] {
  const [before, after] = [conditionsOf(current), conditionsOf(object)].map(
    (all) => new Set(all.map(({ type }) => type)),
  );
  const removed = [...before].filter((type) => !after.has(type));
  const added = [...after].filter((type) => !before.has(type) && ['Approved', 'Denied', 'Failed'].includes(type));
  return [
    ...removed.map((type) =>
      forbiddenField('status.conditions', `updates may not remove a condition of type ${JSON.stringify(type)}`),
    ),
    ...added
      .filter((type) => !may.includes(type))
      .map((type) =>
        forbiddenField('status.conditions', `updates may not add a condition of type ${JSON.stringify(type)}`),
      ),
  ];
}

const statusOf = (object: unknown): Record<string, unknown> =>
  (fieldOf(object, 'status') ?? {}) as Record<string, unknown>;

/** Whether a user has a verb on a signer: on its name, or on all of its domain. */
function mayUseSigner({ user, authorizer }: WriteContext, verb: string, signerName: string): boolean {
  const names = [signerName, `${signerName.split('/')[0]}/*`];
  return names.some((name) => {
    const attributes: ResourceAttributes = {
      ...{ verb, group: GROUP, resource: 'signers', subresource: '', namespace: '', name },
    };
    return authorizer(user, attributes).allowed;
  });
}

function requireSigner(object: KubernetesObject, context: WriteContext, verb: 'approve' | 'sign'): void {
  const { signerName } = specOfRequest(object);
  if (mayUseSigner(context, verb, signerName)) return;
  const why = `user not permitted to ${verb} requests with signerName ${JSON.stringify(signerName)}`;
  throw forbiddenObject(RESOURCE, textOf(object, 'metadata', 'name'), why);
}

/** The object itself: its spec is immutable, and its status is written only through subresources. */
export const certificateSigningRequest: Strategy = {
  prepareForCreate: asUser,
  prepareForUpdate: (object, current) => ({ ...object, spec: fieldOf(current, 'spec'), status: statusOf(current) }),
  validate: (object) => [...validateSpec(object), ...validateConditions(object), ...validateCertificate(object)],
  admit(object, current) {
    if (current !== undefined) return;
    const request = requestOf(object);
    if (!(request instanceof CertificateRequest)) return;
    const why = subjectRestriction(specOfRequest(object).signerName, askedOf(request));
    if (why !== undefined) throw forbiddenObject(RESOURCE, textOf(object, 'metadata', 'name'), why);
  },
};

/** `/approval`: Approved and Denied, by users who may approve for the signer. */
export const certificateApproval: Strategy = {
  prepareForUpdate(object, current) {
    const conditions = listOf(object, 'status', 'conditions');
    return { ...current, status: { ...statusOf(current), ...(conditions.length > 0 && { conditions }) } };
  },
  validate: validateConditions,
  validateUpdate: (object, current) => validateDecisions(object, current, ['Approved', 'Denied']),
  admit: (object, _current, context) => requireSigner(object, context, 'approve'),
};

/** `/status`: the certificate, and Failed, by users who may sign for the signer. */
export const certificateStatus: Strategy = {
  prepareForUpdate: (object, current) => ({ ...current, status: statusOf(object) }),
  validate: (object) => [...validateConditions(object), ...validateCertificate(object)],
  validateUpdate(object, current) {
    const [before, after] = [current, object].map((one) => textOf(one, 'status', 'certificate'));
    const changed = before !== '' && before !== after;
    return [
      ...validateDecisions(object, current, ['Failed']),
      ...(changed
        ? [forbiddenField('status.certificate', 'updates may not set certificate content if it was already set')]
        : []),
    ];
  },
  admit(object, current, context) {
    const isSame = JSON.stringify(statusOf(object)) === JSON.stringify(statusOf(current));
    if (!isSame) requireSigner(object, context, 'sign');
  },
};
