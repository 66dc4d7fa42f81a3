/** The commands by which a cluster's certificates live: rotated, requested, signed, revoked. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
beforeAll(async () => {
  shell.write(
    'kubeadm.yaml',
    'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nencryptionAlgorithm: ECDSA-P256\n' +
      'certificateValidityPeriod: 240h\ncaCertificateValidityPeriod: 2400h\napiServer: {certSANs: [api.example]}\n',
  );
  const line = 'pki init -dir c -config kubeadm.yaml -node-name n -apiserver-advertise-address 10.0.0.5 -json';
  const { code, stdout } = await shell.line(line);
  expect(code).toBe(EXIT.ok);
  const { certificates } = JSON.parse(stdout);
  expect(certificates[1].names).toContain('DNS:api.example');
  const days = (one: { notBefore: string; notAfter: string }) =>
    Math.round((Date.parse(one.notAfter) - Date.parse(one.notBefore)) / 86_400_000);
  expect([days(certificates[0]), days(certificates[1])]).toEqual([100, 10]);
  await shell.line('pki user -dir c jane');
}, 60_000);
afterAll(() => shell.remove());

const code = async (line: string): Promise<string | undefined> =>
  (await shell.line(line)).stderr.match(/code ([\w-]+)/)?.[1];

describe('pki revoke', () => {
  it('writes the list of the right CA, and says what it wrote', async () => {
    const { code: exit, stdout } = await shell.line('pki revoke -dir c jane -reason keyCompromise');
    expect([exit, stdout]).toEqual([
      EXIT.ok,
      expect.stringMatching(/^pki\/ca\.crl: number 1, 1 revoked, current until /),
    ]);
    const json = JSON.parse((await shell.line('pki revoke -dir c etcd/healthcheck-client -json')).stdout);
    expect(json.lists).toMatchObject([{ authority: 'etcd-ca', file: 'pki/etcd/ca.crl', mayList: true }]);
    expect((await shell.line('crl -in c/pki/ca.crl -noout -text')).stdout).toContain('Key Compromise');
  });

  it.each([
    ['pki revoke -dir c joe', 'no-such-certificate'],
    ['pki revoke -dir c jane -serial 1', 'usage'],
    ['pki revoke -dir c -serial xyz', 'usage'],
    ['pki revoke -dir c -serial 1 -ca sa', 'no-such-certificate'],
    ['pki revoke -dir c jane -reason boredom', 'usage'],
    ['pki revoke -dir c jane -ca ca', 'usage'],
    ['apiserver -dir c -client-crl-strict', 'usage'],
    ['apiserver -dir c -secure-port 0 -client-crl c/pki/etcd/ca.crl', 'crl-issuer'],
    ['apiserver -dir c -secure-port 0 -client-crl c/pki/ca.crt', 'crl-unreadable'],
    ['apiserver -dir c -secure-port 0 -client-crl nothing', 'ENOENT'],
  ])('%s: %s', async (line, expected) => {
    expect(await code(line)).toBe(expected);
  });
});

describe('pki rotate', () => {
  it('three phases, and a check that says no while people show old certificates', async () => {
    expect(await code('pki rotate -dir c ca leaves')).toBe('rotation-phase');
    expect((await shell.line('pki rotate -dir c ca trust')).stdout).toMatch(/^CA +SERIAL.*\nissues .*\ntrusted .*/);
    expect((await shell.line('pki rotate -dir c ca check')).stdout).toBe(
      'ca: everything here trusts both; the phase leaves comes next\n',
    );
    expect((await shell.line('pki rotate -dir c ca leaves')).stdout).toContain('issued anew: pki/apiserver.crt, ');
    const { code: exit, stdout } = await shell.line('pki rotate -dir c ca check -json');
    expect([exit, JSON.parse(stdout).old.map(({ place }: { place: string }) => place)]).toEqual([
      EXIT.no,
      ['jane.crt', 'jane.conf'],
    ]);
    expect(await code('pki rotate -dir c ca drop')).toBe('rotation-phase');
    const dropped = JSON.parse((await shell.line('pki rotate -dir c ca drop -force -json')).stdout);
    expect([dropped.trusted.length, dropped.kubeconfigs]).toEqual([1, expect.arrayContaining(['admin.conf'])]);
    expect((await shell.line('pki check -dir c')).code).toBe(EXIT.ok);
    expect(await code('pki rotate -dir c ca')).toBe('usage');
    expect(await code('pki rotate -dir c ca sideways')).toBe('usage');
  });
});

describe('pki csr and pki sign', () => {
  it('ask, sign, and take in', async () => {
    mkdirSync(shell.path('n/pki/etcd'), { recursive: true });
    const facts =
      '-node-name m -apiserver-advertise-address 10.0.0.6 -service-cidr 10.96.0.0/12 -service-dns-domain x.y';
    expect(await code('pki csr -dir n apiserver -key-type ecdsa-p256')).toBe('missing-facts');
    const asked = JSON.parse((await shell.line(`pki csr -dir n -key-type ecdsa-p256 ${facts} -json`)).stdout);
    expect(asked.requests).toHaveLength(13);
    expect(shell.mode('n/pki/apiserver.key') | shell.mode('n/admin.conf')).toBe(0o600);
    const { stdout } = await shell.line('pki sign -dir n -ca-dir c');
    expect(stdout.match(/ yes$/gm)).toHaveLength(13);
    const { entries } = JSON.parse((await shell.line('pki check -dir n -json')).stdout);
    const faults = entries.flatMap((entry: { faults: { place: string }[] }) => entry.faults);
    expect(faults.map(({ place }: { place: string }) => place)).toEqual(['pki/sa.key', 'pki/sa.pub']);
  });
});
