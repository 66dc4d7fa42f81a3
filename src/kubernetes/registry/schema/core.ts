/** The small types of the core group (k8s.io/api/core/v1/types.go and generated.proto). */
import { conditions, objectOf, objectReference } from './meta.ts';
import {
  anything,
  base64,
  bool,
  field,
  int32,
  intOrString,
  list,
  map,
  microTime,
  needed,
  optionalBool,
  part,
  struct,
  text,
  time,
} from './schema.ts';

const CORE = 'io.k8s.api.core.v1';

export const namespace = objectOf(
  `${CORE}.Namespace`,
  'Namespace provides a scope for Names. Use of multiple namespaces is optional.',
  {
    spec: field(
      2,
      struct(`${CORE}.NamespaceSpec`, 'NamespaceSpec describes the attributes on a Namespace.', {
        finalizers: field(
          1,
          list(text),
          'Finalizers is an opaque list of values that must be empty to permanently remove object from storage.',
        ),
      }),
      'Spec defines the behavior of the Namespace.',
    ),
    status: field(
      3,
      part(`${CORE}.NamespaceStatus`, 'NamespaceStatus is information about the current status of a Namespace.', {
        phase: field(1, text, 'Phase is the current lifecycle phase of the namespace.'),
        conditions: field(
          0,
          conditions(`${CORE}.NamespaceCondition`, 'lastProbeTime'),
          "Represents the latest available observations of a namespace's current state.",
        ),
      }),
      'Status describes the current status of a Namespace.',
    ),
  },
);

export const configMap = objectOf(`${CORE}.ConfigMap`, 'ConfigMap holds configuration data for pods to consume.', {
  data: field(2, map(text), 'Data contains the configuration data.'),
  binaryData: field(3, map(base64), 'BinaryData contains the binary data.'),
  immutable: field(
    4,
    bool,
    'Immutable, if set to true, ensures that data stored in the ConfigMap cannot be updated (only object metadata can be modified).',
  ),
});

export const secret = objectOf(
  `${CORE}.Secret`,
  'Secret holds secret data of a certain type. The total bytes of the values in the Data field must be less than MaxSecretSize bytes.',
  {
    data: field(2, map(base64), 'Data contains the secret data.'),
    type: field(3, text, 'Used to facilitate programmatic handling of secret data.'),
    stringData: field(4, map(text), 'stringData allows specifying non-binary secret data in string form.'),
    immutable: field(
      5,
      bool,
      'Immutable, if set to true, ensures that data stored in the Secret cannot be updated (only object metadata can be modified).',
    ),
  },
);

export const serviceAccount = objectOf(
  `${CORE}.ServiceAccount`,
  'ServiceAccount binds together: * a name, understood by users, and perhaps by peripheral systems, for an identity * a principal that can be authenticated and authorized * a set of secrets',
  {
    secrets: field(
      2,
      list(objectReference),
      'Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use.',
    ),
    imagePullSecrets: field(
      3,
      list(
        struct(
          `${CORE}.LocalObjectReference`,
          'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
          { name: field(1, text, 'Name of the referent.') },
        ),
      ),
      'ImagePullSecrets is a list of references to secrets in the same namespace to use for pulling any images in pods that reference this ServiceAccount.',
    ),
    automountServiceAccountToken: field(
      4,
      optionalBool,
      'AutomountServiceAccountToken indicates whether pods running as this service account should have an API token automatically mounted.',
    ),
  },
);

const servicePort = struct(`${CORE}.ServicePort`, "ServicePort contains information on service's port.", {
  name: field(1, text, 'The name of this port within the service.'),
  protocol: field(2, text, 'The IP protocol for this port. Supports "TCP", "UDP", and "SCTP". Default is TCP.'),
  port: needed(3, int32, 'The port that will be exposed by this service.'),
  targetPort: field(4, intOrString, 'Number or name of the port to access on the pods targeted by the service.'),
  nodePort: field(
    5,
    int32,
    'The port on each node on which this service is exposed when type is NodePort or LoadBalancer.',
  ),
  appProtocol: field(6, text, 'The application protocol for this port.'),
});

