/** The room of chains: what each change leads to, and who shows which certificate to whom in a cluster. */
import { describe, expect, it } from 'vitest';
import { bytesToBase64url, utf8ToBytes } from '../../../src/bytes/index.ts';
import type { Language } from '../../../src/explain/index.ts';
import { CHANGE_NAMES } from '../../../src/explorer/chains/changes.ts';
import { CLUSTER_LINKS } from '../../../src/explorer/chains/cluster-links.ts';
import { layoutOf } from '../../../src/explorer/chains/layout.ts';
import { chainsProgram } from '../../../src/explorer/programs/chains.ts';
import { SAMPLES } from '../../../src/explorer/samples/embedded.ts';
import { chainsJob } from '../../../src/explorer/work/chains.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { encodePrivateKey, generateKey, pemDecode, pemEncode, publicKeyOf } from '../../../src/keys/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import {
  caExtensions,
  certificatePem,
  createRequest,
  type Extension,
  issueFromRequest,
  makeName,
  type Name,
  selfSign,
} from '../../../src/x509/index.ts';
import { printedBy, programFolder } from '../../docs/blocks.ts';
import { fileOf, openssl } from '../../fixtures/pkcs12-vectors.ts';

const folder = programFolder();
const looked = (settings: Record<string, string>, source?: string) =>
  chainsJob({ settings, source: source === undefined ? undefined : utf8ToBytes(source), language: 'en' });

