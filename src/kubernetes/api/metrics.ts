/** `/metrics`: six series in Prometheus' text format (prometheus.io, Exposition formats, 0.0.4). */
import { assertFields, assertFunction, assertInteger, assertMethods, assertOptions } from '../../bytes/index.ts';
import { textOf } from '../documents.ts';
import { assertAttributes, isPath } from '../rbac/rules.ts';
import type { CrlStanding } from '../revocation/client-revocation.ts';
import type { RequestEvent } from './api-server.ts';

/** Values that are measured at each request for the metrics. */
export interface MetricSources {
  /** The expiry of each certificate in use, by name. */
  expiries?(): Iterable<readonly [name: string, end: Date]>;
  /** The state of the revocation list of clients; undefined without one. */
  crl?(): CrlStanding;
  /** The newest revision of the store. */
  revision(): Promise<number>;
  now(): Date;
}

/** A server that emits events for its handshakes. */
interface Handshakes {
  on(event: 'secureConnection', listener: () => void): unknown;
  on(event: 'tlsClientError', listener: (error: unknown) => void): unknown;
}

type Labels = Readonly<Record<string, string>>;

const SOURCES: Readonly<Record<keyof MetricSources, true>> = { expiries: true, crl: true, revision: true, now: true };

export class ServerMetrics {
  readonly #sources: MetricSources;
  readonly #requests = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  #handshakes = 0;

  /** @throws UsageError. */
  constructor(sources: MetricSources) {
    assertOptions(sources, 'sources', Object.keys(SOURCES));
    for (const name of ['revision', 'now'] as const) assertFunction(sources[name], `sources.${name}`);
    for (const name of ['expiries', 'crl'] as const) {
      if (sources[name] !== undefined) assertFunction(sources[name], `sources.${name}`);
    }
    this.#sources = sources;
  }

  /** Counts the handshakes of a server from now on. */
  follow(server: Handshakes): void {
    assertMethods(server, 'server', 'a server', 'on');
    server.on('secureConnection', () => this.#handshakes++);
    server.on('tlsClientError', (error) => add(this.#failures, labels({ alert: alertOf(error) })));
  }

  /** Counts a request. Labels are names of the API, never texts from a client, so their number is bounded. */
  request(event: RequestEvent): void {
    assertFields(event, 'event', 'a RequestEvent', 'code');
    const { attributes, code } = event;
    assertInteger(code, 'event.code', 0);
    if (attributes !== undefined) assertAttributes(attributes, 'event.attributes');
    const isResource = attributes !== undefined && !isPath(attributes);
    // Clients can request any name that does not exist.
    const resource = isResource && code !== 404 && code !== 403 ? attributes.resource : '';
    const verb = isResource && VERBS.has(attributes.verb) ? attributes.verb : '';
    add(this.#requests, labels({ verb, resource, code: `${code}` }));
  }

  async text(): Promise<string> {
    const { expiries, crl, now, revision } = this.#sources;
    const ends = [...(expiries?.() ?? [])].map(([name, end]): [string, number] => [
      labels({ certificate: name }),
      end.getTime() / 1000,
    ]);
    const { thisUpdate } = crl?.() ?? { thisUpdate: undefined };
    const age = thisUpdate === undefined ? [] : [['', (now().getTime() - thisUpdate.getTime()) / 1000] as const];
    return [
      series('vitrine_tls_handshakes_total', 'counter', 'TLS handshakes that were completed.', [
        ['', this.#handshakes],
      ]),
      series('vitrine_tls_handshake_failures_total', 'counter', 'TLS handshakes that failed, by alert.', [
        ...this.#failures,
      ]),
      series('apiserver_request_total', 'counter', 'Requests, by verb, resource and HTTP status.', [...this.#requests]),
      series(
        'vitrine_certificate_expiry_timestamp_seconds',
        'gauge',
        'When a certificate in use ends, in Unix time.',
        ends,
      ),
      series(
        'vitrine_client_crl_age_seconds',
        'gauge',
        'Seconds since thisUpdate of the list of revoked clients.',
        age,
      ),
      series('vitrine_store_revision', 'gauge', 'The newest revision of the store.', [['', await revision()]]),
    ].join('');
  }
}

const VERBS = new Set(['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']);

const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** The alert that ended a handshake, or the error's code. */
const alertOf = (error: unknown): string =>
  textOf({ ...(error as object) }, 'alert') || textOf(error, 'code') || 'none';

/** `{verb="get",code="200"}`: a value's backslash, quote and line feed are escaped. */
function labels(given: Labels): string {
  const shown = Object.entries(given).map(
    ([name, value]) => `${name}=${JSON.stringify(value.replaceAll(/[^ -~]/g, '?'))}`,
  );
  return `{${shown.join(',')}}`;
}

function series(name: string, type: string, help: string, samples: readonly (readonly [string, number])[]): string {
  const lines = samples.map(([label, value]) => `${name}${label} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}
