/** The representations of an object, and content negotiation. */
import { notAcceptable } from './status.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** A representation of an object that a client can request. */
export type Representation = 'discovery' | 'json' | 'protobuf' | 'table';

/** Their media types. */
export const MEDIA_TYPES: Readonly<Record<Representation, string>> = {
  discovery: `${JSON_TYPE};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`,
  json: JSON_TYPE,
  protobuf: PROTOBUF_TYPE,
  table: `${JSON_TYPE};g=meta.k8s.io;v=v1;as=Table`,
};

/** The offered representation that the client prefers (RFC 9110 §12.5.1: by weight, then in the order listed). Protobuf is only for clients
 * that accept nothing else: a client that accepts both gets JSON, which is human-readable.
 * @param accept - the header; without one, JSON.
 * @throws StatusError 406 if none is acceptable. */
export function negotiate(accept: string | undefined, offered: readonly Representation[]): Representation {
  if (accept === undefined || accept.trim() === '') return 'json';
  const ranges = accept.split(',').map(mediaRange);
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  const served = wanted.flatMap(({ form }) => (form !== undefined && offered.includes(form) ? [form] : []));
  const best = served.find((form) => form !== 'protobuf') ?? served[0];
  if (best !== undefined) return best;
  throw notAcceptable(offered.map((form) => MEDIA_TYPES[form]));
}

interface MediaRange {
  readonly form: Representation | undefined;
  readonly weight: number;
}

function mediaRange(text: string): MediaRange {
  const [type, ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(rest.map((part): [string, string] => [part.split('=')[0], part.split('=')[1] ?? '']));
  const weight = Number(parameters.get('q') ?? 1);
  if (type.toLowerCase() === PROTOBUF_TYPE) {
    const form = parameters.has('as') ? undefined : 'protobuf';
    return { form, weight: Number.isNaN(weight) ? 0 : weight };
  }
  const matches = [JSON_TYPE, 'application/*', '*/*'].includes(type.toLowerCase());
  return { form: matches ? formOf(parameters) : undefined, weight: Number.isNaN(weight) ? 0 : weight };
}

function formOf(parameters: ReadonlyMap<string, string>): Representation | undefined {
  const as = parameters.get('as');
  if (as === undefined) return 'json';
  const named = `${JSON_TYPE};g=${parameters.get('g')};v=${parameters.get('v')};as=${as}`;
  return named === MEDIA_TYPES.table ? 'table' : named === MEDIA_TYPES.discovery ? 'discovery' : undefined;
}
