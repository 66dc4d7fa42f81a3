/** The API server's interface to the aggregated API servers behind it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from '../identity.ts';
import type { RemoteApi } from './api-service.ts';

/** One API behind this server, as discovery shows it. */
export interface AggregatedApi extends Pick<RemoteApi, 'group' | 'version'> {
  /** Whether it answered the last discovery request. */
  readonly isCurrent: boolean;
  /** Its `resources` (meta/v1 APIResource), as it returned them. */
  readonly resources: readonly unknown[];
}

/** The servers behind an API server. */
export interface Aggregation {
  /** The API of another server, by the group and version of a path. */
  find(group: string, version: string): RemoteApi | undefined;
  /** The APIs to add to discovery: those that were reachable at least once. */
  apis(): readonly AggregatedApi[];
  /** Forwards a request to the server of an aggregated API, in the name of the user.
   * @throws StatusError 503 if there is no service, or the server does not answer. */
  relay(api: RemoteApi, user: User, request: IncomingMessage, response: ServerResponse): Promise<void>;
}
