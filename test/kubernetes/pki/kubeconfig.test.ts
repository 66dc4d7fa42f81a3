import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bytesToBase64, utf8ToBytes } from '../../../src/bytes/index.ts';
import {
  type Kubeconfig,
  readKubeconfig,
  readKubeconfigContext,
  writeKubeconfig,
} from '../../../src/kubernetes/pki/index.ts';
import { withPemTexts } from '../../../src/kubernetes/pki/kubeconfig.ts';
import { anyCharacter } from '../../characters.ts';
import { rejection } from '../../fixtures/cluster-folder.ts';
import { runsOf } from '../../property-runs.ts';

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
    const text = fc.string({ unit: anyCharacter, minLength: 1 });
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
    const changed = await withPemTexts(text, 'f', renewed);
    expect(changed.startsWith('# mine\n')).toBe(true);
    expect(await readKubeconfig(changed, 'f')).toEqual({ ...CONFIG, ...renewed });
  });
});

describe('what others write', () => {
  it('has data in several lines: folded, in a block, in quotes, in JSON', async () => {
    const long = { ...CONFIG, clientKey: 'key pem, '.repeat(40) };
    const data = base64(long.clientKey);
    const lines = data.match(/.{1,64}/g)!;
    for (const written of [
      `|\n      ${lines.join('\n      ')}`,
      `|-\n      ${lines.join('\r\n      ')}`,
      `|2+\n      ${lines.join('\n      ')}\n`,
      `"${lines.join('\\n')}"`,
      `'${data}'`,
      `&anchor ${data}`,
      `!!str ${data} # mine`,
    ]) {
      const text = writeKubeconfig(long).replace(data, written).concat('# the end\n');
      expect(await readKubeconfig(text, 'f')).toEqual(long);
      const changed = await withPemTexts(text, 'f', { clientKey: 'new', certificateAuthority: 'other' });
      expect(await readKubeconfig(changed, 'f')).toEqual({ ...long, clientKey: 'new', certificateAuthority: 'other' });
      expect(changed.endsWith('# the end\n')).toBe(true);
    }
    const json = JSON.stringify(parse(writeKubeconfig(long))).replace(data, lines.join('\\n'));
    expect(await readKubeconfig(json, 'f')).toEqual(long);
    const changed = await withPemTexts(json, 'f', { clientKey: 'new' });
    expect(await readKubeconfig(changed, 'f')).toEqual({ ...long, clientKey: 'new' });
    expect(changed).not.toContain('\n  ');
  });

  it('gets its certificate authority in place of a file, or where it has none', async () => {
    const own = writeKubeconfig(CONFIG);
    const line = /certificate-authority-data: .*/;
    const replaced = [
      own.replace(line, 'certificate-authority: old.crt # mine'),
      own.replace(line, '"certificate-authority": &file "old.crt"'),
      own.replace(line, 'certificate-authority-data: ""\n    certificate-authority: old.crt'),
      own.replace(line, 'certificate-authority-data:'),
      own.replace(/ {4}certificate-authority-data: .*\n/, ''),
      own.replace(/cluster:\n {4}certificate-authority-data: .*\n {4}(server: .*)/, 'cluster: { $1 }'),
      JSON.stringify(parse(own.replace(line, 'certificate-authority: old.crt'))),
      JSON.stringify(parse(own.replace(/ {4}certificate-authority-data: .*\n/, '')), null, 2),
    ];
    for (const text of replaced) {
      const changed = await withPemTexts(text, 'f', { certificateAuthority: 'other' });
      expect(await readKubeconfig(changed, 'f')).toEqual({ ...CONFIG, certificateAuthority: 'other' });
    }
    const commented = await withPemTexts(replaced[0], 'f', { certificateAuthority: CONFIG.certificateAuthority });
    expect(commented).toBe(own.replace(line, '$& # mine'));
  });

  it('names files, a token or a program instead', async () => {
    const named = writeKubeconfig(CONFIG)
      .replace(/(authority)-data: .*/, '$1: /etc/kubernetes/pki/ca.crt')
      .replace(/(client-certificate)-data: .*/, '$1: client.pem')
      .replace(/client-key-data: .*/, 'token: x');
    const { clusterName, server, userName } = CONFIG;
    expect(await readKubeconfigContext(named, 'f')).toEqual({
      ...{ clusterName, server, userName },
      certificateAuthority: { kind: 'file', path: '/etc/kubernetes/pki/ca.crt' },
      clientCertificate: { kind: 'file', path: 'client.pem' },
      clientKey: { kind: 'none' },
      ...{ skipsVerification: false, hasOtherCredential: true },
    });
    expect(await rejection(readKubeconfig(named, 'f'))).toBe('missing-field');
    // Data comes before the name of a file.
    const twice = writeKubeconfig(CONFIG).replace('client-key-data', 'client-key: ignored\n    client-key-data');
    expect(await readKubeconfig(twice, 'f')).toEqual(CONFIG);
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

  it.each<[slip: string, to: string]>([
    ['a block scalar on the same line', 'client-key-data: |'],
    ['an alias', 'client-key-data: *'],
    ['a tag with two marks', 'client-key-data: !x!'],
    ['a quote that does not end', 'client-key-data: "'],
    ['a mapping in a mapping', 'client-key-data: a: '],
    ['a bracket', 'client-key-data: ['],
    ['a list', 'client-key-data: - '],
    ['no base64', 'client-key-data: "!!'],
    ['the field for the name of a file', 'client-key: '],
    ['that of another file', 'tokenFile: '],
  ])('shows no key that has a slip: %s', async (_, to) => {
    const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v\n-----END PRIVATE KEY-----\n';
    const text = writeKubeconfig({ ...CONFIG, clientKey: key }).replace('client-key-data: ', to);
    const refused = readKubeconfigContext(text, 'f').then(String, String);
    expect(await refused).toMatch(/^DocumentError: f: /);
    expect(await refused).not.toMatch(/LS0t|MC4C|TUM0/);
  });

  it('nor does JSON', async () => {
    const secret = 'LS0tLS1CRUdJTiBSU0Eg';
    for (const text of [`{"token": ${secret}}`, `{"a": 1, ${secret}}`, `["${secret}`, `{"a": "${secret}\n"}`]) {
      const refused = await readKubeconfigContext(text, 'f').then(String, String);
      expect(refused).toMatch(/^DocumentError: f: .*is not JSON/);
      expect(refused).not.toContain('LS0t');
    }
  });

  it('does not change data that is not a text of its own', async () => {
    const shared = writeKubeconfig(CONFIG)
      .replace(/(client-certificate-data: )/, '$1&shared ')
      .replace(/(client-key-data: ).*/, '$1*shared');
    expect(await rejection(withPemTexts(shared, 'f', { clientKey: 'new' }))).toBe('invalid-field');
    const named = writeKubeconfig(CONFIG).replace(/(client-key)-data: .*/, '$1: file');
    expect(await rejection(withPemTexts(named, 'f', { clientKey: 'new' }))).toBe('invalid-field');
  });
});
