/** The signers of Kubernetes and their rules, with Kubernetes' own messages (kubernetes pkg/apis/certificates/helpers.go, pkg/controller/certificates/signer/signer.go). */
import {
  attributeTexts,
  type CertificateRequest,
  EXTENSIONS,
  extensionValue,
  type GeneralName,
} from '../../x509/index.ts';
import { PRIVILEGED_GROUP } from '../rbac/authorizer.ts';

/** Certificates of clients of the API server. A person approves them. */
export const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';
/** Certificates by which kubelets call the API server: the controller approves them if the requester has the right. */
export const KUBELET_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet';
/** Serving certificates of kubelets. A person approves them. */
export const KUBELET_SERVING_SIGNER = 'kubernetes.io/kubelet-serving';
/** A signer without rules; not allowed in v1 of the API. */
export const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';

export const SIGNERS: readonly string[] = [CLIENT_SIGNER, KUBELET_CLIENT_SIGNER, KUBELET_SERVING_SIGNER, LEGACY_SIGNER];

const NODES = 'system:nodes';
const NODE_USER = 'system:node:';

/** The properties of a request that the rules check. */
export interface Asked {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly names: readonly GeneralName[];
}

/** Reads a request. Of several common names the last one counts, as in Go.
 * @throws DecodeError for a malformed extension. */
export function askedOf(request: CertificateRequest): Asked {
  const subject = request.subject.value;
  const names = extensionValue(request.requestedExtensions, 'subjectAltName') ?? [];
  return { commonName: attributeTexts(subject, 'CN').at(-1) ?? '', organizations: attributeTexts(subject, 'O'), names };
}

/** The extensions of a request that no signer grants. */
export const droppedExtensions = (request: CertificateRequest): readonly string[] =>
  request.requestedExtensions.map(({ extnID }) => extnID).filter((id) => id !== EXTENSIONS.subjectAltName.id);

/** The reason that a signer refuses a request; undefined if it signs.
 * @param usages - `spec.usages`. */
export function signerRefusal(signerName: string, asked: Asked, usages: readonly string[]): string | undefined {
  switch (signerName) {
    case CLIENT_SIGNER:
      return clientUsageProblem(usages);
    case KUBELET_CLIENT_SIGNER:
      return kubeletClientProblem(asked, usages);
    case KUBELET_SERVING_SIGNER:
      return kubeletServingProblem(asked, usages);
    default:
      return undefined;
  }
}

/** As validAPIServerClientUsages does. */
function clientUsageProblem(usages: readonly string[]): string | undefined {
  const allowed = ['digital signature', 'key encipherment', 'client auth'];
  const wrong = usages.find((usage) => !allowed.includes(usage));
  if (wrong !== undefined) return `invalid usage for client certificate: ${wrong}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
}

const hasKind = ({ names }: Asked, kind: GeneralName['kind']): boolean => names.some((name) => name.kind === kind);

/** As ValidateKubeletClientCSR does, in its order. */
function kubeletClientProblem(asked: Asked, usages: readonly string[]): string | undefined {
  if (!isOfNodes(asked)) return 'subject organization is not system:nodes';
  if (hasKind(asked, 'dNSName')) return 'DNS subjectAltNames are not allowed';
  if (hasKind(asked, 'rfc822Name')) return 'Email subjectAltNames are not allowed';
  if (hasKind(asked, 'iPAddress')) return 'IP subjectAltNames are not allowed';
  if (hasKind(asked, 'uniformResourceIdentifier')) return 'URI subjectAltNames are not allowed';
  if (!asked.commonName.startsWith(NODE_USER)) return 'subject common name does not begin with system:node:';
  return usageProblem(usages, 'client auth');
}

/** As ValidateKubeletServingCSR does, in its order. */
function kubeletServingProblem(asked: Asked, usages: readonly string[]): string | undefined {
  if (!isOfNodes(asked)) return 'subject organization is not system:nodes';
  if (!hasKind(asked, 'dNSName') && !hasKind(asked, 'iPAddress')) return 'DNS or IP subjectAltName is required';
  if (hasKind(asked, 'rfc822Name')) return 'Email subjectAltNames are not allowed';
  if (hasKind(asked, 'uniformResourceIdentifier')) return 'URI subjectAltNames are not allowed';
  const problem = usageProblem(usages, 'server auth');
  if (problem !== undefined) return problem;
  return asked.commonName.startsWith(NODE_USER) ? undefined : 'subject common name does not begin with system:node:';
}

const isOfNodes = ({ organizations }: Asked): boolean => organizations.length === 1 && organizations[0] === NODES;

/** The usages must be digital signature and one purpose; key encipherment is optional. */
function usageProblem(usages: readonly string[], purpose: string): string | undefined {
  const full = ['digital signature', 'key encipherment', purpose].sort();
  const given = [...new Set(usages)].sort();
  const isFull = given.join() === full.join();
  const isShort = given.join() === full.filter((usage) => usage !== 'key encipherment').join();
  return isFull || isShort ? undefined : `usages did not match [${full.join(' ')}]`;
}

/** Admission CertificateSubjectRestriction: no request may make its user a member of the privileged group.
 * @returns the reason, if it is forbidden. */
export const subjectRestriction = (signerName: string, { organizations }: Asked): string | undefined =>
  signerName === CLIENT_SIGNER && organizations.includes(PRIVILEGED_GROUP)
    ? `use of ${CLIENT_SIGNER} signer with ${PRIVILEGED_GROUP} group is not allowed`
    : undefined;

/** The recognizers of the approving controller that match a request (approver/sarapprove.go), the more specific first. */
export function approverRecognizers(
  signerName: string,
  asked: Asked,
  usages: readonly string[],
  username: string,
): readonly ('nodeclient' | 'selfnodeclient')[] {
  if (signerName !== KUBELET_CLIENT_SIGNER || kubeletClientProblem(asked, usages) !== undefined) return [];
  return username === asked.commonName ? ['selfnodeclient', 'nodeclient'] : ['nodeclient'];
}
