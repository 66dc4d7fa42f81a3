/** Real processes that are killed or run concurrently: the leftovers, the message of the next run, and unique serial numbers. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { hidden, kill } from '../node/killed.ts';
import { commandProgram } from '../node-program.ts';
import { isWholeTable } from '../property-runs.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
const PROGRAM = commandProgram();
afterAll(shell.remove);

/** Starts `vitrine` as a process of its own. */
const start = (line: string) =>
  spawn(process.execPath, [PROGRAM, ...line.split(' ')], { cwd: shell.folder, stdio: 'ignore' });

/** Starts a command, and kills it when something hidden has come into being. */
async function killed(line: string): Promise<void> {
  const child = start(line);
  while (hidden(shell.folder).length === 0) await sleep(5);
  await kill(child);
}

/** Keys that take long enough to be killed over. What is to end is given others. */
const SLOW = '-key-type rsa-3072';
const QUICK = '-key-type ecdsa-p256';
const NODE = '-node-name cp1 -apiserver-advertise-address 10.0.0.5';

describe('a killed pki init', () => {
  it('is refused by name while it runs, and then named and removed', async () => {
    const child = start(`pki init -dir cluster ${NODE} ${SLOW}`);
    while (hidden(shell.folder).length === 0) await sleep(5);
    child.kill('SIGSTOP');
    const [name] = hidden(shell.folder);
    const refused = await shell.line(`pki init -dir cluster ${NODE} ${QUICK}`);
    expect(refused.code).toBe(EXIT.input);
    expect(refused.stderr).toContain(`process ${child.pid} is writing it (see ${name} beside it)`);
    expect(refused.stderr).toMatch(/\(code folder-in-use\)\n$/);
    await kill(child);
    expect(hidden(shell.folder)).toEqual([name]);
    const next = await shell.line(`pki init -dir cluster ${NODE} ${QUICK}`);
    expect(next.code).toBe(EXIT.ok);
    expect(next.stderr).toBe(
      `vitrine pki init: removed ${shell.path(name)}, which an interrupted run (process ${child.pid}) had left\n`,
    );
    expect(shell.files()).toEqual(['cluster']);
  }, 60_000);
});

describe('a killed pki user', () => {
  it('is undone and done anew', async () => {
    const line = `pki user jane -dir cluster -out-dir .`;
    await killed(`${line} ${SLOW}`);
    // As if it had been killed a moment later: the key is in place, the certificate is not.
    const [name] = hidden(shell.folder);
    for (const suffix of ['key', 'crt', 'conf']) shell.write(join(name, `jane.${suffix}`), 'of the killed run');
    linkSync(shell.path(join(name, 'jane.key')), shell.path('jane.key'));
    const { code, stderr } = await shell.line(line);
    expect(code).toBe(EXIT.ok);
    expect(stderr).toContain(`removed ${shell.path(name)}, which an interrupted run`);
    expect(shell.files()).toEqual(['cluster', 'jane.conf', 'jane.crt', 'jane.key']);
    expect(shell.read('jane.key')).toMatch(/^-----BEGIN EC PRIVATE KEY/);
  }, 60_000);
});

