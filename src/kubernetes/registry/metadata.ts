/** The metadata that the server sets and requires when an object is written
 * (kubernetes apiserver/pkg/registry/rest/create.go, update.go, meta.go). */
import { bytesToHex, type Random, randomBytes } from '../../bytes/index.ts';
import { plain } from '../../bytes/internal.ts';
import { rfc3339 } from '../api/cluster.ts';
import { apiVersionOf, type ResourceType } from '../api/resource-types.ts';
import { badRequest } from '../api/status.ts';
import { type Fields, fieldOf, type KubernetesObject, textOf } from '../documents.ts';

/** Letters and digits that cannot form words (k8s.io/apimachinery/pkg/util/rand). */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
/** Longer bases of generated names are truncated (apiserver/pkg/storage/names/generate.go). */
const MAX_GENERATED_BASE = 63 - SUFFIX_LENGTH;

/** The body as an object of the type. A missing apiVersion or kind is added.
 * @throws StatusError 400 for one of another type. */
export function ofType(type: ResourceType, body: unknown): KubernetesObject {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest(`the object provided is unrecognized (must be of type ${type.kind})`);
  }
  const expected = apiVersionOf(type);
  const { apiVersion = expected, kind = type.kind } = body as Fields;
  if (apiVersion !== expected) {
    const said = plain`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`;
    throw badRequest(said);
  }
  if (kind !== type.kind) {
    throw badRequest(
      plain`${kind} in version "${type.version}" cannot be handled as a ${type.kind}: no kind "${kind}" is served here`,
    );
  }
  const metadata = (body as Fields)['metadata'] ?? {};
  if (typeof metadata !== 'object' || Array.isArray(metadata)) {
    throw badRequest(
      `${kind} in version "${type.version}" cannot be handled as a ${type.kind}: metadata must be an object`,
    );
  }
  return { ...body, apiVersion: expected, kind: type.kind, metadata: metadata as Fields };
}

/** Metadata of a new object.
 * @throws StatusError 400 for a namespace other than the request's, and for a resourceVersion. */
export function metadataForCreate(
  type: ResourceType,
  namespace: string,
  object: KubernetesObject,
  { now, random }: { readonly now: Date; readonly random: Random },
): KubernetesObject {
  const { managedFields: _, deletionTimestamp: __, deletionGracePeriodSeconds: ___, ...given } = object.metadata;
  if (textOf(given, 'resourceVersion') !== '') {
    throw badRequest('resourceVersion should not be set on objects to be created');
  }
  requireNamespace(type, namespace, given);
  const generateName = textOf(given, 'generateName');
  const name = textOf(given, 'name') || (generateName && generatedName(generateName, random));
  const { name: ____, namespace: _____, uid: ______, creationTimestamp: _______, ...rest } = given;
  return {
    ...object,
    metadata: {
      ...(name !== '' && { name }),
      ...(type.namespaced && { namespace }),
      uid: randomUid(random),
      creationTimestamp: rfc3339(now),
      ...rest,
    },
  };
}

function requireNamespace(type: ResourceType, namespace: string, metadata: Fields): void {
  const given = textOf(metadata, 'namespace');
  if (given === '' || given === namespace) return;
  throw badRequest(
    type.namespaced
      ? 'the namespace of the provided object does not match the namespace sent on the request'
      : 'namespace may not be set on objects of cluster scope',
  );
}

/** A new name that begins with `base`. */
export function generatedName(base: string, random: Random): string {
  const digits = Array.from({ length: SUFFIX_LENGTH }, () => SUFFIX_ALPHABET[below(SUFFIX_ALPHABET.length, random)]);
  return base.slice(0, MAX_GENERATED_BASE) + digits.join('');
}

/** A uniformly distributed number below `limit`. */
function below(limit: number, random: Random): number {
  for (;;) {
    const [byte] = randomBytes(random, 1);
    if (byte < 256 - (256 % limit)) return byte % limit;
  }
}

/** A UUID of version 4 (RFC 9562 §5.4). */
export function randomUid(random: Random): string {
  const bytes = randomBytes(random, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The metadata of an update. Immutable fields keep their values; the validation of updates reports attempts to change them. */
export function metadataForUpdate(
  type: ResourceType,
  object: KubernetesObject,
  current: KubernetesObject,
): KubernetesObject {
  const { managedFields: _, ...given } = object.metadata;
  const name = textOf(current, 'metadata', 'name');
  const said = textOf(given, 'name');
  if (said !== '' && said !== name) {
    throw badRequest(`the name of the object (${said}) does not match the name on the URL (${name})`);
  }
  requireNamespace(type, textOf(current, 'metadata', 'namespace'), given);
  const kept = Object.fromEntries(
    ['name', 'namespace', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation']
      .map((field): [string, unknown] => [field, fieldOf(current, 'metadata', field)])
      .filter(([, value]) => value !== undefined),
  );
  const uid = textOf(given, 'uid') || textOf(current, 'metadata', 'uid');
  const { deletionTimestamp: __, deletionGracePeriodSeconds: ___, generation: ____, ...rest } = given;
  return { ...object, metadata: { ...rest, ...kept, uid } };
}
