/** Certificates that are lost are made anew; those of a CA elsewhere are asked for, signed there, and taken in. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkFolder,
  initFolder,
  readCertificateFile,
  readFolderFile,
  renewCertificates,
  requestCertificates,
  signRequests,
} from '../../../src/kubernetes/index.ts';
import { clusterKeys, clusterNames, knownNames } from '../../../src/kubernetes/pki/index.ts';
import { writeFileWhole } from '../../../src/node/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import { createRequest, formatGeneralName, makeName, requestPem } from '../../../src/x509/index.ts';
import { edit, INPUT, Lab, rejection, settings, TIME } from '../../fixtures/cluster-folder.ts';

let lab: Lab;
const { random } = settings();
const newKey = clusterKeys({ random, keyType: 'ed25519' });
const options = { ...settings(), newKey };
beforeAll(async () => {
  lab = await Lab.open();
  await initFolder(lab.cluster, INPUT, options);
});
afterAll(() => lab.close());

const faults = async (folder: string) =>
  (await checkFolder(folder, { time: TIME })).entries.flatMap((entry) => entry.faults);
const lose = (folder: string, ...paths: string[]) => Promise.all(paths.map((path) => rm(join(folder, path))));

describe('what is lost', () => {
  it('one or all: the same names, by the folder and what it does not tell', async () => {
    const folder = await lab.copy();
    const before = await readCertificateFile(folder, 'pki/apiserver.crt');
    await lose(folder, 'pki/apiserver.crt', 'pki/apiserver.key', 'pki/etcd/peer.crt', 'admin.conf', 'kubelet.conf');
    expect(await rejection(renewCertificates(folder, { ...options, names: 'all' }))).toBe('missing-facts');
    const { renewed } = await renewCertificates(folder, { ...options, names: ['admin.conf', 'etcd-peer'] });
    expect(renewed.map(({ name, before: old }) => [name, old])).toEqual([
      ['etcd-peer', undefined],
      ['admin.conf', undefined],
    ]);
    const facts = knownNames({ serviceCidr: INPUT.serviceCidr, serviceDnsDomain: INPUT.serviceDnsDomain });
    await renewCertificates(folder, { ...options, names: 'all', facts });
    expect(await faults(folder)).toEqual([]);
    const after = await readCertificateFile(folder, 'pki/apiserver.crt');
    expect(after.subjectAltNames.map(formatGeneralName)).toEqual(before.subjectAltNames.map(formatGeneralName));
  });

  it('a file that is there and cannot be read is not replaced; a lost CA cannot be made anew', async () => {
    const folder = await lab.copy();
    await writeFileWhole(join(folder, 'pki/apiserver.crt'), 'nothing', { mode: 0o644, replace: true });
    expect(await rejection(renewCertificates(folder, { ...options, names: ['apiserver'] }))).toBe('malformed-file');
    expect(await readFolderFile(folder, 'pki/apiserver.crt')).toBe('nothing');
    await lose(folder, 'pki/etcd/ca.crt');
    expect(await rejection(renewCertificates(folder, { ...options, names: ['etcd-peer'] }))).toBe('missing-file');
  });
});

describe('an external CA', () => {
  it('a new node: everything is asked for, signed elsewhere, and taken in', async () => {
    const node = lab.fresh();
    await mkdir(join(node, 'pki/etcd'), { recursive: true });
    const facts = clusterNames({ ...INPUT, nodeName: 'node2', advertiseAddress: '192.168.1.101' });
    const made = await requestCertificates(node, { names: 'all', facts, newKey, random });
    expect(made).toHaveLength(13);
    expect(made.every(({ isNewKey }) => isNewKey)).toBe(true);
    // Only the requests travel.
    const vault = lab.fresh();
    await mkdir(join(vault, 'pki/etcd'), { recursive: true });
    for (const { place } of made) {
      await writeFileWhole(join(vault, place), await readFolderFile(node, place), { mode: 0o600, replace: false });
    }
    const signed = await signRequests(vault, { ...options, authorities: lab.cluster });
    expect(signed.map(({ isInstalled }) => isInstalled)).toEqual(Array(13).fill(false));
    for (const path of [
      ...signed.map(({ place }) => place),
      'pki/ca.crt',
      'pki/front-proxy-ca.crt',
      'pki/etcd/ca.crt',
    ]) {
      await writeFileWhole(join(node, path), await readFolderFile(vault, path), { mode: 0o644, replace: true });
    }
    const taken = await signRequests(node, { ...options, authorities: undefined });
    expect(taken.map(({ isInstalled }) => isInstalled)).toEqual(Array(13).fill(true));
    // sa.key is the cluster's, and is copied from another node.
    const left = (await faults(node)).filter(({ place }) => !place.startsWith('pki/sa'));
    expect(left).toEqual([]);
  });

  it('a renewal keeps the key that is in use', async () => {
    const node = await lab.copy();
    const key = await readFolderFile(node, 'pki/apiserver.key');
    await lose(node, 'pki/ca.key');
    const [made] = await requestCertificates(node, { names: ['apiserver'], newKey, random });
    expect([made.isNewKey, made.place]).toEqual([false, 'pki/apiserver.csr']);
    const [signed] = await signRequests(node, { ...options, authorities: lab.cluster });
    expect(signed).toMatchObject({ name: 'apiserver', isInstalled: true });
    expect(await readFolderFile(node, 'pki/apiserver.key')).toBe(key);
    expect(await faults(node)).toEqual([]);
  });

  it('a kubeconfig with a token is not replaced by a request, nor is one that cannot be read', async () => {
    const node = await lab.copy();
    const data = /client-certificate-data: .*\n.*client-key-data: .*/;
    await edit(node, 'scheduler.conf', (text) => text.replace(data, 'token: x'));
    const text = await readFolderFile(node, 'scheduler.conf');
    const left: unknown[] = [];
    const onLeft = (one: unknown): void => void left.push(one);
    const made = await requestCertificates(node, { names: 'all', newKey, random, onLeft });
    expect(made.map(({ name }) => name)).not.toContain('scheduler.conf');
    expect(left).toMatchObject([{ place: 'scheduler.conf', reason: expect.stringContaining('with a token') }]);
    const asked = requestCertificates(node, { names: ['scheduler.conf'], newKey, random });
    expect([await rejection(asked), await readFolderFile(node, 'scheduler.conf')]).toEqual(['kept-elsewhere', text]);
    await edit(node, 'admin.conf', () => 'mine: [');
    const unread = requestCertificates(node, { names: ['admin.conf'], newKey, random });
    expect([await rejection(unread), await readFolderFile(node, 'admin.conf')]).toEqual(['malformed-file', 'mine: [']);
  });

  it('a kubeconfig that names another CA by file gets that of the folder with its certificate', async () => {
    const node = await lab.copy();
    await lose(node, 'pki/ca.key');
    await edit(node, 'admin.conf', (text) => text.replace(/-authority-data: .*/, '-authority: pki/etcd/ca.crt'));
    await edit(node, 'scheduler.conf', (text) => text.replace(/-authority-data: .*/, '-authority: pki/ca.crt'));
    const message = expect.stringContaining('pki csr, pki sign');
    expect(await faults(node)).toMatchObject([{ code: 'wrong-authority', place: 'admin.conf', message }]);
    await requestCertificates(node, { names: ['admin.conf', 'scheduler.conf'], newKey, random });
    await signRequests(node, { ...options, authorities: lab.cluster });
    expect(await faults(node)).toEqual([]);
    expect(await readFolderFile(node, 'scheduler.conf')).toContain('certificate-authority: pki/ca.crt');
  });

  it.each([
    [
      'another group',
      'admin.conf.csr',
      [
        ['O', 'system:masters'],
        ['CN', 'kubernetes-admin'],
      ],
      '',
    ],
    ['another name', 'scheduler.conf.csr', [['CN', 'system:kube-controller-manager']], ''],
    ['a name for a client', 'scheduler.conf.csr', [['CN', 'system:kube-scheduler']], 'DNS:kubernetes'],
    [
      'a second group',
      'kubelet.conf.csr',
      [
        ['O', 'system:nodes'],
        ['O', 'system:masters'],
        ['CN', 'system:node:a'],
      ],
      '',
    ],
  ] as const)('%s is not signed', async (_, place, subject, names) => {
    const folder = await lab.copy();
    const key = await newKey('any');
    const { makeExtension, parseGeneralNames } = await import('../../../src/x509/index.ts');
    const request = createRequest({
      ...{ subject: makeName(...subject), key, scheme: usualSchemeFor(key), random },
      extensions: names === '' ? [] : [makeExtension('subjectAltName', false, parseGeneralNames(names))],
    });
    await writeFileWhole(join(folder, place), requestPem(request), { mode: 0o600, replace: false });
    const before = await readFolderFile(folder, 'scheduler.conf');
    expect(await rejection(signRequests(folder, { ...options, authorities: lab.cluster }))).toBe('request-mismatch');
    expect(await readFolderFile(folder, 'scheduler.conf')).toBe(before);
  });
});
