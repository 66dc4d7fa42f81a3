/** Acting as another user, as a kubeconfig says it (client-go tools/clientcmd/api AuthInfo, transport/round_trippers.go
 * impersonatingRoundTripper, as of v1.32). */
import { DocumentError, fieldOf } from '../documents.ts';

/** The user that a client acts as. */
export interface ActingAs {
  readonly user: string;
  readonly groups: readonly string[];
  /** '' for none. */
  readonly uid: string;
  readonly extra: ReadonlyMap<string, readonly string[]>;
}

/** Reads `as`, `as-groups`, `as-uid` and `as-user-extra` of a user in a kubeconfig.
 * @param path - of the kubeconfig, for errors.
 * @returns undefined if it has none of them.
 * @throws DocumentError `invalid-field` for a value of another type, for one that no header field can have, and for groups, a uid or
 * extras without `as`, as client-go refuses them. */
export function actingAsOf(user: unknown, path: string): ActingAs | undefined {
  const refuse = (field: string, why: string): DocumentError =>
    new DocumentError('invalid-field', path, `users.user.${field}`, why);
  const text = (value: unknown, field: string): string => {
    if (typeof value !== 'string') throw refuse(field, 'must be a string; quote a number');
    if (CONTROLS.test(value)) throw refuse(field, 'contains a control character');
    return value;
  };
  const texts = (value: unknown, field: string): string[] => {
    if (!Array.isArray(value)) throw refuse(field, 'must be a list of strings');
    return value.map((each) => text(each, field));
  };
  const given = (field: string): unknown => fieldOf(user, field) ?? undefined;
  const name = text(given('as') ?? '', 'as');
  const uid = text(given('as-uid') ?? '', 'as-uid');
  const groups = texts(given('as-groups') ?? [], 'as-groups');
  const extras = given('as-user-extra') ?? {};
  if (typeof extras !== 'object' || Array.isArray(extras))
    throw refuse('as-user-extra', 'must be a map of lists of strings');
  const extra = new Map(
    Object.entries(extras).map(([key, value]) => [key, texts(value ?? [], `as-user-extra.${key}`)]),
  );
  if (name !== '') return { user: name, groups, uid, extra };
  if (uid === '' && groups.length === 0 && extra.size === 0) return undefined;
  throw refuse('as', 'is missing: groups, a uid or extras are those of a user');
}

/** What a field's value cannot contain (RFC 9110 §5.5). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]/;

/** The header fields of impersonation. */
export function headersOfActing({ user, groups, uid, extra }: ActingAs): Record<string, string | string[]> {
  const extras = [...extra].map(([key, values]) => [`Impersonate-Extra-${escapedKey(key)}`, values.map(bytesOf)]);
  return {
    'Impersonate-User': bytesOf(user),
    ...(uid !== '' && { 'Impersonate-Uid': bytesOf(uid) }),
    ...(groups.length > 0 && { 'Impersonate-Group': groups.map(bytesOf) }),
    ...Object.fromEntries(extras),
  };
}

/** node:http takes a character for each byte of a value; Go sends UTF-8. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/** headerKeyEscape: the bytes that no field name has (RFC 9110 §5.6.2), and `%`. The case of a name has no meaning; a server reads the key in
 * lower case. */
const escapedKey = (key: string): string =>
  bytesOf(key)
    .replace(/[^!#$&'*+.^_`|~\w-]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .toLowerCase();