describe('serial numbers', () => {
  const issue = (out: string) => `x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 9 -out ${out}`;
  const serialIn = (name: string): bigint => readCertificatesPem(shell.read(name))[0].serialNumber;
  beforeAll(() =>
    shell.lines(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -subj /CN=ca',
      'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf',
    ),
  );

  it('are given once each, by many runs at once', async () => {
    const names = Array.from({ length: isWholeTable ? 4 : 2 }, (_, i) => `leaf${i}.crt`);
    const codes = names.map(async (name) => (await once(start(issue(name)), 'exit'))[0]);
    expect(await Promise.all(codes)).toEqual(names.map(() => 0));
    const serials = names.map(serialIn).toSorted((a, b) => (a < b ? -1 : 1));
    expect(serials.map((serial) => serial - serials[0])).toEqual(names.map((_, i) => BigInt(i)));
    expect(BigInt(`0x${shell.read('ca.srl').trim()}`)).toBe(serials.at(-1));
    expect(hidden(shell.folder)).toEqual([]);
  }, 60_000);

  it('are given after a kill of a run that held the lock', async () => {
    symlinkSync('nobody', shell.path('.ca.srl.lock'));
    const waiting = start(issue('waited.crt'));
    await sleep(300);
    await kill(waiting);
    // The lock as the killed process would have left it.
    const holder = start(`pki init -dir held ${NODE} ${SLOW}`);
    while (!hidden(shell.folder).some((name) => name.startsWith('.held'))) await sleep(5);
    const [name] = hidden(shell.folder).filter((one) => one.startsWith('.held'));
    await kill(holder);
    shell.unlink('.ca.srl.lock');
    symlinkSync(name.replace(/^.*\.vitrine-/, ''), shell.path('.ca.srl.lock'));
    const before = BigInt(`0x${shell.read('ca.srl').trim()}`);
    expect((await shell.line(issue('after.crt'))).code).toBe(EXIT.ok);
    expect(serialIn('after.crt')).toBe(before + 1n);
    expect(existsSync(shell.path('.ca.srl.lock'))).toBe(false);
    expect(() => readlinkSync(shell.path('.ca.srl.lock'))).toThrow();
  }, 60_000);

  it.runIf(isWholeTable)(
    'are given once each by a ca that is killed, whichever file it wrote last',
    async () => {
      const files =
        'database = own/index.txt\nserial = own/serial\nnew_certs_dir = own/new\ncertificate = ca.crt\nprivate_key = ca.key\n';
      const policy = 'policy = any\ndefault_days = 9\nunique_subject = no\n[any]\ncommonName = supplied\n';
      shell.write('issuing.cnf', `[ca]\ndefault_ca = own\n[own]\n${files}${policy}`);
      mkdirSync(shell.path('own/new'), { recursive: true });
      shell.write('own/index.txt', '');
      shell.write('own/serial', '01\n');
      const issuing = 'ca -config issuing.cnf -in leaf.csr -notext';
      const issued = new Map<string, string>();
      const certificates = (): string[] =>
        readdirSync(shell.path('own/new')).filter((name) => /^[0-9A-F]+\.pem$/.test(name));
      const collect = (): void => {
        for (const name of certificates()) {
          const text = shell.read(`own/new/${name}`);
          expect(issued.get(name) ?? text).toBe(text);
          issued.set(name, text);
        }
      };
      const old = (): string => (shell.exists('own/index.txt.old') ? shell.read('own/index.txt.old') : '');
      for (const seen of [() => shell.read('own/serial'), () => certificates().length, old]) {
        const before = seen();
        const child = start(issuing);
        while (seen() === before && child.exitCode === null) await sleep(0);
        if (child.exitCode === null) await kill(child);
        collect();
        const { code, stderr } = await shell.line(issuing);
        expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: expect.any(String) });
        collect();
      }
      const serials = shell
        .read('own/index.txt')
        .trim()
        .split('\n')
        .map((one) => one.split('\t')[3]);
      expect(new Set(serials).size).toBe(serials.length);
      expect(serials.length).toBeGreaterThanOrEqual(3);
      for (const serial of serials) expect(issued.has(`${serial}.pem`)).toBe(true);
    },
    60_000,
  );

  it('end with a message that names the file, which stays as it was', async () => {
    const last = `7F${'F'.repeat(38)}\n`;
    for (const [name, text] of [
      ['last.srl', last],
      ['beyond.srl', `${'F'.repeat(40)}\n`],
    ]) {
      shell.write(name, text);
      const { code, stderr } = await shell.line(`${issue('none.crt')} -CAserial ${name}`);
      expect({ code, text: shell.read(name), written: shell.exists('none.crt') }).toEqual({
        code: EXIT.input,
        text,
        written: false,
      });
      expect(stderr).toMatch(new RegExp(`^vitrine x509: ${name}: no serial number .*\\(code serial-exhausted\\)\n$`));
    }
    shell.write('last.srl', `${last.trim().slice(0, -1)}E\n`);
    expect((await shell.line(`${issue('one.crt')} -CAserial last.srl`)).code).toBe(EXIT.ok);
    expect([shell.read('last.srl'), serialIn('one.crt')]).toEqual([last, 2n ** 159n - 1n]);
  });

  it('are not used up by what is refused', async () => {
    shell.write('own.srl', '0A\n');
    shell.write('twice.ext', 'subjectAltName = DNS:a\nsubjectAltName = DNS:\n');
    const refused = await shell.line(`${issue('none.crt')} -CAserial own.srl -extfile twice.ext`);
    expect([refused.code, shell.read('own.srl')]).toEqual([EXIT.input, '0A\n']);
    const damaged = shell.read('leaf.csr').replace(/.(?=\n-----END)/, 'A');
    shell.write('damaged.csr', damaged);
    const outcome = await shell.line(`${issue('none.crt').replace('leaf.csr', 'damaged.csr')} -CAserial own.srl`);
    expect([outcome.code, shell.read('own.srl')]).toEqual([EXIT.input, '0A\n']);
  });
});