describe('vectors', () => {
  it('a line of CAs is accepted, and the search went up step by step', async () => {
    const { ok, steps, nodes } = await looked({});
    expect(ok).toBe(true);
    expect(steps).toEqual([
      { kind: 'tried', certificate: 'leaf', candidate: 'lower', signed: 'yes' },
      { kind: 'tried', certificate: 'lower', candidate: 'upper', signed: 'yes' },
      { kind: 'tried', certificate: 'upper', candidate: 'root', signed: 'yes' },
      { kind: 'path', chain: ['leaf', 'lower', 'upper', 'root'], chosen: true, broken: [] },
    ]);
    expect(nodes.map(({ id, standing }) => `${id} ${standing}`)).toEqual([
      ...['root trusted', 'upper given', 'lower given', 'leaf asked'],
    ]);
    for (const { checks, id } of nodes) expect(checks.length, id).toBeGreaterThan(2);
  });

  it.each([
    ['lower.dropped', 'trust-anchor'],
    ['root.untrusted', 'trust-anchor'],
    ['lower.expired', 'validity'],
    ['lower.not-ca', 'basic-constraints'],
    ['lower.no-cert-sign', 'key-usage'],
    ['upper.path-length', 'path-length'],
    ['upper.constrained', 'name-constraints'],
    ['leaf.other-name', 'name'],
    ['leaf.other-purpose', 'extended-key-usage'],
    ['leaf.unknown-critical', 'critical-extensions'],
    ['leaf.other-key', 'signature'],
    ['lower.bit-flipped', 'signature'],
  ])('%s breaks %s', async (changes, code) => {
    const { ok, broken, nodes } = await looked({ changes });
    expect(ok).toBe(false);
    expect(broken).toContain(code);
    const [id, name] = changes.split('.');
    expect(nodes.find((node) => node.id === id)?.changes).toEqual([name]);
  });

  it('a search that finds no issuer says so before the path', async () => {
    const ends = async (changes: string) => (await looked({ changes })).steps.filter(({ kind }) => kind === 'ends');
    const [none] = await ends('lower.dropped');
    expect(none).toEqual({ kind: 'ends', certificate: 'leaf', issuer: 'CN = Museum Lower CA' });
    expect(await ends('leaf.other-key')).toEqual([]);
    expect(await ends('root.untrusted')).toMatchObject([{ certificate: 'upper' }]);
    expect(await ends('lower.expired')).toEqual([]);
  });

  it('every change breaks something somewhere', async () => {
    const { nodes } = await looked({});
    const possible = new Set(nodes.flatMap((node) => node.possible));
    expect([...possible].toSorted()).toEqual([...CHANGE_NAMES].toSorted());
  });

  it('a root that is not known yet is reached by the old one', async () => {
    expect(await looked({ scene: 'cross', changes: 'new-root.untrusted' })).toMatchObject({ ok: true });
    const both = await looked({ scene: 'cross', changes: 'new-root.untrusted,cross.expired' });
    expect(both).toMatchObject({ ok: false, broken: ['validity'] });
  });

  it('in a cluster every leaf is shown to somebody, who accepts it, and by no other CA', async () => {
    const { nodes } = await looked({ scene: 'cluster' });
    expect(nodes.filter(({ role }) => role === 'root').map(({ id }) => id)).toEqual([
      'ca',
      'front-proxy-ca',
      'etcd-ca',
    ]);
    const leaves = nodes.filter(({ role }) => role === 'leaf').map(({ id }) => id);
    expect(leaves).toHaveLength(13);
    const shown = CLUSTER_LINKS.flatMap(({ shows, answers }) => [shows, ...(answers ? [answers.with] : [])]);
    expect(new Set(shown)).toEqual(new Set(leaves));
    for (const { name } of CLUSTER_LINKS) {
      for (const side of ['client', 'server']) {
        const { ok, nodes: judged } = await looked({ scene: 'cluster', link: name, side });
        expect(ok, `${name} ${side}`).toBe(true);
        expect(judged.filter(({ standing }) => standing === 'trusted')).toHaveLength(1);
      }
    }
  });

  it('takes pasted certificates, in any order', async () => {
    const { ok, nodes, broken } = await looked({ scene: 'own', name: 'kubernetes' }, SAMPLES.server);
    expect({ ok, broken }).toEqual({ ok: true, broken: [] });
    expect(nodes.map(({ role }) => role)).toEqual(['leaf', 'root']);
    // The certificates of a link come before those that were pasted earlier.
    const input = bytesToBase64url(utf8ToBytes(SAMPLES.ca));
    expect((await looked({ scene: 'own', input }, SAMPLES.server)).nodes.map(({ role }) => role)).toEqual(['root']);
    const other = await looked({ scene: 'own', name: '10.96.0.2', changes: 'c1.bit-flipped' }, SAMPLES.server);
    expect(other.broken).toEqual(['name', 'signature']);
  });

  it('names are told in their letters, in the picture, the verdicts and the paths', async () => {
    const random = seededRandom('names');
    const key = generateKey({ type: 'ed25519', random });
    const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };
    const made = { key, scheme: usualSchemeFor(key), random, validity, extensions: caExtensions() };
    const issuer = selfSign({ ...made, subject: makeName(['CN', 'Größe 根']) });
    const { validity: _, ...asked } = { ...made, subject: makeName(['O', 'Übung'], ['CN', '例 Ü']), extensions: [] };
    const request = createRequest(asked);
    const { key: issuerKey, ...rest } = made;
    const certificate = issueFromRequest({ ...rest, request, issuer, issuerKey, extensions: () => [] });
    for (const language of ['en', 'zh'] as const) {
      const source = utf8ToBytes(certificatePem(certificate));
      const outcome = await chainsJob({ settings: { scene: 'own' }, source, language });
      const [{ title, subject: shown, issuedBy, checks }] = outcome.nodes;
      expect([title, shown, issuedBy]).toEqual(['例 Ü', 'O = Übung, CN = 例 Ü', 'CN = Größe 根']);
      expect(JSON.stringify(checks)).toContain('CN = Größe 根');
      expect(outcome.html).toContain('CN = 例 Ü');
      expect(JSON.stringify(outcome)).not.toContain('\\\\C3');
    }
  });

  it('the program prints what was judged', async () => {
    const { question } = await looked({ name: 'other.test', changes: 'lower.dropped' });
    const [printed] = await printedBy(chainsProgram(question), folder.path, 'chains.ts');
    expect(printed).toMatch(/Not verified\. One path[\s\S]*✗ name: does not name other\.test/);
    const none = { ...question, roots: [], name: 'unchecked' } as const;
    expect((await printedBy(chainsProgram(none), folder.path, 'none.ts')).join()).toContain('no trust anchor');
    // A strict compiler finds no type for such a list.
    expect(chainsProgram(none)).not.toMatch(/const \w+ = \[\]/);
  });
});

