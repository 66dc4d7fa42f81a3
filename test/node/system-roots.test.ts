import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { concat, hexToBytes } from '../../src/bytes/index.ts';
import { pemEncode } from '../../src/keys/index.ts';
import { systemRoots } from '../../src/node/index.ts';
import { certificatePem, validateChain } from '../../src/x509/index.ts';
import { now, root } from '../fixtures/drafts.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-roots-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('vectors: the stores that are there', () => {
  it('reads every root of Node, and validates against the whole of them', async () => {
    const { certificates, files, skipped } = await systemRoots({ source: 'node' });
    expect({ count: certificates.length, files, skipped }).toEqual({
      count: new Set(rootCertificates).size,
      files: ['node:tls'],
      skipped: [],
    });
    const question = { intermediates: [], purpose: 'any', profile: 'rfc5280', revocation: { policy: 'off' } } as const;
    const roots = [...certificates, root];
    expect(validateChain({ ...question, leaf: root, roots, time: now }).ok).toBe(true);
    for (const leaf of certificates.slice(0, 20)) {
      const { chain } = validateChain({ ...question, leaf, roots, time: leaf.notBefore });
      expect(chain).toEqual([leaf]);
    }
  });

  it.skipIf(!existsSync('/etc/ssl/certs/ca-certificates.crt'))('reads every root of the system', async () => {
    const { certificates, skipped } = await systemRoots({ source: 'system', env: {} });
    expect(certificates.length).toBeGreaterThan(100);
    expect(skipped).toEqual([]);
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
