// SMACK (CVE-2015-0204 and its kin), wolfSSL CVE-2020-24613 (a certificate without its proof): TLS 1.3's states, each with every message.
// What a state does not list ends the connection with unexpected_message; nothing of TLS 1.2 is listed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../src/bytes/index.ts';
import * as client from '../../src/tls/client/client.ts';
import * as server from '../../src/tls/server/server.ts';
import * as client13 from '../../src/tls/tls13/client.ts';
import * as server13 from '../../src/tls/tls13/server.ts';
import { everyNth } from '../property-runs.ts';
import { HELLO_REQUEST, peerOf, type Role, Script } from '../tls/script.ts';
import { joined, Script13 } from '../tls/script13.ts';

const mutual = new Script13({ mutual: true });
const anonymous = new Script13({ mutual: false });
const retried = new Script13({ mutual: true, retry: true });
const resumed = new Script13({ mutual: true, retry: true, resumed: true });
const tls12 = new Script({ mutual: true, suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' });
const SCENES = { mutual, anonymous, retried, resumed };

/** Messages that there are in either version, and where one of each comes from. */
const KINDS = [
  ...[
    'client_hello',
    'hello_retry_request',
    'server_hello',
    'encrypted_extensions',
    'certificate_request',
    'certificate',
  ],
  ...['certificate_verify', 'finished', 'new_session_ticket', 'key_update', 'application_data'],
];
const KINDS_12 = ['hello_request', 'server_key_exchange', 'server_hello_done', 'client_key_exchange'] as const;
const lineOf = (kind: string) =>
  [mutual, retried, resumed].map((script) => script.find(kind)).find((line) => line !== undefined)!;
const lineOf12 = (kind: (typeof KINDS_12)[number]) => (kind === 'hello_request' ? HELLO_REQUEST : tls12.find(kind)!);

const TABLES: Record<Role, Record<string, readonly string[]>> = {
  client: listed({ ...client.CLIENT, ...client13.CLIENT }),
  server: listed({ ...server.SERVER, ...server13.SERVER }),
};
function listed(table: object): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(table).map(([at, { messages = {}, ...others }]) => [at, [messages, others].flatMap(Object.keys)]),
  );
}

const WAYS = (['client', 'server'] as const).flatMap((role) =>
  (Object.keys(SCENES) as (keyof typeof SCENES)[]).map((scene) => ({ role, scene })),
);

describe.each(WAYS)('the $role, $scene', ({ role, scene }) => {
  const script = SCENES[scene];
  const heard = script.by(peerOf(role));
  const stageAt = (count: number) => script.stage(role).hear(heard.slice(0, count));
  const states = heard.map((_, count) => stageAt(count).connection.at);

  it('comes to its end', () => {
    const stage = stageAt(heard.length);
    expect(stage.error).toBeUndefined();
    expect(stage.connection.at).toBe('CONNECTED');
  });

  const cases = [...new Set(states)].flatMap((at) => [...KINDS, ...KINDS_12].map((kind) => ({ at, kind })));
  // Not a divisor of the number of kinds: each of them comes up.
  it.each(everyNth(4, cases))('in $at hears $kind', ({ at, kind }) => {
    const count = states.indexOf(at);
    const { content, plaintext } = KINDS.includes(kind) ? lineOf(kind) : lineOf12(kind as (typeof KINDS_12)[number]);
    const stage = stageAt(count).say(content, plaintext, heard[count].epoch);
    // HelloRequest is listed for those who also offer TLS 1.2 (RFC 5246 §7.4.1.1); this script offers TLS 1.3 alone.
    if (TABLES[role][at].includes(kind) && kind !== 'hello_request') {
      expect(stage.error?.code).not.toBe('unexpected-message');
    } else {
      expect(stage.error).toMatchObject({ code: 'unexpected-message', alert: 'unexpected_message', direction: 'sent' });
      expect(stage.connection.at).toBe('CLOSED');
    }
  });

  it('passes over ChangeCipherSpec until Finished, and not after it (appendix D.4)', () => {
    const stage = script.stage(role);
    for (const [i, line] of heard.entries()) {
      if (i > 0 && line.epoch !== 'application') stage.say('change_cipher_spec', new Uint8Array([1]), 'clear');
      stage.hear([line]);
    }
    expect(stage.error).toBeUndefined();
    stage.say('change_cipher_spec', new Uint8Array([1]), 'clear');
    expect(stage.error?.code).toBe('unexpected-message');
  });
});

it('lists what RFC 8446 appendix A lets an end hear, and no more', () => {
  const tables = [client13.CLIENT, server13.SERVER].map((table) =>
    Object.entries(listed(table)).map(([at, row]) => `${at}: ${row.join(' ')}`),
  );
  expect(tables).toEqual([
    [
      'WAIT_SECOND_SERVER_HELLO: server_hello change_cipher_spec',
      'WAIT_ENCRYPTED_EXTENSIONS: encrypted_extensions change_cipher_spec',
      'WAIT_CERTIFICATE_OR_REQUEST: certificate_request certificate change_cipher_spec',
      'WAIT_CERTIFICATE: certificate change_cipher_spec',
      'WAIT_CERTIFICATE_VERIFY: certificate_verify change_cipher_spec',
      'WAIT_FINISHED: finished change_cipher_spec',
      'CONNECTED: new_session_ticket key_update application_data update_keys',
    ],
    [
      'WAIT_SECOND_CLIENT_HELLO: client_hello change_cipher_spec',
      'WAIT_CLIENT_CERTIFICATE: certificate change_cipher_spec',
      'WAIT_CERTIFICATE_VERIFY: certificate_verify change_cipher_spec',
      'WAIT_FINISHED: finished change_cipher_spec',
      'CONNECTED: key_update application_data update_keys',
    ],
  ]);
});

