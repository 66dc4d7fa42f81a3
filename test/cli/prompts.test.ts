/** `req -config` without `prompt = no` asks as openssl does, and takes the same answers from standard input. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOpenssl30 } from '../openssl.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
beforeAll(async () => {
  shell.write('asks.cnf', CONFIG);
  await shell.lines('vitrine genrsa -out key 2048');
});
afterAll(shell.remove);

const CONFIG = `[req]
distinguished_name = dn
attributes = more
[dn]
countryName = Country Name (2 letter code)
countryName_default = AU
countryName_min = 2
countryName_max = 2
0.organizationName = Organization Name
OU = Unit
OU_value = Given
commonName = Common Name
commonName_default = example.org
[more]
challengePassword = A challenge password
challengePassword_min = 4
`;
const LINE = 'req -new -key key -config asks.cnf';

describe('vectors', () => {
  it.skipIf(!hasOpenssl30).each([
    ['an answer too long, one too short, what is usual, and a field left out', 'DEU\nDE\nOrg\n\nabc\nabcd\n'],
    ['fields left out by a full stop', '.\n.\ncn\n.\n'],
    ['empty answers', '\n\n\n\n'],
    ['letters of other languages', 'CH\nZürich\nцентр\n\n'],
    ['lines behind the last answer', '\n\n\n\nmore\n'],
  ])('%s', async (_, stdin) => {
    const theirs = spawnSync('openssl', LINE.split(' '), { cwd: shell.path('.'), input: stdin, encoding: 'utf8' });
    expect(theirs.status).toBe(0);
    const { code, stdout, stderr } = await shell.run([...LINE.split(' '), '-utf8'], { stdin });
    expect({ code, stderr }).toEqual({ code: 0, stderr: theirs.stderr });
    if (!/[^\n -~]/.test(stdin)) expect(stdout.toString()).toBe(theirs.stdout);
  });
});

describe('misuse', () => {
  it.each([
    ['', '"Country Name (2 letter code)"'],
    ['DE\n', '"Organization Name"'],
    ['DE\n\nno line feed', '"Common Name"'],
  ])('input that ends too early: %j', async (stdin, question) => {
    const { code, stdout, stderr } = await shell.run(LINE.split(' '), { stdin });
    expect([code, stdout.length]).toEqual([3, 0]);
    expect(stderr).toContain(`ends before ${question} is answered; give -subj, or -batch`);
  });

  it('answers that are no text, or far too long', async () => {
    const refused = async (stdin: string | Uint8Array): Promise<string> => {
      const { code, stderr } = await shell.run(LINE.split(' '), { stdin });
      expect(code).toBe(3);
      return stderr;
    };
    expect(await refused(new Uint8Array([0xff, 0x0a]))).toContain('not UTF-8');
    expect(await refused('a\0b\n')).toContain('contains a NUL');
    expect(await refused(`${'x'.repeat(2000)}\n`)).toContain('more than 1024 bytes');
  });

  it('a password and answers from the same input', async () => {
    const { code, stderr } = await shell.run([...LINE.split(' '), '-passin', 'stdin'], { stdin: 'a\nb\n' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('read for something else')]);
  });
});

describe('properties', () => {
  it('-subj and -batch ask nothing', async () => {
    for (const more of ['-subj /CN=a', '-batch']) {
      const { code, stderr } = await shell.run(`${LINE} ${more}`.split(' '));
      expect([code, stderr]).toEqual([0, '']);
    }
  });
});
