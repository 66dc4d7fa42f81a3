/** Clusters with keys of every kind: made, checked, renewed in kind, and read by OpenSSL. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import {
  describePublicKey,
  generateKey,
  type PublicKey,
  publicKeyOf,
  readPrivateKeyPem,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../../../src/keys/index.ts';
import { checkFolder, initFolder, issueUser, renewCertificates } from '../../../src/kubernetes/index.ts';
import {
  CLUSTER_KEY_TYPES,
  CLUSTER_PLAN,
  type ClusterKeyType,
  clusterKeys,
  type IssuedCluster,
  type KeySource,
  keysInKind,
} from '../../../src/kubernetes/pki/index.ts';
import { daysLater, INPUT, Lab, rejection, settings, TIME, testKeys } from '../../fixtures/cluster-folder.ts';
import { sayWhySkipped } from '../../skipping.ts';

/** What keys of each kind are called. */
const DESCRIPTIONS: Readonly<Record<ClusterKeyType, string>> = {
  'rsa-2048': 'RSA, 2048 bits',
  'rsa-3072': 'RSA, 3072 bits',
  'rsa-4096': 'RSA, 4096 bits',
  'ecdsa-p256': 'EC, P-256',
  'ecdsa-p384': 'EC, P-384',
  ed25519: 'Ed25519',
};
const CURVES = ['ecdsa-p256', 'ecdsa-p384', 'ed25519'] as const;
const random = seededRandom('kinds');
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) sayWhySkipped('openssl is not installed');

let lab: Lab;
const clusters = new Map<string, { readonly folder: string; readonly issued: IssuedCluster }>();
const madeWith = async (name: string, newKey: KeySource): Promise<void> => {
  const folder = lab.fresh();
  clusters.set(name, { folder, issued: (await initFolder(folder, INPUT, { ...settings(), newKey })).issued });
};
const described = (issued: IssuedCluster, name: string): string =>
  describePublicKey(issued.credentials.get(name)!.certificate.publicKey);
const faults = async (folder: string, time = TIME): Promise<unknown[]> =>
  (await checkFolder(folder, { time })).entries.flatMap((entry) => entry.faults);

beforeAll(async () => {
  lab = await Lab.open();
  for (const keyType of CURVES) await madeWith(keyType, clusterKeys({ random, keyType }));
  // RSA keys for serving are taken from the lab: making them is not what this is about.
  const ours = clusterKeys({ random, keyType: 'ed25519', servingKeyType: 'ecdsa-p384' });
  await madeWith('mixed', (name) => (name === 'etcd-server' ? testKeys(name) : ours(name)));
});
afterAll(() => lab.close());

