/** What the API server answers that is no object: health, version, discovery, schemas. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DISCOVERY, type DiscoveryDocument } from './discovery.ts';
import { negotiate } from './media-types.ts';
import { OPENAPI, OPENAPI_INDEX } from './openapi.ts';
import type { RequestInfo } from './request-info.ts';
import { sendJson, sendJsonText, sendText } from './responses.ts';
import { methodNotAllowed, unknownPath } from './status.ts';

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

const DOCUMENTS: ReadonlyMap<string, DiscoveryDocument> = new Map([
  ...DISCOVERY,
  [OPENAPI_V3, { plain: OPENAPI_INDEX }],
  ['/version', { plain: VERSION }],
]);

/** What a document may ask of the server that answers. */
export interface DocumentSource {
  /** The text of `/metrics`; undefined where there are none. */
  metrics?(): Promise<string>;
}

/** Answers a request for a path that is no object.
 * @throws StatusError 404, 405, 406. */
export async function sendDocument(
  { path }: RequestInfo,
  source: DocumentSource,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed('', { group: '', resource: '' });
  const place = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (HEALTH.includes(place)) sendText(response, 200, 'ok');
  else if (place === '/metrics' && source.metrics !== undefined) sendText(response, 200, await source.metrics());
  else if (place === '/') sendJson(response, 200, { paths: [...DOCUMENTS.keys(), ...HEALTH].toSorted() });
  else if (place.startsWith(`${OPENAPI_V3}/`)) sendSchemas(place.slice(OPENAPI_V3.length + 1), response);
  else sendDiscovery(place, request, response);
}

/** The type of the answer says nothing of how it was asked for: kubectl asks for protobuf too, and takes this. */
function sendSchemas(place: string, response: ServerResponse): void {
  const text = OPENAPI.get(place);
  if (text === undefined) throw unknownPath();
  sendJsonText(response, 200, text);
}

function sendDiscovery(path: string, request: IncomingMessage, response: ServerResponse): void {
  const document = DOCUMENTS.get(path);
  if (document === undefined) throw unknownPath();
  const { plain, aggregated = plain } = document;
  const form = negotiate(request.headers.accept, aggregated === plain ? ['json'] : ['discovery', 'json']);
  sendJson(response, 200, form === 'discovery' ? aggregated : plain, form);
}
