/** Pages of a list, and the tokens that name the next one (kubernetes apiserver/pkg/storage/continue.go). */
import { base64ToBytes, bytesToBase64, bytesToUtf8, EncodingError, utf8ToBytes } from '../../bytes/index.ts';
import { badRequest, expired, gatewayTimeout } from '../api/status.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import { decodeStored } from '../storage/encoding.ts';
import { type Store, StoreError } from '../storage/store.ts';
import type { ListOptions, ObjectPage } from './objects.ts';

/** Number of keys that are read at once if not all of them are selected. */
const CHUNK = 500;
/** The revision in a token that means the newest one: the list continues, but is no longer consistent. */
const INCONSISTENT = -1;

/** One page of the objects under a prefix.
 * @throws StatusError 400 for a malformed token or version, 410 for one whose revision was compacted,
 * 504 for a version later than the newest one; StoreError. */
export async function listPage(store: Store, prefix: string, options: ListOptions): Promise<ObjectPage> {
  const { limit = 0, continue: token = '', matches } = options;
  const from = token === '' ? startOf(options) : readToken(token, prefix);
  if (token === '') await assertReached(store, Number(options.resourceVersion ?? ''));
  const items: KubernetesObject[] = [];
  let { after, revision } = from;
  for (;;) {
    const wanted = limit === 0 ? undefined : matches === undefined ? limit - items.length : Math.max(CHUNK, limit);
    const page = await store
      .list(prefix, {
        ...(wanted !== undefined && { limit: wanted }),
        ...(after !== undefined && { after }),
        ...(revision !== undefined && { revision }),
      })
      .catch((error: unknown) => {
        throw token !== '' && error instanceof StoreError && error.code === 'compacted'
          ? expired(EXPIRED_TOKEN, tokenOf(prefix, from.after ?? prefix, INCONSISTENT))
          : error;
      });
    revision = page.revision;
    for (const [i, entry] of page.entries.entries()) {
      after = entry.key;
      const object = decodeStored(entry);
      if (matches !== undefined && !matches(object)) continue;
      items.push(object);
      const remaining = page.remaining + page.entries.length - i - 1;
      if (limit === 0 || items.length < limit || remaining === 0) continue;
      const next = tokenOf(prefix, after, revision);
      return { items, resourceVersion: `${revision}`, continue: next, ...(matches === undefined && { remaining }) };
    }
    if (page.remaining === 0) return { items, resourceVersion: `${revision}`, continue: '' };
  }
}

interface Start {
  readonly after: string | undefined;
  readonly revision: number | undefined;
}

/** Without `exact`, every list is of the current revision; `assertReached` refuses a version later than that. */
function startOf({ resourceVersion = '', exact = false }: ListOptions): Start {
  if (!/^\d{0,15}$/.test(resourceVersion))
    throw badRequest(`invalid resource version ${JSON.stringify(resourceVersion)}`);
  if (exact && !(Number(resourceVersion) > 0)) {
    throw badRequest('resourceVersionMatch is Exact: a resource version greater than 0 must be given');
  }
  return { after: undefined, revision: exact ? Number(resourceVersion) : undefined };
}

/** @throws StatusError 504 for a version that the store does not have yet (apiserver/pkg/storage/errors.go, NewTooLargeResourceVersionError). */
async function assertReached(store: Store, version: number): Promise<void> {
  if (version === 0) return;
  const newest = await store.revision();
  if (version > newest) throw gatewayTimeout(`Too large resource version: ${version}, current: ${newest}`);
}

const EXPIRED_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue ' +
  'parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token ' +
  'results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and ' +
  'now may show up in the list.';

const tokenOf = (prefix: string, after: string, revision: number): string =>
  bytesToBase64(utf8ToBytes(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after.slice(prefix.length) })));

function readToken(token: string, prefix: string): Start {
  const value = parseToken(token);
  const [revision, start] = [fieldOf(value, 'rv'), textOf(value, 'start')];
  const isRevision = revision === INCONSISTENT || (Number.isSafeInteger(revision) && (revision as number) > 0);
  if (textOf(value, 'v') !== 'meta.k8s.io/v1' || !isRevision) throw badRequest('continue key is not valid');
  // For any token that a client sends, only keys with the prefix are listed.
  return { after: prefix + start, revision: revision === INCONSISTENT ? undefined : (revision as number) };
}

function parseToken(token: string): unknown {
  try {
    return JSON.parse(bytesToUtf8(base64ToBytes(token)));
  } catch (error) {
    if (!(error instanceof EncodingError || error instanceof SyntaxError)) throw error;
    throw badRequest('continue key is not valid');
  }
}
