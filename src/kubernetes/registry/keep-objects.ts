/** Ensures that objects of the control plane exist in their desired state. */
import { apiVersionOf, resourceTypeOfKind } from '../api/resource-types.ts';
import { StatusError } from '../api/status.ts';
import { type KubernetesObject, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import type { Objects } from './objects.ts';

/** Creates objects. Existing ones are updated, except their metadata.
 * @throws StatusError as `create` and `update`. */
export async function keepObjects(objects: Objects, wanted: Iterable<KubernetesObject>, user: User): Promise<void> {
  for (const object of wanted) {
    const type = resourceTypeOfKind(object.apiVersion, object.kind)!;
    const namespace = textOf(object, 'metadata', 'namespace');
    await objects.create(type, namespace, { ...object, apiVersion: apiVersionOf(type) }, { user }).catch((error) => {
      if (!(error instanceof StatusError && error.code === 'already-exists')) throw error;
      const place = { type, namespace, name: textOf(object, 'metadata', 'name') };
      return objects.update(place, (found) => ({ ...object, metadata: found.metadata }), { user });
    });
  }
}
