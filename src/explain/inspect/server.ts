/** What a server presents: a summary of the handshake, its certificates and their validation, and the OCSP response that it stapled. */
import { assertFields, assertString } from '../../bytes/index.ts';
import { DecodeError } from '../../codec/index.ts';
import type { HandshakeMessage, TlsEvent } from '../../tls/index.ts';
import {
  decodeCertificate,
  decodeOcspResponse,
  type ReferenceIdentifier,
  type Validation,
  type ValidationOptions,
} from '../../x509/index.ts';
import type { Exhibit, Part, Section } from '../document/exhibit.ts';
import { handshakeExhibit } from '../handshake/exhibit.ts';
import type { Recording } from '../recording/recording.ts';
import { explainValidation } from '../verification.ts';
import { inspect } from './inspect.ts';

/** What the server's certificate is validated against. */
export interface ServerQuestion extends Pick<ValidationOptions, 'profile' | 'roots' | 'time'> {
  /** The title of the exhibit, such as `HOST:PORT`. */
  readonly title: string;
  /** The name that the certificate must have. */
  readonly name: ReferenceIdentifier;
}

export interface ServerInspection {
  readonly exhibit: Exhibit;
  /** Undefined if the server presented no readable certificate. */
  readonly validation: Validation | undefined;
}

/** Shows what a server presented in a session that accepted any certificate, and validates it. A stapled OCSP response is taken
 * into account.
 * @param recording - the client's recording. @throws UsageError; as `validateChain`. */
export function inspectServer(recording: Recording, question: ServerQuestion): ServerInspection {
  assertFields(question, 'question', 'an object', 'title', 'name', 'roots', 'time', 'profile');
  assertString(question.title, 'question.title');
  const handshake = handshakeExhibit(recording);
  const shown = shownBy(recording);
  const judged = judge(shown, question);
  const parts: Part[] = [
    ...inShort(handshake.parts),
    ...(judged === undefined ? [] : [section('Whether its certificate is to be trusted', judged.parts)]),
    ...shown.certificates.map((der, i) => section(`Certificate ${i + 1} of ${shown.certificates.length}`, inside(der))),
    ...(shown.staple === undefined ? [] : [section('The OCSP response that it brought', inside(shown.staple))]),
  ];
  return { exhibit: { title: `What ${question.title} shows`, parts }, validation: judged?.validation };
}

const section = (title: string, parts: readonly Part[]): Section => ({ kind: 'section', title, parts });

/** The negotiated parameters, and the messages without their details. */
const inShort = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part): Part[] => {
    if (part.kind === 'facts') return [part];
    if (part.kind !== 'sequence') return [];
    return [{ ...part, arrows: part.arrows.map((arrow) => ({ ...arrow, detail: [] })) }];
  });

const inside = (der: Uint8Array): readonly Part[] => inspect(der, { title: '' }).exhibit.parts;

interface Shown {
  readonly certificates: readonly Uint8Array[];
  /** The OCSP response about the first certificate. */
  readonly staple: Uint8Array | undefined;
}

/** The server's certificates and OCSP response, as received. */
function shownBy({ events }: Recording): Shown {
  const messages = events.flatMap((one) =>
    one.source === 'tls' && one.role === 'client' && isReceived(one.event) ? [one.event.message] : [],
  );
  const list = messages.find(({ kind }) => kind === 'certificate')?.value as CertificateMessage | undefined;
  const status = messages.find(({ kind }) => kind === 'certificate_status')?.value as Status | undefined;
  const entries = (list?.certificateList ?? []).map((one) =>
    'certData' in one ? one : { certData: one, extensions: [] },
  );
  const stapled = entries[0]?.extensions.find(({ kind }) => kind === 'status_request')?.value as Status | undefined;
  return { certificates: entries.map(({ certData }) => certData), staple: (stapled ?? status)?.response };
}

type MessageEvent = Extract<TlsEvent, { readonly kind: 'message' }>;
const isReceived = (event: TlsEvent): event is MessageEvent =>
  event.kind === 'message' && event.direction === 'received';

/** The Certificate message of either version. */
interface CertificateMessage {
  readonly certificateList: readonly (
    | Uint8Array
    | {
        readonly certData: Uint8Array;
        readonly extensions: readonly { readonly kind: string; readonly value: unknown }[];
      }
  )[];
}
type Status = Extract<HandshakeMessage, { readonly kind: 'certificate_status' }>['value'];

interface Judged {
  readonly validation: Validation;
  readonly parts: readonly Part[];
}

function judge({ certificates, staple }: Shown, { title, ...question }: ServerQuestion): Judged | undefined {
  const [leaf] = readable(certificates.slice(0, 1), decodeCertificate);
  if (leaf === undefined) return undefined;
  const intermediates = readable(certificates.slice(1), decodeCertificate);
  const ocspResponses = readable(staple === undefined ? [] : [staple], decodeOcspResponse);
  const { validation, exhibit } = explainValidation(title, {
    ...{ ...question, leaf, intermediates, purpose: 'serverAuth' },
    revocation: ocspResponses.length === 0 ? { policy: 'off' } : { policy: 'if-present', ocspResponses },
  });
  return { validation, parts: exhibit.parts };
}

/** The values that can be decoded. The sections of the others show where they are malformed. */
function readable<T>(all: readonly Uint8Array[], read: (bytes: Uint8Array) => T): readonly T[] {
  return all.flatMap((bytes) => {
    try {
      return [read(bytes)];
    } catch (error) {
      if (error instanceof DecodeError) return [];
      throw error;
    }
  });
}
