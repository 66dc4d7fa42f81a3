/** `whoami.vitrine.dev`: an aggregated API server that returns the user that the front proxy named, and the certificate of the connection.
 * It is small but complete: registered by an APIService, called with the front proxy's certificate, and it refuses all other callers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  assertFields,
  assertFunction,
  assertInteger,
  assertMethods,
  assertOptions,
  assertString,
  bytesToBase64,
  isBytes,
  type Random,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { generateKeyAsync } from '../../keys/index.ts';
import type { RootsInput, TlsSocket } from '../../node/index.ts';
import { attributeTexts, certificatePem, makeName } from '../../x509/index.ts';
import { type Listen, type Running, startHttps } from '../api/https-server.ts';
import { negotiate } from '../api/media-types.ts';
import { requestInfoOf } from '../api/request-info.ts';
import { checkRequest } from '../api/request-rules.ts';
import { refuseMethod, sendJson, sendStatus, sendText } from '../api/responses.ts';
import { internalError, NO_RESOURCE, StatusError, unauthorized, unknownPath } from '../api/status.ts';
import type { KubernetesObject } from '../documents.ts';
import { AUTHENTICATED, type User } from '../identity.ts';
import { issueLeaf, selfSigned } from '../pki/issue.ts';
import { serviceHost } from './api-service.ts';
import { isIdentityHeader, userOfHeaders } from './identity-headers.ts';

const GROUP = 'whoami.vitrine.dev';
const VERSION = 'v1';
const API_VERSION = `${GROUP}/${VERSION}`;
const SERVICE = { namespace: 'kube-system', name: 'whoami' };
/** The common name of the certificate whose holder may pass on other users' identities (kube-apiserver --requestheader-allowed-names, as
 * kubeadm sets it). */
export const FRONT_PROXY = 'front-proxy-client';
const DAYS = 365;

export interface WhoamiOptions {
  readonly host: string;
  /** Default: a free port. */
  readonly port?: number;
  /** The CA of the front proxy (--requestheader-client-ca-file). */
  readonly requestHeaderRoots: RootsInput;
  /** Common names of certificates whose holders may pass on other users' identities. Default: `front-proxy-client`. */
  readonly allowedNames?: readonly string[];
  readonly random: Random;
  now(): Date;
  readonly observe?: Listen['tls']['observe'];
}

/** The server, and the objects that register it: a Service, an APIService with its CA, and a role that allows requests by all authenticated
 * users. */
export interface Whoami {
  readonly running: Running;
  /** Replaces the CA of the front proxy. @throws as the start; then nothing is replaced. */
  replaceRequestHeaderRoots(roots: RootsInput): void;
  readonly objects: readonly KubernetesObject[];
}

const OPTIONS: Readonly<Record<keyof WhoamiOptions, true>> = {
  host: true,
  port: true,
  requestHeaderRoots: true,
  allowedNames: true,
  random: true,
  now: true,
  observe: true,
};

/** Starts the server with a CA and a certificate of its own, made now.
 * @throws UsageError for wrong options; the system's error if the port is not available. */
export async function startWhoami(options: WhoamiOptions): Promise<Whoami> {
  assertOptions(options, 'options', Object.keys(OPTIONS));
  const { host, port = 0, requestHeaderRoots, allowedNames = [FRONT_PROXY], random, now, observe } = options;
  assertString(host, 'options.host');
  assertFunction(now, 'options.now');
  assertInteger(port, 'options.port', 0, 65_535);
  if (typeof requestHeaderRoots !== 'string' && !isBytes(requestHeaderRoots)) {
    assertEach(requestHeaderRoots, 'options.requestHeaderRoots', (one, place) =>
      assertFields(one, place, 'a root', 'subject'),
    );
  }
  assertEach(allowedNames, 'options.allowedNames', assertString);
  assertMethods(random, 'options.random', 'a Random', 'bytes');
  if (observe !== undefined) assertFunction(observe, 'options.observe');
  const newKey = () => generateKeyAsync({ type: 'ec', curve: 'P-256', random });
  const settings = { time: now(), days: DAYS, caDays: DAYS, random };
  const caName = { subject: makeName(['CN', `${GROUP} CA`]), purposes: [], names: [] };
  const caKey = await newKey();
  const authority = { certificate: selfSigned(caName, caKey, settings), key: caKey };
  const name = serviceHost({ ...SERVICE, port: 0 });
  const spec = {
    subject: makeName(['CN', name]),
    purposes: ['serverAuth'],
    names: [{ kind: 'dNSName', value: name }],
  } as const;
  const key = await newKey();
  const { certificate } = issueLeaf(spec, key, authority, settings);
  const tls = {
    ...{ cert: certificatePem(certificate), key, roots: requestHeaderRoots, random, time: now },
    ...(observe && { observe }),
  };
  const running = await startHttps({ host, port, tls }, (...asked) => answer(allowedNames, ...asked), false);
  return {
    running,
    replaceRequestHeaderRoots: (roots) => running.replaceTls({ ...tls, roots }),
    objects: objectsOf(host, running.port, certificatePem(authority.certificate)),
  };
}

