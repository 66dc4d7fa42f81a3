import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bytesToBase64, utf8ToBytes } from '../../../src/bytes/index.ts';
import { type Kubeconfig, readKubeconfig, writeKubeconfig } from '../../../src/kubernetes/pki/index.ts';
import { withClientCertificate } from '../../../src/kubernetes/pki/kubeconfig.ts';
import { runsOf } from '../../property-runs.ts';
import { rejection } from './lab.ts';

const CONFIG: Kubeconfig = {
  clusterName: 'kubernetes',
  server: 'https://192.168.1.100:6443',
  userName: 'kubernetes-admin',
  certificateAuthority: 'ca pem',
  clientCertificate: 'certificate pem',
  clientKey: 'key pem',
};
const base64 = (text: string): string => bytesToBase64(utf8ToBytes(text));

describe('vectors', () => {
  it('is written as kubeadm writes it', () => {
    expect(writeKubeconfig(CONFIG)).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64('ca pem')}
    server: https://192.168.1.100:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${base64('certificate pem')}
    client-key-data: ${base64('key pem')}
`);
  });

  it('quotes only what YAML would read as something else', () => {
    const written = (userName: string): string => writeKubeconfig({ ...CONFIG, userName }).match(/ name: (.*@.*)/)![1];
    expect(written('system:node:node1')).toBe('system:node:node1@kubernetes');
    expect(written('jane: x')).toBe('"jane: x@kubernetes"');
    expect(writeKubeconfig({ ...CONFIG, userName: 'yes' })).toContain('- name: "yes"');
    expect(writeKubeconfig({ ...CONFIG, userName: 'a:' })).toContain('- name: "a:"');
  });

  it('reads the current context among others, in JSON too', async () => {
    const json = JSON.parse(JSON.stringify(parse(writeKubeconfig(CONFIG))));
    json.users.unshift({ name: 'other', user: { token: 'x' } });
    json.contexts.unshift({ name: 'other', context: { cluster: 'kubernetes', user: 'other' } });
    expect(await readKubeconfig(JSON.stringify(json), 'f')).toEqual(CONFIG);
  });
});

describe('properties', () => {
  it('comes back as it was, whatever the names', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (clusterName, userName, server) => {
        const config = { ...CONFIG, clusterName, userName, server };
        expect(await readKubeconfig(writeKubeconfig(config), 'f')).toEqual(config);
      }),
      runsOf(0.1),
    );
  });

  it('changes its certificate and nothing else', async () => {
    const text = `# mine\n${writeKubeconfig(CONFIG)}`;
    const renewed = { clientCertificate: 'new certificate', clientKey: 'new key' };
    const changed = withClientCertificate(text, 'f', CONFIG, renewed);
    expect(changed.startsWith('# mine\n')).toBe(true);
    expect(await readKubeconfig(changed, 'f')).toEqual({ ...CONFIG, ...renewed });
  });
});

describe('misuse', () => {
  const edited = (from: string | RegExp, to: string): Promise<string> =>
    rejection(readKubeconfig(writeKubeconfig(CONFIG).replace(from, to), 'f'));

  it('refuses what it cannot use', async () => {
    expect(await rejection(readKubeconfig('', 'f'))).toBe('invalid-field');
    expect(await rejection(readKubeconfig('a: [', 'f'))).toBe('malformed');
    expect(await edited('kind: Config', 'kind: Pod')).toBe('invalid-field');
    expect(await edited('current-context: kubernetes-admin', 'current-context: nobody')).toBe('missing-field');
    expect(await edited('client-key-data', 'client-key')).toBe('missing-field');
    expect(await edited(base64('key pem'), '"?"')).toBe('invalid-field');
    expect(await edited(/server: .*/, 'server: 1')).toBe('missing-field');
  });

  it('does not change data that it cannot find', () => {
    const folded = writeKubeconfig(CONFIG).replace(base64('key pem'), '>-\n      a2V5IH\n      BlbQ==');
    const change = () => withClientCertificate(folded, 'f', CONFIG, CONFIG);
    expect(change).toThrow(expect.objectContaining({ code: 'invalid-field' }));
  });
});