describe('a command that waits for the system', () => {
  it.runIf(isWholeTable)(
    'ends some seconds after it was asked to',
    async () => {
      execFileSync('mkfifo', [shell.path('pipe')]);
      const child = start('genpkey -algorithm ed25519 -out pipe');
      await sleep(5000);
      child.kill('SIGTERM');
      await once(child, 'close');
      expect(child.signalCode).toBe('SIGTERM');
    },
    60_000,
  );
});

describe('a killed ca', () => {
  const serialOf = (i: number): string => (0x1000 + i).toString(16).toUpperCase();
  const line = (status: string, i: number): string =>
    `${status}\t200101000000Z\t\t${serialOf(i)}\tunknown\t/CN=leaf ${i}\n`;
  const database = (status: string): string => Array.from({ length: 3000 }, (_, i) => line(status, i)).join('');
  const [before, after] = [database('V'), database('E')];

  it('leaves the database as it was, or as it is to be, and the next run goes on', async () => {
    shell.write('ca.cnf', '[ca]\ndefault_ca = own\n[own]\ndatabase = ./index.txt\n');
    const found = hidden(shell.folder);
    for (const moment of isWholeTable ? [0, 20] : [0]) {
      shell.write('index.txt', before);
      const child = start('ca -config ca.cnf -updatedb');
      while (hidden(shell.folder).length === found.length && child.exitCode === null) await sleep(1);
      await sleep(moment);
      if (child.exitCode === null) await kill(child);
      expect([before, after].includes(shell.read('index.txt'))).toBe(true);
    }
    shell.write('index.txt', before);
    expect((await shell.line('ca -config ca.cnf -updatedb')).code).toBe(EXIT.ok);
    expect(shell.read('index.txt') === after).toBe(true);
    expect(hidden(shell.folder)).toEqual(found);
  }, 60_000);
});

/** Counts what a program changes in the file system, and kills it just before the step `KILL_AT`. */
const KILL_AT = `
const files = require('node:fs/promises');
let step = 0;
for (const name of ['link', 'mkdir', 'open', 'rename', 'rm']) {
  const real = files[name];
  files[name] = (...given) => {
    if (++step === Number(process.env.KILL_AT)) process.kill(process.pid, 'SIGKILL');
    return real(...given);
  };
}
require('node:module').syncBuiltinESMExports();`;

describe('a pki init that is killed at a step', () => {
  // Each file is a folder that is made sure of, and one that is opened; then come the rename (60) and the removal of what is left (61).
  it.each(isWholeTable ? [1, 2, 3, 4, 5, 15, 30, 45, 58, 59, 60, 61] : [3, 61])(
    '%i leaves all or nothing, and the next run goes on',
    async (step) => {
      const folder = `step-${step}`;
      mkdirSync(shell.path(join(folder, 'c')), { recursive: true });
      shell.write(join(folder, 'mine.txt'), 'mine');
      shell.write('kill-at.cjs', KILL_AT);
      const line = `pki init -dir c ${NODE} -key-type ed25519 -quiet`;
      const child = spawn(process.execPath, ['-r', shell.path('kill-at.cjs'), PROGRAM, ...line.split(' ')], {
        ...{ cwd: shell.path(folder), stdio: 'ignore', env: { ...process.env, KILL_AT: `${step}` } },
      });
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');
      // Whether it is whole, the check below tells.
      const isWhole = readdirSync(shell.path(join(folder, 'c'))).length > 0;
      const left = hidden(shell.path(folder));
      const next = await shell.line(line.replace('-dir c', `-dir ${folder}/c`));
      expect([next.code, next.stderr]).toEqual(
        isWhole
          ? [EXIT.input, expect.stringContaining('code folder-not-empty')]
          : [EXIT.ok, step === 1 ? '' : expect.stringContaining(`removed ${shell.path(join(folder, left[0]))}, which`)],
      );
      expect(readdirSync(shell.path(folder)).sort()).toEqual(['c', 'mine.txt']);
      expect((await shell.line(`pki check -dir ${folder}/c`)).code).toBe(EXIT.ok);
    },
    60_000,
  );
});
