/** The options of a log request, in the query of both calls: client to API server, API server to kubelet
 * (k8s.io/api/core/v1, PodLogOptions). */
import type { LogLine } from './container-logs.ts';
import { badRequest } from './status.ts';

export interface LogOptions {
  /** '' if the request names none. */
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly limitBytes?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  readonly sinceTime?: Date | undefined;
  readonly tailLines?: number | undefined;
}

/** @throws StatusError 400 for an invalid value. */
export function readLogOptions(query: URLSearchParams): LogOptions {
  // The kubelet is always verified.
  if (flag(query, 'insecureSkipTLSVerifyBackend')) throw badRequest('insecureSkipTLSVerifyBackend is not supported');
  const sinceTime = query.get('sinceTime') ?? '';
  if (sinceTime !== '' && Number.isNaN(Date.parse(sinceTime))) throw badRequest('sinceTime must be an RFC 3339 time');
  const options = {
    container: query.get('container') ?? '',
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    limitBytes: count(query, 'limitBytes', 1),
    sinceSeconds: count(query, 'sinceSeconds', 1),
    sinceTime: sinceTime === '' ? undefined : new Date(sinceTime),
    tailLines: count(query, 'tailLines', 0),
  };
  if (options.sinceSeconds !== undefined && options.sinceTime !== undefined) {
    throw badRequest('at most one of sinceTime or sinceSeconds may be specified');
  }
  return options;
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['', false],
  ['0', false],
  ['1', true],
  ['false', false],
  ['true', true],
]);

function flag(query: URLSearchParams, name: string): boolean {
  const value = FLAGS.get(query.get(name) ?? '');
  if (value === undefined) throw badRequest(`${name} must be true or false`);
  return value;
}

function count(query: URLSearchParams, name: string, min: number): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  if (!/^\d{1,15}$/.test(text) || Number(text) < min) throw badRequest(`${name} must be an integer, ${min} at least`);
  return Number(text);
}

/** The query of the call to the kubelet; the container is in its path. */
export function kubeletLogQuery({ container: _, ...options }: LogOptions): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (value instanceof Date) query.set(name, value.toISOString());
    else if (value !== undefined && value !== false) query.set(name, `${value}`);
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** Selects the lines that the options ask for. */
export function selectLines(lines: readonly LogLine[], options: LogOptions, now: Date): readonly LogLine[] {
  const { sinceSeconds, sinceTime, tailLines } = options;
  const since = sinceSeconds === undefined ? sinceTime : new Date(now.getTime() - sinceSeconds * 1000);
  const recent = since === undefined ? lines : lines.filter((line) => line.time >= since);
  return tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - tailLines));
}
