/** The body of a request as an object: JSON, or protobuf for the types that kubectl posts so. */
import type { IncomingMessage } from 'node:http';
import { bytesToUtf8, EncodingError } from '../../bytes/index.ts';
import { type Codec, DecodeError, decode } from '../../codec/index.ts';
import { DocumentError, readDocuments, textOf } from '../documents.ts';
import { parseJsonText } from '../json-text.ts';
import { jsonNestsDeeper, MAX_NESTING } from '../nesting.ts';
import { kubernetesEnvelope } from './envelope.ts';
import { MAX_BODY_BYTES, readBody } from './request-body.ts';
import { apiVersionOf, type ResourceType } from './resource-types.ts';
import { badRequest, unsupportedMediaType } from './status.ts';

export const JSON_TYPE = 'application/json';
export const YAML_TYPE = 'application/yaml';
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** Tokens of a body in YAML. The package `yaml` takes some microseconds for each: a server has other requests to answer meanwhile. */
const MAX_YAML_TOKENS = 250_000;

/** The media type of a body, without its parameters; JSON if there is none. */
export const contentTypeOf = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? JSON_TYPE).split(';')[0].trim().toLowerCase();

/** The apiVersion and kind that a body must have. */
export type BodyType = Pick<ResourceType, 'group' | 'kind' | 'version'>;

/** Reads an object of one type.
 * @param readMessage - reads the type's own protobuf; undefined if the type is not accepted in protobuf.
 * @throws StatusError 400 for a body that is not such an object, 413 for a body that is too large, 415 for another media type. */
export async function readObject(
  request: IncomingMessage,
  type: BodyType,
  readMessage: ((raw: Uint8Array) => unknown) | undefined,
): Promise<unknown> {
  const contentType = contentTypeOf(request);
  const isProtobuf = contentType === PROTOBUF_TYPE && readMessage !== undefined;
  if (contentType !== JSON_TYPE && contentType !== YAML_TYPE && !isProtobuf) {
    throw unsupportedMediaType([JSON_TYPE, YAML_TYPE, ...(readMessage === undefined ? [] : [PROTOBUF_TYPE])]);
  }
  const body = await readBody(request, MAX_BODY_BYTES);
  if (contentType === YAML_TYPE) return parseYaml(body);
  return isProtobuf ? fromProtobuf(type, body, readMessage) : parseJson(body);
}

/** One document. @throws StatusError 400 for a malformed document; 415 if the package `yaml` is not installed. */
async function parseYaml(body: Uint8Array): Promise<unknown> {
  try {
    // The prefix marks the start of a YAML document: without it, a text that begins with a bracket would be parsed as JSON.
    const text = `---\n${bytesToUtf8(body)}`;
    const documents = await readDocuments(text, 'the body of the request', MAX_YAML_TOKENS);
    if (documents.length === 1) return documents[0];
    throw badRequest(`the body of the request has ${documents.length} documents`);
  } catch (error) {
    if (error instanceof DocumentError && error.code === 'yaml-missing') throw unsupportedMediaType([JSON_TYPE]);
    if (!(error instanceof DocumentError || error instanceof EncodingError)) throw error;
    throw badRequest(error.message);
  }
}

/** @throws StatusError 400 for a body that is not JSON, or is nested too deeply. */
export function parseJson(body: Uint8Array): unknown {
  try {
    const text = bytesToUtf8(body);
    if (jsonNestsDeeper(text, MAX_NESTING)) throw badRequest(`the body nests deeper than ${MAX_NESTING} collections`);
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof EncodingError)) throw error;
    throw badRequest('the body of the request is not JSON');
  }
}

/** Not in Kubernetes: maximum number of fields of the envelope. */
const ENVELOPE_LIMITS = { nodes: 1000 };

function fromProtobuf(type: BodyType, body: Uint8Array, readMessage: (raw: Uint8Array) => unknown): unknown {
  try {
    const { object } = decode(kubernetesEnvelope as Codec<EnvelopeValue>, body, { limits: ENVELOPE_LIMITS });
    requireType(type, object.typeMeta);
    if (object.contentEncoding || object.contentType) throw badRequest('an encoded object is not supported');
    const message = readMessage(object.raw ?? new Uint8Array()) as object;
    return { ...message, apiVersion: apiVersionOf(type), kind: type.kind };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(`the body of the request is not ${PROTOBUF_TYPE}: ${error.message}`);
  }
}

interface EnvelopeValue {
  readonly object: {
    readonly typeMeta?: { readonly apiVersion?: string; readonly kind?: string };
    readonly raw?: Uint8Array;
    readonly contentEncoding?: string;
    readonly contentType?: string;
  };
}

/** Refuses an object of another type. @throws StatusError 400. */
export function requireType(type: BodyType, object: unknown): void {
  if (textOf(object, 'apiVersion') === apiVersionOf(type) && textOf(object, 'kind') === type.kind) return;
  throw badRequest(`the object provided is unrecognized (must be of type ${type.kind})`);
}
