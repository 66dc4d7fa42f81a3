/** `inspect HOST:PORT` and `explain handshake -connect`: what a server shows, and what it is worth. */
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { EXIT } from '../../src/cli/command.ts';
import { decodeRecording, handshakeExhibit } from '../../src/explain/index.ts';
import { readPrivateKeyPem } from '../../src/keys/index.ts';
import { schemesFor } from '../../src/signatures/index.ts';
import { DEFAULT_CIPHER_SUITES } from '../../src/tls/index.ts';
import { certIdOf, createOcspResponse, readCertificatesPem } from '../../src/x509/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { HOST, serve } from '../node/loopback.ts';
import { tcp } from '../node/relay.ts';
import { isWholeTable } from '../property-runs.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(() => {
  writeFileSync(join(shell.folder, 'ca.crt'), pki.ca.cert);
  writeFileSync(join(shell.folder, 'other.crt'), pki.otherCa.cert);
});

const TRUST = ['-CAfile', 'ca.crt'];
/** A server of both versions, at `HOST:PORT`. */
async function place(options: object = {}): Promise<string> {
  const { port } = await serve({ ciphers: undefined, ...options } as object);
  return `${HOST}:${port}`;
}
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('inspect HOST:PORT', () => {
  it('shows the handshake in short, the chain, and every check', async () => {
    const server = await place();
    const { code, stdout, stderr } = await shell.run(['inspect', server, ...TRUST]);
    expect(stderr).toBe('');
    expect(code).toBe(EXIT.ok);
    const text = flat(stdout);
    expect(text).toContain(`What ${server} shows`);
    expect(text).toMatch(/\bversion:? TLSv1\.3 .*\bcipher suite:? TLS_AES_128_GCM_SHA256/);
    expect(text).toContain('==> encrypted');
    expect(text).toContain('Verified. One path was judged');
    expect(text).toContain(`name: names ${HOST}`);
    expect(text).toContain('Certificate 1 of');
    expect(text).toContain('tbsCertificate: TBSCertificate');
    // In short: no message by its bytes.
    expect(text).not.toContain('Handshake: Handshake');
  });

  it('shows a certificate that does not verify, says why, and ends with that', async () => {
    const server = await place();
    const { code, stdout, stderr } = await shell.run(['inspect', server, '-CAfile', 'other.crt']);
    expect(code).toBe(EXIT.no);
    expect(flat(stdout)).toContain('Not verified.');
    expect(stderr).toMatch(/does not verify: no trust anchor issued it/);
    const named = await shell.run(['inspect', server, ...TRUST, '-servername', 'elsewhere.test']);
    expect(named.code).toBe(EXIT.no);
    expect(flat(named.stdout)).toContain('Must name elsewhere.test');
  });

  it.runIf(isWholeTable)('judges by the OCSP response that came, in both versions', async () => {
    const [leaf] = readCertificatesPem(pki.server.cert);
    const [issuer] = readCertificatesPem(pki.ca.cert);
    const key = readPrivateKeyPem(pki.ca.key);
    const now = new Date();
    const ocspResponse = createOcspResponse({
      ...{ responder: issuer, responderKey: key, scheme: schemesFor(key)[0], responderId: 'key', producedAt: now },
      random: systemRandom,
      answers: [
        {
          certId: certIdOf(leaf, issuer, 'sha256'),
          status: { kind: 'revoked', revocationTime: new Date(now.getTime() - 60_000), reason: 'keyCompromise' },
          ...{ thisUpdate: now, nextUpdate: new Date(now.getTime() + 86_400_000) },
        },
      ],
    }).der;
    for (const is13 of [true, false]) {
      const ciphers = DEFAULT_CIPHER_SUITES.filter((name) => name.includes('_WITH_') !== is13);
      const { code, stdout } = await shell.run(['inspect', await place({ ocspResponse, ciphers }), ...TRUST]);
      expect(code).toBe(EXIT.no);
      expect(flat(stdout)).toMatch(/✗ revoked: revoked/);
      expect(flat(stdout)).toContain('OCSP response Bytes');
    }
  });

  it.runIf(isWholeTable)('is text, JSON with sentences, or HTML', async () => {
    const server = await place();
    const json = await shell.run(['inspect', server, ...TRUST, '-json', '-sentences', '-lang', 'en']);
    expect(JSON.stringify(JSON.parse(json.stdout))).toContain('The last second at which it is valid.');
    const html = await shell.run(['inspect', server, ...TRUST, '-html', 'page.html', '-lang', 'zh']);
    expect(html.code).toBe(EXIT.ok);
    expect(await readFile(join(shell.folder, 'page.html'), 'utf8')).toContain('证书有效的最后一秒。');
  });

  it('tells what cannot be reached, and what is no TLS', async () => {
    const nobody = await tcp(() => undefined);
    await new Promise((closed) => nobody.server.close(closed));
    const gone = await shell.run(['inspect', nobody.destination, ...TRUST]);
    expect([gone.code, gone.stdout]).toEqual([EXIT.network, '']);
    expect(gone.stderr).toMatch(/nothing listens at this address and port \(code ECONNREFUSED\)/);
    const plain = await tcp((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const other = await shell.run(['inspect', plain.destination, ...TRUST]);
    expect(other.code).not.toBe(EXIT.ok);
    expect(other.stderr).toContain('refused the peer with the alert');
    const typo = await shell.run(['inspect', 'localhost:99999']);
    expect(typo.code).toBe(EXIT.usage);
  });

  it('takes a file of that name for the file', async () => {
    writeFileSync(join(shell.folder, 'server:443'), pki.server.cert);
    const { code, stdout } = await shell.run(['inspect', 'server:443']);
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^server:443\n/);
  });
});

describe('explain handshake -connect', () => {
  it('shows every message of a session with a server, and keeps it', async () => {
    const server = await place();
    const files = ['-record', 'live.jsonl', '-pcap', 'live.pcap', '-keylogfile', 'live.keys'];
    const { code, stdout } = await shell.run(['explain', 'handshake', '-connect', server, ...TRUST, ...files]);
    expect(code).toBe(EXIT.ok);
    expect(stdout).toContain('encrypted_extensions: EncryptedExtensions');
    const recording = decodeRecording(await readFile(join(shell.folder, 'live.jsonl')));
    expect(handshakeExhibit(recording).parts.length).toBeGreaterThan(3);
    expect(await readFile(join(shell.folder, 'live.keys'), 'utf8')).toMatch(/^SERVER_HANDSHAKE_TRAFFIC_SECRET /m);
  });

  it('shows a session that ends because the certificate does not verify', async () => {
    const { code, stdout, stderr } = await shell.run([
      ...['explain', 'handshake', '-connect', await place(), '-CAfile', 'other.crt'],
    ]);
    expect(code).toBe(EXIT.no);
    expect(stdout).toContain('unknown_ca');
    expect(stderr).toContain('refused the peer with the alert unknown_ca');
  });

  it('refuses what only a session in memory can be told', async () => {
    for (const option of [['-seed', 'x'], ['-hrr'], ['-fail', 'bad-ca'], ['-version', '1.3']]) {
      const { code, stderr } = await shell.run(['explain', 'handshake', '-connect', 'localhost:1', ...option]);
      expect(code).toBe(EXIT.usage);
      expect(stderr).toContain(option[0]);
    }
  });
});
