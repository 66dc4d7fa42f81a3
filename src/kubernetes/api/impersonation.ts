/** Acting as another user by header fields (Kubernetes, Authenticating, User impersonation; kubernetes
 * apiserver/pkg/endpoints/filters/impersonation.go, as of v1.32). */
import type { IncomingMessage } from 'node:http';
import { bytesToUtf8, EncodingError } from '../../bytes/index.ts';
import { AUTHENTICATED, UNAUTHENTICATED, type User } from '../identity.ts';
import type { Authorizer } from '../rbac/authorizer.ts';
import type { ResourceAttributes } from '../rbac/rules.ts';
import { badRequest, forbidden } from './status.ts';

const USER = 'impersonate-user';
const GROUP = 'impersonate-group';
const UID = 'impersonate-uid';
const EXTRA = 'impersonate-extra-';
/** The user of a request without credentials. */
const ANONYMOUS = 'system:anonymous';
const AUTHENTICATION = 'authentication.k8s.io';

/** One identity attribute that a request wants to assume, and the required right. */
interface Wish {
  readonly resource: 'groups' | 'serviceaccounts' | 'uids' | 'userextras' | 'users';
  readonly group: string;
  readonly namespace: string;
  readonly name: string;
  /** The key of an extra field; '' for all others. */
  readonly subresource: string;
}

/** The user that a request acts as: the one that it names, with the groups, uid and extras that it names and no others, if the requester
 * has the verb `impersonate` on each of them; without such header fields the requester.
 * @throws StatusError 403 for the first attribute that is not allowed, in Kubernetes' words; 400 for header fields that two parsers could
 * read differently, and for groups, a uid or extras without a user. */
export function actingUser(request: IncomingMessage, requester: User, authorizer: Authorizer): User {
  refuseOddSpellings(request);
  const wishes = wishesOf(request.headersDistinct);
  for (const wish of wishes) {
    const attributes: ResourceAttributes = { ...wish, verb: 'impersonate' };
    const { allowed, reason } = authorizer(requester, attributes);
    if (!allowed) throw forbidden(requester.name, attributes, reason);
  }
  return wishes.length === 0 ? requester : userOf(wishes);
}

/** Refuses all header fields of impersonation, for a server that does not support it.
 * @throws StatusError 400. */
export function refuseImpersonation({ headers, trailers }: IncomingMessage): void {
  const name = [...Object.keys(headers), ...Object.keys(trailers)].find((each) => /^impersonate[-_]/i.test(each));
  if (name !== undefined) throw badRequest(`impersonation is not supported: remove the header ${name} (kubectl --as)`);
}

/** Not in Kubernetes: a proxy may have replaced a hyphen by an underscore or vice versa, or may remove a field that `Connection` names (RFC
 * 9110 §7.6.1). If such a field were ignored, the request would run with the caller's own rights. */
function refuseOddSpellings({ headers, trailers }: IncomingMessage): void {
  const odd = (name: string): boolean => /^impersonate(?:_|-(?:user|group|uid|extra)_)/i.test(name);
  const names = Object.keys(headers);
  const name = names.find(odd) ?? Object.keys(trailers).find((each) => /^impersonate[-_]/i.test(each));
  if (name !== undefined) throw badRequest(`the header ${name} is not one of impersonation: write Impersonate-…`);
  const unknown = names.find((each) => each.startsWith('impersonate-') && !isKnown(each));
  if (unknown !== undefined) throw badRequest(`the header ${unknown} is not one of impersonation`);
  const hops = (headers.connection ?? '').toLowerCase().split(',');
  const hop = hops.map((each) => each.trim()).find((each) => each.startsWith('impersonate'));
  if (hop !== undefined) throw badRequest(`the header ${hop} is named in Connection`);
}

const isKnown = (name: string): boolean => [USER, GROUP, UID].includes(name) || name.startsWith(EXTRA);

