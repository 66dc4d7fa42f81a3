/** A readable description of a certificate request before approval: the requester, what is requested, what the signer would drop or refuse,
 * the permissions of the certificate, and its dangers. */
import { bitLength, VitrineError } from '../../bytes/index.ts';
import { describePublicKey } from '../../keys/index.ts';
import { CertificateRequest, EXTENSIONS, formatGeneralName, formatOneline, verifyRequest } from '../../x509/index.ts';
import type { KubernetesObject } from '../documents.ts';
import { textOf } from '../documents.ts';
import { AUTHENTICATED, type User } from '../identity.ts';
import { PRIVILEGED_GROUP } from '../rbac/authorizer.ts';
import { SIGNING_DURATION } from './issue.ts';
import { conditionsOf, issuedExpiry, requestOf, specOfRequest } from './request-object.ts';
import {
  type Asked,
  askedOf,
  CLIENT_SIGNER,
  droppedExtensions,
  KUBELET_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  SIGNERS,
  signerRefusal,
  subjectRestriction,
} from './signers.ts';

/** The description of a request. */
export interface LegibleRequest {
  readonly name: string;
  /** `Pending`, or its conditions with their reasons. */
  readonly standing: readonly string[];
  readonly requester: { readonly username: string; readonly groups: readonly string[] };
  readonly signerName: string;
  readonly usages: readonly string[];
  /** Seconds; undefined: the signer's default, usually a year. */
  readonly expirationSeconds: number | undefined;
  /** undefined if the request cannot be decoded. */
  readonly certificate:
    | { readonly subject: string; readonly names: readonly string[]; readonly key: string; readonly isProven: boolean }
    | undefined;
  /** Names or object identifiers of extensions that the signer would not grant. */
  readonly dropped: readonly string[];
  /** The reason that the signer would refuse it, or that the API has refused it; undefined if it would be signed. */
  readonly refusal: string | undefined;
  /** The user that the API server would authenticate; undefined if it is not a client certificate. */
  readonly becomes: User | undefined;
  readonly warnings: readonly string[];
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(EXTENSIONS).map(([name, { id }]) => [id, name]));
const CLIENT_SIGNERS: readonly string[] = [CLIENT_SIGNER, KUBELET_CLIENT_SIGNER];

/** Reads a CertificateSigningRequest of the API. */
export function legibleRequest(object: KubernetesObject): LegibleRequest {
  const spec = specOfRequest(object);
  const { signerName, usages, username, groups, expirationSeconds } = spec;
  const request = requestOf(object);
  const asked = request instanceof CertificateRequest ? readAsked(request) : undefined;
  const common = {
    name: textOf(object, 'metadata', 'name'),
    standing: standingOf(object),
    requester: { username, groups },
    ...{ signerName, usages, expirationSeconds },
  };
  if (!(request instanceof CertificateRequest) || asked === undefined) {
    const problem = request instanceof CertificateRequest ? 'its extensions cannot be read' : request.problem;
    const nothing = { certificate: undefined, dropped: [], becomes: undefined, warnings: [] };
    return { ...common, ...nothing, refusal: `the request cannot be read: ${problem}` };
  }
  const isProven = provesKey(request);
  const certificate = {
    subject: formatOneline(request.subject.value),
    names: asked.names.map(formatGeneralName),
    key: describePublicKey(request.publicKey),
    isProven,
  };
  const becomes = CLIENT_SIGNERS.includes(signerName) ? userOf(asked) : undefined;
  const dropped = droppedExtensions(request).map((id) => NAMES.get(id) ?? id);
  const refusal =
    subjectRestriction(signerName, asked) ?? signerRefusal(signerName, asked, usages) ?? keyRefusal(isProven);
  return { ...common, certificate, dropped, refusal, becomes, warnings: warningsOf(request, asked, common, becomes) };
}

const keyRefusal = (isProven: boolean): string | undefined =>
  isProven ? undefined : 'the request is not signed by the key that it names';

function readAsked(request: CertificateRequest): Asked | undefined {
  try {
    return askedOf(request);
  } catch (error) {
    if (error instanceof VitrineError) return undefined;
    throw error;
  }
}

function provesKey(request: CertificateRequest): boolean {
  try {
    return verifyRequest(request);
  } catch (error) {
    if (error instanceof VitrineError) return false;
    throw error;
  }
}

function standingOf(object: KubernetesObject): string[] {
  const conditions = conditionsOf(object);
  if (conditions.length === 0) return ['Pending'];
  const expiry = issuedExpiry(object);
  const issued = expiry === undefined ? [] : [`Issued, until ${expiry.toISOString()}`];
  return [
    ...conditions.map(({ type, reason, message }) => [type, reason, message].filter(Boolean).join(': ')),
    ...issued,
  ];
}

const userOf = ({ commonName, organizations }: Asked): User => ({
  name: commonName,
  groups: [...organizations, AUTHENTICATED],
});

