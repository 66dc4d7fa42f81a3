import { describe, expect, it } from 'vitest';
import { alertForValidation } from '../../../src/tls/certificate-alerts.ts';
import type { ClientOptions, ServerOptions } from '../../../src/tls/index.ts';
import type { CheckCode, Validation } from '../../../src/x509/index.ts';
import { JUDGED_BY } from '../../judged.ts';
import {
  ca,
  clientOptions,
  expiredCredentials,
  foreignCredentials,
  otherCa,
  Pair,
  serverCredentials,
  serverOptions,
  signOnlyCredentials,
} from '../parties.ts';
import { Script } from '../script.ts';

const hello = (client: Partial<ClientOptions>, server: Partial<ServerOptions> = {}) =>
  new Pair(clientOptions(client), serverOptions(server)).handshake();
const request = { clientCertificate: { mode: 'request', ...JUDGED_BY, roots: [ca] } } as const;
const failed = (validation: Validation | undefined) =>
  validation?.checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);

describe('the client refuses a server', () => {
  it.each<[string, Partial<ClientOptions>, Partial<ServerOptions>, string, CheckCode]>([
    [
      'of another CA',
      { verification: { mode: 'roots', ...JUDGED_BY, roots: [otherCa] } },
      {},
      'unknown_ca',
      'trust-anchor',
    ],
    ['of another name', { name: { dns: 'etcd' } }, {}, 'bad_certificate', 'name'],
    ['of another address', { name: { ip: '10.96.0.1' } }, {}, 'bad_certificate', 'name'],
    ['past its time', { time: () => new Date('2031-06-01') }, {}, 'certificate_expired', 'validity'],
    [
      'with a certificate for clients',
      { name: { dns: 'kubernetes' } },
      { credentials: expiredCredentials },
      'certificate_expired',
      'extended-key-usage',
    ],
  ])('%s', (_, ours, theirs, alert, check) => {
    const { client, server } = hello(ours, theirs);
    expect(client.error).toMatchObject({ code: 'certificate-refused', alert, direction: 'sent' });
    // The whole report is there, good checks and bad.
    expect(failed(client.error?.validation)).toContain(check);
    expect(client.error?.validation?.checks.some(({ outcome }) => outcome === 'pass')).toBe(true);
    expect(server.error).toMatchObject({ code: 'alert-received', alert, direction: 'received' });
  });

  it('whose key is for signing only, and so not for key transport (RFC 5246 §7.4.2)', () => {
    const { client } = hello({}, { credentials: signOnlyCredentials });
    expect(client.error).toMatchObject({ code: 'certificate-unsuitable', alert: 'unsupported_certificate' });
  });
});

describe('the server, asking for a certificate', () => {
  const anonymous = { credentials: undefined };
  it('lets in a client that shows none, if it only asks', () => {
    const { server } = hello(anonymous as Partial<ClientOptions>, request);
    expect(server.error).toBeUndefined();
    expect(server.connection.session).toHaveProperty('peer', undefined);
  });

  it('refuses a client that shows none, if it requires one (RFC 5246 §7.4.6)', () => {
    const { server, client } = hello(anonymous as Partial<ClientOptions>);
    expect(server.error).toMatchObject({ code: 'certificate-missing', alert: 'handshake_failure' });
    expect(client.error).toMatchObject({ code: 'alert-received', alert: 'handshake_failure' });
  });

  it.each([
    ['another CA', foreignCredentials, 'unknown_ca'],
    ['another time', expiredCredentials, 'certificate_expired'],
    ['a server', serverCredentials, 'unsupported_certificate'],
  ])('refuses one of %s, asked or required', (_, credentials, alert) => {
    for (const mode of ['request', 'require'] as const) {
      const { server, client } = hello({ credentials }, { clientCertificate: { mode, ...JUDGED_BY, roots: [ca] } });
      expect(server.error).toMatchObject({ code: 'certificate-refused', alert, direction: 'sent' });
      expect(server.connection.session).toBeUndefined();
      expect(client.error).toMatchObject({ code: 'alert-received', alert });
    }
  });
});

describe('the alert of a report', () => {
  const report = (...codes: CheckCode[]): Validation => ({
    ok: false,
    chain: [],
    time: new Date(0),
    checks: codes.map((code) => ({ code, rule: '', depth: 0, subject: '', outcome: 'fail', detail: '' })),
  });
  it('is that of the weightiest reason', () => {
    expect(alertForValidation(report('validity', 'name', 'trust-anchor'))).toBe('unknown_ca');
    expect(alertForValidation(report('name', 'validity'))).toBe('certificate_expired');
    expect(alertForValidation(report('extended-key-usage'))).toBe('unsupported_certificate');
  });
});

describe('a server takes no certificate without its key', () => {
  const script = new Script({ mutual: true });
  const lines = script.by('client');
  const at = lines.findIndex(({ kind }) => kind === 'certificate_verify');
  const verify = (change: (bytes: Uint8Array) => Uint8Array) =>
    script.stage('server').hear(lines.slice(0, at)).say('handshake', change(lines[at].plaintext));

  it('with the signature of these very messages it does', () => {
    expect(verify((bytes) => bytes).connection.at).toBe('WAIT_CHANGE_CIPHER_SPEC');
  });
  it('with another signature it does not', () => {
    const { error } = verify((bytes) => bytes.with(bytes.length - 1, bytes[bytes.length - 1] ^ 1));
    expect(error).toMatchObject({ code: 'signature-wrong', alert: 'decrypt_error' });
  });
  it('with a scheme that it did not ask for it does not', () => {
    const { error } = verify((bytes) => bytes.with(4, 2));
    expect(error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
  });
});

describe('neither end takes a wrong Finished', () => {
  const script = new Script({ mutual: true });
  it.each(['client', 'server'] as const)('the %s', (role) => {
    const lines = script.by(role === 'client' ? 'server' : 'client');
    const at = lines.findIndex(({ kind }) => kind === 'finished');
    const { plaintext } = lines[at];
    const stage = script.stage(role).hear(lines.slice(0, at));
    stage.say('handshake', plaintext.with(15, plaintext[15] ^ 1));
    expect(stage.error).toMatchObject({ code: 'finished-wrong', alert: 'decrypt_error' });
    expect(stage.connection.session).toBeUndefined();
  });
});
