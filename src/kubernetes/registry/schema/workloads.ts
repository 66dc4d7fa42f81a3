/** The used fields of pods and nodes (k8s.io/api/core/v1/types.go). */
import { conditions, objectOf } from './meta.ts';
import { anything, bool, field, int32, int64, list, map, needed, part, quantity, text, time } from './schema.ts';

const CORE = 'io.k8s.api.core.v1';

const containerPort = part(`${CORE}.ContainerPort`, 'ContainerPort represents a network port in a single container.', {
  name: field(0, text, 'If specified, this must be an IANA_SVC_NAME and unique within the pod.'),
  containerPort: needed(0, int32, "Number of port to expose on the pod's IP address."),
  hostPort: field(0, int32, 'Number of port to expose on the host.'),
  protocol: field(0, text, 'Protocol for port. Must be UDP, TCP, or SCTP. Defaults to "TCP".'),
});

const envVar = part(`${CORE}.EnvVar`, 'EnvVar represents an environment variable present in a Container.', {
  name: needed(0, text, 'Name of the environment variable. Must be a C_IDENTIFIER.'),
  value: field(
    0,
    text,
    'Variable references $(VAR_NAME) are expanded using the previously defined environment variables.',
  ),
  valueFrom: field(0, anything, "Source for the environment variable's value. Cannot be used if value is not empty."),
});

const volumeMount = part(`${CORE}.VolumeMount`, 'VolumeMount describes a mounting of a Volume within a container.', {
  name: needed(0, text, 'This must match the Name of a Volume.'),
  mountPath: needed(0, text, 'Path within the container at which the volume should be mounted.'),
  subPath: field(0, text, "Path within the volume from which the container's volume should be mounted."),
  readOnly: field(0, bool, 'Mounted read-only if true, read-write otherwise (false or unspecified).'),
});

const container = part(`${CORE}.Container`, 'A single application container that you want to run within a pod.', {
  name: needed(
    0,
    text,
    'Name of the container specified as a DNS_LABEL. Each container in a pod must have a unique name.',
  ),
  image: field(0, text, 'Container image name.'),
  imagePullPolicy: field(0, text, 'Image pull policy. One of Always, Never, IfNotPresent.'),
  command: field(0, list(text), 'Entrypoint array. Not executed within a shell.'),
  args: field(0, list(text), 'Arguments to the entrypoint.'),
  workingDir: field(0, text, "Container's working directory."),
  ports: field(0, list(containerPort), 'List of ports to expose from the container.'),
  env: field(0, list(envVar), 'List of environment variables to set in the container.'),
  resources: field(
    0,
    part(`${CORE}.ResourceRequirements`, 'ResourceRequirements describes the compute resource requirements.', {
      limits: field(0, map(quantity), 'Limits describes the maximum amount of compute resources allowed.'),
      requests: field(0, map(quantity), 'Requests describes the minimum amount of compute resources required.'),
    }),
    'Compute Resources required by this container.',
  ),
  volumeMounts: field(0, list(volumeMount), "Pod volumes to mount into the container's filesystem."),
});

const volume = part(
  `${CORE}.Volume`,
  'Volume represents a named volume in a pod that may be accessed by any container in the pod.',
  {
    name: needed(0, text, 'name of the volume. Must be a DNS_LABEL and unique within the pod.'),
    configMap: field(0, anything, 'configMap represents a configMap that should populate this volume'),
    secret: field(0, anything, 'secret represents a secret that should populate this volume.'),
    emptyDir: field(0, anything, "emptyDir represents a temporary directory that shares a pod's lifetime."),
    hostPath: field(
      0,
      anything,
      'hostPath represents a pre-existing file or directory on the host machine that is directly exposed to the container.',
    ),
  },
);

const podSpec = part(`${CORE}.PodSpec`, 'PodSpec is a description of a pod.', {
  containers: needed(
    0,
    list(container),
    'List of containers belonging to the pod. Cannot be updated. There must be at least one container in a Pod.',
  ),
  initContainers: field(0, list(container), 'List of initialization containers belonging to the pod.'),
  volumes: field(0, list(volume), 'List of volumes that can be mounted by containers belonging to the pod.'),
  nodeName: field(0, text, 'NodeName indicates in which node this pod is scheduled.'),
  nodeSelector: field(0, map(text), 'NodeSelector is a selector which must be true for the pod to fit on a node.'),
  restartPolicy: field(0, text, 'Restart policy for all containers within the pod. One of Always, OnFailure, Never.'),
  serviceAccountName: field(0, text, 'ServiceAccountName is the name of the ServiceAccount to use to run this pod.'),
  terminationGracePeriodSeconds: field(0, int64, 'Optional duration in seconds the pod needs to terminate gracefully.'),
  hostNetwork: field(0, bool, "Host networking requested for this pod. Use the host's network namespace."),
  tolerations: field(0, list(anything), "If specified, the pod's tolerations."),
  priorityClassName: field(0, text, "If specified, indicates the pod's priority."),
});