function objectsOf(host: string, port: number, roots: string): KubernetesObject[] {
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'vitrine:whoami' };
  const rules = [{ verbs: ['get', 'list'], apiGroups: [GROUP], resources: ['identities'] }];
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: role.name } };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...SERVICE },
      spec: { type: 'ExternalName', externalName: host, ports: [{ name: 'https', port, protocol: 'TCP' }] },
    },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `${VERSION}.${GROUP}` },
      spec: {
        ...{ group: GROUP, version: VERSION, groupPriorityMinimum: 1000, versionPriority: 15 },
        caBundle: bytesToBase64(utf8ToBytes(roots)),
        service: { ...SERVICE, port },
      },
    },
    { ...rbac, kind: 'ClusterRole', rules },
    {
      ...{ ...rbac, kind: 'ClusterRoleBinding', roleRef: role },
      subjects: [{ apiGroup: role.apiGroup, kind: 'Group', name: AUTHENTICATED }],
    },
  ];
}

function answer(allowedNames: readonly string[], request: IncomingMessage, response: ServerResponse): void {
  try {
    serve(allowedNames, request, response);
  } catch (error) {
    sendStatus(request, response, error instanceof StatusError ? error.status : internalError().status);
  }
}

const RESOURCE = {
  ...{ name: 'identities', singularName: 'identity', namespaced: false, kind: 'Identity' },
  verbs: ['get', 'list'],
};
const VERSIONS = { groupVersion: API_VERSION, version: VERSION };
const GROUP_DOCUMENT = { name: GROUP, versions: [VERSIONS], preferredVersion: VERSIONS };
const DOCUMENTS: ReadonlyMap<string, object> = new Map([
  ['/apis', { kind: 'APIGroupList', apiVersion: 'v1', groups: [GROUP_DOCUMENT] }],
  [`/apis/${GROUP}`, { kind: 'APIGroup', apiVersion: 'v1', ...GROUP_DOCUMENT }],
  [
    `/apis/${API_VERSION}`,
    { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: API_VERSION, resources: [RESOURCE] },
  ],
]);

function serve(allowedNames: readonly string[], request: IncomingMessage, response: ServerResponse): void {
  checkRequest(request);
  const { path, attributes } = requestInfoOf(request.method ?? '', request.url ?? '');
  if (path === '/healthz' || path === '/livez' || path === '/readyz') {
    sendText(response, 200, 'ok');
    return;
  }
  const user = toldBy(allowedNames, request);
  if (request.method !== 'GET') refuseMethod(response, ['GET'], request.method ?? '', NO_RESOURCE);
  const document = DOCUMENTS.get(path);
  if (document !== undefined) {
    negotiate(request.headers.accept, ['json']);
    sendJson(response, 200, document);
    return;
  }
  if ('path' in attributes || !path.startsWith(`/apis/${API_VERSION}/identities`)) throw unknownPath();
  if (attributes.subresource !== '' || !['', 'me'].includes(attributes.name)) throw unknownPath();
  sendIdentity(identityOf(user, request), attributes.name === '', request, response);
}

/** The user that the front proxy named. X-Remote-* fields of any other caller are ignored.
 * @throws StatusError 401. */
function toldBy(allowedNames: readonly string[], request: IncomingMessage): User {
  const [name] = commonNames(request);
  const user = name !== undefined && allowedNames.includes(name) ? userOfHeaders(request.rawHeaders) : undefined;
  if (user === undefined) throw unauthorized();
  return user;
}

/** The common names of the connection's client certificate, if the front proxy's CA issued it. */
function commonNames(request: IncomingMessage): string[] {
  const socket = request.socket as unknown as TlsSocket;
  const certificate = socket.authorized ? socket.getPeerCertificate() : undefined;
  const names = certificate === undefined ? [] : attributeTexts(certificate.subject.value, 'CN');
  return names.length === 1 ? names : [];
}

function identityOf(user: User, request: IncomingMessage): object {
  const socket = request.socket as unknown as TlsSocket;
  const certificate = socket.getPeerCertificate()!;
  const { name, uid, groups, extra } = user;
  const told = request.rawHeaders.flatMap((header, i): string[] =>
    i % 2 === 0 && isIdentityHeader(header) ? [`${header}: ${request.rawHeaders[i + 1]}`] : [],
  );
  return {
    apiVersion: API_VERSION,
    kind: 'Identity',
    metadata: { name: 'me', creationTimestamp: null },
    user: {
      username: name,
      ...(uid !== undefined && { uid }),
      groups,
      ...(extra && { extra: Object.fromEntries(extra) }),
    },
    through: {
      commonName: commonNames(request)[0],
      serialNumber: certificate.serialNumber.toString(16),
      headers: told,
    },
  };
}

const COLUMNS = ['Name', 'User', 'Groups', 'Through'].map((name) => ({
  ...{ name, type: 'string', format: name === 'Name' ? 'name' : '', description: '', priority: 0 },
}));

function sendIdentity(identity: object, isList: boolean, request: IncomingMessage, response: ServerResponse): void {
  const form = negotiate(request.headers.accept, ['json', 'table']);
  if (form === 'table') {
    const { user, through } = identity as {
      user: { username: string; groups: string[] };
      through: { commonName: string };
    };
    const cells = ['me', user.username, user.groups.join(','), through.commonName];
    const metadata = { name: 'me', creationTimestamp: null };
    const object = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
    const head = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '1' } };
    sendJson(response, 200, { ...head, columnDefinitions: COLUMNS, rows: [{ cells, object }] });
    return;
  }
  const list = { kind: 'IdentityList', apiVersion: API_VERSION, metadata: { resourceVersion: '1' }, items: [identity] };
  sendJson(response, 200, isList ? list : identity);
}
