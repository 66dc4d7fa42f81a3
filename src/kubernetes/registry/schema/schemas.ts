/** The descriptions of all stored types, by group and kind. */
import { certificateSigningRequest, lease } from './certificates.ts';
import { configMap, event, namespace, secret, service, serviceAccount } from './core.ts';
import { clusterRoleBindingSchema, clusterRoleSchema, roleBindingSchema, roleSchema } from './rbac.ts';
import { apiService } from './registration.ts';
import type { StructSchema } from './schema.ts';
import { node, pod } from './workloads.ts';

const RBAC = 'rbac.authorization.k8s.io';

const SCHEMAS: ReadonlyMap<string, StructSchema> = new Map([
  ['/ConfigMap', configMap],
  ['/Event', event],
  ['/Namespace', namespace],
  ['/Node', node],
  ['/Pod', pod],
  ['/Secret', secret],
  ['/Service', service],
  ['/ServiceAccount', serviceAccount],
  ['apiregistration.k8s.io/APIService', apiService],
  ['certificates.k8s.io/CertificateSigningRequest', certificateSigningRequest],
  ['coordination.k8s.io/Lease', lease],
  [`${RBAC}/ClusterRole`, clusterRoleSchema],
  [`${RBAC}/ClusterRoleBinding`, clusterRoleBindingSchema],
  [`${RBAC}/Role`, roleSchema],
  [`${RBAC}/RoleBinding`, roleBindingSchema],
]);

/** The description of a stored type; undefined for any other. */
export const schemaOf = ({
  group,
  kind,
}: {
  readonly group: string;
  readonly kind: string;
}): StructSchema | undefined => SCHEMAS.get(`${group}/${kind}`);
