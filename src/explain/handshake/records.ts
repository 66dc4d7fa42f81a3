/** Records before and after protection (RFC 5246 §6.2), and the messages that they carry. */
import { type Bytes, concat } from '../../bytes/index.ts';
import { annotate } from '../../codec/index.ts';
import { CONTENT, type ContentKind, type ProtectedParts, recordHeader, tlsRecord } from '../../tls/index.ts';
import type { EngineEvent, Role, TlsEventOf } from '../document/events.ts';
import type { BytesPart, Fact, Part } from '../document/exhibit.ts';
import { joined, laidOut, opened, type Piece } from '../document/span-layout.ts';
import type { Expanded } from './traffic-keys.ts';

type RecordEvent = TlsEventOf<'record'>;

/** A handshake message, an alert, a ChangeCipherSpec or application data, with the records that carried it. */
export interface Carried {
  readonly from: Role;
  readonly type: ContentKind;
  /** Plaintext. */
  readonly bytes: Uint8Array;
  readonly records: readonly RecordEvent[];
  /** Number of preceding records that were not recorded. */
  readonly missing: number;
}

const HANDSHAKE_HEADER = 4; // bytes: RFC 5246 §7.4
const RECORD_HEADER = 5; // bytes: RFC 5246 §6.2.1

/** What was sent, in order: as observed by the sender, or else by the receiver. */
export function carriedIn(events: readonly EngineEvent[]): readonly Carried[] {
  const observed = new Set(events.flatMap((one) => (one.source === 'tls' ? [one.role] : [])));
  const lanes = { client: new Lane('client'), server: new Lane('server') };
  return events.flatMap((one) => {
    if (one.source !== 'tls' || one.event.kind !== 'record') return [];
    const isSender = one.event.direction === 'sent';
    if (!isSender && observed.size === 2) return [];
    return lanes[isSender === (one.role === 'client') ? 'client' : 'server'].take(one.event);
  });
}

/** One direction; reassembles handshake messages that are fragmented across records. */
class Lane {
  readonly #from: Role;
  #begun: { bytes: Bytes; records: RecordEvent[] } = { bytes: new Uint8Array(0), records: [] };
  #isProtected = false;
  #expected = 0;
  constructor(from: Role) {
    this.#from = from;
  }

