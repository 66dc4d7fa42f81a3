import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { concat } from '../../src/bytes/index.ts';
import { TEXTS } from '../../src/cli/demo/texts.ts';
import { bitFlipper } from '../../src/cli/demo/trials.ts';
import { languageOf } from '../../src/cli/language.ts';
import { width } from '../../src/explain/internal.ts';
import { isWholeTable } from '../property-runs.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(() => shell.remove());

/** What the heading of a step begins with. */
const STEPS = [
  '0  A cluster',
  '1  kubectl',
  '2  The API',
  '3  kubectl',
  '4  kubectl',
  '5  The API',
  '6  Both derive',
  '→  Every',
  '✗  What',
];

describe('the story', () => {
  it('is told in order, succeeds where it should and fails where it should, and leaves nothing behind', async () => {
    // Its usual keys are of RSA, which take long to generate.
    const { code, stdout, stderr } = await shell.run(isWholeTable ? ['demo'] : ['demo', '-key-type', 'ecdsa-p256']);
    expect([code, stderr]).toEqual([0, '']);
    const places = STEPS.map((step) => stdout.indexOf(`\n${step}`));
    expect(places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1]))).toBe(true);
    const told = stdout.slice(0, places.at(-1));
    expect(told).not.toMatch(/✗|CHANGED|ANOTHER|different:|NOT signed|undefined/);
    if (isWholeTable) {
      const [, recovered] = /hash in it +([0-9a-f]{64})/.exec(told)!;
      expect(told).toContain(`SHA-256(TBS)      ${recovered}`);
    }
    expect(told).toMatch(/CN is the user +kubernetes-admin/);
    expect(told).toMatch(/the answer +HTTP\/1.1 200 OK/);
    expect(told.split('\n').filter((line) => line.length > 100 && !line.startsWith('   in /'))).toEqual([]);
    // What does not change from run to run is in the README as it is here.
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    for (const shown of [/^ {3}checks .*$/m, /^3 {2}kubectl verifies.*$/m])
      expect(readme).toContain(shown.exec(told)![0]);
    const trials = stdout.slice(places.at(-1)).replace(/\s+/g, ' ');
    for (const answer of [
      'alert bad_record_mac (',
      'alert unknown_ca',
      'it counts as connected; with its first read the server ends it with the alert unknown_ca',
      'does not name bank.example',
      'Error from server (Forbidden, 403): pods is forbidden: User "system:anonymous" cannot list',
      'User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    ]) {
      expect(trials).toContain(answer);
    }
    const [, folder] = /^ {3}in (\/\S+)$/m.exec(stdout)!;
    expect(existsSync(folder)).toBe(false);
  });

  it('is told in Chinese when asked to, by the option or by the environment', async () => {
    const { code, stdout, stderr } = await shell.run(['demo', '-key-type', 'ecdsa-p256'], {
      env: { LANG: 'zh_CN.UTF-8' },
    });
    expect([code, stderr]).toEqual([0, '']);
    const { pki, opening, answer, verification, clientCertificate, identity, secret, shared, traffic, trials } =
      TEXTS.zh;
    const steps = [pki, answer, verification, clientCertificate, identity, shared, traffic, trials].map(
      ({ title }) => title,
    );
    const places = [...steps, opening.title('')].map((title) => stdout.indexOf(title.trim().split('  ')[0]));
    expect(places.slice(0, steps.length).every((place, i) => place >= 0 && (i === 0 || place > places[i - 1]))).toBe(
      true,
    );
    const told = stdout.slice(0, stdout.indexOf(trials.title));
    for (const fault of ['✗', traffic.changed, secret.another, verification.different, identity.notSigned, 'undefined'])
      expect(told).not.toContain(`${fault}\n`);
    expect(told).toContain(identity.signed);
    expect(told).toContain('证书 (certificate)');
    // What the checks and the trials say is in Chinese too: no two English words in a row, except in what the API server answers.
    const said = [...told.matchAll(/^ {3}✓ \S+ +(.*?)( {2,}.*)?$/gm)].map(([, detail]) => detail);
    const trialsSaid = stdout.slice(stdout.indexOf(trials.title)).replace(/\s+/g, ' ');
    expect(said.length).toBeGreaterThan(15);
    for (const detail of said) expect(detail).not.toMatch(/[a-z]+ [a-z]+/);
    for (const wanted of ['不含 bank.example；含有 DNS:', '不是由信任锚签发的']) expect(trialsSaid).toContain(wanted);
    const wide = told.split('\n').filter((line) => width(line) > 100 && !line.startsWith('   在 /'));
    expect(wide).toEqual([]);
    // As in the English test.
    const readme = readFileSync(new URL('../../README.zh-CN.md', import.meta.url), 'utf8');
    for (const shown of [/^ {3}检查 .*$/m, /^3 {2}kubectl 验证.*$/m]) expect(readme).toContain(shown.exec(told)![0]);
    // The values stand in one column, whatever their labels are written in.
    const values = [/^ {3}签名 +(?=[0-9a-f]{8})/m, /^ {5}签名 +(?=[0-9a-f]{8})/m, /^ {3}共享秘密 +(?=[0-9a-f]{8})/m];
    expect(values.map((value) => width(value.exec(told)![0]))).toEqual([23, 23, 23]);
  });

  it.each(['ed25519', ...(isWholeTable ? ['ecdsa-p256', 'ecdsa-p384'] : [])])(
    'is told with keys of %s, the serving ones too',
    async (keyType) => {
      const { code, stdout, stderr } = await shell.run(['demo', '-key-type', keyType]);
      expect([code, stderr]).toEqual([0, '']);
      const told = stdout.slice(0, stdout.indexOf('\n✗  What'));
      expect(told).not.toMatch(/✗|CHANGED|ANOTHER|different:|NOT|undefined|those of apiserver/);
      expect(told).toMatch(/^ {23}verifies with the key of CN = kubernetes \(E/m);
      const scheme = keyType === 'ed25519' ? 'ed25519' : 'ecdsa_secp\\d+r1_sha\\d+';
      expect(told).toMatch(new RegExp(`^ {3}CertificateVerify +${scheme} `, 'm'));
      expect(told).toMatch(/the answer +HTTP\/1.1 200 OK/);
      expect(stdout).toContain(`npm start -- -keep -key-type ${keyType} `);
    },
  );

  it.each([
    ...(isWholeTable ? [['rsa-2048', '']] : []),
    ['ecdsa-p256', 'keys are ecdsa-p256; those of apiserver and kubelet rsa-2048, which'],
  ])('is told over TLS 1.2 with RSA key transport, with keys of %s', async (keyType, kinds) => {
    const { code, stdout, stderr } = await shell.run(['demo', '-tls', 'rsa', '-key-type', keyType]);
    expect([code, stderr]).toEqual([0, '']);
    const told = stdout.slice(0, stdout.indexOf('\n✗  What'));
    expect(told).toContain(kinds);
    expect(told).toContain('\n6  A secret travels');
    expect(told).not.toMatch(/✗|CHANGED|ANOTHER|different:|NOT|undefined|HKDF/);
    expect(told).toMatch(/chooses TLS_RSA_WITH_/);
    expect(told).toMatch(/the answer +HTTP\/1.1 200 OK/);
    const trials = stdout.slice(told.length).replace(/\s+/g, ' ');
    for (const answer of ['alert bad_record_mac (', 'alert unknown_ca', 'name bank.example', 'User "jane" cannot list'])
      expect(trials).toContain(answer);
    expect(trials).not.toContain('counts as connected');
    expect(stdout).toContain('GODEBUG=tlsrsakex=1 kubectl');
  });

  it('refuses another way to tell it', async () => {
    const { code, stdout, stderr } = await shell.run(['demo', '-tls', '1.2']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('-tls');
  });

  it('goes on serving when asked to, until Ctrl-C', async () => {
    const interrupt = new AbortController();
    let served: Promise<unknown> | undefined;
    const { code, stdout } = await shell.run(['demo', '-keep', '-key-type', 'ecdsa-p256'], {
      signal: interrupt.signal,
      onOutput(text) {
        const [, port] = /-connect 127\.0\.0\.1:(\d+)\n/.exec(text) ?? [];
        if (port === undefined || served !== undefined) return;
        served = fetch(`http://127.0.0.1:${port}/`).then(
          () => 'answered in the clear',
          (error) => error.cause?.code ?? error.cause?.message,
        );
        served.then(() => interrupt.abort(new Error('interrupted')));
      },
    });
    expect(code).toBe(0);
    // Somebody is there, and does not speak HTTP in the clear.
    expect(await served).not.toMatch(/answered|ECONNREFUSED/);
    const [, folder] = /--kubeconfig (\S+)\/admin.conf/.exec(stdout)!;
    expect(existsSync(folder)).toBe(false);
  });
});

