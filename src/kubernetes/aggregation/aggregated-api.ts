/** What the API server asks about the servers behind it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from '../identity.ts';
import type { RemoteApi } from './api-service.ts';

/** One API behind this server, as discovery shows it. */
export interface AggregatedApi extends Pick<RemoteApi, 'group' | 'version'> {
  /** Whether it answered when it was asked last. */
  readonly isCurrent: boolean;
  /** Its `resources` (meta/v1 APIResource), as it gave them. */
  readonly resources: readonly unknown[];
}

/** The servers behind an API server. */
export interface Aggregation {
  /** The API of another server, by the group and version of a path. */
  find(group: string, version: string): RemoteApi | undefined;
  /** What discovery adds: the APIs that have been reached once. */
  apis(): readonly AggregatedApi[];
  /** Passes a request on to the server behind an API, in the name of the user.
   * @throws StatusError 503 where there is no service or nobody answers. */
  relay(api: RemoteApi, user: User, request: IncomingMessage, response: ServerResponse): Promise<void>;
}
