/** Responses of the API server that are not objects: health, version, discovery, schemas. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Aggregation } from '../aggregation/aggregated-api.ts';
import type { TokenIssuer } from '../tokens/issuer.ts';
import { aggregatedDocument, DISCOVERY, type DiscoveryDocument } from './discovery.ts';
import { negotiate } from './media-types.ts';
import { openApi } from './openapi.ts';
import type { RequestInfo } from './request-info.ts';
import { READ_METHODS, refuseMethod, sendJson, sendJsonText, sendText } from './responses.ts';
import { NO_RESOURCE, unknownPath } from './status.ts';

/** An invented build of the Kubernetes version whose API is served. */
const VERSION = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.0+vitrine',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};
const HEALTH = ['/healthz', '/livez', '/readyz'];
const OPENAPI_V3 = '/openapi/v3';
const OPENID = '/.well-known/openid-configuration';
const JWKS = '/openid/v1/jwks';

const DOCUMENTS: ReadonlyMap<string, DiscoveryDocument> = new Map([
  ...DISCOVERY,
  [
    OPENAPI_V3,
    {
      get plain() {
        return openApi().index;
      },
    },
  ],
  ['/version', { plain: VERSION }],
]);

/** The sources of documents that the server provides. */
export interface DocumentSource {
  /** The text of `/metrics`; undefined if there are no metrics. */
  metrics?(): Promise<string>;
  /** The aggregated servers. Default: none. */
  readonly aggregation?: Aggregation | undefined;
  /** The issuer of service account tokens. Default: none. */
  readonly tokens?: Pick<TokenIssuer, 'configuration' | 'keySet'> | undefined;
}

/** Answers a request for a path that is not an object.
 * @throws StatusError 404, 405, 406. */
export async function sendDocument(
  { path }: RequestInfo,
  source: DocumentSource,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!READ_METHODS.includes(request.method ?? '')) refuseMethod(response, READ_METHODS, '', NO_RESOURCE);
  const place = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (HEALTH.includes(place)) sendText(response, 200, 'ok');
  else if (place === '/metrics' && source.metrics !== undefined) sendText(response, 200, await source.metrics());
  else if (source.tokens !== undefined && place === OPENID)
    sendPublic(response, source.tokens.configuration(), 'application/json');
  else if (source.tokens !== undefined && place === JWKS)
    sendPublic(response, source.tokens.keySet(), 'application/jwk-set+json');
  else if (place === '/') sendJson(response, 200, { paths: [...DOCUMENTS.keys(), ...HEALTH].toSorted() });
  else if (place.startsWith(`${OPENAPI_V3}/`)) sendSchemas(place.slice(OPENAPI_V3.length + 1), response);
  else sendDiscovery(place, source, request, response);
}

/** Sends a document that verifiers of tokens may cache for an hour (kubernetes pkg/routes/openidmetadata.go). */
function sendPublic(response: ServerResponse, value: object, type: string): void {
  const body = new TextEncoder().encode(JSON.stringify(value));
  response.writeHead(200, {
    'Cache-Control': 'public, max-age=3600',
    'Content-Type': type,
    'Content-Length': body.length,
  });
  response.end(body);
}

/** The response is JSON whatever the client requested: kubectl also requests protobuf, but accepts JSON. */
function sendSchemas(place: string, response: ServerResponse): void {
  const text = openApi().documents.get(place);
  if (text === undefined) throw unknownPath();
  sendJsonText(response, 200, text);
}

function sendDiscovery(
  path: string,
  { aggregation }: DocumentSource,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const document = (aggregation && aggregatedDocument(path, aggregation.apis())) ?? DOCUMENTS.get(path);
  if (document === undefined) throw unknownPath();
  const { plain, aggregated = plain } = document;
  const form = negotiate(request.headers.accept, aggregated === plain ? ['json'] : ['discovery', 'json']);
  sendJson(response, 200, form === 'discovery' ? aggregated : plain, form);
}