describe('a handshake out of order', () => {
  it('never completes: messages left out, doubled, exchanged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(mutual, anonymous, retried, resumed),
        fc.constantFrom<Role>('client', 'server'),
        fc.nat(),
        fc.nat(),
        fc.constantFrom('drop', 'double', 'swap'),
        (script, role, a, b, how) => {
          const lines = script.by(peerOf(role)).filter(({ epoch }) => epoch !== 'application');
          const [first, second] = [a % lines.length, b % lines.length];
          fc.pre(how !== 'swap' || lines[first].kind !== lines[second].kind);
          const changed = lines.flatMap((line, i) => {
            if (how === 'swap' && (i === first || i === second))
              return [{ ...lines[first + second - i], epoch: line.epoch }];
            if (i !== first) return [line];
            return how === 'drop' ? [] : how === 'double' ? [line, line] : [line];
          });
          const stage = script.stage(role).hear(changed);
          stage.take(stage.connection.endOfInput());
          expect(stage.error).toBeDefined();
          if (how !== 'double') expect(stage.connection.session).toBeUndefined();
        },
      ),
    );
  });

  it('has no message that goes on under other keys (RFC 8446 §5.1)', () => {
    const [hello, next] = mutual.by('server');
    const stage = mutual.stage('client').hear([joined(hello, next.plaintext.subarray(0, 3))]);
    expect(stage.error?.code).toBe('unexpected-message');
  });

  it('has no alert, and no data, inside a message', () => {
    const heard = mutual.by('server').filter(({ kind }) => kind !== 'key_update');
    const inside = (content: 'alert' | 'application_data', bytes: number[]) =>
      mutual
        .stage('client')
        .hear(heard)
        .say('handshake', new Uint8Array([24, 0]), 'application')
        .say(content, new Uint8Array(bytes), 'application');
    expect(inside('alert', [1, 90]).error?.code).toBe('unexpected-message');
    expect(inside('application_data', [1]).error?.code).toBe('unexpected-message');
  });

  it.each(['client', 'server'] as const)('takes no message in the clear once there are keys: %s', (role) => {
    const heard = mutual.by(peerOf(role));
    const message = mutual.stage(role).hear(heard.slice(0, 1)).say('handshake', heard[1].plaintext, 'clear');
    expect(message.error?.code).toBe('unexpected-message');
  });

  describe.each(WAYS)('an alert in the clear, once there are keys ($role, $scene)', ({ role, scene }) => {
    const heard = SCENES[scene].by(peerOf(role));
    const first = heard.findIndex(({ epoch }) => epoch === 'handshake');
    const places = heard.map((_, i) => i + 1).filter((count) => count >= first);
    // RFC 8446 §5: a client sends it that cannot derive the keys.
    const isTaken = (count: number) => role === 'server' && count === first;

    it.each(places.map((count) => ({ count })))('after $count messages', ({ count }) => {
      for (const alert of [
        [1, 0],
        [1, 90],
        [2, 40],
      ]) {
        const stage = SCENES[scene].stage(role).hear(heard.slice(0, count));
        stage.say('alert', new Uint8Array(alert), 'clear');
        if (!isTaken(count)) expect(stage.error?.code).toBe('unexpected-message');
        else if (alert[1] === 40) expect(stage.error).toMatchObject({ code: 'alert-received', direction: 'received' });
        expect(stage.kinds).not.toContain('end');
      }
    });
  });
});

describe('a certificate without its proof', () => {
  it.each(['client', 'server'] as const)('never passes: %s', (role) => {
    const lines = mutual.by(peerOf(role)).filter(({ kind }) => kind !== 'certificate_verify');
    const stage = mutual.stage(role).hear(lines);
    expect(stage.error?.code).toBe('unexpected-message');
    expect(stage.connection.session).toBeUndefined();
  });

  it.each(['client', 'server'] as const)('nor with a signature of something else: %s', (role) => {
    const lines = mutual.by(peerOf(role)).map((line) => {
      if (line.kind !== 'certificate_verify') return line;
      return { ...line, plaintext: line.plaintext.with(20, line.plaintext[20] ^ 1) };
    });
    expect(mutual.stage(role).hear(lines).error).toMatchObject({ code: 'signature-wrong', alert: 'decrypt_error' });
  });
});

describe('KeyUpdate', () => {
  const update = new Uint8Array([24, 0, 0, 1, 0]);
  it('has a request that is one of two', () => {
    const stage = mutual.stage('client').hear(mutual.by('server'));
    stage.say('handshake', update.with(4, 2), 'application');
    expect(stage.error).toMatchObject({ code: 'bad-record-mac' });
    const fresh = mutual.stage('client').hear(mutual.by('server').filter(({ kind }) => kind !== 'key_update'));
    fresh.say('handshake', update.with(4, 2), 'application');
    expect(fresh.error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
  });

  it('comes alone in its record', () => {
    const stage = mutual.stage('client').hear(mutual.by('server').filter(({ kind }) => kind !== 'key_update'));
    stage.say('handshake', concat(update, update), 'application');
    expect(stage.error?.code).toBe('unexpected-message');
  });
});
