/** How long a key of TLS 1.3 serves (RFC 8446 §5.5): both ends count, and both can ask for another one. */
import { expect, it } from 'vitest';
import { CLIENT, type ClientState } from '../../src/tls/client/client.ts';
import { TlsConnection, type TlsEvent } from '../../src/tls/index.ts';
import { Entry, Machine } from '../../src/tls/machine.ts';
import {
  type ClientOptions,
  type ClientSettings,
  clientSettings,
  type ServerOptions,
  type ServerSettings,
  type Settings,
  serverSettings,
} from '../../src/tls/options.ts';
import { SERVER, type ServerState } from '../../src/tls/server/server.ts';
import { clientOptions, End, Pair, serverOptions } from './parties.ts';

const SUITE = 'TLS_AES_128_GCM_SHA256';

/** The settings with a suite whose keys serve for so many records. */
function limited<S extends Settings>(settings: S, limit: number): S {
  const tls13 = settings.suites.tls13.map((suite) => ({
    ...suite,
    protection: (key: Uint8Array, iv: Uint8Array) => ({ ...suite.protection(key, iv), limit }),
  }));
  return { ...settings, suites: { ...settings.suites, tls13 } };
}

/** Two ends whose keys serve for different numbers of records. */
class LimitedPair extends Pair {
  override readonly client: End;
  override readonly server: End;

  constructor(
    client: ClientOptions,
    server: ServerOptions,
    limits: { readonly client: number; readonly server: number },
  ) {
    super(client, server);
    const ours = limited(clientSettings(client), limits.client);
    const theirs = limited(serverSettings(server), limits.server);
    const at = { at: 'START' } as const;
    const machine = new Machine(Entry.into<ClientState, ClientSettings>(CLIENT, at), ours);
    const other = new Machine(Entry.into<ServerState, ServerSettings>(SERVER, at), theirs);
    this.client = new End(new TlsConnection('client', machine, ours));
    this.server = new End(new TlsConnection('server', other, theirs));
  }
}

const LONG = Number.MAX_SAFE_INTEGER;

/** What the client sees of KeyUpdates in a session of so many records each way. */
function updatesOf(limits: { readonly client: number; readonly server: number }, records: number) {
  const updates: string[] = [];
  const observe = (event: TlsEvent) => {
    if (event.kind !== 'message' || event.message.kind !== 'key_update') return;
    const asks = event.message.value.requestUpdate === 1;
    updates.push(`${event.direction}${asks ? ', asking' : ''}`);
  };
  const pair = new LimitedPair(
    clientOptions({ ciphers: [SUITE], observe }),
    serverOptions({ ciphers: [SUITE] }),
    limits,
  ).handshake();
  for (let i = 0; i < records; i++) pair.talk();
  pair.close();
  expect([pair.client.error, pair.server.error]).toEqual([undefined, undefined]);
  expect(pair.client.plaintext.length).toBe(records * '{"minor":"32"}'.length);
  expect(pair.server.plaintext.length).toBe(records * 'GET /version'.length);
  return updates;
}

it('the sender takes another key before its own has served its time', () => {
  const updates = updatesOf({ client: 10, server: LONG }, 25);
  expect(updates.filter((one) => one === 'sent').length).toBeGreaterThanOrEqual(2);
});

it('the reader asks for another key, once for each, where the sender does not count', () => {
  // The server counts nothing; the client, which reads, does.
  const updates = updatesOf({ client: 10, server: LONG }, 25);
  const asked = updates.filter((one) => one === 'sent, asking').length;
  expect(asked).toBe(2);
  expect(updates.filter((one) => one === 'received').length).toBe(asked);
});

it('a key that is not worn stays', () => {
  expect(updatesOf({ client: LONG, server: LONG }, 25)).toEqual([]);
});

it('answers to our own requests are no flood, and requests without end are', () => {
  const both = { ciphers: [SUITE] } as const;
  const { client, server } = new Pair(clientOptions(both), serverOptions(both)).handshake();
  const ask = (from: End, to: End): void => {
    from.take(from.connection.updateKeys({ peer: true }));
    to.take(to.connection.receive(from.drain()));
  };
  for (let i = 0; i < 100 && client.error === undefined; i++) {
    client.take(client.connection.write(Uint8Array.of(i)));
    ask(client, server);
    client.take(client.connection.receive(server.drain()));
  }
  expect([client.error, server.error, server.plaintext.length]).toEqual([undefined, undefined, 100]);
  for (let i = 0; i < 100 && server.error === undefined; i++) ask(client, server);
  expect(server.error).toMatchObject({ code: 'too-many-useless-records', alert: 'unexpected_message' });
});
