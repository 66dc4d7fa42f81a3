import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { concat, hexToBytes } from '../../src/bytes/index.ts';
import { pemEncode } from '../../src/keys/index.ts';
import { systemRoots } from '../../src/node/index.ts';
import { type Certificate, caExtensions, certificatePem, validateChain } from '../../src/x509/index.ts';
import { akid, caKey, draft, leafKey, now, root, rootKey, skid } from '../fixtures/drafts.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-roots-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const QUESTION = { purpose: 'any', profile: 'rfc5280', revocation: { policy: 'off' } } as const;
const ca = draft({
  subject: 'ca',
  key: caKey,
  issuer: root,
  extensions: [...caExtensions(), skid(caKey), akid(rootKey)],
});
const server = draft({ subject: 'server', key: leafKey, issuer: ca, issuerKey: caKey, extensions: [akid(caKey)] });

describe('vectors: the stores that are there', () => {
  it('reads every root of Node, and validates against the whole of them', async () => {
    const { certificates, files, skipped } = await systemRoots({ source: 'node' });
    expect({ count: certificates.length, files, skipped }).toEqual({
      count: new Set(rootCertificates).size,
      files: ['node:tls'],
      skipped: [],
    });
    const roots = [...certificates, root];
    expect(validateChain({ ...QUESTION, intermediates: [], leaf: root, roots, time: now }).ok).toBe(true);
    for (const leaf of certificates.slice(0, 20)) {
      const { chain } = validateChain({ ...QUESTION, intermediates: [], leaf, roots, time: leaf.notBefore });
      expect(chain).toEqual([leaf]);
    }
  });

  it.skipIf(!existsSync('/etc/ssl/certs/ca-certificates.crt'))('reads every root of the system', async () => {
    const { certificates, skipped } = await systemRoots({ source: 'system', env: {} });
    expect(certificates.length).toBeGreaterThan(100);
    expect(skipped).toEqual([]);
    // A chain against the whole of it, with the root that it needs last, and without.
    const validateAt = (leaf: Certificate, roots: readonly Certificate[]) =>
      validateChain({ ...QUESTION, leaf, intermediates: [ca], roots, time: now });
    expect(validateAt(server, [...certificates, root]).chain).toEqual([server, ca, root]);
    expect(validateAt(server, [...certificates, root]).ok).toBe(true);
    expect(validateAt(server, certificates)).toMatchObject({ ok: false, chain: [server, ca] });
    for (const one of certificates) {
      const { chain } = validateChain({ ...QUESTION, leaf: one, intermediates: [], roots: certificates, time: now });
      expect(chain).toEqual([one]);
    }
  });
});

describe('where roots are looked for', () => {
  it('SSL_CERT_FILE and SSL_CERT_DIR take the place of the defaults; each root counts once', async () => {
    const bundle = file('bundle.pem', certificatePem(root) + certificatePem(root));
    mkdirSync(join(folder, 'dir'));
    file('dir/0a0b0c0d.0', certificatePem(root));
    file('dir/notes.txt', 'no certificate');
    const env = { SSL_CERT_FILE: bundle, SSL_CERT_DIR: `${join(folder, 'nowhere')}:${join(folder, 'dir')}` };
    const { certificates, files } = await systemRoots({ source: 'system', env });
    expect(certificates.map(({ der }) => der)).toEqual([root.der]);
    expect(files).toEqual([bundle, join(folder, 'dir/0a0b0c0d.0')]);
  });

  it('passes over what cannot be read, and lists it; a byte order mark and a TRUSTED label are no hindrance', async () => {
    const broken = pemEncode('CERTIFICATE', hexToBytes('30030201'));
    const auxiliary = pemEncode('TRUSTED CERTIFICATE', concat(root.der, hexToBytes('300a300806062a0304050607')));
    const path = file('mixed.pem', `\ufeff${broken}${auxiliary}`);
    const { certificates, skipped } = await systemRoots({ source: 'system', env: { SSL_CERT_FILE: path } });
    expect(certificates.map(({ der }) => der)).toEqual([root.der]);
    expect(skipped).toMatchObject([{ file: path, line: 1 }]);
  });
});

describe('misuse', () => {
  it('says where there is none', async () => {
    const env = { SSL_CERT_FILE: file('empty.pem', 'nothing\n') };
    await expect(systemRoots({ source: 'system', env })).rejects.toMatchObject({ code: 'no-system-roots' });
    await expect(
      systemRoots({ source: 'system', env: { SSL_CERT_FILE: join(folder, 'absent') } }),
    ).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(systemRoots({ source: 'mozilla' as never })).rejects.toMatchObject({ code: 'out-of-range' });
  });
});
