/** The rules of metadata (k8s.io/apimachinery/pkg/api/validation/objectmeta.go). */
import type { ResourceType } from '../api/resource-types.ts';
import { type Fields, fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import { type FieldError, forbiddenField, invalidValue, required, tooLong } from './field-errors.ts';
import { dns1035Label, dnsLabel, dnsSubdomain, labelValue, pathSegment, qualifiedName } from './names.ts';

/** Maximum bytes of all annotations of an object. */
const MAX_ANNOTATION_BYTES = 256 * 1024;

const NAME_RULES: ReadonlyMap<string, (value: string) => string[]> = new Map([
  ['/namespaces', dnsLabel],
  ['/services', dns1035Label],
  // `v1.` is the name of the core group's APIService: a separate rule compares the name with spec.
  ['apiregistration.k8s.io/apiservices', pathSegment],
  ...['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'].map(
    (plural): [string, (value: string) => string[]] => [`rbac.authorization.k8s.io/${plural}`, pathSegment],
  ),
]);

/** The faults of an object's metadata. */
export function validateMetadata(type: ResourceType, object: KubernetesObject): FieldError[] {
  const { metadata } = object;
  const name = textOf(metadata, 'name');
  const nameRule = NAME_RULES.get(`${type.group}/${type.plural}`) ?? dnsSubdomain;
  const errors: FieldError[] = [];
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else errors.push(...nameRule(name).map((fault) => invalidValue('metadata.name', name, fault)));
  errors.push(...validateLabels(fieldOf(metadata, 'labels'), 'metadata.labels'));
  errors.push(...validateAnnotations(fieldOf(metadata, 'annotations')));
  errors.push(...validateFinalizers(metadata));
  errors.push(...validateOwners(metadata));
  return errors;
}

/** @param field - the path of the labels. */
export function validateLabels(labels: unknown, field: string): FieldError[] {
  return Object.entries((labels ?? {}) as Fields).flatMap(([key, value]) => [
    ...qualifiedName(key).map((fault) => invalidValue(field, key, fault)),
    ...labelValue(String(value)).map((fault) => invalidValue(field, value, fault)),
  ]);
}

function validateAnnotations(annotations: unknown): FieldError[] {
  const entries = Object.entries((annotations ?? {}) as Fields);
  // The rule for keys is the same as for labels, but in lower case.
  const errors = entries.flatMap(([key]) =>
    qualifiedName(key.toLowerCase()).map((fault) => invalidValue('metadata.annotations', key, fault)),
  );
  const bytes = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(String(value)), 0);
  return bytes > MAX_ANNOTATION_BYTES ? [...errors, tooLong('metadata.annotations', MAX_ANNOTATION_BYTES)] : errors;
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

function validateFinalizers(metadata: Fields): FieldError[] {
  return listOf(metadata, 'finalizers').flatMap((finalizer) =>
    qualifiedName(String(finalizer)).map((fault) => invalidValue('metadata.finalizers', finalizer, fault)),
  );
}

function validateOwners(metadata: Fields): FieldError[] {
  const owners = listOf(metadata, 'ownerReferences');
  const errors = owners.flatMap((owner) =>
    ['apiVersion', 'kind', 'name', 'uid']
      .filter((field) => textOf(owner, field) === '')
      .map((field) => invalidValue(`metadata.ownerReferences.${field}`, '', 'must not be empty')),
  );
  const controllers = owners.filter((owner) => fieldOf(owner, 'controller') === true);
  if (controllers.length > 1) {
    const names = controllers.map((owner) => `${textOf(owner, 'kind')}/${textOf(owner, 'name')}`);
    const fault = `Only one reference can have Controller set to true. Found "true" in references for ${names[0]} and ${names[1]}`;
    errors.push(invalidValue('metadata.ownerReferences', owners, fault));
  }
  return errors;
}

/** Forbidden changes of metadata. Fields that the server itself preserves are not compared. */
export function validateMetadataUpdate(object: KubernetesObject, current: KubernetesObject): FieldError[] {
  const errors: FieldError[] = [];
  const uid = textOf(object, 'metadata', 'uid');
  if (uid !== textOf(current, 'metadata', 'uid')) errors.push(invalidValue('metadata.uid', uid, 'field is immutable'));
  if (textOf(current, 'metadata', 'deletionTimestamp') !== '') {
    const before = listOf(current, 'metadata', 'finalizers');
    const added = listOf(object, 'metadata', 'finalizers').filter((finalizer) => !before.includes(finalizer));
    if (added.length > 0) {
      const fault = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(', ')}}`;
      errors.push(forbiddenField('metadata.finalizers', fault));
    }
  }
  return errors;
}