  take(record: RecordEvent): Carried[] {
    const missing = this.#missingBefore(record);
    const one = { from: this.#from, type: record.type, missing };
    if (record.type !== 'handshake') return [{ ...one, bytes: record.plaintext, records: [record] }];
    const bytes = concat(this.#begun.bytes, record.plaintext);
    const records = [...this.#begun.records, record];
    const messages: Carried[] = [];
    let at = 0;
    for (let end = messageEnd(bytes, at); end <= bytes.length; end = messageEnd(bytes, at)) {
      const isFirst = messages.length === 0;
      const message = { bytes: bytes.subarray(at, end), records: isFirst ? records : [record] };
      messages.push({ ...one, ...message, missing: isFirst ? missing : 0 });
      at = end;
    }
    this.#begun = { bytes: bytes.slice(at), records: at === bytes.length ? [] : at === 0 ? records : [record] };
    return messages;
  }

  #missingBefore({ sequence, parts }: RecordEvent): number {
    const isProtected = parts !== undefined;
    const expected = isProtected === this.#isProtected ? this.#expected : 0;
    this.#isProtected = isProtected;
    this.#expected = sequence + 1;
    return Math.max(0, sequence - expected);
  }
}

/** Where the message that begins at `at` ends; beyond all bytes while its header is incomplete. */
function messageEnd(bytes: Uint8Array, at: number): number {
  if (bytes.length - at < HANDSHAKE_HEADER) return Number.POSITIVE_INFINITY;
  return at + HANDSHAKE_HEADER + bytes[at + 1] * 2 ** 16 + bytes[at + 2] * 2 ** 8 + bytes[at + 3];
}

/** A record: if unprotected, its header; if protected, the steps of its protection. @param keys - TLS 1.3: its key and IV. */
export function recordParts(record: RecordEvent, keys: readonly Expanded[]): readonly Part[] {
  const { bytes, parts, sequence } = record;
  if (parts === undefined) {
    const header = bytes.subarray(0, RECORD_HEADER);
    return [{ kind: 'bytes', title: 'Its record’s header', bytes: header, span: annotate(recordHeader, header).span }];
  }
  const is13 = isTls13(record);
  const way = is13 ? innerPlaintext : WAYS[parts.kind];
  const { facts, before, after } = way(parts as never, contentOf(record), record);
  const rows = [
    { label: 'sequence number', value: sequence, rule: is13 ? 'RFC 8446 §5.3' : 'RFC 5246 §6.1' },
    ...keyFacts(keys),
    ...facts,
  ];
  return [
    { kind: 'facts', title: `Protection: ${parts.kind === 'aead' ? 'AEAD' : parts.kind}`, rows },
    { kind: 'bytes', title: 'The fragment before encryption', ...joined('fragment', 'RFC 5246 §6.2.3', before) },
    recordBytes(bytes, after),
  ];
}

/** The key and the IV, by the names under which they can be unfolded. */
const keyFacts = (keys: readonly Expanded[]): Fact[] =>
  keys.map(({ name, value, rule }) => ({ label: name, value, rule, secret: true }));

/** Whether a record is of TLS 1.3: its additional data is the record's header (RFC 8446 §5.2). In TLS 1.2 it also has the
 * sequence number, and is longer. */
const isTls13 = ({ parts }: RecordEvent): boolean =>
  parts?.kind === 'aead' && parts.additionalData.length === RECORD_HEADER;

/** TLSInnerPlaintext (RFC 8446 §5.2): the content, its type, and zeros that hide the length. */
function innerPlaintext(
  { nonce, additionalData, ciphertext, tag }: PartsOf<'aead'>,
  content: Piece,
  { type }: RecordEvent,
): Way {
  const rule = 'RFC 8446 §5.2';
  const zeros = Math.max(0, ciphertext.length - content.bytes.length - 1);
  return {
    facts: [
      { label: 'nonce = IV xor number', value: nonce, rule: 'RFC 8446 §5.3', secret: true },
      { label: 'additional data', value: additionalData, rule },
      { label: 'ciphertext || tag', value: 'AEAD-Encrypt(write_key, nonce, additional data, fragment)', rule },
    ],
    before: [
      { ...content, rule },
      { name: 'type', bytes: Uint8Array.of(CONTENT[type]), rule },
      ...(zeros === 0 ? [] : [{ name: 'zeros', bytes: new Uint8Array(zeros), rule: 'RFC 8446 §5.4' }]),
    ],
    after: [
      { name: 'ciphertext', bytes: ciphertext, rule },
      { name: 'tag', bytes: tag, rule },
    ],
  };
}

/** Application data is hidden, since only the protocol's own messages are explained. */
const contentOf = ({ type, plaintext }: RecordEvent): Piece => ({
  ...{ name: 'content', bytes: plaintext, rule: 'RFC 5246 §6.2.3' },
  ...(type === 'application_data' && { secret: true }),
});

function recordBytes(bytes: Uint8Array, after: readonly Piece[]): BytesPart {
  const { span } = annotate(tlsRecord, bytes);
  const inFragment = opened(span, ({ name, start }, parent) =>
    name === 'value' && parent?.name === 'fragment' ? laidOut(after, start) : undefined,
  );
  return { kind: 'bytes', title: 'The record on the wire', bytes, span: inFragment };
}

interface Way {
  readonly facts: readonly Fact[];
  /** The plaintext fragment. */
  readonly before: readonly Piece[];
  /** The protected fragment. */
  readonly after: readonly Piece[];
}
type PartsOf<K> = Extract<ProtectedParts, { readonly kind: K }>;

const BLOCK = 'RFC 5246 §6.2.3.2';
const AEAD = 'RFC 5246 §6.2.3.3';
const ETM = 'RFC 7366 §3';

const ivFact = (iv: Uint8Array): Fact => ({ label: 'IV', value: iv, rule: BLOCK });
const WAYS: { readonly [K in ProtectedParts['kind']]: (parts: PartsOf<K>, content: Piece) => Way } = {
  'mac-then-encrypt': ({ macHeader, mac, padding, iv, ciphertext }, content) => ({
    facts: [
      { label: 'MAC', value: 'HMAC(MAC_write_key, header || content)', rule: 'RFC 5246 §6.2.3.1' },
      { label: 'header', value: macHeader, rule: 'RFC 5246 §6.2.3.1' },
      ivFact(iv),
    ],
    before: [content, { name: 'MAC', bytes: mac, rule: BLOCK }, { name: 'padding', bytes: padding, rule: BLOCK }],
    after: [
      { name: 'IV', bytes: iv, rule: BLOCK },
      { name: 'ciphertext', bytes: ciphertext, rule: BLOCK },
    ],
  }),
  'encrypt-then-mac': ({ macHeader, mac, padding, iv, ciphertext }, content) => ({
    facts: [
      ivFact(iv),
      { label: 'MAC', value: 'HMAC(MAC_write_key, header || IV || ciphertext)', rule: ETM },
      { label: 'header', value: macHeader, rule: ETM },
    ],
    before: [content, { name: 'padding', bytes: padding, rule: BLOCK }],
    after: [
      { name: 'IV', bytes: iv, rule: ETM },
      { name: 'ciphertext', bytes: ciphertext, rule: ETM },
      { name: 'MAC', bytes: mac, rule: ETM },
    ],
  }),
  aead: ({ nonce, explicitNonce: explicit, additionalData, ciphertext, tag }, content) => {
    // AES-GCM (RFC 5288 §3): four bytes of the nonce come from the key block, eight are sent in the record. ChaCha20-Poly1305 (RFC 7905 §2):
    // no part is sent.
    const travels = explicit.length > 0;
    const salt = nonce.subarray(0, nonce.length - explicit.length);
    return {
      facts: [
        {
          label: travels ? 'salt of the nonce' : 'nonce',
          value: salt,
          rule: travels ? 'RFC 5288 §3' : 'RFC 7905 §2',
          secret: true,
        },
        ...(travels ? [{ label: 'explicit part', value: explicit, rule: 'RFC 5288 §3' }] : []),
        { label: 'additional data', value: additionalData, rule: AEAD },
      ],
      before: [content],
      after: [
        ...(travels ? [{ name: 'nonce_explicit', bytes: explicit, rule: 'RFC 5288 §3' }] : []),
        { name: 'ciphertext', bytes: ciphertext, rule: AEAD },
        { name: 'tag', bytes: tag, rule: AEAD },
      ],
    };
  },
};