/** buildImpersonationRequests, in its order: user, groups, extras, uid. */
function wishesOf(headers: IncomingMessage['headersDistinct']): Wish[] {
  const plain = { group: '', namespace: '', subresource: '' };
  const user = only(headers, USER);
  const uid = only(headers, UID);
  const wishes: Wish[] = [
    ...(headers[GROUP] ?? []).map((name): Wish => ({ ...plain, resource: 'groups', name: textIn(GROUP, name) })),
    ...Object.keys(headers).flatMap((name) => extrasOf(name, headers[name] ?? [])),
    ...(uid === undefined ? [] : [{ ...plain, resource: 'uids', group: AUTHENTICATION, name: uid } as const]),
  ];
  if (user !== undefined) return [userWish(user), ...wishes];
  if (wishes.length === 0) return [];
  throw badRequest('the request asks for groups, a uid or extras without impersonating a user: add Impersonate-User');
}

/** Deviation: Go takes the first of several, and ignores an empty one. */
function only(headers: IncomingMessage['headersDistinct'], name: string): string | undefined {
  const values = headers[name];
  if (values === undefined) return undefined;
  if (values.length > 1) throw badRequest(`the request has more than one header ${name}`);
  return textIn(name, values[0]);
}

/** The text of a field's value: `node:http` gives each byte as a character. */
function textIn(name: string, value: string): string {
  if (value === '') throw badRequest(`the header ${name} is empty`);
  try {
    return bytesToUtf8(Buffer.from(value, 'latin1'));
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw badRequest(`the header ${name} is not UTF-8`);
  }
}

function extrasOf(name: string, values: readonly string[]): Wish[] {
  if (!name.startsWith(EXTRA)) return [];
  const subresource = unescapedKey(name.slice(EXTRA.length));
  if (subresource === '') throw badRequest(`the header ${name} names no extra`);
  return values.map((value) => ({
    resource: 'userextras',
    group: AUTHENTICATION,
    namespace: '',
    name: textIn(name, value),
    subresource,
  }));
}

/** unescapeExtraKey: a key that is not percent-encoded is left unchanged. */
function unescapedKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return key;
  }
}

/** serviceaccount.SplitUsername: a namespace and a name, each as Kubernetes allows them (RFC 1123 §2.1). */
const SERVICE_ACCOUNT =
  /^system:serviceaccount:([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?):((?=.{1,253}$)[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?)$/;

function userWish(user: string): Wish {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(user) ?? [];
  const none = { group: '', subresource: '' };
  return namespace === undefined || name.includes('..')
    ? { ...none, resource: 'users', namespace: '', name: user }
    : { ...none, resource: 'serviceaccounts', namespace, name };
}

function userOf([first, ...others]: readonly Wish[]): User {
  const isAccount = first.resource === 'serviceaccounts';
  const name = isAccount ? `system:serviceaccount:${first.namespace}:${first.name}` : first.name;
  const named = others.filter(({ resource }) => resource === 'groups').map((wish) => wish.name);
  const accountGroups = ['system:serviceaccounts', `system:serviceaccounts:${first.namespace}`];
  const groups = named.length === 0 && isAccount ? accountGroups : named;
  const uid = others.find(({ resource }) => resource === 'uids')?.name;
  const extra = new Map<string, string[]>();
  for (const { resource, subresource, name: value } of others) {
    if (resource === 'userextras') extra.set(subresource, [...(extra.get(subresource) ?? []), value]);
  }
  return {
    name,
    groups: withStanding(name, groups),
    ...(uid !== undefined && { uid }),
    ...(extra.size > 0 && { extra }),
  };
}

/** Adds the group for authenticated or unauthenticated users, unless the request itself names one of them. */
function withStanding(name: string, groups: readonly string[]): readonly string[] {
  const standing = name === ANONYMOUS ? [UNAUTHENTICATED] : [AUTHENTICATED, UNAUTHENTICATED];
  return groups.some((group) => standing.includes(group)) ? groups : [...groups, standing[0]];
}
