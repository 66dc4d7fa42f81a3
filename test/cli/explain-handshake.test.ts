/** vitrine explain handshake, and the sessions that s_client and s_server explain. Other peers are in test/interop/. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { type Outcome, Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(() => shell.fiveFiles(' -copy_extensions copy'), 30_000);

/** A session of TLS 1.2 whose keys are soon generated. */
const QUICK = '-version 1.2 -cert ecdsa';
const explain = (options: string) => shell.line(`explain handshake ${options}`);

describe('vectors', () => {
  it('shows the same bytes each time, and not the secrets', async () => {
    const { code, stdout, stderr } = await explain(QUICK);
    expect(code).toBe(EXIT.ok);
    expect(stderr).toContain('-show-secrets');
    for (const text of ['ClientHello', 'master_secret', '(hidden)', 'close_notify']) expect(stdout).toContain(text);
    expect(stdout.split('\n').every((line) => [...line].length <= 100)).toBe(true);
    expect((await explain(QUICK)).stdout).toBe(stdout);
    expect((await explain(`${QUICK} -time 2026-01-02`)).stdout).not.toBe(stdout);
  });

  it('takes any suite, with and without what can be left out, and as JSON or a page', async () => {
    const { stdout } = await explain('-suite AES128-GCM-SHA256 --no-ems --no-etm -json -show-secrets');
    const { parts } = JSON.parse(stdout);
    const session = parts.find((part: { title?: string }) => part.title === 'The session');
    expect(JSON.stringify(session)).toContain('TLS_RSA_WITH_AES_128_GCM_SHA256');
    expect(stdout).toContain('client_random || server_random');
    expect((await explain('-html page.html')).stdout).toBe('');
    expect(shell.read('page.html')).toMatch(/^<!doctype html>/i);
  });

  it('shows TLS 1.3 with any group and kind of certificate, asked again, resumed, with new keys', async () => {
    const { code, stdout } = await explain('-version 1.3 -cert ed25519 -group secp256r1 -hrr -keyupdate');
    expect(code).toBe(EXIT.ok);
    for (const text of ['A TLS 1.3 handshake', 'HelloRetryRequest', 'KeyUpdate', 'The key schedule', 'ed25519'])
      expect(stdout).toContain(text);
    const resumed = await explain('-version 1.3 -cert ecdsa -resume -record resumed.jsonl');
    expect(resumed.stdout).toContain('its binder');
    expect(await explain('-replay resumed.jsonl')).toMatchObject({ code: EXIT.ok, stdout: resumed.stdout });
    const v12 = await explain('-version 1.2 -cert ecdsa -group x25519');
    expect(v12.stdout).toContain('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256');
    for (const wrong of [
      '-hrr',
      '-version 1.2 -keyupdate',
      '-version 1.3 -suite AES128-SHA256',
      '-version 1.1',
      '-suite AES128-SHA256 -cert ecdsa',
      '-version 1.3 -group x448',
    ])
      expect((await explain(wrong)).code, wrong).toBe(2);
  });

  it('-fail ends with an alert, and is explained', async () => {
    const { code, stdout } = await explain('-fail expired');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toContain('sent the alert certificate_expired');
    expect(stdout).toMatch(/^Why: /m);
  });

  it('records, replays, and sees when a recording was changed', async () => {
    const played = await explain(`${QUICK} -fail tampered -record run.jsonl -pcap run.pcap -keylogfile run.keys`);
    expect([shell.mode('run.jsonl'), shell.mode('run.keys')]).toEqual([0o600, 0o600]);
    const replayed = await explain('-replay run.jsonl -pcap again.pcap -record again.jsonl');
    expect(replayed).toMatchObject({ code: EXIT.ok, stdout: played.stdout });
    expect(replayed.stderr).toContain('byte by byte');
    expect(shell.read('again.jsonl')).toBe(shell.read('run.jsonl'));
    expect(shell.read('again.pcap')).toBe(shell.read('run.pcap'));
    shell.write('changed.jsonl', shell.read('run.jsonl').replace('"seed":"prism"', '"seed":"other"'));
    expect(await explain('-replay changed.jsonl')).toMatchObject({ code: EXIT.no });
  });

  it('s_client and s_server each explain their side, in order, also of a session that is refused', async () => {
    const own = '-cert apiserver.crt -key apiserver.key';
    let server: Promise<Outcome> | undefined;
    const port = await new Promise<string>((found) => {
      const onOutput = (text: string) => found(/^ACCEPT 127\.0\.0\.1:(\d+)\n/.exec(text)?.[1] ?? '');
      server = shell.line(`s_server -accept 127.0.0.1:0 ${own} -rev -naccept 2 -explain`, { onOutput });
    });
    const to = `s_client -connect 127.0.0.1:${port} -CAfile ca.crt -explain`;
    const good = await shell.line(`${to} -servername kubernetes -record live.jsonl`, { stdin: 'hello\n' });
    expect(good.stdout).toMatch(/\nolleh\nA TLS 1\.3 session with 127\.0\.0\.1:\d+, as the client saw it\n/);
    const replayed = await explain('-replay live.jsonl');
    expect(replayed.code).toBe(EXIT.ok);
    expect(good.stdout.endsWith(replayed.stdout)).toBe(true);
    const refused = await shell.line(`${to} -servername bank.example -json`, { stdin: '' });
    expect(refused.code).toBe(EXIT.no);
    expect(JSON.stringify(JSON.parse(refused.stdout))).toContain('Why: the client checked the certificate');
    const { stdout } = await server!;
    const told = stdout.split(/^A TLS 1\.3 session with .*, as the server saw it$/m);
    expect(told.slice(1).map((text) => /application data/.test(text))).toEqual([true, false]);
    expect(told[2]).toContain('received the alert bad_certificate');
  });
});

describe('misuse', () => {
  it.each([
    ['-suite AES256-SHA512', EXIT.usage],
    ['-fail everything', EXIT.usage],
    ['-time yesterday', EXIT.usage],
    ['-time 2026-13-01', EXIT.usage],
    ['-time 1970-01-01', EXIT.usage],
    ['-replay run.jsonl -seed 1', EXIT.usage],
    ['-replay ca.crt', EXIT.input],
    ['-replay nowhere', EXIT.input],
    [`${QUICK} -pcap no/where`, EXIT.input],
  ])('%s', async (options, code) => {
    const outcome = await explain(options);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toMatch(/^vitrine explain handshake: [^\n]*\n$/);
  });

  it('a capture that cannot be written is refused before there is a session', async () => {
    const outcome = await shell.line('s_client -connect 127.0.0.1:1 -CAfile ca.crt -pcap no/where');
    expect(outcome).toMatchObject({ code: EXIT.input, stdout: '' });
  });
});
