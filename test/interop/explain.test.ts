/** Explained sessions, compared with what other tools see of them: OpenSSL's own key log, and tshark with a capture and its keys. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { tlsLogOf } from '../../src/explain/document/events.ts';
import { keyLogOf } from '../../src/explain/handshake/key-derivation.ts';
import { type HandshakeSettings, recordHandshake, seededKeys } from '../../src/explain/handshake/session.ts';
import { DOCUMENTATION_ENDPOINTS, sessionPcap } from '../../src/explain/pcap.ts';
import { type Outcome, Shell } from '../cli/shell.ts';
import { session, settings } from '../explain/handshake/session.ts';
import { HOST } from '../node/loopback.ts';
import { everyNth, isWholeTable } from '../property-runs.ts';
import { OPENSSL_NAME } from './matrix.ts';
import { describePeer, file, folder, runClient, startServer } from './peers.ts';

const shell = new Shell();
afterAll(shell.remove);

const OPENSSL = ['-tls1_2', '-CAfile', 'ca.crt', '-verify_return_error'];
const at = (name: string): string => join(folder, name);
const textOf = (name: string): Promise<string> => readFile(at(name), 'utf8');
/** `LABEL random secret` lines; OpenSSL writes a comment before them. */
const keyLines = (log: string): string[] => log.split('\n').filter((line) => line.startsWith('CLIENT_RANDOM'));
const masterSecretIn = (log: string): string => keyLines(log)[0].split(' ')[2];

/** What tshark makes of a capture, with its keys: the plaintext of each side. Packets with a wrong checksum would be among it.
 * @param serverPort - needed for TLS 1.3. */
async function plaintextIn(capture: string, keys: string, serverPort = 0): Promise<{ client: string; server: string }> {
  const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
  const wrong = 'tcp.checksum.status != 1 || ip.checksum.status != 1';
  const args = ['-n', '-r', at(capture), '-o', `tls.keylog_file:${at(keys)}`, ...checks];
  const { stdout } = await promisify(execFile)('tshark', [...args, '-Y', wrong, '-z', 'follow,tls,raw,0']);
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('='));
  const [, , first, node, ...data] = lines;
  // In TLS 1.3 the first to send what looks like application data may be the server.
  const isServerFirst = first.endsWith(`:${serverPort}`);
  expect(node, stdout).toMatch(/^Node 1: /);
  const textFrom = (isServer: boolean): string => {
    const ofSide = data.filter((line) => line.startsWith('\t') === (isServer !== isServerFirst));
    return new TextDecoder().decode(hexToBytes(ofSide.join('').replaceAll('\t', '')));
  };
  return { client: textFrom(false), server: textFrom(true) };
}

