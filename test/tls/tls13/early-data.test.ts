/** Early data at a server, which accepts none and skips it (RFC 8446 §4.2.10), also behind a HelloRetryRequest. */
import { describe, expect, it } from 'vitest';
import { type Bytes, concat } from '../../../src/bytes/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { createServer, type ServerOptions, tlsRecord } from '../../../src/tls/index.ts';
import { End, serverOptions } from '../parties.ts';
import { Script13 } from '../script13.ts';

const random = seededRandom('early data');
const record = (type: number, fragment: Uint8Array): Bytes => encode(tlsRecord, { type, version: 0x0303, fragment });
/** A record of early data, under keys that the server does not have: so many bytes with its header. */
const early = (length: number): Bytes => record(23, random.bytes(length - 5));

/** The message with an empty early_data extension behind the others. */
function withEarlyData(hello: Uint8Array): Bytes {
  const message = concat(hello, new Uint8Array([0, 42, 0, 0]));
  const view = new DataView(message.buffer);
  view.setUint16(2, view.getUint16(2) + 4);
  const sessionId = 4 + 2 + 32;
  const suites = sessionId + 1 + message[sessionId]!;
  const compression = suites + 2 + view.getUint16(suites);
  const extensions = compression + 1 + message[compression]!;
  view.setUint16(extensions, view.getUint16(extensions) + 4);
  return message;
}

/** A server that has read a ClientHello with early_data, and what the client says afterwards. */
function scene(retry: boolean, over: Partial<ServerOptions> = {}) {
  const script = new Script13({ mutual: false, retry });
  const [first, second] = script.by('client').filter(({ kind }) => kind === 'client_hello');
  const server = new End(
    createServer(
      serverOptions({
        ...{ ciphers: ['TLS_AES_128_GCM_SHA256'], groups: [retry ? 'secp256r1' : 'x25519'] },
        ...{ clientCertificate: { mode: 'none' } },
        ...over,
      }),
    ),
  );
  server.take(server.connection.start());
  const hear = (bytes: Uint8Array) => server.take(server.connection.receive(bytes));
  hear(record(22, withEarlyData(first!.plaintext)));
  expect(server.error).toBeUndefined();
  return { server, hear, second };
}

const tooLong = { code: 'early-data-too-long', alert: 'unexpected_message', rule: 'RFC 8446 §4.2.10' };

describe.each([false, true])('behind a HelloRetryRequest: %s', (retry) => {
  it('is skipped up to 16 KiB, and no further', () => {
    const { server, hear } = scene(retry);
    hear(concat(early(8192), early(8192)));
    expect(server.error).toBeUndefined();
    hear(early(22));
    expect(server.error).toMatchObject(tooLong);
  });

  it.each([0, 100, 2 ** 24])('is skipped up to the bound that is set: %i', (maxSkippedEarlyData) => {
    const { server, hear } = scene(retry, { maxSkippedEarlyData });
    for (let left = Math.min(maxSkippedEarlyData, 2 ** 17); left > 0; left -= 16_000)
      hear(early(Math.min(left, 16_000)));
    expect(server.error).toBeUndefined();
    if (maxSkippedEarlyData === 2 ** 24) return;
    hear(early(22));
    expect(server.error).toMatchObject(tooLong);
  });
});

it('ends at the second ClientHello', () => {
  const { server, hear, second } = scene(true);
  hear(early(5000));
  hear(record(22, second!.plaintext));
  expect(server.error).toBeUndefined();
  hear(early(100));
  expect(server.error).toMatchObject({ code: 'bad-record-mac' });
});

it('leaves the second ClientHello to be answered', () => {
  const { server, hear, second } = scene(true);
  hear(early(5000));
  const before = server.sent.length;
  hear(record(22, second!.plaintext));
  expect(server.error).toBeUndefined();
  const [type, , , , , message] = concat(...server.sent.slice(before));
  expect({ type, message }).toEqual({ type: 22, message: 2 });
});
