/** Bootstrap tokens authenticate a node that has no certificate yet, so that it can request one (k8s.io/cluster-bootstrap/token/{api,util},
 * Kubernetes, Authenticating with Bootstrap Tokens). */
import {
  assertArray,
  assertFields,
  assertMethods,
  assertOptions,
  assertString,
  base64ToBytes,
  bytesToBase64,
  bytesToUtf8,
  EncodingError,
  type Random,
  UsageError,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import { AUTHENTICATED, type User } from '../identity.ts';

/** A token: `ID.SECRET`. The identifier is not secret. */
export interface BootstrapToken {
  readonly id: string;
  /** Secret. */
  readonly secret: string;
}

const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** The type of the secrets that hold tokens. */
export const TOKEN_SECRET_TYPE = 'bootstrap.kubernetes.io/token';
/** The namespace of these secrets. */
export const TOKEN_NAMESPACE = 'kube-system';
/** The group of all users that authenticate with a bootstrap token. */
export const BOOTSTRAPPERS = 'system:bootstrappers';
/** The group that kubeadm gives tokens for nodes. */
export const NODE_TOKEN_GROUP = 'system:bootstrappers:kubeadm:default-node-token';
const GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/** Reads a token. @throws UsageError `out-of-range`; the message does not contain the token. */
export function parseToken(text: string): BootstrapToken {
  assertString(text, 'token');
  const [, id, secret] = TOKEN.exec(text) ?? [];
  if (id === undefined)
    throw new UsageError('out-of-range', 'token', 'must be six characters, a dot and sixteen, of a-z and 0-9');
  return { id, secret };
}

/** A new token. */
export function newToken(random: Random): BootstrapToken {
  assertMethods(random, 'random', 'a Random', 'bytes');
  return { id: characters(random, 6), secret: characters(random, 16) };
}

/** Random characters, uniformly distributed: bytes from 252 = 7 · 36 on are drawn again. */
function characters(random: Random, count: number): string {
  let text = '';
  while (text.length < count) {
    for (const byte of random.bytes(2 * count)) {
      if (byte < 252 && text.length < count) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

export interface TokenSecretOptions {
  readonly description?: string | undefined;
  /** Default: it does not expire. */
  readonly expiration?: Date | undefined;
  /** Each `system:bootstrappers:…`. */
  readonly groups: readonly string[];
  /** Whether nodes may authenticate with it, and whether it signs `cluster-info`. */
  readonly usages: readonly ('authentication' | 'signing')[];
}

const OPTIONS: Readonly<Record<keyof TokenSecretOptions, true>> = {
  description: true,
  expiration: true,
  groups: true,
  usages: true,
};

/** The Secret of a token.
 * @throws UsageError `out-of-range` for a group that does not begin with `system:bootstrappers:`. */
export function tokenSecret(token: BootstrapToken, options: TokenSecretOptions): KubernetesObject {
  assertToken(token);
  assertFields(options, 'options', 'an object', 'groups', 'usages');
  assertOptions(options, 'options', Object.keys(OPTIONS));
  assertEach(options.groups, 'options.groups', (group, place) => {
    assertString(group, place);
    if (GROUP.test(group)) return;
    throw new UsageError('out-of-range', place, `must be system:bootstrappers:…, not ${group.slice(0, 80)}`);
  });
  assertArray(options.usages, 'options.usages');
  const { id, secret } = token;
  const texts: Record<string, string> = {
    'token-id': id,
    'token-secret': secret,
    ...(options.expiration !== undefined && { expiration: options.expiration.toISOString().replace(/\.\d+Z$/, 'Z') }),
    ...(options.description !== undefined && { description: options.description }),
    ...Object.fromEntries(options.usages.map((usage) => [`usage-bootstrap-${usage}`, 'true'])),
    ...(options.groups.length > 0 && { 'auth-extra-groups': options.groups.join(',') }),
  };
  const data = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, bytesToBase64(utf8ToBytes(text))]),
  );
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}`, namespace: TOKEN_NAMESPACE },
    type: TOKEN_SECRET_TYPE,
    data,
  };
}

/** The token in a Secret, if the Secret has the right namespace, name and type. */
export interface StoredToken extends BootstrapToken {
  readonly expiration: Date | undefined;
  readonly description: string;
  readonly groups: readonly string[];
  readonly usages: readonly string[];
}

/** @returns undefined for any other secret, and for one whose name or fields are not those of a token. */
export function readTokenSecret(object: unknown): StoredToken | undefined {
  const read = (name: string): string => decoded(textOf(object, 'data', name));
  const [id, secret] = [read('token-id'), read('token-secret')];
  const isOne =
    textOf(object, 'type') === TOKEN_SECRET_TYPE &&
    textOf(object, 'metadata', 'namespace') === TOKEN_NAMESPACE &&
    textOf(object, 'metadata', 'name') === `bootstrap-token-${id}` &&
    fieldOf(object, 'metadata', 'deletionTimestamp') === undefined;
  if (!isOne || !TOKEN.test(`${id}.${secret}`)) return undefined;
  const groups = read('auth-extra-groups').split(',').filter(Boolean);
  if (groups.some((group) => !GROUP.test(group))) return undefined;
  const text = read('expiration');
  const expiration = text === '' ? undefined : new Date(text);
  // Kubernetes: a malformed time counts as expired.
  const safe = expiration !== undefined && Number.isNaN(expiration.getTime()) ? new Date(0) : expiration;
  const usages = ['authentication', 'signing'].filter((usage) => read(`usage-bootstrap-${usage}`) === 'true');
  return { id, secret, expiration: safe, description: read('description'), groups, usages };
}

function decoded(text: string): string {
  try {
    return bytesToUtf8(base64ToBytes(text));
  } catch (error) {
    if (error instanceof EncodingError) return '';
    throw error;
  }
}

/** Whether a token has expired. */
export const isExpired = ({ expiration }: StoredToken, now: Date): boolean =>
  expiration !== undefined && expiration <= now;

/** The user that a token authenticates. */
export function tokenUser(token: StoredToken): User {
  assertToken(token);
  assertArray(token.groups, 'token.groups');
  return { name: `system:bootstrap:${token.id}`, groups: [BOOTSTRAPPERS, ...token.groups, AUTHENTICATED] };
}

function assertToken(token: BootstrapToken): void {
  assertFields(token, 'token', 'a BootstrapToken', 'id', 'secret');
  assertString(token.id, 'token.id');
  assertString(token.secret, 'token.secret');
}
