import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import {
  ClientRevocation,
  initFolder,
  issueUser,
  type RevokeOptions,
  type RotationPhase,
  readCertificateFile,
  readFolderFile,
  revokeCertificate,
  rotateAuthority,
} from '../../../src/kubernetes/index.ts';
import { CLUSTER_PLAN, clusterKeys } from '../../../src/kubernetes/pki/index.ts';
import { readCertificateListsPem, readCertificatesPem, validateChain } from '../../../src/x509/index.ts';
import { daysLater, INPUT, Lab, rejection, settings, TIME } from '../../fixtures/cluster-folder.ts';

let lab: Lab;
let folder: string;
const { random } = settings();
const newKey = clusterKeys({ random, keyType: 'ed25519' });
beforeAll(async () => {
  lab = await Lab.open();
  folder = lab.cluster;
  await initFolder(folder, INPUT, { ...settings(), newKey });
  for (const user of ['jane', 'etcd']) {
    await issueUser(folder, { ...settings(), newKey, user, groups: [], outFolder: folder });
  }
});
afterAll(() => lab.close());

const options = (given: Partial<RevokeOptions> = {}): RevokeOptions => ({ time: TIME, days: 30, random, ...given });
const revoke = (name: string, given: Partial<RevokeOptions> = {}, of = folder) =>
  revokeCertificate(of, options({ certificate: { name }, ...given }));
const lists = async (path: string) => readCertificateListsPem(await readFolderFile(folder, path));

describe('vectors', () => {
  it.each([
    ['jane', 'ca', 'jane.crt'],
    ['etcd', 'ca', 'etcd.crt'],
    ['apiserver-kubelet-client', 'ca', 'pki/apiserver-kubelet-client.crt'],
    ['etcd/healthcheck-client', 'etcd-ca', 'pki/etcd/healthcheck-client.crt'],
    ['etcd-healthcheck-client', 'etcd-ca', 'pki/etcd/healthcheck-client.crt'],
    ['apiserver-etcd-client', 'etcd-ca', 'pki/apiserver-etcd-client.crt'],
    ['front-proxy-client', 'front-proxy-ca', 'pki/front-proxy-client.crt'],
    ['pki/etcd/peer.crt', 'etcd-ca', 'pki/etcd/peer.crt'],
  ])('%s is put on the list of %s, and the chain is refused by it', async (name, authority, path) => {
    const [written] = await revoke(name, { reason: 'keyCompromise' });
    const { place } = CLUSTER_PLAN.find((row) => row.name === authority)!;
    expect([written.authority, written.place, written.mayList]).toEqual([authority, `${place.path}.crl`, true]);
    const [list] = await lists(written.place);
    const leaf = await readCertificateFile(folder, path);
    expect(list.find(leaf.serialNumber)).toMatchObject({ reason: 'keyCompromise', revocationDate: TIME });
    const { checks } = validateChain({
      ...{ leaf, intermediates: [], roots: [await readCertificateFile(folder, `${place.path}.crt`)] },
      ...{ time: TIME, purpose: 'clientAuth', name: 'unchecked', profile: 'rfc5280' },
      revocation: { policy: 'require', crls: [list] },
    });
    expect(checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code)).toEqual(['revoked']);
  });
});

describe('properties', () => {
  it('what was on a list stays there, its number grows, and a second time adds nothing', async () => {
    const before = (await lists('pki/ca.crl'))[0];
    const [again] = await revoke('jane', { time: daysLater(1) });
    expect([again.wasRevoked, again.list.number]).toEqual([true, before.number! + 1n]);
    expect([...again.list.entries]).toEqual([...before.entries]);
    expect(again.list.nextUpdate).toEqual(daysLater(31));
  });

  it('without a certificate the lists of all CAs are made anew', async () => {
    const written = await revokeCertificate(folder, options({ certificate: undefined }));
    expect(written.map(({ place }) => place)).toEqual(['pki/ca.crl', 'pki/front-proxy-ca.crl', 'pki/etcd/ca.crl']);
  });

  it('by serial number, where the certificate is lost', async () => {
    const [{ list }] = await revokeCertificate(
      folder,
      options({ certificate: { authority: 'etcd-ca', serialNumber: 0xabcn } }),
    );
    expect(list.find(0xabcn)).toBeDefined();
  });
});

describe('while a CA is rotated', () => {
  it('the file has a list by the new CA and one by the old, each with what either has issued', async () => {
    const copy = await lab.copy();
    const rotate = (phase: RotationPhase) =>
      rotateAuthority(copy, { ...settings(), newKey, authority: 'ca', phase, force: true });
    await revoke('etcd', {}, copy);
    for (const phase of ['trust', 'leaves'] as const) await rotate(phase);
    const [etcd, jane] = [await readCertificateFile(copy, 'etcd.crt'), await readCertificateFile(copy, 'jane.crt')];
    await revoke('jane', {}, copy); // of the old CA
    const both = readCertificatesPem(await readFolderFile(copy, 'pki/ca.crt'));
    const onWarning = (message: string): void => expect.unreachable(message);
    const judging = new ClientRevocation({ authorities: both, strict: true, now: () => TIME, onWarning });
    const load = async () => judging.load(utf8ToBytes(await readFolderFile(copy, 'pki/ca.crl')), 'ca.crl');
    await load();
    const admin = await readCertificateFile(copy, 'pki/apiserver-kubelet-client.crt');
    expect([etcd, jane].map((one) => judging.judge([one, both[1]]))).toEqual([
      'certificate_revoked',
      'certificate_revoked',
    ]);
    expect(judging.judge([admin, both[0]])).toBeUndefined();
    await revoke('apiserver-kubelet-client', {}, copy);
    await load();
    expect(judging.judge([admin, both[0]])).toBe('certificate_revoked');
    await rotate('drop');
    await revokeCertificate(copy, options());
    expect(readCertificateListsPem(await readFolderFile(copy, 'pki/ca.crl'))).toHaveLength(1);
  });
});

describe('misuse', () => {
  it('refuses what is not a certificate of the cluster', async () => {
    for (const [name, code] of [
      ['nobody', 'no-such-certificate'],
      ['ca', 'no-such-certificate'],
      ['../nobody.crt', 'no-such-certificate'],
      ['pki/sa.pub', 'malformed-file'],
    ]) {
      expect([name, await rejection(revoke(name))]).toEqual([name, code]);
    }
    const wrong = { certificate: { authority: 'sa', serialNumber: 1n } };
    expect(await rejection(revokeCertificate(folder, options(wrong)))).toBe('no-such-certificate');
    expect(await rejection(revokeCertificate(lab.fresh(), options()))).toBe('missing-folder');
  });

  it('a list that cannot be read is not overwritten, and a key that is elsewhere is said', async () => {
    const copy = await lab.copy();
    await writeFile(join(copy, 'pki/ca.crl'), 'no list');
    expect(await rejection(revoke('jane', {}, copy))).toBe('no-crl');
    expect(await readFolderFile(copy, 'pki/ca.crl')).toBe('no list');
    await writeFile(join(copy, 'pki/ca.crl'), await readFolderFile(copy, 'pki/etcd/ca.crl'));
    expect(await rejection(revoke('jane', {}, copy))).toBe('malformed-file');
    await rm(join(copy, 'pki/ca.key'));
    expect(await rejection(revoke('jane', {}, copy))).toBe('missing-file');
    const written = await revokeCertificate(copy, options());
    expect(written.map(({ authority }) => authority)).toEqual(['front-proxy-ca', 'etcd-ca']);
  });
});
