/** The aggregated API servers behind this one: which server answers for a group, whether it is reachable, and what it serves (kubernetes
 * kube-aggregator/pkg/apiserver, pkg/controllers/status/remote). */
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { assertFields, assertFunction, assertMethods, assertOptions, assertString } from '../../bytes/index.ts';
import { connect, type TlsSocket } from '../../node/index.ts';
import { answerTo, bodyOf } from '../../node/internal.ts';
import { SessionStore } from '../../tls/index.ts';
import { rfc3339 } from '../api/cluster.ts';
import { JUDGED_BY, type TlsIdentity } from '../api/https-server.ts';
import { resourceTypeAt } from '../api/resource-types.ts';
import { serviceUnavailable } from '../api/status.ts';
import { boundedJson } from '../client/answer-bounds.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import { assertUser } from '../registry/assertions.ts';
import type { Registry } from '../registry/registry.ts';
import type { WatchCache } from '../storage/watch-cache.ts';
import type { AggregatedApi, Aggregation } from './aggregated-api.ts';
import { type RemoteApi, remoteApiOf, serviceHost } from './api-service.ts';
import { identityHeaders } from './identity-headers.ts';
import { relayRequest } from './relay.ts';

const API_SERVICES = resourceTypeAt('apiregistration.k8s.io', 'v1', 'apiservices')!;
const SERVICES = resourceTypeAt('', 'v1', 'services')!;
/** The user as which the API server itself makes requests (its loopback client). */
export const APISERVER: User = { name: 'system:kube-aggregator', groups: ['system:masters'] };

const LOOK_MS = 30_000; // between two checks of a server (remote/remote_available_controller.go)
const LOOK_TIMEOUT_MS = 5000;
const MAX_DISCOVERY = 2 ** 20; // bytes
const MAX_DISCOVERY_VALUES = 100_000;
const MAX_RESOURCES = 1000;
const SESSIONS = 64;

export interface AggregatorOptions {
  readonly registry: Registry;
  /** The front proxy's certificate and key, and the TLS settings. Its roots are not used: each APIService has its own. */
  tls(): Omit<TlsIdentity, 'roots'>;
  now(): Date;
  /** Called after each complete handshake with an aggregated server, with the certificate that was presented. Default: none. */
  readonly onHandshake?: ((socket: TlsSocket, shown: Omit<TlsIdentity, 'roots'>) => void) | undefined;
}

interface Standing {
  readonly resources: readonly unknown[];
  /** '' if it answered; otherwise the reason. */
  readonly fault: string;
}

const OPTIONS: Readonly<Record<keyof AggregatorOptions, true>> = {
  registry: true,
  tls: true,
  now: true,
  onHandshake: true,
};

export class Aggregator implements Aggregation {
  readonly #options: AggregatorOptions;
  #sessions = new SessionStore({ capacity: SESSIONS });
  #shown: Omit<TlsIdentity, 'roots'> | undefined;
  readonly #standing = new Map<string, Standing>();
  #cache: WatchCache | undefined;
  #timer: NodeJS.Timeout | undefined;
  #seen = -1;
  #looking: Promise<void> = Promise.resolve();
  #stop = (): void => {};
  #isFollowing = false;
  #closed = false;

  /** @throws UsageError for wrong options. */
  constructor(options: AggregatorOptions) {
    assertOptions(options, 'options', Object.keys(OPTIONS));
    assertMethods(options.registry, 'options.registry', 'a Registry', 'cache', 'known', 'find', 'update');
    assertFunction(options.tls, 'options.tls');
    assertFunction(options.now, 'options.now');
    if (options.onHandshake !== undefined) assertFunction(options.onHandshake, 'options.onHandshake');
    this.#options = options;
  }