describe('misuse', () => {
  it('refuses what is no change, no time, and no certificate', async () => {
    const wrong: readonly Record<string, string>[] = [
      { changes: 'leaf.eaten' },
      { changes: `${'leaf.expired,'.repeat(100)}` },
      { changes: '__proto__' },
      { time: '2026-02-31T00:00' },
      { time: 'soon' },
      { profile: 'none' },
      { scene: 'own' },
    ];
    for (const settings of wrong) {
      await expect(looked(settings), JSON.stringify(settings)).rejects.toMatchObject({ code: 'out-of-range' });
    }
    await expect(looked({ scene: 'own' }, 'no certificate')).rejects.toMatchObject({ code: expect.any(String) });
  });

  it('says what it is that has no certificate, in the language of the page', async () => {
    const told = async (source: Uint8Array | string, language: Language = 'en') => {
      const bytes = typeof source === 'string' ? utf8ToBytes(source) : source;
      const error = await chainsJob({ settings: { scene: 'own' }, source: bytes, language }).catch((one) => one);
      return [error.argument, error.fault, ...error.values];
    };
    const key = 'Private key (PKCS #8)';
    expect(await told(SAMPLES.key)).toEqual(['input', 'noCertificate', key]);
    const [ocsp] = pemDecode(SAMPLES.ocsp);
    expect(await told(ocsp.bytes)).toEqual(['input', 'noCertificate', 'OCSP response']);
    expect(await told(ocsp.bytes, 'zh')).toEqual(['input', 'noCertificate', 'OCSP 响应']);
    const both = `${SAMPLES.request}${SAMPLES.request}${SAMPLES.key}`;
    expect(await told(both)).toEqual(['input', 'noCertificate', `Certificate request; ${key}`]);
    expect(await told(fileOf(openssl[0]))).toEqual(['input', 'noCertificate', 'Keys and certificates (PKCS #12)']);
    // One that would have been taken, could it be decoded: a byte of its version is another.
    const [{ bytes }] = pemDecode(SAMPLES.server);
    const damaged = bytes.map((byte, i) => (i === bytes.indexOf(0xa0) + 4 ? byte + 1 : byte));
    expect(await told(pemEncode('CERTIFICATE', damaged))).toEqual(['input', 'damagedCertificate']);
    // Beside others, too: the verdict would be about those alone. What is no certificate is left out.
    for (const label of ['CERTIFICATE', 'TRUSTED CERTIFICATE']) {
      const beside = SAMPLES.server + pemEncode(label, damaged) + SAMPLES.ca;
      expect(await told(beside), label).toEqual(['input', 'damagedCertificate']);
    }
    expect((await looked({ scene: 'own' }, SAMPLES.server + SAMPLES.key + SAMPLES.ca)).nodes).toHaveLength(2);
  });

  it('keeps a certificate with a private key inside out of addresses and programs', async () => {
    const random = seededRandom('key inside');
    const key = generateKey({ type: 'ed25519', random });
    const inside = encodePrivateKey(key, 'pkcs8');
    const own = (extensions: readonly Extension[], subject = makeName(['CN', 'x'])) =>
      certificatePem(
        selfSign({
          ...{ key, subject, extensions, random, scheme: usualSchemeFor(publicKeyOf(key)) },
          validity: { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') },
        }),
      );
    const extnValue = { kind: 'other', value: inside } as const;
    const secret = await looked({ scene: 'own' }, own([{ extnID: '1.2.3.4.5', critical: false, extnValue }]));
    expect([secret.isSecret, secret.pasted]).toEqual([true, '']);
    const open = await looked({ scene: 'own' }, own([]));
    expect([open.isSecret, open.pasted.length > 100]).toEqual([false, true]);
    // The name in the picture is the common name, and no text that looks like one.
    const titleOf = async (name: Name) => (await looked({ scene: 'own' }, own([], name))).nodes[0].title;
    expect(await titleOf(makeName(['O', 'Evil CN=www.bank.test']))).toContain('O = ');
    expect(await titleOf(makeName(['CN', 'first'], ['O', 'then']))).toBe('first');
    expect(await titleOf(makeName(['CN', 'evil, CN = www.bank.test']))).toBe('"evil, CN = www.bank.test"');
  });

  it('what concerns nobody is left alone', async () => {
    expect(
      await looked({ changes: '__proto__.expired,nobody.expired,leaf.not-ca', link: 'x', side: 'y' }),
    ).toMatchObject({
      ok: true,
    });
  });

  it('certificates that signed each other have a place too', () => {
    const circle = [
      { id: 'a', issuer: 'b' },
      { id: 'b', issuer: 'a' },
      { id: 'c', issuer: 'nobody' },
    ];
    const spots = [...layoutOf(circle).values()].map(({ column, row }) => `${column},${row}`);
    expect(new Set(spots).size).toBe(3);
  });
});