export const service = objectOf(
  `${CORE}.Service`,
  'Service is a named abstraction of software service (for example, mysql) consisting of local port (for example 3306) that the proxy listens on, and the selector that determines which pods will answer requests sent through the proxy.',
  {
    spec: field(
      2,
      part(`${CORE}.ServiceSpec`, 'ServiceSpec describes the attributes that a user creates on a service.', {
        ports: field(1, list(servicePort), 'The list of ports that are exposed by this service.'),
        selector: field(
          2,
          map(text),
          'Route service traffic to pods with label keys and values matching this selector.',
        ),
        clusterIP: field(3, text, 'clusterIP is the IP address of the service and is usually assigned randomly.'),
        type: field(4, text, 'type determines how the Service is exposed. Defaults to ClusterIP.'),
        externalIPs: field(
          5,
          list(text),
          'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.',
        ),
        sessionAffinity: field(7, text, 'Supports "ClientIP" and "None". Used to maintain session affinity.'),
        loadBalancerIP: field(8, text, 'Only applies to Service Type: LoadBalancer.'),
        loadBalancerSourceRanges: field(
          9,
          list(text),
          'If specified and supported by the platform, this will restrict traffic through the cloud-provider load-balancer.',
        ),
        externalName: field(
          10,
          text,
          'externalName is the external reference that discovery mechanisms will return as an alias for this service.',
        ),
        externalTrafficPolicy: field(
          11,
          text,
          'externalTrafficPolicy describes how nodes distribute service traffic they receive on one of the Service\'s "externally-facing" addresses.',
        ),
        healthCheckNodePort: field(
          12,
          int32,
          'healthCheckNodePort specifies the healthcheck nodePort for the service.',
        ),
        publishNotReadyAddresses: field(
          13,
          bool,
          'publishNotReadyAddresses indicates that any agent which deals with endpoints for this Service should disregard any indications of ready/not-ready.',
        ),
        clusterIPs: field(18, list(text), 'ClusterIPs is a list of IP addresses assigned to this service.'),
        ipFamilies: field(
          19,
          list(text),
          'IPFamilies is a list of IP families (e.g. IPv4, IPv6) assigned to this service.',
        ),
        ipFamilyPolicy: field(
          17,
          text,
          'IPFamilyPolicy represents the dual-stack-ness requested or required by this Service.',
        ),
        internalTrafficPolicy: field(
          22,
          text,
          'InternalTrafficPolicy describes how nodes distribute service traffic they receive on the ClusterIP.',
        ),
      }),
      'Spec defines the behavior of a service.',
    ),
    status: field(
      3,
      part(`${CORE}.ServiceStatus`, 'ServiceStatus represents the current status of a service.', {
        loadBalancer: field(
          0,
          anything,
          'LoadBalancer contains the current status of the load-balancer, if one is present.',
        ),
      }),
      'Most recently observed status of the service.',
    ),
  },
);

export const event = objectOf(`${CORE}.Event`, 'Event is a report of an event somewhere in the cluster.', {
  involvedObject: needed(2, objectReference, 'The object that this event is about.'),
  reason: field(
    3,
    text,
    "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
  ),
  message: field(4, text, 'A human-readable description of the status of this operation.'),
  source: field(
    5,
    struct(`${CORE}.EventSource`, 'EventSource contains information for an event.', {
      component: field(1, text, 'Component from which the event is generated.'),
      host: field(2, text, 'Node name on which the event is generated.'),
    }),
    'The component reporting this event.',
  ),
  firstTimestamp: field(6, time, 'The time at which the event was first recorded.'),
  lastTimestamp: field(7, time, 'The time at which the most recent occurrence of this event was recorded.'),
  count: field(8, int32, 'The number of times this event has occurred.'),
  type: field(9, text, 'Type of this event (Normal, Warning), new types could be added in the future.'),
  eventTime: field(10, microTime, 'Time when this Event was first observed.'),
  action: field(12, text, 'What action was taken/failed regarding to the Regarding object.'),
  related: field(13, objectReference, 'Optional secondary object for more complex actions.'),
  reportingComponent: field(14, text, 'Name of the controller that emitted this Event.'),
  reportingInstance: field(15, text, 'ID of the controller instance.'),
  series: field(0, anything, 'Data about the Event series this event represents or nil if it is a singleton Event.'),
});