/** Components of the control plane: nobody else should get a certificate with these names. */
const COMPONENTS: readonly string[] = [
  ...['system:kube-controller-manager', 'system:kube-scheduler', 'system:kube-proxy', 'system:apiserver'],
  ...['kubernetes-admin', 'kubernetes-super-admin', 'kube-apiserver-kubelet-client'],
];
/** Groups whose members may do everything, and by what. */
const ADMIN_GROUPS: readonly (readonly [group: string, rights: string])[] = [
  [PRIVILEGED_GROUP, `which may do everything (RBAC cannot restrict ${PRIVILEGED_GROUP})`],
  [
    'kubeadm:cluster-admins',
    'which may do everything in clusters made by kubeadm (it binds the group to cluster-admin)',
  ],
];
const YEAR_SECONDS = SIGNING_DURATION;

type Common = Pick<LegibleRequest, 'expirationSeconds' | 'requester' | 'signerName' | 'usages'>;

/** The dangers, one sentence each. */
function warningsOf(request: CertificateRequest, asked: Asked, common: Common, becomes: User | undefined): string[] {
  return [
    ...(becomes === undefined ? [] : identityWarnings(asked, common.requester)),
    ...(common.signerName === CLIENT_SIGNER ? nameWarnings(asked) : []),
    ...(common.signerName === KUBELET_SERVING_SIGNER ? servingWarnings(asked, common.requester) : []),
    ...keyWarnings(request),
    ...usageWarnings(request, common),
  ];
}

function identityWarnings({ commonName, organizations }: Asked, { username }: LegibleRequest['requester']): string[] {
  const isOther = commonName !== username && !username.startsWith('system:bootstrap:');
  return [
    ...ADMIN_GROUPS.flatMap(([group, rights]) =>
      organizations.includes(group) ? [`its holder would be a member of ${group}, ${rights}`] : [],
    ),
    ...(COMPONENTS.includes(commonName)
      ? [`its holder would be authenticated as ${commonName}, a component of the control plane or its administrator`]
      : []),
    ...(commonName === '' ? ['it has no common name, so its holder would have no user name'] : []),
    ...(isOther && commonName !== '' ? [`${username} asks for a certificate of another user: ${commonName}`] : []),
    ...organizations
      .filter((group) => group.startsWith('system:') && group !== 'system:nodes' && group !== PRIVILEGED_GROUP)
      .map((group) => `the group ${group} is one of Kubernetes' own`),
    ...(username === 'system:anonymous' ? ['the request was anonymous'] : []),
  ];
}

const NODE_USER = 'system:node:';
const SERVICE_ACCOUNT = 'system:serviceaccount:';

/** Names that others get in other ways. */
function nameWarnings({ commonName, organizations }: Asked): string[] {
  if (commonName.startsWith(SERVICE_ACCOUNT)) {
    const account = commonName.slice(SERVICE_ACCOUNT.length);
    return [`its holder would be authenticated as the service account ${account}, also after the account is deleted`];
  }
  if (commonName.startsWith(NODE_USER) || organizations.includes('system:nodes')) {
    return ['its holder would be authenticated as a node, whose certificates are for another signer'];
  }
  const isOwn = commonName.startsWith('system:') && !COMPONENTS.includes(commonName);
  return isOwn ? [`${commonName} is a name of Kubernetes' own`] : [];
}

function servingWarnings({ names, commonName }: Asked, { username }: LegibleRequest['requester']): string[] {
  const domains = names.flatMap((name) => (name.kind === 'dNSName' ? [name.value] : []));
  const broad = domains.filter(
    (name) => name.startsWith('*') || name === 'localhost' || /^kubernetes(?:\.default.*)?$/.test(name),
  );
  return [
    ...broad.map((name) => `it would serve as ${name}, which is not the name of one node`),
    ...(commonName === username ? [] : [`${username} asks for the serving certificate of ${commonName}`]),
  ];
}

/** Minimum bits of an RSA key that is not weak (NIST SP 800-131A). */
const LEAST_RSA_BITS = 2048;

function keyWarnings(request: CertificateRequest): string[] {
  const key = request.publicKey;
  if (key.type !== 'rsa' && key.type !== 'rsa-pss') return [];
  const bits = bitLength(key.modulus);
  return bits >= LEAST_RSA_BITS ? [] : [`its RSA key has ${bits} bits, which is too short`];
}

function usageWarnings(request: CertificateRequest, { signerName, usages, expirationSeconds }: Common): string[] {
  const wantsCa = droppedExtensions(request).includes(EXTENSIONS.basicConstraints.id);
  const both = usages.includes('client auth') && usages.includes('server auth');
  const signs = usages.filter((usage) => ['cert sign', 'crl sign', 'any'].includes(usage));
  return [
    ...(wantsCa ? ['it asks for basicConstraints, as a CA would; signers of Kubernetes drop it'] : []),
    ...(both ? ['it would be valid for client and server authentication'] : []),
    ...signs.map((usage) => `it asks for the usage "${usage}"`),
    ...(SIGNERS.includes(signerName)
      ? []
      : [`${signerName} is not one of Kubernetes' signers: what it drops or refuses is not known`]),
    ...(expirationSeconds !== undefined && expirationSeconds > YEAR_SECONDS ? ['it asks for more than a year'] : []),
  ];
}
