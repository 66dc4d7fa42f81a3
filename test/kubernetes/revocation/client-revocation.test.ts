/** Revocation of client certificates: at the handshake, and of sessions that are open. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemRandom } from '../../../src/bytes/index.ts';
import { ClientRevocation, followClientCrl, type Running, startApiServer } from '../../../src/kubernetes/index.ts';
import { connect, type TlsSocket } from '../../../src/node/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import { type CipherSuiteName, SessionStore } from '../../../src/tls/index.ts';
import {
  type Certificate,
  type CreateCertificateListOptions,
  caExtensions,
  certificateListPem,
  createCertificateList,
  makeExtension,
  makeName,
  selfSign,
} from '../../../src/x509/index.ts';
import { aroundNow, fixturePki, keyOf } from '../../fixtures/pki.ts';
import { openRegistry } from '../../fixtures/registry.ts';
import { JUDGED_BY } from '../../judged.ts';

const key = keyOf('ca');
const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });
const ca = authority('kubernetes', key);
const other = authority('front-proxy-ca', keyOf('other CA'));
const client = (name: string) => leaf(ca, { subject: name, key, purpose: 'clientAuth' });
const [jane, joe] = [client('jane'), client('joe')];
const server = leaf(ca, { subject: 'kube-apiserver', key, purpose: 'serverAuth', names: 'IP:127.0.0.1' });
const HOUR = 3_600_000;

function listOf(revoked: readonly Certificate[], given: Partial<CreateCertificateListOptions> = {}): string {
  const { issuerKey = key } = given;
  return certificateListPem(
    createCertificateList({
      issuer: ca.certificate,
      scheme: usualSchemeFor(issuerKey),
      thisUpdate: new Date(Date.now() - HOUR),
      nextUpdate: new Date(Date.now() + HOUR),
      number: 1n,
      revoked: revoked.map(({ serialNumber }) => ({ serialNumber, revocationDate: new Date() })),
      random: systemRandom,
      ...given,
      issuerKey,
    }),
  );
}

const ONLY_USERS = {
  ...{ onlyContainsUserCerts: true, onlyContainsCACerts: false },
  ...{ indirectCRL: false, onlyContainsAttributeCerts: false },
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const chainOf = ({ certificate }: { certificate: Certificate }): Certificate[] => [certificate, ca.certificate];

function revocationWith(strict = false, authorities = [ca.certificate]) {
  const warnings: string[] = [];
  let time = Date.now();
  const now = (): Date => new Date(time);
  const onWarning = (message: string): void => void warnings.push(message);
  const revocation = new ClientRevocation({ authorities, strict, now, onWarning });
  const later = (ms: number): void => void (time += ms);
  const load = (text: string): void => revocation.load(bytesOf(text), 'ca.crl');
  return { revocation, warnings, later, load };
}

describe('vectors', () => {
  it('a client on the list is revoked, another is not, and the next list replaces the first', () => {
    const { revocation, load, warnings } = revocationWith();
    expect(revocation.judge(chainOf(jane))).toBeUndefined();
    load(listOf([jane.certificate]));
    expect([revocation.judge(chainOf(jane)), revocation.judge(chainOf(joe))]).toEqual([
      'certificate_revoked',
      undefined,
    ]);
    expect(revocation.standing).toMatchObject({ overdue: false, revoked: 1 });
    load(listOf([joe.certificate], { number: 2n }));
    expect([revocation.judge(chainOf(jane)), revocation.judge(chainOf(joe))]).toEqual([
      undefined,
      'certificate_revoked',
    ]);
    expect(warnings).toEqual([]);
  });

  it('DER is read as PEM is', () => {
    const { revocation } = revocationWith();
    const pem = listOf([jane.certificate]);
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    revocation.load(new Uint8Array(der), 'ca.crl');
    expect(revocation.judge(chainOf(jane))).toBe('certificate_revoked');
  });

  it('past nextUpdate: who was revoked stays so, others are served with a warning; strict refuses all', () => {
    for (const strict of [false, true]) {
      const { revocation, warnings, later, load } = revocationWith(strict);
      expect(revocation.judge(chainOf(joe))).toBe(strict ? 'certificate_unknown' : undefined);
      load(listOf([jane.certificate]));
      expect(revocation.judge(chainOf(joe))).toBeUndefined();
      later(2 * HOUR);
      expect(revocation.judge(chainOf(jane))).toBe('certificate_revoked');
      expect(revocation.judge(chainOf(joe))).toBe(strict ? 'certificate_unknown' : undefined);
      expect(revocation.standing.overdue).toBe(true);
      expect(warnings).toHaveLength(1); // not with each client
      expect(warnings[0]).toMatch(/^the list of CN\s?=\s?kubernetes is overdue since/);
    }
  });

  it("a list by a CA without cRLSign, as kubeadm makes it, is taken with a warning; the engine's validation refuses it", () => {
    const kubeadm = selfSign({
      ...{ key, scheme: usualSchemeFor(key), random: systemRandom, subject: makeName(['CN', 'kubernetes']) },
      validity: aroundNow(),
      extensions: [
        ...caExtensions().filter(({ extnID }) => extnID !== '2.5.29.15'),
        makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment', 'keyCertSign']),
      ],
    });
    const of = { issuer: kubeadm };
    expect(() => listOf([jane.certificate], of)).toThrow(expect.objectContaining({ code: 'issuer-not-crl-signer' }));
    const { revocation, warnings, load } = revocationWith(false, [kubeadm]);
    load(listOf([jane.certificate], { ...of, dangerouslyWithoutCrlSign: true }));
    expect(revocation.judge([jane.certificate, kubeadm])).toBe('certificate_revoked');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/has no cRLSign.*RFC 5280 §6\.3\.3 \(f\)/);
  });
});

describe('a CA that is replaced', () => {
  it("the CAs' file is read again with the list, and when it changes itself", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vitrine-crl-'));
    const [crl, cas] = [join(folder, 'ca.crl'), join(folder, 'ca.crt')];
    const next = authority('kubernetes', keyOf('other CA'));
    const kim = leaf(next, { subject: 'kim', key, purpose: 'clientAuth' });
    const byNext = listOf([kim.certificate], { issuer: next.certificate, issuerKey: next.privateKey });
    writeFileSync(crl, listOf([]));
    writeFileSync(cas, ca.cert);
    const { revocation } = revocationWith();
    const news: string[] = [];
    const stop = await followClientCrl(revocation, crl, (message) => void news.push(message), cas);
    try {
      // As the file of the list can be written first: refused until the CA is known, then in force.
      writeFileSync(crl, byNext);
      await vi.waitFor(() => expect(news.join()).toContain('stays in force'), 5000);
      writeFileSync(cas, next.cert + ca.cert);
      const chain = [kim.certificate, next.certificate];
      await vi.waitFor(() => expect(revocation.judge(chain)).toBe('certificate_revoked'), 5000);
    } finally {
      stop();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('misuse', () => {
  const base = listOf([joe.certificate], { number: 5n });
  it.each<[string, () => string]>([
    ['crl-issuer', () => listOf([], { issuer: other.certificate, issuerKey: other.privateKey, number: 6n })],
    ['crl-signature', () => forged()],
    ['crl-partial', () => listOf([], { number: 6n, baseNumber: 5n })],
    ['crl-partial', () => listOf([], { number: 6n, issuingDistributionPoint: ONLY_USERS })],
    ['crl-older', () => listOf([], { number: 4n })],
    ['crl-twice', () => `${listOf([], { number: 6n })}${listOf([], { number: 7n })}`],
    ['crl-unreadable', () => ''],
    ['crl-unreadable', () => 'no list'],
    ['crl-unreadable', () => base.slice(0, 200)],
    ['crl-unreadable', () => base.replace(/\n[^-]{40}/, '\nAAAA')],
  ])('%s: what was in force stays so', (code, text) => {
    const { revocation, load } = revocationWith();
    load(base);
    expect(() => load(text())).toThrow(expect.objectContaining({ name: 'ClientCrlError', code }));
    expect(revocation.judge(chainOf(joe))).toBe('certificate_revoked');
  });

  /** The right name, another's key. */
  function forged(): string {
    const impostor = authority('kubernetes', keyOf('other CA'));
    return listOf([], { issuer: impostor.certificate, issuerKey: impostor.privateKey, number: 6n });
  }
});

