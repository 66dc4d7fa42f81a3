/** Checks that an API server's answer has the object that was asked for, so that a garbled answer does not pass for a success. */
import { HttpError } from '../../node/index.ts';
import { requestInfoOf } from '../api/request-info.ts';
import { apiVersionOf, resourceTypeAt } from '../api/resource-types.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';

/** `server` is the base of the URL that errors name. */
export interface AskedFor {
  readonly server: string;
  readonly path: string;
}

interface Expected {
  readonly kind: string;
  readonly apiVersion: string;
}

/** What a GET of a path answers with. */
interface Place {
  /** Whether it is a path of objects, and not one such as `/version`. */
  readonly isResource: boolean;
  readonly isList: boolean;
  /** The type of the object or of the items; undefined if this project does not know it. */
  readonly type: Expected | undefined;
}

function placeOf({ path }: AskedFor): Place {
  const { attributes, version } = requestInfoOf('GET', path);
  if (!('resource' in attributes)) return { isResource: false, isList: false, type: undefined };
  const type = resourceTypeAt(attributes.group, version, attributes.resource);
  return {
    isResource: true,
    isList: attributes.verb === 'list',
    type: type && { kind: type.kind, apiVersion: apiVersionOf(type) },
  };
}

/** Without the query. */
export const urlOf = ({ server, path }: AskedFor): string => new URL(path.replace(/\?.*/s, ''), server).href;

const unexpected = (asked: AskedFor, what: string): HttpError =>
  new HttpError('http-unexpected', urlOf(asked), `answers with something that is not ${what}`);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOfKind = (value: unknown, { kind, apiVersion }: Expected): boolean =>
  textOf(value, 'kind') === kind && textOf(value, 'apiVersion') === apiVersion;

/** The answer to a request: of the kind that was sent or that the path has, and with the name that was sent.
 * @throws HttpError `http-unexpected`. */
export function expectedObject(value: unknown, asked: AskedFor, sent?: object): KubernetesObject {
  const { isResource, isList, type } = placeOf(asked);
  const [kind, apiVersion] = [textOf(sent, 'kind'), textOf(sent, 'apiVersion')];
  // What is sent to a subresource may be of a kind of its own; what came from a list has no kind.
  if (kind !== '') expectKind(value, asked, { kind, apiVersion });
  else if (isResource) expectKind(value, asked, isList ? listTypeOf(type) : type);
  else if (!isObject(value)) throw unexpected(asked, 'an object');
  const name = textOf(sent, 'metadata', 'name');
  if (name !== '' && textOf(value, 'metadata', 'name') !== name) {
    throw unexpected(asked, `the ${textOf(value, 'kind')} ${JSON.stringify(name)}`);
  }
  return value as KubernetesObject;
}

const listTypeOf = (type: Expected | undefined): Expected | undefined => type && { ...type, kind: `${type.kind}List` };

/** @param type - undefined for any but a Status. */
function expectKind(value: unknown, asked: AskedFor, type: Expected | undefined): void {
  if (type !== undefined) {
    if (!isOfKind(value, type)) throw unexpected(asked, `a ${type.kind}`);
  } else if (['', 'Status'].includes(textOf(value, 'kind')) || textOf(value, 'apiVersion') === '') {
    throw unexpected(asked, 'an object of Kubernetes');
  }
}

/** The objects of a page of a list. @throws HttpError `http-unexpected`. */
export function expectedItems(value: unknown, asked: AskedFor): readonly KubernetesObject[] {
  expectKind(value, asked, listTypeOf(placeOf(asked).type));
  const items = fieldOf(value, 'items');
  // Go writes an empty list as null.
  if (items === null || items === undefined) return [];
  if (Array.isArray(items) && items.every(isNamed)) return items;
  throw unexpected(asked, 'a list of objects with names');
}

const isNamed = (item: unknown): boolean => textOf(item, 'metadata', 'name') !== '';

const isStatus = (value: unknown): boolean => isOfKind(value, { kind: 'Status', apiVersion: 'v1' });

/** The answer to what stores no object of its own. @throws HttpError `http-unexpected`. */
export function expectStatus(value: unknown, asked: AskedFor): void {
  if (!isStatus(value)) throw unexpected(asked, 'a Status');
}

/** The answer to a deletion: a Status, or the object. @throws HttpError `http-unexpected`. */
export function expectDeleted(value: unknown, asked: AskedFor): void {
  if (!isStatus(value)) expectedObject(value, asked);
}

const EVENTS = ['ADDED', 'BOOKMARK', 'DELETED', 'MODIFIED'];

/** An event of a watch. @throws HttpError `http-unexpected`. */
export function expectEvent(event: unknown, asked: AskedFor): void {
  if (!EVENTS.includes(textOf(event, 'type'))) throw unexpected(asked, 'an event of a watch');
  expectKind(fieldOf(event, 'object'), asked, placeOf(asked).type);
}
