/** The picture of a cluster's traffic, from reports that are written down here. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Arrow, Traffic } from '../../../src/cli/cluster/traffic.ts';
import { trafficPage } from '../../../src/cli/cluster/traffic-page.ts';
import { arrowLine, leafLines, type Picture, trafficLines } from '../../../src/cli/cluster/traffic-text.ts';
import type { HandshakeReport, ShownCertificate } from '../../../src/cli/supervised.ts';

const shown = (serial: string, subject = `CN=${serial}`): ShownCertificate => ({
  serial,
  subject,
  issuer: 'CN=kubernetes',
});
const API = shown('a11', 'CN=kube-apiserver');
const SCHEDULER = shown('5c4ed', 'CN=system:kube-scheduler');
const HOSTILE = shown('bad', 'CN=<script>alert(1)</script>\u001b[2J');

const report = (
  role: 'client' | 'server',
  ports: [number, number],
  more: Partial<HandshakeReport>,
): HandshakeReport => ({
  ...{ kind: 'handshake', role, at: '2026-11-28T00:00:00.000Z', version: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256' },
  ...{ resumed: false, localPort: ports[0], remotePort: ports[1] },
  ...more,
});
const byClient = report('client', [50_000, 6443], { own: SCHEDULER, peer: API });
const byServer = report('server', [6443, 50_000], { own: API, peer: SCHEDULER });

let traffic: Traffic;
let news: { arrow: Arrow; isNew: boolean }[];
beforeEach(() => {
  vi.useFakeTimers();
  news = [];
  traffic = new Traffic((arrow, isNew) => void news.push({ arrow: { ...arrow }, isNew }));
  traffic.listen('kube-apiserver', 6443);
});
afterEach(() => {
  traffic.close();
  vi.useRealTimers();
});

describe('arrows', () => {
  it.each([
    ['the client first', [byClient, byServer]],
    ['the server first', [byServer, byClient]],
  ])('are one for the reports of both ends, %s', (_, reports) => {
    for (const one of reports) traffic.take(one.role === 'client' ? 'kube-scheduler' : 'kube-apiserver', one);
    vi.runAllTimers();
    expect(traffic.arrows).toMatchObject([
      {
        from: 'kube-scheduler',
        to: 'kube-apiserver',
        client: SCHEDULER,
        server: API,
        count: 1,
        confirmed: 1,
        resumed: 0,
      },
    ]);
    expect(traffic.sightings(SCHEDULER.serial)).toEqual({ shown: 1, verified: 1 });
    expect(news.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('are of an outsider, by its name, where no component reports the other end', () => {
    traffic.take('kube-apiserver', report('server', [6443, 50_001], { own: API, peer: shown('1', 'CN=jane') }));
    traffic.take('kube-apiserver', report('server', [6443, 50_002], { own: API }));
    expect(traffic.arrows).toEqual([]);
    vi.runAllTimers();
    expect(traffic.arrows.map(({ from }) => from)).toEqual(['CN=jane', 'a client without a certificate']);
  });

  it('count, and lead to whatever listens at a port of the same process', () => {
    traffic.listen('whoami', 7443);
    for (const resumed of [false, true])
      traffic.take('etcd probe', report('client', [50_003, 7443], { peer: API, resumed }));
    traffic.take('kube-apiserver', report('server', [7443, 50_003], { own: API }));
    expect(traffic.arrows).toMatchObject([{ from: 'etcd probe', to: 'whoami', count: 2, resumed: 1, confirmed: 1 }]);
  });

  it('of a port get its name once something says that it listens there', () => {
    traffic.take('kube-scheduler', report('client', [50_005, 7444], { own: SCHEDULER, peer: API }));
    traffic.listen('late', 7444);
    traffic.take('kube-scheduler', report('client', [50_006, 7444], { own: SCHEDULER, peer: API }));
    expect(traffic.arrows).toMatchObject([{ from: 'kube-scheduler', to: 'late', count: 2 }]);
  });

  it('are bounded', () => {
    for (let i = 0; i < 1100; i++) {
      traffic.take('x', report('client', [i, 6443], { own: shown(i.toString(16)), peer: API }));
    }
    expect(traffic.arrows).toHaveLength(1000);
  });
});

describe('the picture', () => {
  const picture = (): Picture => ({
    components: [
      { name: 'kube-apiserver', pid: 7, isReady: true, restarts: 2 },
      { name: 'kube-scheduler', pid: undefined, isReady: false, restarts: 0 },
    ],
    traffic,
    leaves: [{ name: 'scheduler.conf', ...SCHEDULER }],
  });

  it('as lines', () => {
    traffic.take('kube-scheduler', byClient);
    expect(trafficLines(picture(), (_, text) => text)).toEqual([
      'kube-apiserver  serves, process 7, started again 2×',
      '  ◀── kube-scheduler: scheduler.conf (serial 5c4ed) ⟷ CN=kube-apiserver (serial a11)  TLSv1.3 AES_128_GCM_SHA256  ×1',
      'kube-scheduler  down',
    ]);
    expect(leafLines(picture())).toEqual([expect.stringMatching(/^scheduler\.conf +5c4ed +shown 1×, verified 0×$/)]);
  });

  it('shows what a certificate says without acting on it', () => {
    traffic.take('kube-apiserver', report('server', [6443, 1], { own: API, peer: HOSTILE }));
    vi.runAllTimers();
    const page = trafficPage(picture(), new Date(0), 'inline');
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(arrowLine(traffic.arrows[0], [])).not.toContain('\u001b');
    expect(trafficLines(picture(), (_, text) => text).join('')).not.toContain('\u001b');
  });

  it('as a page: a box for each end, an arrow for each pair of certificates, and a table with the same', () => {
    traffic.take('kube-scheduler', byClient);
    traffic.take('kube-apiserver', report('client', [50_004, 10_250], { own: shown('k'), peer: shown('l') }));
    const page = trafficPage(picture(), new Date(0), 'linked');
    expect(page.match(/<rect /g)).toHaveLength(3);
    expect(page.match(/marker-end/g)).toHaveLength(2);
    expect(page).toContain('class="down"');
    expect(page).toContain('<td>kube-scheduler</td><td>scheduler.conf (serial 5c4ed)</td><td>kube-apiserver</td>');
    expect(page).toContain('<link rel="stylesheet" href="/style.css">');
  });
});