describePeer('tshark', () => {
  describePeer('openssl', () => {
    it.each([
      ['TLS_RSA_WITH_AES_128_GCM_SHA256', ''],
      ...(isWholeTable
        ? ([
            ['TLS_RSA_WITH_AES_128_CBC_SHA256', ''],
            ['TLS_RSA_WITH_AES_256_CBC_SHA256', '-no_etm'],
          ] as const)
        : []),
    ] as const)('our client and s_server, %s %s', async (suite, option) => {
      const [theirs, ours, capture] = ['theirs', 'ours', 'pcap'].map((kind) => `client-${suite}.${kind}`);
      const server = [
        's_server',
        '-rev',
        '-accept',
        `${HOST}:0`,
        ...OPENSSL,
        '-cert',
        'server.crt',
        '-key',
        'server.key',
      ];
      const args = [...server, '-cipher', OPENSSL_NAME[suite], '-Verify', '2', '-keylogfile', theirs];
      const [, port] = await startServer({ command: 'openssl', args }, /^ACCEPT .*:(\d+)$/m);
      const line = `s_client -connect ${HOST}:${port} -CAfile ${at('ca.crt')} -cert ${at('client.crt')} -key ${at('client.key')}`;
      const watched = `-explain -pcap ${at(capture)} -keylogfile ${at(ours)} -servername localhost -cipher ${OPENSSL_NAME[suite]} ${option}`;
      const hidden = await shell.line(`${line} ${watched}`, { stdin: 'hello\n' });
      expect(hidden).toMatchObject({ code: 0 });
      const master = masterSecretIn(await textOf(theirs));
      expect(keyLines(await textOf(ours))).toEqual(keyLines(await textOf(theirs)));
      expect(await plaintextIn(capture, theirs)).toEqual({ client: 'hello\n', server: 'olleh\n' });
      expect(hidden.stdout.replace(/\s/g, '')).not.toContain(master);
      expect(hidden.stderr).toContain('-show-secrets');

      const shown = await shell.line(`${line} ${watched} -show-secrets`, { stdin: 'hello\n' });
      const all = shown.stdout.replace(/\s/g, '');
      expect(all).toContain(masterSecretIn(keyLines(await textOf(theirs))[1]));
      for (const text of ['hello\n', 'olleh\n']) {
        // Where a fragment is nothing but its content, they are one line.
        expect(all).toMatch(new RegExp(`${bytesToHex(utf8ToBytes(text))}(content|fragment)`));
      }
    });

    it('our server and s_client', async () => {
      const own = `-cert ${at('server.crt')} -key ${at('server.key')} -CAfile ${at('ca.crt')} -Verify 1`;
      const watched = `-explain -show-secrets -pcap ${at('server.pcap')}`;
      let ended: Promise<Outcome> | undefined;
      const port = await new Promise<string>((found) => {
        const onOutput = (text: string) => found(/^ACCEPT .*:(\d+)\n/.exec(text)?.[1] ?? '');
        ended = shell.line(`s_server -accept ${HOST}:0 ${own} -www -naccept 1 -cipher AES128-SHA ${watched}`, {
          onOutput,
        });
      });
      const theirs = ['-cert', 'client.crt', '-key', 'client.key', '-keylogfile', 'server.keys'];
      const to = ['-cipher', 'AES128-SHA', '-connect', `${HOST}:${port}`];
      const args = ['s_client', '-quiet', ...OPENSSL, ...to, ...theirs];
      const request = 'GET / HTTP/1.0\r\n\r\n';
      const { received } = await runClient({ command: 'openssl', args }, utf8ToBytes(request));
      const { stdout, code } = await ended!;
      const showsSecret = stdout.replace(/\s/g, '').includes(masterSecretIn(await textOf('server.keys')));
      expect({ code, showsSecret }).toEqual({ code: 0, showsSecret: true });
      const seen = await plaintextIn('server.pcap', 'server.keys');
      expect(seen).toEqual({ client: request, server: new TextDecoder().decode(received) });
    });
  });

  describe('sessions in memory', () => {
    it.each(
      everyNth(2, [
        ['TLS_RSA_WITH_AES_128_CBC_SHA', false],
        ['TLS_RSA_WITH_AES_128_GCM_SHA256', true],
      ] as const),
    )('%s, extensions %s', async (suite, on) => {
      const { events } = await session({ suite, encryptThenMac: on, extendedMasterSecret: on });
      await file(`${suite}.pcap`, sessionPcap(events, DOCUMENTATION_ENDPOINTS));
      await file(`${suite}.keys`, keyLogOf(events));
      const data = tlsLogOf(events, 'client')!
        .all('record')
        .filter(({ type }) => type === 'application_data');
      const [client, server] = data.map(({ plaintext }) => new TextDecoder().decode(plaintext));
      expect(await plaintextIn(`${suite}.pcap`, `${suite}.keys`)).toEqual({ client, server });
    });

    it.each(everyNth<Partial<HandshakeSettings>>(3, [{}, { resume: true }, { group: 'secp256r1', retry: true }]))(
      'TLS 1.3, %j',
      async (over) => {
        const given = settings({ suite: 'TLS_AES_128_GCM_SHA256', certificate: 'ecdsa', ...over });
        const { events } = await recordHandshake(given, seededKeys(given.seed, undefined, 'ecdsa'));
        await file('tls13.pcap', sessionPcap(events, DOCUMENTATION_ENDPOINTS));
        await file('tls13.keys', keyLogOf(events));
        const data = tlsLogOf(events, 'client')!
          .all('record')
          .filter(({ type }) => type === 'application_data');
        const [client, server] = data.map(({ plaintext }) => new TextDecoder().decode(plaintext));
        expect(await plaintextIn('tls13.pcap', 'tls13.keys', DOCUMENTATION_ENDPOINTS.server.port)).toEqual({
          client,
          server,
        });
      },
    );
  });
});
