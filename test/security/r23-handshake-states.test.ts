// CVE-2014-0224 (CCS injection), CVE-2015-0204 and CVE-2014-6593 (FREAK, SMACK: skipped and reordered messages), CVE-2009-3555
// (renegotiation), 3SHAKE (RFC 7627). Every message that a state does not list ends the connection with unexpected_message.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../src/bytes/index.ts';
import * as client from '../../src/tls/client/client.ts';
import type { TlsErrorCode } from '../../src/tls/index.ts';
import * as server from '../../src/tls/server/server.ts';
import * as client12 from '../../src/tls/tls12/client.ts';
import * as server12 from '../../src/tls/tls12/server.ts';
import { everyNth } from '../property-runs.ts';
import { clientOptions, Pair, serverOptions } from '../tls/parties.ts';
import { HELLO_REQUEST, type InputKind, type Line, peerOf, type Role, Script } from '../tls/script.ts';

const KINDS: readonly InputKind[] = [
  'hello_request',
  'client_hello',
  'server_hello',
  'certificate',
  'certificate_status',
  'certificate_request',
  'server_hello_done',
  'server_key_exchange',
  'certificate_verify',
  'client_key_exchange',
  'new_session_ticket',
  'finished',
  'change_cipher_spec',
  'application_data',
];
/** The names of what each state lists. */
const TABLES: Record<Role, Record<string, readonly string[]>> = {
  client: listed({ ...client.CLIENT, ...client12.CLIENT }),
  server: listed({ ...server.SERVER, ...server12.SERVER }),
};
function listed(table: object): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(table).map(([at, { messages = {}, ...others }]) => [at, [messages, others].flatMap(Object.keys)]),
  );
}
const mutual = new Script({ mutual: true });
const anonymous = new Script({ mutual: false });
const ecdhe = new Script({ mutual: true, suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' });
const stapled = new Script({ mutual: true, suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', stapled: true });
const resumed = new Script({ mutual: true, suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', resumed: true });
const SCENES = { RSA: mutual, ECDHE: ecdhe, 'ECDHE, stapled': stapled, 'ECDHE, resumed': resumed };
const ROLES = ['client', 'server'] as const;
const WAYS = ROLES.flatMap((role) =>
  (Object.keys(SCENES) as (keyof typeof SCENES)[])
    // A server that staples goes through the same states.
    .filter((exchange) => role === 'client' || exchange !== 'ECDHE, stapled')
    .map((exchange) => ({ role, exchange })),
);
/** A line of that kind: of the scene itself, or of the other one. */
const lineOf = (scene: Script, kind: InputKind): Line =>
  kind === 'hello_request' ? HELLO_REQUEST : (scene.find(kind) ?? stapled.find(kind)!);

describe.each(WAYS)('the $role, by $exchange', ({ role, exchange }) => {
  const scene = SCENES[exchange];
  const heard = scene.by(peerOf(role));
  const statesOnTheWay = heard.map((_, count) => scene.stage(role).hear(heard.slice(0, count)).connection.at);

  it('is brought to every state of its table', () => {
    const reached = new Set(['START', ...statesOnTheWay]);
    const left = Object.keys(TABLES[role]).filter((at) => !reached.has(at));
    expect(left).toEqual(LEFT_OUT[role][exchange] ?? []);
  });

  const ofThisWay = exchange === 'ECDHE, stapled' ? ['WAIT_CERTIFICATE_STATUS'] : [...new Set(statesOnTheWay)];
  const cases = ofThisWay.flatMap((at) => KINDS.map((kind) => ({ at, kind })));
  it.each(everyNth(5, cases))('in $at hears $kind', ({ at, kind }) => {
    const stage = scene.stage(role).hear(heard.slice(0, statesOnTheWay.indexOf(at)));
    // RFC 8446 appendix D.4: only where TLS 1.3 is offered may a ChangeCipherSpec come so early, and means nothing.
    const isOf13 = at === 'WAIT_SERVER_HELLO' && kind === 'change_cipher_spec';
    // By ECDHE the server's key exchange comes first.
    const isOfRsa =
      at === 'WAIT_CERTIFICATE_STATUS' && (kind === 'certificate_request' || kind === 'server_hello_done');
    const isExpected = TABLES[role][at].includes(kind) && !isOf13 && !isOfRsa;
    const { content, plaintext } = lineOf(scene, kind);
    stage.say(content, plaintext);
    if (isExpected) {
      expect(stage.error?.code).not.toBe('unexpected-message' satisfies TlsErrorCode);
    } else {
      expect(stage.error).toMatchObject({ code: 'unexpected-message', alert: 'unexpected_message', direction: 'sent' });
      expect(stage.connection.at).toBe('CLOSED');
      expect(stage.kinds.at(-1)).toBe('error');
      expect(stage.connection.receive(heard[0].plaintext)).toEqual([]);
    }
  });

  it('lists what the RFC lets it hear, and no more', () => {
    const table = Object.entries(TABLES[role]).map(([at, row]) => `${at}: ${row.join(' ')}`);
    expect(table).toEqual(LISTED[role]);
  });
});

/** The states that a way does not lead through. */
const LEFT_OUT: Record<Role, Partial<Record<keyof typeof SCENES, readonly string[]>>> = {
  client: {
    RSA: ['WAIT_CERTIFICATE_STATUS', 'WAIT_SERVER_KEY_EXCHANGE'],
    ECDHE: ['WAIT_CERTIFICATE_STATUS'],
    'ECDHE, resumed': [
      ...['WAIT_CERTIFICATE', 'WAIT_CERTIFICATE_STATUS', 'WAIT_SERVER_KEY_EXCHANGE', 'WAIT_CERTIFICATE_REQUEST'],
      ...['WAIT_SERVER_HELLO_DONE', 'WAIT_NEW_SESSION_TICKET'],
    ],
  },
  server: {
    'ECDHE, resumed': ['WAIT_CLIENT_CERTIFICATE', 'WAIT_CLIENT_KEY_EXCHANGE', 'WAIT_CERTIFICATE_VERIFY'],
  },
};

/** RFC 5246 §7.3 and §7.4, by hand. */
const LISTED: Record<Role, readonly string[]> = {
  client: [
    'START: start',
    'WAIT_SERVER_HELLO: hello_request server_hello hello_retry_request change_cipher_spec',
    'WAIT_CERTIFICATE: hello_request certificate',
    'WAIT_CERTIFICATE_STATUS: hello_request certificate_status server_key_exchange certificate_request server_hello_done',
    'WAIT_SERVER_KEY_EXCHANGE: hello_request server_key_exchange',
    'WAIT_CERTIFICATE_REQUEST: hello_request certificate_request server_hello_done',
    'WAIT_SERVER_HELLO_DONE: hello_request server_hello_done',
    'WAIT_NEW_SESSION_TICKET: hello_request new_session_ticket',
    'WAIT_CHANGE_CIPHER_SPEC: hello_request change_cipher_spec',
    'WAIT_FINISHED: hello_request finished',
    'CONNECTED: hello_request application_data',
  ],
  server: [
    'START: start',
    'WAIT_CLIENT_HELLO: client_hello',
    'WAIT_CLIENT_CERTIFICATE: certificate',
    'WAIT_CLIENT_KEY_EXCHANGE: client_key_exchange',
    'WAIT_CERTIFICATE_VERIFY: certificate_verify',
    'WAIT_CHANGE_CIPHER_SPEC: change_cipher_spec',
    'WAIT_FINISHED: finished',
    'CONNECTED: client_hello application_data',
  ],
};

describe('a handshake out of order', () => {
  const scripts = fc.constantFrom(mutual, anonymous, ecdhe, stapled, resumed);
  const roles = fc.constantFrom<Role>('client', 'server');

  it('never completes: messages left out, doubled, exchanged', () => {
    fc.assert(
      fc.property(
        scripts,
        roles,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('drop', 'double', 'swap'),
        (script, role, a, b, how) => {
          const lines = script.by(peerOf(role)).filter(({ content }) => content !== 'application_data');
          const first = a % lines.length;
          const second = b % lines.length;
          fc.pre(how !== 'swap' || lines[first].kind !== lines[second].kind);
          // A dropped CertificateRequest is lawful as it stands: only Finished tells that the two ends saw different handshakes.
          const changed = lines.flatMap((line, i) => {
            if (how === 'swap' && (i === first || i === second)) return [lines[first + second - i]];
            if (i !== first) return [line];
            return how === 'drop' ? [] : how === 'double' ? [line, line] : [line];
          });
          const stage = script.stage(role);
          for (const line of changed) stage.say(line.content, line.plaintext, line.kind === 'change_cipher_spec');
          stage.take(stage.connection.endOfInput());
          expect(stage.error).toBeDefined();
          if (how !== 'double') expect(stage.connection.session).toBeUndefined();
        },
      ),
    );
  });

  it('does not complete with an early ChangeCipherSpec, wherever it comes', () => {
    for (const role of ['client', 'server'] as const) {
      const heard = mutual.by(peerOf(role));
      const proper = heard.findIndex(({ kind }) => kind === 'change_cipher_spec');
      for (let count = 0; count < proper; count++) {
        const stage = mutual.stage(role).hear(heard.slice(0, count));
        stage.say('change_cipher_spec', new Uint8Array([1]));
        expect(stage.error?.code).toBe('unexpected-message');
      }
    }
  });

  it('does not change keys in the middle of a message', () => {
    const heard = mutual.by('server');
    const proper = heard.findIndex(({ kind }) => kind === 'change_cipher_spec');
    const stage = mutual.stage('client').hear(heard.slice(0, proper));
    // The first bytes of a HelloRequest, which alone may come here.
    stage.say('handshake', new Uint8Array([0]));
    stage.say('change_cipher_spec', new Uint8Array([1]));
    expect(stage.error?.code).toBe('unexpected-message');
  });

  it('takes no application data in the middle of a message', () => {
    const stage = mutual.stage('client').hear(mutual.by('server'));
    // The first bytes of a HelloRequest.
    stage.say('handshake', new Uint8Array([0]));
    stage.say('application_data', new Uint8Array([1]));
    expect(stage.error?.code).toBe('unexpected-message');
    expect(stage.received).toHaveLength(mutual.by('server').filter(({ kind }) => kind === 'application_data').length);
  });

  it('does not change keys with more of the handshake behind it in the same record', () => {
    const heard = mutual.by('client');
    const verify = heard.findIndex(({ kind }) => kind === 'certificate_verify');
    const finished = heard.find(({ kind }) => kind === 'finished')!;
    const stage = mutual.stage('server').hear(heard.slice(0, verify));
    stage.say('handshake', concat(heard[verify].plaintext, finished.plaintext));
    expect(stage.error?.code).toBe('unexpected-message');
  });
});

describe('extended master secret', () => {
  const without = { extendedMasterSecret: 'off' } as const;
  const code = 'extended-master-secret-missing';

  it('is required of a server unless the client names another policy', () => {
    const { client, server } = new Pair(clientOptions(), serverOptions(without)).handshake();
    expect(client.error).toMatchObject({ code, alert: 'handshake_failure' });
    expect(server.error).toMatchObject({ code: 'alert-received', alert: 'handshake_failure' });
  });

  it('is required of a client unless the server names another policy', () => {
    const { client, server } = new Pair(clientOptions(without), serverOptions()).handshake();
    expect(server.error).toMatchObject({ code, alert: 'handshake_failure' });
    expect(client.error).toMatchObject({ code: 'alert-received', alert: 'handshake_failure' });
  });

  it.each([
    ['accept-without', 'accept-without', true],
    ['accept-without', 'off', false],
    ['off', 'accept-without', false],
    ['require', 'accept-without', true],
  ] as const)('client %s, server %s: %s', (ours, theirs, used) => {
    const { client, server } = new Pair(
      clientOptions({ extendedMasterSecret: ours }),
      serverOptions({ extendedMasterSecret: theirs }),
    ).handshake();
    expect(client.connection.session?.extendedMasterSecret).toBe(used);
    expect(server.connection.session?.extendedMasterSecret).toBe(used);
  });
});

describe('renegotiation', () => {
  it('is refused by the client with a warning, and the session goes on (RFC 5246 §7.4.1.1)', () => {
    const stage = mutual.stage('client').hear(mutual.by('server'));
    const before = stage.sent.length;
    stage.say('handshake', HELLO_REQUEST.plaintext);
    expect(stage.sent.length).toBe(before + 1);
    expect(stage.error).toBeUndefined();
    expect(stage.connection.at).toBe('CONNECTED');
  });

  it('is not answered behind our close_notify (RFC 8446 §6.1)', () => {
    const stage = mutual.stage('client').hear(mutual.by('server'));
    stage.take(stage.connection.close());
    const before = stage.sent.length;
    stage.say('handshake', HELLO_REQUEST.plaintext);
    expect(stage.sent.length).toBe(before);
    expect(stage.connection.at).toBe('CONNECTED');
  });

  it('is refused by the server for good', () => {
    const stage = mutual.stage('server').hear(mutual.by('client'));
    stage.say('handshake', mutual.find('client_hello')!.plaintext);
    expect(stage.error).toMatchObject({ code: 'renegotiation-refused', alert: 'handshake_failure' });
  });
});
