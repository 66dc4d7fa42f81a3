/** Who shows a bootstrap token (kubernetes plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go). */
import type { IncomingMessage } from 'node:http';
import { ctEqual, UsageError, utf8ToBytes } from '../../bytes/index.ts';
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
import { resourceTypeAt } from './resource-types.ts';

const SECRETS = resourceTypeAt('', 'v1', 'secrets')!;

/** The user of a request's bearer token, if it is a bootstrap token that is there, may be shown, and has not expired; else undefined.
 * Timing: comparing the secret does not depend on where the two differ. */
export async function bootstrapUserOf(
  request: IncomingMessage,
  objects: Objects,
  now: Date,
): Promise<User | undefined> {
  const shown = shownToken(request);
  if (shown === undefined) return undefined;
  const secret = await objects.find({ type: SECRETS, namespace: TOKEN_NAMESPACE, name: `bootstrap-token-${shown.id}` });
  const stored = readTokenSecret(secret);
  if (stored === undefined || !ctEqual(utf8ToBytes(stored.secret), utf8ToBytes(shown.secret))) return undefined;
  return stored.usages.includes('authentication') && !isExpired(stored, now) ? tokenUser(stored) : undefined;
}

/** RFC 6750 §2.1; the scheme's case does not count (RFC 9110 §11.1). */
function shownToken({ headers: { authorization = '' } }: IncomingMessage): BootstrapToken | undefined {
  const [, text] = /^bearer +([a-z0-9.]+)$/i.exec(authorization) ?? [];
  try {
    return text === undefined ? undefined : parseToken(text);
  } catch (error) {
    if (error instanceof UsageError) return undefined; // A token of another kind.
    throw error;
  }
}