  /** Checks the existing servers; then checks again when APIServices change, and every 30 seconds.
   * @throws StatusError 503 if the store does not answer. */
  async start(): Promise<void> {
    this.#cache = await this.#options.registry.cache(API_SERVICES);
    this.#follow();
    this.#timer = setInterval(() => {
      if (!this.#isFollowing) this.#follow();
      void this.#look(true);
    }, LOOK_MS).unref();
    await this.#look(true);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#stop();
  }

  /** Resolves when the current check has ended. */
  settled(): Promise<void> {
    return this.#looking;
  }

  /** A watch that has ended, for instance after a compaction, is restarted with the next scheduled check. */
  #follow(): void {
    const cache = this.#cache!;
    const onEnd = (): void => {
      this.#isFollowing = false;
    };
    this.#stop = cache.watch(cache.revision, { onEvent: () => void this.#look(false), onEnd });
    this.#isFollowing = true;
  }

  find(group: string, version: string): RemoteApi | undefined {
    assertString(group, 'group');
    assertString(version, 'version');
    for (const object of this.#options.registry.known(API_SERVICES)) {
      const { group: its, version: itsVersion } = (fieldOf(object, 'spec') ?? {}) as Record<string, unknown>;
      if (its === group && itsVersion === version) return remoteApiOf(object);
    }
    return undefined;
  }

  apis(): AggregatedApi[] {
    return [...this.#options.registry.known(API_SERVICES)].flatMap((object) => {
      const remote = remoteApiOf(object);
      const standing = this.#standing.get(textOf(object, 'metadata', 'name'));
      if (remote === undefined || standing === undefined || standing.resources.length === 0) return [];
      const { group, version } = remote;
      return [{ group, version, isCurrent: standing.fault === '', resources: standing.resources }];
    });
  }

  async relay(api: RemoteApi, user: User, request: IncomingMessage, response: ServerResponse): Promise<void> {
    assertFields(api, 'api', 'a RemoteApi', 'group', 'version', 'service', 'roots');
    assertFields(api.service, 'api.service', 'a service', 'namespace', 'name', 'port');
    assertUser(user, 'user');
    assertFields(request, 'request', 'an IncomingMessage', 'rawHeaders', 'method', 'url');
    assertMethods(response, 'response', 'a ServerResponse', 'writeHead', 'once');
    const address = await this.#addressOf(api);
    const hop = { host: serviceHost(api.service), dial: () => this.#dial(api, address) };
    await relayRequest(hop, user, request, response);
  }

  #dial(api: RemoteApi, address: { readonly host: string; readonly port: number }): Duplex {
    const { tls, onHandshake } = this.#options;
    const shown = tls();
    // A session of the identity before would be resumed with that certificate.
    if (this.#shown !== undefined && shown !== this.#shown) this.#sessions = new SessionStore({ capacity: SESSIONS });
    this.#shown = shown;
    const name = { dns: serviceHost(api.service) };
    const sessions = this.#sessions;
    const socket = connect({ ...shown, ...JUDGED_BY, roots: api.roots, sessions, ...address, name });
    return onHandshake === undefined ? socket : socket.once('secureConnect', () => onHandshake(socket, shown));
  }

  /** kubernetes apiserver/pkg/util/proxy/proxy.go, ResolveCluster. */
  async #addressOf({ service }: RemoteApi): Promise<{ host: string; port: number }> {
    const { namespace, name, port } = service;
    const found = await this.#options.registry.find({ type: SERVICES, namespace, name });
    const isExternal = textOf(found, 'spec', 'type') === 'ExternalName';
    const host = textOf(found, 'spec', isExternal ? 'externalName' : 'clusterIP');
    if (host === '' || host === 'None') throw serviceUnavailable('service unavailable');
    return { host, port };
  }

  /** Requests the resources of each server, and writes its availability into its APIService. */
  #look(isDue: boolean): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      const { events } = this.#cache!;
      if (this.#closed || (!isDue && events === this.#seen)) return;
      this.#seen = events;
      for (const object of [...this.#options.registry.known(API_SERVICES)]) await this.#lookAt(object);
    });
    return this.#looking;
  }

  async #lookAt(object: KubernetesObject): Promise<void> {
    const name = textOf(object, 'metadata', 'name');
    const remote = remoteApiOf(object);
    const before = this.#standing.get(name);
    let standing: Standing = { resources: [], fault: '' };
    if (remote !== undefined) {
      try {
        standing = { resources: await this.#discover(remote), fault: '' };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        standing = { resources: before?.resources ?? [], fault: error.message };
      }
    }
    this.#standing.set(name, standing);
    await this.#tell(object, remote, standing);
  }

  async #discover(api: RemoteApi): Promise<readonly unknown[]> {
    const address = await this.#addressOf(api);
    const path = `/apis/${api.group}/${api.version}`;
    const identity = identityHeaders(APISERVER).flat();
    const headers = [
      'Host',
      serviceHost(api.service),
      'Accept',
      'application/json',
      'Connection',
      'close',
      ...identity,
    ];
    const url = `https://${serviceHost(api.service)}${path}`;
    const sent = httpRequest({ path, headers, createConnection: () => this.#dial(api, address) }).end();
    const answer = await answerTo(sent, { url, patience: LOOK_TIMEOUT_MS });
    const body = new TextDecoder().decode(await bodyOf(answer, url, MAX_DISCOVERY));
    const { value } = boundedJson(body, { values: MAX_DISCOVERY_VALUES }, url);
    const resources = answer.statusCode === 200 ? listOf(value, 'resources') : [];
    if (resources.length > 0) return resources.slice(0, MAX_RESOURCES);
    throw new Error(`failing or missing response from ${serviceHost(api.service)}${path}: ${answer.statusCode}`);
  }

  /** The condition Available, in Kubernetes' words. */
  async #tell(object: KubernetesObject, remote: RemoteApi | undefined, { fault }: Standing): Promise<void> {
    const isLocal = remote === undefined;
    const [status, reason, message] =
      fault === ''
        ? ['True', ...(isLocal ? ['Local', 'Local APIServices are always available'] : ['Passed', 'all checks passed'])]
        : ['False', 'FailedDiscoveryCheck', fault];
    const [current] = listOf(object, 'status', 'conditions');
    if (textOf(current, 'status') === status && textOf(current, 'reason') === reason) return;
    const condition = {
      ...{ type: 'Available', status, lastTransitionTime: rfc3339(this.#options.now()), reason, message },
    };
    const place = { type: API_SERVICES, namespace: '', name: textOf(object, 'metadata', 'name') };
    const write = this.#options.registry.update(place, (found) => ({ ...found, status: { conditions: [condition] } }), {
      user: APISERVER,
      subresource: 'status',
    });
    // The object was deleted in the meantime, or the store does not answer: the next check writes it.
    await write.catch(() => undefined);
  }
}
