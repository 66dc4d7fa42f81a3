import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { freePorts, holdPorts } from '../../../src/cli/cluster/places.ts';
import { hidden, leftoverOf } from '../../node/killed.ts';
import { Shell } from '../shell.ts';

const shell = new Shell();
afterAll(shell.remove);

const outcomeOf = async (port: number): Promise<string> => {
  const server = createServer().listen(port, '127.0.0.1');
  const outcome = await once(server, 'listening').then(
    () => 'free',
    (error) => error.code,
  );
  server.close();
  return outcome;
};

describe('ports', () => {
  it('stay taken until they are released', async () => {
    const { ports, release } = await holdPorts(2);
    expect(new Set(ports).size).toBe(2);
    expect(await Promise.all(ports.map(outcomeOf))).toEqual(['EADDRINUSE', 'EADDRINUSE']);
    await release();
    expect(await Promise.all(ports.map(outcomeOf))).toEqual(['free', 'free']);
  });

  it('are free, each another', async () => {
    const ports = await freePorts(6);
    expect(new Set(ports).size).toBe(6);
  });
});

it('what a killed start left in the folder is named and removed', async () => {
  await shell.lines(
    'vitrine pki init -dir far -node-name node-1 -apiserver-advertise-address 10.0.0.5 -key-type ecdsa-p256',
  );
  // The first is written once only.
  shell.write('far/cluster-up.json', '{"store":"data","etcd":[]}');
  const left = ['cluster-up.json', 'pki/ca.crl'].map((name) => leftoverOf(shell.path(`far/${name}`)));
  for (const { path } of left) writeFileSync(path, 'half');
  const { stderr } = await shell.line('vitrine cluster up -dir far');
  for (const { path, pid } of left) {
    expect(stderr).toContain(`removed ${path}, which an interrupted run (process ${pid}) had left`);
  }
  expect([...hidden(shell.path('far')), ...hidden(shell.path('far/pki'))]).toEqual([]);
}, 30_000);
