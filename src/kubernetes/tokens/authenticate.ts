/** Who shows a token of a service account (kubernetes pkg/serviceaccount/claims.go, apiserver/pkg/authentication/serviceaccount/util.go). */
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

/** What a token is bound to, by the name of its claim. */
const BOUND = [
  ['pod', typeOf('pods')],
  ['secret', typeOf('secrets')],
  ['node', typeOf('nodes')],
] as const;

/** A user, and for which of the audiences that were asked for the token is. */
export interface TokenUser {
  readonly user: User;
  readonly audiences: readonly string[];
}

/** Why a token does not count; the message may be told. */
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

/** The service account that a token is of: it, and what the token is bound to, must be there, and be the same as when it was issued.
 * @param audiences - one of which the token must be for. @throws TokenRefusal, StatusError 503 where the store does not answer. */
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
    // A pod's node is told, and does not have to be there: the token is bound to the pod.
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

/** Deviation: Kubernetes lets a token live a minute longer than what was deleted. */
function requireSame(object: KubernetesObject | undefined, uid: string, what: string): void {
  const isGone = object === undefined || textOf(object, 'metadata', 'deletionTimestamp') !== '';
  if (isGone || uid === '' || textOf(object, 'metadata', 'uid') !== uid) {
    throw new TokenRefusal(`service account token has been invalidated: ${what} is gone, or another one`);
  }
}
