import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/bytes/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { renderJson } from '../../../src/explain/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { authenticatedSafe, encodePrivateKey, generateKey, pfx, safeContents } from '../../../src/keys/index.ts';
import { ca } from '../../fixtures/pkcs12-vectors.ts';
import { expectNamed, show, textOf } from './shown.ts';

describe('PKCS #12', () => {
  it('names the parts down to the certificates, and hides a key in clear', () => {
    const random = seededRandom('inspect');
    const key = generateKey({ type: 'ec', curve: 'P-256', random });
    const bags = (kind: 'certificate' | 'key', id: string, value: unknown) =>
      encode(safeContents, [{ bagId: id, bagValue: { kind, value } as never }]);
    const data = (value: Uint8Array) => ({
      contentType: '1.2.840.113549.1.7.1',
      content: { kind: 'data', value } as const,
    });
    const info = encodePrivateKey(key, 'pkcs8');
    const certificates = bags('certificate', '1.2.840.113549.1.12.10.1.3', {
      certId: '1.2.840.113549.1.9.22.1',
      certValue: { kind: 'x509', value: ca },
    });
    const parts = [data(certificates), data(bags('key', '1.2.840.113549.1.12.10.1.1', info))];
    const file = encode(pfx, { version: 3, authSafe: data(encode(authenticatedSafe, parts)) });
    const { exhibit } = show(file);
    expectNamed(exhibit);
    const text = textOf(exhibit);
    for (const named of ['Keys and certificates (PKCS #12)', 'authSafe', 'bagId', 'tbsCertificate', 'hidden']) {
      expect(text).toContain(named);
    }
    const secret = bytesToHex(key.d);
    expect(`${text}${JSON.stringify(renderJson(exhibit, { showSecrets: false }))}`.replace(/\s/g, '')).not.toContain(
      secret,
    );
    expect(JSON.stringify(renderJson(exhibit, { showSecrets: true }))).toContain(secret);
  });
});
