/** Sessions of TLS 1.2 between two of the engine's own ends, as an eavesdropper records them, and what can be read once the premaster secret is known. */
import { type Bytes, concat, utf8ToBytes } from '../bytes/index.ts';
import { aes, gcm } from '../cipher/index.ts';
import { decode } from '../codec/index.ts';
import { sha256 } from '../hash/index.ts';
import { CONTENT, prf, recordHeader, type TlsConnection, type TlsOutput } from '../tls/index.ts';
import { macHeader } from '../tls/internal.ts';

/** Everything that each end sent. */
export interface Recorded {
  readonly client: Bytes;
  readonly server: Bytes;
}

export const REQUEST = 'GET /api/v1/secrets HTTP/1.1\r\nAuthorization: Bearer 7f3a9c51\r\n\r\n';

/** Runs a handshake and a request. @param onWire - may change what is sent; undefined drops it. @returns what was sent, and the first error of either end. */
export function runSession(
  client: TlsConnection,
  server: TlsConnection,
  onWire: (from: 'client' | 'server', bytes: Bytes) => Bytes | undefined = (_, bytes) => bytes,
): { readonly recorded: Recorded; readonly error: string | undefined } {
  const ends = { client, server };
  const sent = { client: [] as Bytes[], server: [] as Bytes[] };
  let error: string | undefined;
  const take = (from: 'client' | 'server', outputs: readonly TlsOutput[]): void => {
    for (const output of outputs) {
      if (output.kind === 'error') error ??= output.error.code;
      if (output.kind !== 'send') continue;
      const bytes = onWire(from, output.bytes);
      if (bytes === undefined) continue;
      sent[from].push(bytes);
      const to = from === 'client' ? 'server' : 'client';
      take(to, ends[to].receive(bytes));
    }
  };
  take('server', server.start());
  take('client', client.start());
  if (client.session !== undefined && error === undefined) take('client', client.write(utf8ToBytes(REQUEST)));
  return { recorded: { client: concat(...sent.client), server: concat(...sent.server) }, error };
}

interface WireRecord {
  readonly type: number;
  readonly fragment: Uint8Array;
}

/** The records of a stream, in order. */
export function recordsOf(stream: Uint8Array): WireRecord[] {
  const records: WireRecord[] = [];
  for (let at = 0; at < stream.length; ) {
    const { type, length } = decode(recordHeader, stream.subarray(at, at + 5));
    records.push({ type, fragment: stream.subarray(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  return records;
}

/** A handshake message with its header. */
export interface PlainMessage {
  readonly type: number;
  readonly whole: Uint8Array;
  readonly body: Uint8Array;
}

/** The handshake messages that a stream has in the clear: those before its ChangeCipherSpec. */
export function plainMessages(stream: Uint8Array): PlainMessage[] {
  const records = recordsOf(stream);
  const end = records.findIndex(({ type }) => type === CONTENT.change_cipher_spec);
  const plain = records.slice(0, end < 0 ? undefined : end).filter(({ type }) => type === CONTENT.handshake);
  const bytes = concat(...plain.map(({ fragment }) => fragment));
  const messages: PlainMessage[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    const whole = bytes.subarray(at, at + 4 + length);
    messages.push({ type: bytes[at], whole, body: whole.subarray(4) });
    at += 4 + length;
  }
  return messages;
}

/** HandshakeType (RFC 5246 §7.4). */
export const TYPES = { clientHello: 1, serverHello: 2, serverKeyExchange: 12, clientKeyExchange: 16 } as const;

/** The body of the first message of a type. */
export function bodyOf(stream: Uint8Array, type: number): Uint8Array {
  const found = plainMessages(stream).find((message) => message.type === type);
  if (found === undefined) throw new Error(`the recording has no handshake message of type ${type}`);
  return found.body;
}

/** Both hellos begin with the version and the random. */
export const randomOf = (hello: Uint8Array): Uint8Array => hello.subarray(2, 34);

/** What the client sent, decrypted: suites with AES-128-GCM and SHA-256, the extended master secret used (RFC 7627 §4).
 * @throws CipherError where the premaster secret is another. */
export function readRequests({ client, server }: Recorded, premasterSecret: Uint8Array): Bytes {
  const [ours, theirs] = [plainMessages(client), plainMessages(server)];
  const exchange = ours.findIndex(({ type }) => type === TYPES.clientKeyExchange);
  const transcript = [ours[0], ...theirs, ...ours.slice(1, exchange + 1)].map(({ whole }) => whole);
  const master = prf(sha256, premasterSecret, 'extended master secret', sha256.digest(concat(...transcript)), 48);
  // RFC 5246 §6.3: two keys of 16 bytes, two salts of 4.
  const block = prf(sha256, master, 'key expansion', concat(randomOf(theirs[0].body), randomOf(ours[0].body)), 40);
  const aead = gcm(aes(block.subarray(0, 16)));
  const salt = block.subarray(32, 36);
  const records = recordsOf(client);
  const start = records.findIndex(({ type }) => type === CONTENT.change_cipher_spec) + 1;
  return concat(
    ...records.slice(start).map(({ type, fragment }, sequence) => {
      const [explicit, sealed] = [fragment.subarray(0, 8), fragment.subarray(8)];
      const plaintext = aead.open(concat(salt, explicit), sealed, macHeader(sequence, type, sealed.length - 16));
      return type === CONTENT.application_data ? plaintext : new Uint8Array();
    }),
  );
}
