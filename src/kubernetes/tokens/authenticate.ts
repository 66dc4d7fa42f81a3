/** Authenticates a service account token (kubernetes pkg/serviceaccount/claims.go, apiserver/pkg/authentication/serviceaccount/util.go). */
import { assertString } from '../../bytes/index.ts';
import { JwsError, type JwtClaims } from '../../signatures/index.ts';
import { resourceTypeAt } from '../api/resource-types.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import { AUTHENTICATED, type User } from '../identity.ts';
import type { Objects } from '../registry/objects.ts';
import type { TokenIssuer } from './issuer.ts';

const typeOf = (plural: string) => resourceTypeAt('', 'v1', plural)!;
const ACCOUNTS = typeOf('serviceaccounts');
const PREFIX = 'authentication.kubernetes.io/';

/** The objects that a token may be bound to, by the name of the claim. */
const BOUND = [
  ['pod', typeOf('pods')],
  ['secret', typeOf('secrets')],
  ['node', typeOf('nodes')],
] as const;

/** The user of a token, and those of the requested audiences that it is valid for. */
export interface TokenUser {
  readonly user: User;
  readonly audiences: readonly string[];
}

/** The reason that a token is invalid. The message may be shown to the client. */
export class TokenRefusal {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

export interface TokenChecks {
  readonly objects: Pick<Objects, 'find'>;
  readonly issuer: TokenIssuer;
  readonly now: Date;
}

/** The service account of a token. The account and the objects that the token is bound to must exist, with the same uid as when it was
 * issued.
 * @param audiences - the token must be valid for one of these. @throws TokenRefusal, StatusError 503 if the store does not answer. */
export async function authenticateToken(
  token: string,
  audiences: readonly string[],
  { objects, issuer, now }: TokenChecks,
): Promise<TokenUser> {
  assertString(token, 'token');
  const verified = verifiedBy(issuer, token, audiences, now);
  const own = fieldOf(verified.claims, 'kubernetes.io');
  const namespace = textOf(own, 'namespace');
  const [name, uid] = [textOf(own, 'serviceaccount', 'name'), textOf(own, 'serviceaccount', 'uid')];
  const userName = `system:serviceaccount:${namespace}:${name}`;
  if (name === '' || namespace === '' || verified.subject !== userName)
    throw new TokenRefusal('token subject is malformed');
  const account = await objects.find({ type: ACCOUNTS, namespace, name });
  requireSame(account, uid, `service account ${namespace}/${name}`);
  const extra = new Map([[`${PREFIX}credential-id`, [`JTI=${textOf(verified.claims, 'jti')}`]]]);
  for (const [claim, type] of BOUND) {
    const reference = fieldOf(own, claim) ?? undefined;
    if (reference === undefined) continue;
    const [boundName, boundUid] = [textOf(reference, 'name'), textOf(reference, 'uid')];
    // The node of a pod is only informative and need not exist: the token is bound to the pod.
    const isNodeOfPod = claim === 'node' && fieldOf(own, 'pod') !== undefined;
    if (!isNodeOfPod) {
      const place = { type, namespace: type.namespaced ? namespace : '', name: boundName };
      requireSame(await objects.find(place), boundUid, claim);
    }
    if (claim === 'secret') continue;
    extra.set(`${PREFIX}${claim}-name`, [boundName]);
    if (boundUid !== '') extra.set(`${PREFIX}${claim}-uid`, [boundUid]);
  }
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, AUTHENTICATED];
  return { user: { name: userName, uid, groups, extra }, audiences: verified.audiences };
}

function verifiedBy(issuer: TokenIssuer, token: string, audiences: readonly string[], now: Date): JwtClaims {
  try {
    return issuer.verify(token, audiences, now);
  } catch (error) {
    if (!(error instanceof JwsError)) throw error;
    throw new TokenRefusal(error.message);
  }
}

/** Deviation: Kubernetes accepts a token for one minute after the object was deleted. */
function requireSame(object: KubernetesObject | undefined, uid: string, what: string): void {
  const isGone = object === undefined || textOf(object, 'metadata', 'deletionTimestamp') !== '';
  if (isGone || uid === '' || textOf(object, 'metadata', 'uid') !== uid) {
    throw new TokenRefusal(`service account token has been invalidated: ${what} is gone, or another one`);
  }
}
