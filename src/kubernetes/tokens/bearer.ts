/** Authenticates bearer tokens: service account tokens and bootstrap tokens (kubernetes apiserver/pkg/authentication/request/bearertoken,
 * plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go). */
import type { IncomingMessage } from 'node:http';
import { ctEqual, UsageError, utf8ToBytes } from '../../bytes/index.ts';
import { resourceTypeAt } from '../api/resource-types.ts';
import type { User } from '../identity.ts';
import {
  type BootstrapToken,
  isExpired,
  parseToken,
  readTokenSecret,
  TOKEN_NAMESPACE,
  tokenUser,
} from '../joining/token.ts';
import type { Objects } from '../registry/objects.ts';
import { authenticateToken, TokenRefusal, type TokenUser } from './authenticate.ts';
import type { TokenIssuer } from './issuer.ts';

const SECRETS = resourceTypeAt('', 'v1', 'secrets')!;

export interface BearerChecks {
  readonly objects: Pick<Objects, 'find'>;
  /** Absent if no service account tokens are supported. */
  readonly issuer?: TokenIssuer | undefined;
  readonly now: Date;
}

/** The user of a request's bearer token; undefined for an invalid token, and for none (RFC 6750 §2.1; the scheme is case-insensitive, RFC
 * 9110 §11.1).
 * @throws StatusError 503 if the store does not answer. */
export async function bearerUserOf(
  { headers: { authorization = '' } }: IncomingMessage,
  checks: BearerChecks,
): Promise<User | undefined> {
  const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
  if (token === undefined) return undefined;
  try {
    return (await userOfToken(token, checks.issuer?.audiences ?? [], checks))?.user;
  } catch (error) {
    if (error instanceof TokenRefusal) return undefined;
    throw error;
  }
}

/** The user of a token, and the audiences that it is valid for. @returns undefined for a token of an unknown kind.
 * @throws TokenRefusal for an invalid one; StatusError 503. */
export async function userOfToken(
  token: string,
  audiences: readonly string[],
  { objects, issuer, now }: BearerChecks,
): Promise<TokenUser | undefined> {
  if (issuer !== undefined && token.split('.', 4).length === 3) {
    return authenticateToken(token, audiences, { objects, issuer, now });
  }
  const shown = bootstrapTokenOf(token);
  if (shown === undefined) return undefined;
  const user = await bootstrapUser(shown, objects, now);
  if (user === undefined) throw new TokenRefusal('the bootstrap token does not count');
  // A bootstrap token is valid for the API server, and names no audience.
  const own = issuer?.audiences ?? [];
  return { user, audiences: audiences.filter((audience) => own.includes(audience)) };
}

function bootstrapTokenOf(text: string): BootstrapToken | undefined {
  try {
    return parseToken(text);
  } catch (error) {
    if (error instanceof UsageError) return undefined; // A token of another kind.
    throw error;
  }
}

/** The user of a bootstrap token that exists, has the usage `authentication`, and has not expired.
 * Timing: comparing the secret does not depend on where the two differ. */
async function bootstrapUser(
  shown: BootstrapToken,
  objects: Pick<Objects, 'find'>,
  now: Date,
): Promise<User | undefined> {
  const secret = await objects.find({ type: SECRETS, namespace: TOKEN_NAMESPACE, name: `bootstrap-token-${shown.id}` });
  const stored = readTokenSecret(secret);
  if (stored === undefined || !ctEqual(utf8ToBytes(stored.secret), utf8ToBytes(shown.secret))) return undefined;
  return stored.usages.includes('authentication') && !isExpired(stored, now) ? tokenUser(stored) : undefined;
}
