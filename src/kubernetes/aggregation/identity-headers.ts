/** The user's identity, as an API server passes it to an aggregated server: X-Remote-* (kubernetes client-go/transport/round_trippers.go,
 * SetAuthProxyHeaders; apiserver/pkg/authentication/request/headerrequest). They are valid only on a connection that is authenticated by
 * the front proxy's certificate. */
import { bytesToUtf8, EncodingError, utf8ToBytes } from '../../bytes/index.ts';
import { badRequest } from '../api/status.ts';
import type { User } from '../identity.ts';

const USER = 'X-Remote-User';
const UID = 'X-Remote-Uid';
const GROUP = 'X-Remote-Group';
const EXTRA = 'X-Remote-Extra-';

/** A header field: its name, and its value with a character for each byte, as node:http sends and reads it. */
export type HeaderField = readonly [name: string, value: string];

/** The user as header fields, the groups in their order.
 * @throws StatusError 400 for a name that cannot be a header field's value. */
export function identityHeaders({ name, uid, groups, extra }: User): HeaderField[] {
  return [
    [USER, fieldValue(name)],
    ...(uid === undefined ? [] : [[UID, fieldValue(uid)] as const]),
    ...groups.map((group): HeaderField => [GROUP, fieldValue(group)]),
    ...[...(extra ?? [])].flatMap(([key, values]) =>
      values.map((value): HeaderField => [`${EXTRA}${escapedKey(key)}`, fieldValue(value)]),
    ),
  ];
}

/** RFC 9110 §5.5: no control characters; and no white space at the ends, since a recipient would trim it and see another name. */
function fieldValue(text: string): string {
  const isSafe = !/\p{Cc}|\p{Surrogate}/u.test(text) && text === text.trim();
  if (!isSafe) throw badRequest('the user has a name, group or extra that no header field can hold');
  return String.fromCharCode(...utf8ToBytes(text));
}

/** headerKeyEscape: every byte that is not a token character (RFC 9110 §5.6.2), and `%`, as `%XX`. */
const escapedKey = (key: string): string =>
  [...utf8ToBytes(key)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w!#$&'*+.^`|~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** Whether a header field carries identity, in any spelling that some implementation would accept. */
export const isIdentityHeader = (name: string): boolean => /^(?:x[-_]remote|impersonate)[-_]/i.test(name);

/** The user that the X-Remote-* fields name, as Kubernetes' request header authenticator determines it.
 * @param headers - alternating names and values, as in `rawHeaders`.
 * @returns undefined if no user is named, or more than one. */
export function userOfHeaders(headers: readonly string[]): User | undefined {
  const valuesOf = (wanted: string): string[] =>
    fieldsOf(headers).flatMap(([name, value]) => (name.toLowerCase() === wanted.toLowerCase() ? [decoded(value)] : []));
  const [names, uids] = [valuesOf(USER), valuesOf(UID)];
  // Deviation: Kubernetes takes the first of several; no correct sender writes two.
  if (names.length !== 1 || names[0] === '' || uids.length > 1) return undefined;
  const extra = new Map<string, string[]>();
  for (const [name, value] of fieldsOf(headers)) {
    if (!name.toLowerCase().startsWith(EXTRA.toLowerCase())) continue;
    const key = unescapedKey(name.slice(EXTRA.length).toLowerCase());
    extra.set(key, [...(extra.get(key) ?? []), decoded(value)]);
  }
  return {
    name: names[0],
    ...(uids.length === 1 && { uid: uids[0] }),
    groups: valuesOf(GROUP),
    ...(extra.size > 0 && { extra }),
  };
}

const fieldsOf = (headers: readonly string[]): HeaderField[] =>
  headers.flatMap((name, i): HeaderField[] => (i % 2 === 0 ? [[name, headers[i + 1] ?? '']] : []));

/** UTF-8 that node:http read as Latin-1; a value that is not UTF-8 is left unchanged. */
function decoded(value: string): string {
  try {
    return bytesToUtf8(Uint8Array.from(value, (character) => character.charCodeAt(0)));
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    return value;
  }
}

function unescapedKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return key;
  }
}
