/** The inputs of a cluster's certificates: kubeadm's settings, validated once and converted to the types that certificates use. */
import {
  assertBytes,
  assertFields,
  assertOptions,
  assertString,
  type Bytes,
  i2osp,
  os2ip,
  UsageError,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { formatIpAddress, type GeneralName, parseIpAddress } from '../../x509/index.ts';
import { assertGeneralNames } from '../../x509/internal.ts';
import { PkiError } from './errors.ts';

/** The inputs, as in kubeadm's flags. */
export interface ClusterInput {
  /** The cluster's name in kubeconfigs: `kubernetes`. */
  readonly clusterName: string;
  /** `--node-name`: this control-plane node, a DNS name in lower case. */
  readonly nodeName: string;
  /** `--apiserver-advertise-address`: the address at which other nodes reach the API server. */
  readonly advertiseAddress: string;
  /** `--apiserver-bind-port`: 6443. */
  readonly bindPort: number;
  /** `--control-plane-endpoint`: `HOST` or `HOST:PORT` in front of several API servers. Default: none. */
  readonly controlPlaneEndpoint?: string | undefined;
  /** `--service-cidr`: one range, or one of each family with a comma between. */
  readonly serviceCidr: string;
  /** `--service-dns-domain`: `cluster.local`. */
  readonly serviceDnsDomain: string;
  /** `--apiserver-cert-extra-sans`: IP addresses, and DNS names that may begin with `*.`. */
  readonly apiserverCertExtraSans: readonly string[];
  /** `etcd.local.serverCertSANs` of ClusterConfiguration. Default: none. */
  readonly etcdServerCertSans?: readonly string[] | undefined;
  /** `etcd.local.peerCertSANs`. Default: none. */
  readonly etcdPeerCertSans?: readonly string[] | undefined;
}

/** The validated inputs. */
export interface ClusterNames {
  readonly name: string;
  readonly nodeName: string;
  readonly advertiseAddress: Bytes;
  /** The address of the API server's own service: the first address of the first service range. */
  readonly serviceAddress: Bytes;
  readonly dnsDomain: string;
  /** Names besides the usual ones: the control plane's endpoint, and the extra ones. */
  readonly extraNames: readonly GeneralName[];
  /** Additional names of etcd, for serving clients and for its peers. Default: none. */
  readonly etcdServerNames?: readonly GeneralName[];
  readonly etcdPeerNames?: readonly GeneralName[];
  /** The API server of this node: `https://192.168.1.100:6443`. */
  readonly localServer: string;
  /** The URL that clients use: the control plane's endpoint if there is one, otherwise the API server of this node. */
  readonly server: string;
}

const CHECKS: Readonly<Record<keyof ClusterNames, (value: unknown, argument: string) => void>> = {
  name: assertString,
  nodeName: assertString,
  advertiseAddress: assertBytes,
  serviceAddress: assertBytes,
  dnsDomain: assertString,
  extraNames: assertGeneralNames,
  etcdServerNames: assertGeneralNames,
  etcdPeerNames: assertGeneralNames,
  localServer: assertString,
  server: assertString,
};

/** Those that are unknown may be missing, all but the name: certificates of a folder may show only some.
 * @throws UsageError. */
export function assertClusterNames(cluster: ClusterNames, argument: string): void {
  assertFields(cluster, argument, 'ClusterNames', 'name');
  assertOptions(cluster, argument, Object.keys(CHECKS));
  for (const [name, value] of Object.entries(cluster)) {
    if (value !== undefined) CHECKS[name as keyof ClusterNames](value, `${argument}.${name}`);
  }
}

const RULE = 'kubeadm v1.32, validation of InitConfiguration and ClusterConfiguration';

/** Checks a cluster's inputs.
 * @throws PkiError `address`, `cidr`, `dns-name`, `endpoint`, `node-name`, `port` or `text`, with the name of the input as `place`. */
export function clusterNames(input: ClusterInput): ClusterNames {
  assertInput(input);
  const { bindPort } = input;
  if (typeof bindPort !== 'number') throw new UsageError('wrong-type', 'input.bindPort', 'must be a number');
  if (!Number.isInteger(bindPort) || bindPort < 1 || bindPort > 65_535) {
    throw new PkiError('port', 'bindPort', `must be a port, 1..65535, not ${bindPort}`, RULE);
  }
  if (input.clusterName === '') throw new PkiError('text', 'clusterName', 'must not be empty', RULE);
  const advertiseAddress = unicastAddress(input.advertiseAddress);
  const localServer = serverUrl(formatIpAddress(advertiseAddress), bindPort);
  const endpoint = input.controlPlaneEndpoint === undefined ? undefined : parseEndpoint(input.controlPlaneEndpoint);
  const extra = input.apiserverCertExtraSans.map((text) => hostName(text, 'apiserverCertExtraSans', true));
  const { etcdServerCertSans = [], etcdPeerCertSans = [] } = input;
  return {
    name: input.clusterName,
    nodeName: checkNodeName(input.nodeName),
    advertiseAddress,
    serviceAddress: firstServiceAddress(input.serviceCidr),
    dnsDomain: checkDomain(input.serviceDnsDomain),
    extraNames: endpoint === undefined ? extra : [hostName(endpoint.host, 'controlPlaneEndpoint', false), ...extra],
    etcdServerNames: etcdServerCertSans.map((text) => hostName(text, 'etcdServerCertSans', true)),
    etcdPeerNames: etcdPeerCertSans.map((text) => hostName(text, 'etcdPeerCertSans', true)),
    localServer,
    server: endpoint === undefined ? localServer : serverUrl(endpoint.host, endpoint.port ?? bindPort),
  };
}

const TEXTS = ['clusterName', 'nodeName', 'advertiseAddress', 'serviceCidr', 'serviceDnsDomain'] as const;
const LISTS = ['apiserverCertExtraSans', 'etcdServerCertSans', 'etcdPeerCertSans'] as const;

function assertInput(input: ClusterInput): void {
  assertOptions(input, 'input', [...TEXTS, ...LISTS, 'bindPort', 'controlPlaneEndpoint']);
  for (const name of TEXTS) assertString(input[name], `input.${name}`);
  if (input.controlPlaneEndpoint !== undefined) assertString(input.controlPlaneEndpoint, 'input.controlPlaneEndpoint');
  for (const name of LISTS) {
    const list = input[name];
    if (list === undefined && name !== 'apiserverCertExtraSans') continue;
    assertEach(list, `input.${name}`, assertString);
  }
}

/** The names that can be derived from some of the inputs; those that depend on missing inputs are absent.
 * @throws as `clusterNames`. */
export function knownNames(input: Partial<ClusterInput>): Partial<ClusterNames> {
  assertFields(input, 'input', 'what is known of a cluster');
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const names = clusterNames({ ...UNKNOWN, ...given });
  const has = (...keys: readonly (keyof ClusterInput)[]): boolean => keys.some((key) => input[key] !== undefined);
  return {
    ...(has('clusterName') && { name: names.name }),
    ...(has('nodeName') && { nodeName: names.nodeName }),
    ...(has('advertiseAddress') && { advertiseAddress: names.advertiseAddress, localServer: names.localServer }),
    ...(has('serviceCidr') && { serviceAddress: names.serviceAddress }),
    ...(has('serviceDnsDomain') && { dnsDomain: names.dnsDomain }),
    ...(has('controlPlaneEndpoint', 'apiserverCertExtraSans') && { extraNames: names.extraNames }),
    ...(has('controlPlaneEndpoint', 'advertiseAddress') && { server: names.server }),
    ...(has('etcdServerCertSans') && { etcdServerNames: names.etcdServerNames ?? [] }),
    ...(has('etcdPeerCertSans') && { etcdPeerNames: names.etcdPeerNames ?? [] }),
  };
}

/** Placeholders for missing inputs, so that the others can be validated. */
const UNKNOWN: ClusterInput = {
  clusterName: 'kubernetes',
  nodeName: 'unknown',
  advertiseAddress: '127.0.0.1',
  bindPort: 6443,
  serviceCidr: '10.96.0.0/12',
  serviceDnsDomain: 'cluster.local',
  apiserverCertExtraSans: [],
};

const serverUrl = (host: string, port: number): string => `https://${host.includes(':') ? `[${host}]` : host}:${port}`;

const DNS_LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
/** RFC 1123 §2.1, in lower case, as Kubernetes requires for names of objects. */
const DNS_NAME = new RegExp(`^(?=.{1,253}$)${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);
/** `system:node:` and the name must fit a common name, which has 64 characters (RFC 5280 appendix A.1). */
const MAX_NODE_NAME = 64 - 'system:node:'.length;

function checkNodeName(nodeName: string): string {
  if (DNS_NAME.test(nodeName) && nodeName.length <= MAX_NODE_NAME) return nodeName;
  const message = `must be a DNS name in lower case, of at most ${MAX_NODE_NAME} characters, not ${shown(nodeName)}${hintFor(nodeName)}`;
  throw new PkiError('node-name', 'nodeName', message, 'RFC 1123 §2.1');
}

function checkDomain(domain: string): string {
  if (DNS_NAME.test(`kubernetes.default.svc.${domain}`)) return domain;
  throw new PkiError(
    'dns-name',
    'serviceDnsDomain',
    `must be a DNS name, not ${shown(domain)}${hintFor(domain)}`,
    'RFC 1123 §2.1',
  );
}

/** Deviation: kubeadm also refuses a loopback address, which suits a cluster on one machine. */
function unicastAddress(text: string): Bytes {
  const bytes = parseIpAddress(text);
  if (bytes === undefined) {
    throw new PkiError('address', 'advertiseAddress', `must be an IP address, not ${shown(text)}`, 'RFC 4291 §2.2');
  }
  const multicast = bytes.length === 4 ? bytes[0] >= 224 : bytes[0] === 0xff;
  if (multicast || bytes.every((byte) => byte === 0)) {
    throw new PkiError(
      'address',
      'advertiseAddress',
      `must be the address of one machine, not ${text} (multicast or unspecified)`,
      RULE,
    );
  }
  return bytes;
}

/** An IP address or a DNS name, as a GeneralName. */
function hostName(text: string, place: string, wildcard: boolean): GeneralName {
  const bytes = parseIpAddress(text);
  if (bytes !== undefined) return { kind: 'iPAddress', value: bytes };
  if (DNS_NAME.test(wildcard ? text.replace(/^\*\./, '') : text)) return { kind: 'dNSName', value: text };
  throw new PkiError(
    'dns-name',
    place,
    `must be an IP address or a DNS name, not ${shown(text)}${hintFor(text)}`,
    'RFC 1123 §2.1',
  );
}

function parseEndpoint(text: string): { readonly host: string; readonly port: number | undefined } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = parseIpAddress(text) === undefined ? (bracketed ?? plain) : text;
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || port === 0 || (port ?? 0) > 65_535) {
    throw new PkiError('endpoint', 'controlPlaneEndpoint', `must be HOST or HOST:PORT, not ${shown(text)}`, RULE);
  }
  return { host, port };
}

/** kubeadm's bounds: at least 10 addresses in a service range, at most 2^20. */
const MIN_HOST_BITS = 4;
const MAX_HOST_BITS = 20;

/** The first address of the first range: the API server's service is of the cluster's first family only. */
function firstServiceAddress(text: string): Bytes {
  const ranges = text.split(',').map(parseCidr);
  const [first, second] = ranges;
  if (ranges.length > 2 || first.length === second?.length) {
    throw new PkiError('cidr', 'serviceCidr', 'must be one range, or one of IPv4 and one of IPv6', RULE);
  }
  return first;
}

/** The first usable address of a range, after the network address. */
function parseCidr(text: string): Bytes {
  const [, address, digits] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
  const bytes = address === undefined ? undefined : parseIpAddress(address);
  if (bytes === undefined || Number(digits) > 8 * bytes.length) {
    throw new PkiError('cidr', 'serviceCidr', `must be ADDRESS/BITS, not ${shown(text)}`, 'RFC 4632 §3.1');
  }
  const hostBits = 8 * bytes.length - Number(digits);
  if (hostBits < MIN_HOST_BITS || hostBits > MAX_HOST_BITS) {
    const [min, max] = [8 * bytes.length - MAX_HOST_BITS, 8 * bytes.length - MIN_HOST_BITS];
    throw new PkiError('cidr', 'serviceCidr', `the prefix length of ${shown(text)} must be in ${min}..${max}`, RULE);
  }
  const network = (os2ip(bytes) >> BigInt(hostBits)) << BigInt(hostBits);
  return i2osp(network + 1n, bytes.length);
}

/** Input in a message: quoted, and cut to a bounded length. */
const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** A hint for an internationalized name: certificates have the ASCII form (RFC 5890 §2.3.2.1). */
function hintFor(text: string): string {
  const url = `https://${text}`;
  if (!/[^\x20-\x7e]/.test(text) || !URL.canParse(url)) return '';
  const { hostname } = new URL(url);
  return hostname.includes('xn--') ? `: its ASCII form is ${hostname}` : '';
}