describe('its language', () => {
  it('is what the option says, otherwise what the first variable that is set says (POSIX)', () => {
    const said = (env: Record<string, string>, given?: string) => languageOf(given, { env });
    expect(said({})).toBe('en');
    expect(said({ LANG: 'zh_TW' })).toBe('zh');
    expect(said({ LANG: 'zh' })).toBe('zh');
    expect(said({ LANG: 'zha_CN' })).toBe('en');
    expect(said({ LANG: 'de_DE.UTF-8' })).toBe('en');
    expect(said({ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' })).toBe('en');
    expect(said({ LANG: 'C', LC_ALL: '', LC_MESSAGES: 'zh_CN' })).toBe('zh');
    expect(said({ LANG: 'zh_CN' }, 'en')).toBe('en');
    expect(said({}, 'zh')).toBe('zh');
  });

  it('is refused if it is another', async () => {
    const { code, stdout, stderr } = await shell.run(['demo', '-lang', 'de']);
    expect([code, stdout, stderr]).toEqual([2, '', 'vitrine demo: -lang takes en or zh, not "de" (code usage)\n']);
  });

  it('has every text in both, in its own words', () => {
    const leaves = (texts: object, path = ''): [string, unknown][] =>
      Object.entries(texts).flatMap(([key, text]) =>
        typeof text === 'object' ? leaves(text, `${path}.${key}`) : [[`${path}.${key}`, text] as [string, unknown]],
      );
    const [english, chinese] = [leaves(TEXTS.en), leaves(TEXTS.zh)];
    expect(chinese.map(([path]) => path)).toEqual(english.map(([path]) => path));
    for (const [i, [path, text]] of english.entries()) {
      expect(typeof chinese[i][1], path).toBe(typeof text);
      if (typeof text !== 'string') continue;
      expect(text, path).not.toMatch(/\p{Script=Han}/u);
      expect(chinese[i][1], path).toMatch(/\p{Script=Han}/u);
      // What belongs to the line above is indented in both.
      expect((chinese[i][1] as string).startsWith('  '), path).toBe(text.startsWith('  '));
    }
  });
});

describe('properties', () => {
  it('the relay turns over one bit, the last one of the first record of application data that is not left alone, however the stream is cut', () => {
    const record = (type: number, ...content: number[]) => Uint8Array.of(type, 3, 3, 0, content.length, ...content);
    const stream = concat(record(22, 1, 2, 3), record(23, 4, 5), record(23, 6));
    const flipped = [
      concat(record(22, 1, 2, 3), record(23, 4, 4), record(23, 6)),
      concat(record(22, 1, 2, 3), record(23, 4, 5), record(23, 7)),
    ];
    fc.assert(
      fc.property(fc.array(fc.nat({ max: stream.length }), { maxLength: 6 }), fc.nat({ max: 1 }), (cuts, skipped) => {
        const flip = bitFlipper(() => skipped);
        const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
        const passed = edges.slice(1).map((end, i) => flip(stream.subarray(edges[i], end)));
        expect(concat(...passed)).toEqual(flipped[skipped]);
      }),
    );
  });
});
