/** apiregistration.k8s.io/v1 (k8s.io/kube-aggregator/pkg/apis/apiregistration/v1, types.go and generated.proto). */
import { objectOf } from './meta.ts';
import { base64, bool, field, int32, list, needed, struct, text, time } from './schema.ts';

const GROUP = 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1';

const service = struct(`${GROUP}.ServiceReference`, 'ServiceReference holds a reference to Service.legacy.k8s.io', {
  namespace: field(1, text, 'Namespace is the namespace of the service'),
  name: field(2, text, 'Name is the name of the service'),
  port: field(3, int32, 'If specified, the port on the service that hosting webhook. Default to 443.'),
});

const spec = struct(
  `${GROUP}.APIServiceSpec`,
  'APIServiceSpec contains information for locating and communicating with a server. Only https is supported.',
  {
    service: field(1, service, 'Service is a reference to the service for this API server.'),
    group: field(2, text, 'Group is the API group name this server hosts'),
    version: field(3, text, 'Version is the API version this server hosts.  For example, "v1"'),
    insecureSkipTLSVerify: field(4, bool, 'This server refuses it: it verifies the servers behind it.'),
    caBundle: field(
      5,
      base64,
      "CABundle is a PEM encoded CA bundle which will be used to validate an API server's serving certificate.",
    ),
    groupPriorityMinimum: needed(7, int32, 'GroupPriorityMinimum is the priority this group should have at least.'),
    versionPriority: needed(8, int32, 'VersionPriority controls the ordering of this API version inside of its group.'),
  },
);

const condition = struct(
  `${GROUP}.APIServiceCondition`,
  'APIServiceCondition describes the state of an APIService at a particular point',
  {
    type: needed(1, text, 'Type is the type of the condition.'),
    status: needed(2, text, 'Status is the status of the condition. Can be True, False, Unknown.'),
    lastTransitionTime: field(3, time, 'Last time the condition transitioned from one status to another.'),
    reason: field(4, text, "Unique, one-word, CamelCase reason for the condition's last transition."),
    message: field(5, text, 'Human-readable message indicating details about last transition.'),
  },
);

export const apiService = objectOf(
  `${GROUP}.APIService`,
  'APIService represents a server for a particular GroupVersion. Name must be "version.group".',
  {
    spec: field(2, spec, 'Spec contains information for locating and communicating with a server'),
    status: field(
      3,
      struct(`${GROUP}.APIServiceStatus`, 'APIServiceStatus contains derived information about an API server', {
        conditions: field(1, list(condition), 'Current service state of apiService.'),
      }),
      'Status contains derived information about an API server',
    ),
  },
);
