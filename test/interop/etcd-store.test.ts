/** The store in a real etcd, over our own TLS with the certificates of `pki init`; three members where INTEROP=all. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { Context } from '../../src/cli/context.ts';
import type { FolderIdentity } from '../../src/cli/followed-files.ts';
import { openStore } from '../../src/cli/storage-options.ts';
import { EtcdStore, initFolder, renewCertificates, resourceTypeAt } from '../../src/kubernetes/index.ts';
import { clusterKeys } from '../../src/kubernetes/pki/index.ts';
import { connect } from '../../src/node/index.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { INPUT, settings } from '../fixtures/cluster-folder.ts';
import { openRegistry } from '../fixtures/registry.ts';
import { JUDGED_BY } from '../judged.ts';
import { ROWS } from '../kubernetes/kubectl/rows.ts';
import { kubectlSuite } from '../kubernetes/kubectl/suite.ts';
import { storeSuite, Told } from '../kubernetes/storage/store-suite.ts';
import { describeSkipped } from '../skipping.ts';
import { describePeer, folder, freePort } from './peers.ts';

const HOST = '127.0.0.1';
const CLUSTER = join(folder, 'etcd-store');
const pki = (name: string): string => join(CLUSTER, 'pki', name);
const SIZE = process.env['INTEROP'] === 'all' ? 3 : 1;

interface Member {
  readonly host: string;
  readonly name: string;
  readonly port: number;
  readonly peerPort: number;
  process?: ChildProcess;
}

/** etcd's own form of a member's place. */
const peerUrl = ({ peerPort }: Member): string => `https://${HOST}:${peerPort}`;

function start(member: Member, all: readonly Member[]): void {
  const client = `https://${HOST}:${member.port}`;
  const peer = peerUrl(member);
  member.process = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'etcd', '--name', member.name, '--data-dir', join(folder, member.name)],
      ...['--initial-cluster', all.map((each) => `${each.name}=${peerUrl(each)}`).join(',')],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--cert-file', pki('etcd/server.crt'), '--key-file', pki('etcd/server.key'), '--client-cert-auth'],
      ...['--trusted-ca-file', pki('etcd/ca.crt'), '--peer-trusted-ca-file', pki('etcd/ca.crt')],
      ...['--peer-cert-file', pki('etcd/peer.crt'), '--peer-key-file', pki('etcd/peer.key'), '--peer-client-cert-auth'],
      ...['--heartbeat-interval', '50', '--election-timeout', '500'],
    ],
    { stdio: 'ignore' },
  );
}

describePeer('etcd', () => {
  const members: Member[] = [];
  const open = (): EtcdStore => {
    const [cert, key, roots] = ['apiserver-etcd-client.crt', 'apiserver-etcd-client.key', 'etcd/ca.crt'].map((name) =>
      readFileSync(pki(name), 'utf8'),
    );
    return new EtcdStore({
      members,
      connect: ({ host, port }) => connect({ ...JUDGED_BY, host, port, cert, key, roots }),
    });
  };
  /** Until a member has been elected. */
  const ready = async (store: EtcdStore): Promise<EtcdStore> => {
    while ((await store.revision().catch(() => undefined)) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return store;
  };

  beforeAll(async () => {
    const newKey = clusterKeys({ random: systemRandom, keyType: 'ecdsa-p256' });
    await initFolder(
      CLUSTER,
      { ...INPUT, nodeName: 'etcd0', advertiseAddress: HOST },
      { ...settings(new Date()), newKey },
    );
    for (let i = 0; i < SIZE; i++) {
      members.push({ host: HOST, name: `etcd${i}`, port: await freePort(), peerPort: await freePort() });
    }
    for (const member of members) start(member, members);
  }, 60_000);
  afterAll(() => {
    for (const member of members) member.process?.kill('SIGKILL');
  });

  storeSuite(() => ready(open()));

  it('a registry in it serves what another one wrote', async () => {
    const maps = resourceTypeAt('', 'v1', 'configmaps')!;
    const [first, second] = [open(), open()];
    const [one, two] = [await openRegistry([], undefined, first), await openRegistry([], undefined, second)];
    const options = { user: { name: 'jane', groups: [] } };
    const object = { metadata: { name: 'shared' }, data: { a: 'b' } };
    const written = await one.create(maps, 'default', object, options);
    expect(await two.get({ type: maps, namespace: 'default', name: 'shared' })).toEqual(written);
    one.close();
    two.close();
    await first.close();
    await second.close();
  });

  it('the API server shows etcd the client certificate that pki renew has written', async () => {
    const serials = new Set<bigint>();
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const { signal } = new AbortController();
    const world = { cwd: folder, env: {}, stdin, stdout, stderr, random: systemRandom, now: () => new Date(), signal };
    const servers = members.map(({ port }) => `https://${HOST}:${port}`).join(',');
    const named = { data: undefined, 'etcd-servers': servers };
    const store = await openStore(new Context(world, 'apiserver'), named, CLUSTER, (_socket, shown) =>
      serials.add((shown as FolderIdentity).cert[0].serialNumber),
    );
    const revision = await store.revision();
    const name = 'apiserver-etcd-client';
    const { renewed } = await renewCertificates(CLUSTER, {
      ...settings(new Date()),
      random: systemRandom,
      names: [name],
    });
    expect(renewed).toHaveLength(1);
    const [fresh] = readCertificatesPem(readFileSync(pki(`${name}.crt`), 'utf8'));
    while (!serials.has(fresh.serialNumber)) {
      // A watch has a connection of its own.
      const stop = store.watch('/renewed/', revision, new Told().listener);
      await new Promise((resolve) => setTimeout(resolve, 20));
      stop();
    }
    expect(serials.size).toBe(2);
    await store.close();
  });

  (SIZE === 1 ? describeSkipped : describe)('three members', () => {
    kubectlSuite(ROWS.filter(({ quick }) => quick).slice(0, 10), () => ready(open()));

    it('the leader killed during writes: none that was acknowledged is lost, none is done twice', async () => {
      const store = await ready(open());
      const told = new Told();
      const stop = store.watch('/kill/', await store.revision(), told.listener);
      const acknowledged = new Set<string>();
      const unknown = new Set<string>();
      let isOver = false;
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; !isOver; i++) {
          const key = `/kill/${writer}-${i}`;
          const started = Date.now();
          await store.put(key, 'x', 0).then(
            () => acknowledged.add(key),
            () => {
              expect(Date.now() - started).toBeLessThan(10_000);
              unknown.add(key);
            },
          );
        }
      });
      for (const member of members.slice(0, 2)) {
        await told.until(() => acknowledged.size > 50);
        member.process?.kill('SIGKILL');
        const before = acknowledged.size;
        await told.until(() => acknowledged.size > before + 50);
        start(member, members);
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
      isOver = true;
      await Promise.all(writers);
      const keys = new Set((await store.list('/kill/')).entries.map(({ key }) => key));
      expect([...acknowledged].filter((key) => !keys.has(key))).toEqual([]);
      expect([...keys].filter((key) => !acknowledged.has(key) && !unknown.has(key))).toEqual([]);
      await told.until(() => told.changes.length >= keys.size);
      expect(told.changes.map(({ key }) => key).toSorted()).toEqual([...keys].toSorted());
      stop();
      await store.close();
    }, 120_000);
  });
});