describe('vectors', () => {
  it.each(CURVES)('makes a cluster of %s, in which nothing is wrong', async (keyType) => {
    const { folder, issued } = clusters.get(keyType)!;
    for (const { name } of CLUSTER_PLAN) expect(described(issued, name), name).toBe(DESCRIPTIONS[keyType]);
    expect(await faults(folder)).toEqual([]);
  });

  it('writes keys as client-go does, and signs tokens with no Ed25519', () => {
    const label = (cluster: string, path: string): string =>
      readFileSync(join(clusters.get(cluster)!.folder, path), 'utf8').split('\n')[0];
    expect(label('ecdsa-p256', 'pki/ca.key')).toBe('-----BEGIN EC PRIVATE KEY-----');
    expect(label('ed25519', 'pki/ca.key')).toBe('-----BEGIN PRIVATE KEY-----');
    expect(label('ed25519', 'pki/sa.key')).toBe('-----BEGIN EC PRIVATE KEY-----');
    expect(label('mixed', 'pki/etcd/server.key')).toBe('-----BEGIN RSA PRIVATE KEY-----');
    expect(describePublicKey(publicKeyOf(clusters.get('ed25519')!.issued.serviceAccountKey))).toBe('EC, P-256');
    expect(describePublicKey(publicKeyOf(clusters.get('ecdsa-p384')!.issued.serviceAccountKey))).toBe('EC, P-384');
  });

  it('allows a key only what it can do', () => {
    for (const { issued } of clusters.values()) {
      for (const [name, { certificate }] of issued.credentials) {
        const enciphers = certificate.publicKey.type === 'rsa';
        expect(certificate.keyUsage?.includes('keyEncipherment'), name).toBe(enciphers);
        expect(certificate.keyUsage).toContain('digitalSignature');
      }
    }
  });

  it('serves with keys of another kind where that is said', () => {
    const { issued } = clusters.get('mixed')!;
    for (const name of ['apiserver', 'kubelet']) expect(described(issued, name)).toBe('EC, P-384');
    for (const name of ['ca', 'etcd-peer', 'admin.conf']) expect(described(issued, name)).toBe('Ed25519');
  });

  it.each(['rsa-3072', 'rsa-4096'] as const)('makes a key of %s, tells how far it is, and can end', async (keyType) => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error('enough'));
    const newKey = clusterKeys({ random, keyType, onProgress, signal: stop.signal });
    await expect(newKey('ca')).rejects.toThrow('enough');
    await expect(newKey('ca')).rejects.toThrow('enough');
  });

  it('verifies with OpenSSL, strictly', { skip: !hasOpenssl }, () => {
    const at = String(TIME.getTime() / 1000);
    const pem = (kind: string, name: string): string =>
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(clusters.get(kind)!.issued.credentials.get(name)!.certificate.der).toString('base64')}\n-----END CERTIFICATE-----\n`;
    const { folder } = [...clusters.values()][0];
    // One process for each CA and purpose: the CAs of all kinds have one name, and differ in their key identifiers.
    const asked = new Map<string, string[]>();
    for (const { name, parent = name, purposes } of CLUSTER_PLAN) {
      for (const purpose of purposes.length === 0 ? ['any'] : purposes) {
        const group = `${parent} ${purpose}`;
        for (const kind of clusters.keys()) {
          const path = join(folder, `${kind}-${name}.pem`);
          writeFileSync(path, pem(kind, name));
          asked.set(group, [...(asked.get(group) ?? []), path]);
        }
      }
    }
    for (const [group, leaves] of asked) {
      const [parent, purpose] = group.split(' ');
      const authorities = join(folder, `${parent}-of-all-kinds.pem`);
      writeFileSync(authorities, [...clusters.keys()].map((kind) => pem(kind, parent)).join(''));
      const wanted = { any: 'any', clientAuth: 'sslclient', serverAuth: 'sslserver' }[purpose]!;
      const args = ['verify', '-x509_strict', '-attime', at, '-purpose', wanted, '-CAfile', authorities, ...leaves];
      const { status, stderr, stdout } = spawnSync('openssl', args, { encoding: 'utf8' });
      expect([status, stderr], group).toEqual([0, '']);
      expect(stdout.match(/: OK$/gm), group).toHaveLength(leaves.length);
    }
  });
});

describe('properties', () => {
  it('renews each certificate in kind, and finds nothing wrong', async () => {
    const { folder, issued } = clusters.get('mixed')!;
    // The RSA key is renewed by the lab's.
    const own = keysInKind({ random });
    const asked = new Map<string, PublicKey>();
    const newKey: KeySource = async (name, like) => {
      asked.set(name, like!);
      return like?.type === 'rsa' ? testKeys(name) : own(name, like);
    };
    const { renewed } = await renewCertificates(folder, { ...settings(daysLater(300)), newKey, names: 'all' });
    for (const { name, before, after } of renewed) {
      expect(asked.get(name), name).toEqual(before?.publicKey);
      expect(describePublicKey(after.publicKey), name).toBe(described(issued, name));
      expect(after.keyUsage, name).toEqual(before?.keyUsage);
    }
    expect(renewed).toHaveLength(13);
    expect(await faults(folder, daysLater(500))).toEqual([]);
  });

  it('changes the kind where it is told to', async () => {
    const { folder } = clusters.get('ecdsa-p256')!;
    const newKey = clusterKeys({ random, keyType: 'ed25519' });
    const names = ['apiserver'];
    const { renewed } = await renewCertificates(folder, { ...settings(), newKey, names });
    expect(describePublicKey(renewed[0].after.publicKey)).toBe('Ed25519');
    expect(await faults(folder)).toEqual([]);
  });

  it('gives a user a key of the kind of the CA', async () => {
    const { folder } = clusters.get('ecdsa-p384')!;
    const options = { ...settings(), newKey: keysInKind({ random }), user: 'jane', groups: [], outFolder: folder };
    const { credential } = await issueUser(folder, options);
    expect(describePublicKey(credential.certificate.publicKey)).toBe('EC, P-384');
    expect(readPrivateKeyPem(readFileSync(join(folder, 'jane.key'), 'utf8')).type).toBe('ec');
  });

  it('makes RSA keys as long as those that they replace, and of a length that can be made', async () => {
    const lengths: number[] = [];
    const like = async (bits: number, type: 'rsa' | 'rsa-pss'): Promise<void> => {
      const modulus = (1n << BigInt(bits - 1)) + 1n;
      const key = await keysInKind({ random })('x', { type, modulus, publicExponent: 65_537n });
      expect(key.type).toBe(type);
      lengths.push(publicKeyOf(key).type === type ? (key as { modulus: bigint }).modulus.toString(2).length : 0);
    };
    await like(1024, 'rsa');
    await like(2049, 'rsa-pss');
    expect(lengths).toEqual([2048, 2050]);
  });
});

describe('misuse', () => {
  it('refuses kinds that are none, and keys that make none', async () => {
    for (const keyType of ['rsa', 'rsa-1024', 'toString', undefined]) {
      expect(() => clusterKeys({ random, keyType: keyType as never })).toThrow(UsageError);
      expect(() => clusterKeys({ random, keyType, servingKeyType: 'x' } as never)).toThrow(UsageError);
    }
    expect(() => keysInKind({ random, keyType: 'ed25519' } as never)).toThrow(/keyType/);
    expect(CLUSTER_KEY_TYPES).toEqual(Object.keys(DESCRIPTIONS));
    const inKind = keysInKind({ random });
    expect(await rejection(inKind('x'))).toBe('wrong-type');
    expect(await rejection(inKind('x', publicKeyOf(generateKey({ type: 'x25519', random }))))).toBe('key-type');
  });

  it('finds a key of the service accounts that cannot sign their tokens', async () => {
    const { folder } = clusters.get('ed25519')!;
    const key = generateKey({ type: 'ed25519', random });
    writeFileSync(join(folder, 'pki/sa.key'), writePrivateKeyPem(key, 'pkcs8'));
    writeFileSync(join(folder, 'pki/sa.pub'), writePublicKeyPem(publicKeyOf(key), 'spki'));
    expect(await faults(folder)).toMatchObject([{ code: 'key-type', place: 'pki/sa.key' }]);
  });
});