const podStatus = part(`${CORE}.PodStatus`, 'PodStatus represents information about the status of a pod.', {
  phase: field(0, text, 'The phase of a Pod is a simple, high-level summary of where the Pod is in its lifecycle.'),
  conditions: field(0, conditions(`${CORE}.PodCondition`, 'lastProbeTime'), 'Current service state of pod.'),
  message: field(0, text, 'A human readable message indicating details about why the pod is in this condition.'),
  reason: field(
    0,
    text,
    "A brief CamelCase message indicating details about why the pod is in this state. e.g. 'Evicted'",
  ),
  hostIP: field(0, text, 'hostIP holds the IP address of the host to which the pod is assigned.'),
  podIP: field(0, text, 'podIP address allocated to the pod.'),
  startTime: field(0, time, 'RFC 3339 date and time at which the object was acknowledged by the Kubelet.'),
  containerStatuses: field(0, list(anything), 'Statuses of containers in this pod.'),
  nominatedNodeName: field(0, text, 'nominatedNodeName is set only when this pod preempts other pods on the node.'),
});

export const pod = objectOf(
  `${CORE}.Pod`,
  'Pod is a collection of containers that can run on a host. This resource is created by clients and scheduled onto hosts.',
  {
    spec: field(0, podSpec, 'Specification of the desired behavior of the pod.'),
    status: field(0, podStatus, 'Most recently observed status of the pod.'),
  },
  false,
);

const taint = part(
  `${CORE}.Taint`,
  'The node this Taint is attached to has the "effect" on any pod that does not tolerate the Taint.',
  {
    key: needed(0, text, 'Required. The taint key to be applied to a node.'),
    value: field(0, text, 'The taint value corresponding to the taint key.'),
    effect: needed(0, text, 'Required. The effect of the taint on pods that do not tolerate the taint.'),
  },
);

export const node = objectOf(
  `${CORE}.Node`,
  'Node is a worker node in Kubernetes. Each node will have a unique identifier in the cache (i.e. in etcd).',
  {
    spec: field(
      0,
      part(`${CORE}.NodeSpec`, 'NodeSpec describes the attributes that a node is created with.', {
        podCIDR: field(0, text, 'PodCIDR represents the pod IP range assigned to the node.'),
        podCIDRs: field(
          0,
          list(text),
          'podCIDRs represents the IP ranges assigned to the node for usage by Pods on that node.',
        ),
        providerID: field(0, text, 'ID of the node assigned by the cloud provider'),
        taints: field(0, list(taint), "If specified, the node's taints."),
        unschedulable: field(
          0,
          bool,
          'Unschedulable controls node schedulability of new pods. By default, node is schedulable.',
        ),
      }),
      'Spec defines the behavior of a node.',
    ),
    status: field(
      0,
      part(`${CORE}.NodeStatus`, 'NodeStatus is information about the current status of a node.', {
        capacity: field(0, map(quantity), 'Capacity represents the total resources of a node.'),
        allocatable: field(
          0,
          map(quantity),
          'Allocatable represents the resources of a node that are available for scheduling.',
        ),
        conditions: field(
          0,
          conditions(`${CORE}.NodeCondition`, 'lastHeartbeatTime'),
          'Conditions is an array of current observed node conditions.',
        ),
        addresses: field(
          0,
          list(
            part(`${CORE}.NodeAddress`, "NodeAddress contains information for the node's address.", {
              type: needed(0, text, 'Node address type, one of Hostname, ExternalIP or InternalIP.'),
              address: needed(0, text, 'The node address.'),
            }),
          ),
          'List of addresses reachable to the node.',
        ),
        nodeInfo: field(0, anything, 'Set of ids/uuids to uniquely identify the node.'),
        daemonEndpoints: field(0, anything, 'Endpoints of daemons running on the Node.'),
      }),
      'Most recently observed status of the node.',
    ),
  },
  false,
);
