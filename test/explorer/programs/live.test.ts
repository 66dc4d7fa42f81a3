/** The program of a session with a real server shakes hands by itself. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { liveProgram } from '../../../src/explorer/programs/live.ts';
import { CIPHER_SUITE_NAMES } from '../../../src/tls/index.ts';
import { printedBy, programFolder } from '../../docs/blocks.ts';
import * as pki from '../../fixtures/loopback-pki.ts';
import { HOST, serve } from '../../node/loopback.ts';

const folder = programFolder();
const { argv } = process;
afterEach(() => {
  process.argv = argv;
});

const ANSWER = 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbehind glass';

async function server(): Promise<string> {
  const { port } = await serve({ ciphers: CIPHER_SUITE_NAMES }, (socket) => {
    socket.once('data', () => socket.end(ANSWER)).on('error', () => undefined);
  });
  return `${HOST}:${port}`;
}

describe('vectors', () => {
  it('shakes hands as it was told, asks for /, and covers the secrets', async () => {
    const program = liveProgram(await server(), { version: 'TLSv1.2', servername: 'server.test' })!;
    const roots = join(folder.path, 'roots.pem');
    await writeFile(roots, pki.ca.cert);
    process.argv = [...argv.slice(0, 2), roots];
    const [printed] = await printedBy(program, folder.path, 'live.ts');
    expect(printed).toMatch(/A TLS 1\.2 session with 127\.0\.0\.1:\d+, as the client saw it/);
    expect(printed).toContain('ServerHelloDone');
    expect(printed).toContain('application_data');
  });

  it('takes any certificate, where that is wanted', async () => {
    const program = liveProgram(await server(), { unverified: 'yes', request: 'no', group: 'secp256r1' })!;
    const [printed] = await printedBy(program, folder.path, 'unverified.ts');
    expect(printed).toContain('EncryptedExtensions');
    expect(printed).toContain('secp256r1');
  });
});

describe('misuse', () => {
  it('has no program for what names no server; a hostile name stays data', () => {
    for (const text of ['', 'server.test', 'server.test:0', 'server.test:99999', "a'); process.exit(7); ('b:1"])
      expect(liveProgram(text, {}), text).toBeUndefined();
    expect(liveProgram('[::1]:443', { servername: "'}); process.exit(7); ({a: '" })).toContain("host: '::1'");
  });
});
