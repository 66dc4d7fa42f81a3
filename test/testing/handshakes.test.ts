import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HandshakeEnds, handshakeRun, handshakes } from '../../src/testing/index.ts';
import { createClient, createServer, type TlsConnection } from '../../src/tls/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { runsOf } from '../property-runs.ts';
import { ca, clientOptions, serverOptions } from '../tls/parties.ts';

const clientCertificate = { require: { mode: 'require', ...JUDGED_BY, roots: [ca] }, none: { mode: 'none' } } as const;
const make = (mode: 'none' | 'require') => () => ({
  client: createClient(clientOptions()),
  server: createServer(serverOptions({ clientCertificate: clientCertificate[mode] })),
});

describe('properties', () => {
  it.each(['none', 'require'] as const)('our ends do as RFC 5246 §7.3 says, client certificates: %s', (mode) => {
    fc.assert(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(handshakeRun(make(mode), mode === 'require'), commands);
      }),
      runsOf(0.6),
    );
  });

  it('gets to every state, secured ones too, and to refusals of both kinds', () => {
    const reached = new Set<string>();
    const watched = (end: TlsConnection): HandshakeEnds['client'] => ({
      get at() {
        return end.at;
      },
      start: () => end.start(),
      receive(bytes) {
        const outputs = end.receive(bytes);
        reached.add(`${end.role} ${end.at}`);
        for (const output of outputs) if (output.kind === 'error') reached.add(output.error.code);
        return outputs;
      },
    });
    fc.assert(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(() => {
          const { model, real } = handshakeRun(make('require'), true)();
          return {
            model,
            real: { client: watched(real.client as TlsConnection), server: watched(real.server as TlsConnection) },
          };
        }, commands);
      }),
      { numRuns: 60, seed: 3 },
    );
    expect([...reached]).toEqual(
      expect.arrayContaining([
        'client CONNECTED',
        'server CONNECTED',
        'client WAIT_SERVER_HELLO_DONE',
        'server WAIT_CERTIFICATE_VERIFY',
        'unexpected-message',
        'bad-record-mac',
        'alert-received',
      ]),
    );
  });
});

/** An end that has forgotten a rule: the run must notice. */
const broken = (change: (end: TlsConnection, bytes: Uint8Array) => Uint8Array) => () => {
  const { client, server } = make('require')();
  const receive = server.receive.bind(server);
  server.receive = (bytes) => receive(change(server, bytes));
  return { client, server };
};

describe('what a run notices', () => {
  const failed = (ends: ReturnType<typeof broken>) =>
    fc.check(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(handshakeRun(ends, true), commands);
      }),
      { numRuns: 40, seed: 1, endOnFailure: true },
    ).failed;

  it('a server that passes over what it did not expect', () => {
    expect(failed(broken((_, bytes) => bytes))).toBe(false);
    expect(
      failed(
        broken((end, bytes) =>
          end.at === 'WAIT_CLIENT_HELLO' && bytes[5] !== 1 ? bytes.subarray(bytes.length) : bytes,
        ),
      ),
    ).toBe(true);
  });
});
