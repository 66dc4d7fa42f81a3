/** Recordings: the inputs of a run and its events, as a file of JSON lines. With its seed and time a run can be repeated, and
 * gives the same bytes; from its events alone it can be shown again. A recording contains the session's secrets. */
import {
  assertBytes,
  assertFields,
  assertOptions,
  bytesToUtf8,
  UsageError,
  utf8ToBytes,
  VitrineError,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { decode } from '../../codec/index.ts';
import { GeneratedRsaKey } from '../../rsa/index.ts';
import {
  CIPHER_SUITE_NAMES,
  CONTENT,
  type ContentKind,
  GROUP_NAMES,
  handshakeCodec,
  type ReceivedAlert,
  type SecretName,
  type TlsErrorCode,
  type TlsEvent,
} from '../../tls/index.ts';
import { type CheckCode, decodeCertificate } from '../../x509/index.ts';
import { assertCertificate } from '../../x509/internal.ts';
import type { EngineEvent } from '../document/events.ts';
import { CERTIFICATE_KINDS, FAULTS } from '../handshake/parties.ts';
import type { Json } from '../render/json.ts';
import {
  bigInteger,
  date,
  type Form,
  fieldsOf,
  flag,
  integer,
  listOf,
  maybe,
  orNull,
  RecordingError,
  raw,
  seen,
  text,
  variants,
  word,
} from './json-forms.ts';

export { type RecordingCode, RecordingError } from './json-forms.ts';

const certificate = seen(
  raw,
  assertCertificate,
  ({ der }: ReturnType<typeof decodeCertificate>) => der,
  decodeCertificate,
);
const direction = word('sent', 'received');
const role = word('client', 'server');
const prime = word('p', 'q');
/** A stable error code of the engine; not restricted to the codes known here. */
const code = <C extends string>(): Form<C> => text as unknown as Form<C>;

const check = fieldsOf({
  code: code<CheckCode>(),
  rule: text,
  depth: integer,
  subject: text,
  outcome: word('pass', 'fail', 'note'),
  detail: text,
  advice: maybe(fieldsOf({ who: word('CA', 'holder', 'verifier'), what: text })),
});
const validation = fieldsOf({ ok: flag, chain: listOf(certificate), checks: listOf(check), time: date });
const cbcParts = fieldsOf({ macHeader: raw, mac: raw, padding: raw, iv: raw, ciphertext: raw });
const parts = variants('kind', {
  'mac-then-encrypt': cbcParts,
  'encrypt-then-mac': cbcParts,
  aead: fieldsOf({ nonce: raw, explicitNonce: raw, additionalData: raw, ciphertext: raw, tag: raw }),
});
const negotiated = fieldsOf({
  version: word('TLSv1.2', 'TLSv1.3'),
  suite: word(...CIPHER_SUITE_NAMES),
  group: maybe(word(...GROUP_NAMES)),
  extendedMasterSecret: flag,
  encryptThenMac: flag,
  alpn: maybe(text),
  serverName: maybe(text),
});

/** A message is written as its bytes and the name of its codec. */
type MessageEvent =
  Extract<TlsEvent, { kind: 'message' }> extends infer E ? (E extends unknown ? Omit<E, 'kind'> : never) : never;

const messageForm = fieldsOf({ direction, dialect: word('hello', 'tls12', 'tls12-ecdhe', 'tls13'), bytes: raw });

const tlsEvent = variants('kind', {
  state: fieldsOf({ from: text, to: text }),
  record: fieldsOf({
    direction,
    type: word(...(Object.keys(CONTENT) as ContentKind[])),
    sequence: integer,
    bytes: raw,
    plaintext: raw,
    parts: orNull(parts),
  }),
  message: seen(
    messageForm,
    (event, argument) => {
      messageForm.check(event, argument);
      assertFields(
        (event as { readonly message: unknown }).message,
        `${argument}.message`,
        'a handshake message',
        'kind',
      );
    },
    ({ direction, dialect, bytes }: MessageEvent) => ({ direction, dialect, bytes }),
    (event) => ({ ...event, message: decode(handshakeCodec(event.dialect, event.bytes), event.bytes) }) as MessageEvent,
  ),
  'change-cipher-spec': fieldsOf({ direction }),
  alert: fieldsOf({ direction, level: word('warning', 'fatal'), description: code<ReceivedAlert>() }),
  negotiated: fieldsOf({ negotiated }),
  choice: fieldsOf({
    what: word('certificate', 'group', 'scheme', 'session', 'suite', 'version'),
    chosen: text,
    reason: text,
  }),
  'shared-secret': fieldsOf({
    ...{ group: word(...GROUP_NAMES), sharedSecret: raw },
    ephemeral: maybe(fieldsOf({ privateKey: raw, peer: raw })),
  }),
  secret: fieldsOf({ name: code<SecretName>(), secret: raw, transcriptHash: orNull(raw) }),
  'parameters-signature': fieldsOf({ direction, scheme: text, hash: raw, signature: raw, valid: flag }),
  'peer-certificates': fieldsOf({ certificates: listOf(certificate), validation: orNull(validation) }),
  'premaster-secret': fieldsOf({ direction, premasterSecret: raw, encrypted: raw }),
  'master-secret': fieldsOf({
    label: word('master secret', 'extended master secret'),
    seed: raw,
    premasterSecret: raw,
    masterSecret: raw,
  }),
  'key-block': fieldsOf({
    label: word('key expansion'),
    seed: raw,
    block: raw,
    parts: fieldsOf({
      client_write_MAC_key: raw,
      server_write_MAC_key: raw,
      client_write_key: raw,
      server_write_key: raw,
      client_write_IV: raw,
      server_write_IV: raw,
    }),
  }),
  'transcript-signature': fieldsOf({
    direction,
    scheme: text,
    transcriptHash: raw,
    signature: raw,
    valid: flag,
  }),
  'verify-data': fieldsOf({
    label: word('client finished', 'server finished'),
    transcriptHash: raw,
    verifyData: raw,
  }),
});

const x509Event = variants('kind', {
  'issuer-tried': fieldsOf({ certificate, candidate: certificate, signed: orNull(flag) }),
  path: fieldsOf({ chain: listOf(certificate), checks: listOf(check), chosen: flag }),
  check: fieldsOf({ check }),
});

function assertGeneratedKey(value: unknown, argument: string): void {
  if (!(value instanceof GeneratedRsaKey)) throw new UsageError('wrong-type', argument, 'must be a GeneratedRsaKey');
}

const rsaEvent = variants('kind', {
  'candidate-refused': fieldsOf({
    prime,
    candidate: bigInteger,
    because: variants('test', {
      'trial-division': fieldsOf({ divisor: integer }),
      'miller-rabin': fieldsOf({ base: bigInteger }),
      lucas: fieldsOf({}),
      'public-exponent': fieldsOf({}),
      distance: fieldsOf({}),
    }),
  }),
  'prime-found': fieldsOf({ prime, value: bigInteger, tested: integer, rounds: integer }),
  'private-exponent-refused': fieldsOf({}),
  'key-made': fieldsOf({
    key: seen(
      fieldsOf({
        modulus: bigInteger,
        publicExponent: bigInteger,
        privateExponent: bigInteger,
        prime1: bigInteger,
        prime2: bigInteger,
        exponent1: bigInteger,
        exponent2: bigInteger,
        coefficient: bigInteger,
        randomSource: text,
      }),
      assertGeneratedKey,
      (key: GeneratedRsaKey) => ({ ...key.components(), randomSource: key.randomSource }),
      ({ randomSource, ...components }) => new GeneratedRsaKey(components, randomSource),
    ),
  }),
});

const engineEvent: Form<EngineEvent> = variants('source', {
  tls: fieldsOf({ role, event: tlsEvent }),
  earlier: fieldsOf({ event: tlsEvent }),
  x509: fieldsOf({ event: x509Event }),
  rsa: fieldsOf({ event: rsaEvent }),
  wire: fieldsOf({ from: role, at: date, bytes: raw }),
  end: fieldsOf({
    role,
    failure: orNull(
      fieldsOf({
        alert: orNull(code<ReceivedAlert>()),
        code: code<TlsErrorCode>(),
        direction: word('sent', 'received', 'none'),
        rule: text,
      }),
    ),
  }),
});

const offer = fieldsOf({
  suites: maybe(listOf(word(...CIPHER_SUITE_NAMES))),
  groups: maybe(listOf(word(...GROUP_NAMES))),
});

/** The inputs of a run: everything needed to repeat it, if it can be repeated. */
const runForm = variants('command', {
  handshake: fieldsOf({
    suite: word(...CIPHER_SUITE_NAMES),
    group: maybe(word(...GROUP_NAMES)),
    offers: maybe(fieldsOf({ client: maybe(offer), server: maybe(offer) })),
    certificate: maybe(word(...CERTIFICATE_KINDS)),
    retry: maybe(flag),
    resume: maybe(flag),
    keyUpdate: maybe(flag),
    clientAuthentication: maybe(flag),
    extendedMasterSecret: flag,
    encryptThenMac: flag,
    fault: orNull(word(...FAULTS)),
    seed: text,
    time: date,
  }),
  /** One side of a session with an external peer, which cannot be repeated. */
  live: fieldsOf({ role, peer: text, time: date }),
});
export type RecordedRun = ReturnType<typeof runForm.read>;

export interface Recording {
  readonly run: RecordedRun;
  readonly events: readonly EngineEvent[];
}

const VERSION = 1;
const header = fieldsOf({ vitrine: word('recording'), version: integer, run: runForm });

/** @throws UsageError `wrong-type` for a value that is not a recording, with the place in it: `recording.events[3].event.kind`. */
export function assertRecording(value: Recording): void {
  assertFields(value, 'recording', 'a Recording', 'run', 'events');
  runForm.check(value.run, 'recording.run');
  assertEach(value.events, 'recording.events', engineEvent.check);
}

/** A recording as a file: one line about the run, and one for each event. The same recording gives the same bytes.
 * Secret: the file decrypts the session. */
export function encodeRecording(recording: Recording): Uint8Array<ArrayBuffer> {
  assertRecording(recording);
  const { run, events } = recording;
  const lines = [
    header.write({ vitrine: 'recording', version: VERSION, run }),
    ...events.map((event) => engineEvent.write(event)),
  ];
  return utf8ToBytes(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** Limits on reading a recording. */
export interface RecordingLimits {
  /** Maximum bytes of the file. Default: 64 MiB. */
  readonly bytes: number;
  /** Maximum number of events. Default: 200,000. */
  readonly events: number;
}
const DEFAULT_LIMITS: RecordingLimits = { bytes: 2 ** 26, events: 200_000 };

/** Reads only what `encodeRecording` writes.
 * @throws RecordingError with the line (from 1) and the fields in it; no other error, for any bytes. */
export function decodeRecording(file: Uint8Array, limits: Partial<RecordingLimits> = {}): Recording {
  assertBytes(file, 'file');
  assertOptions(limits, 'limits', ['bytes', 'events']);
  const { bytes, events } = { ...DEFAULT_LIMITS, ...limits };
  if (file.length > bytes) throw new RecordingError('too-large');
  const [first, ...lines] = linesOf(file);
  if (lines.length > events) throw new RecordingError('too-many-events');
  return {
    run: readHeader(parse(first ?? '', 1)),
    events: lines.map((line, i) => engineEvent.read(parse(line, i + 2), [`${i + 2}`])),
  };
}

function linesOf(file: Uint8Array): string[] {
  try {
    return bytesToUtf8(file).replace(/\n$/, '').split('\n');
  } catch (cause) {
    if (!(cause instanceof VitrineError)) throw cause;
    throw new RecordingError('malformed-json', [], { cause });
  }
}

function parse(line: string, number: number): Json {
  try {
    return JSON.parse(line) as Json;
  } catch (cause) {
    throw new RecordingError('malformed-json', [`${number}`], { cause });
  }
}

/** The version is read first, since the form depends on it. */
function readHeader(json: Json): RecordedRun {
  const version = typeof json === 'object' && json !== null && 'version' in json ? json['version'] : undefined;
  if (Number.isInteger(version) && version !== VERSION) throw new RecordingError('unknown-version', ['1', 'version']);
  return header.read(json, ['1']).run;
}