describe('a server whose list is replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-crl-'));
  const file = join(folder, 'ca.crl');
  const news: string[] = [];
  const sessions = new SessionStore({ capacity: 8 });
  let api: Running;
  let stop = (): void => {};

  beforeAll(async () => {
    writeFileSync(file, listOf([]));
    const now = (): Date => new Date();
    const tell = (message: string): void => void news.push(message);
    const clientRevocation = new ClientRevocation({
      authorities: [ca.certificate],
      strict: false,
      now,
      onWarning: tell,
    });
    stop = await followClientCrl(clientRevocation, file, tell);
    const listen = { host: '127.0.0.1', port: 0, clientRevocation };
    api = await startApiServer(
      { ...listen, tls: { cert: server.cert, key: server.key, roots: ca.cert } },
      {
        registry: await openRegistry(),
        connectKubelet: () => expect.unreachable('no kubelet is called'),
        now,
      },
    );
  });
  afterAll(async () => {
    stop();
    await api.close();
    rmSync(folder, { recursive: true });
  });

  const CIPHERS: readonly CipherSuiteName[][] = [['TLS_AES_128_GCM_SHA256'], ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256']];

  const dial = (who: typeof jane, ciphers: readonly CipherSuiteName[] = CIPHERS[0]): TlsSocket =>
    connect({
      ...{ ...JUDGED_BY, host: '127.0.0.1', port: api.port, cert: who.cert, key: who.key, roots: ca.cert },
      ...{ ciphers, sessions },
    });
  /** What the server says to a request, or the alert that it ends with. */
  const outcome = (socket: TlsSocket): Promise<string> =>
    new Promise((resolve) => {
      socket.once('error', (error) => resolve('alert' in error ? String(error.alert) : error.message));
      socket.once('data', (data: Buffer) => resolve(data.toString().split('\r\n')[0]));
      socket.write('GET /version HTTP/1.1\r\nHost: x\r\n\r\n');
    });
  const ended = (socket: TlsSocket): Promise<string> =>
    new Promise((resolve) => void socket.once('error', (error) => resolve('alert' in error ? `${error.alert}` : '')));
  const replace = (text: string): void => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };

  it('ends open sessions with the alert, refuses new and resumed ones, and keeps others', async () => {
    const open = CIPHERS.map((ciphers) => dial(jane, ciphers));
    for (const socket of open) expect(await outcome(socket)).toBe('HTTP/1.1 200 OK');
    const friend = dial(joe);
    expect(await outcome(friend)).toBe('HTTP/1.1 200 OK');
    const resumed = dial(jane);
    expect(await outcome(resumed)).toBe('HTTP/1.1 200 OK');
    expect(resumed.isSessionReused()).toBe(true);
    resumed.destroy();

    const endings = open.map(ended);
    replace(listOf([jane.certificate], { number: 2n }));
    expect(await Promise.all(endings)).toEqual(['certificate_revoked', 'certificate_revoked']);
    expect(await outcome(dial(jane))).toBe('certificate_revoked'); // it offers its session
    expect(await outcome(dial(jane, CIPHERS[1]))).toBe('certificate_revoked');
    expect(await outcome(friend)).toBe('HTTP/1.1 200 OK');
    friend.destroy();
    expect(news).toEqual([`${file}: in force, with 1 revoked`]);
  });

  it('a new file that cannot be read leaves the list in force, and is said', async () => {
    news.length = 0;
    replace('no list');
    while (news.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(news[0]).toMatch(/no X509 CRL block|malformed|the list before stays in force$/);
    expect(news[0]).toMatch(/the list before stays in force$/);
    expect(await outcome(dial(jane))).toBe('certificate_revoked');
    news.length = 0;
    rmSync(file);
    while (news.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(news[0]).toMatch(/ENOENT.*the list before stays in force$/);
    expect(await outcome(dial(jane))).toBe('certificate_revoked');
  });
});
