/** What all commands share: help, version, arguments, streams, interruption. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { integerValue, nearest, readArguments, wordValue } from '../../src/cli/arguments.ts';
import { CliError, type CommandRow, EXIT } from '../../src/cli/command.ts';
import { run } from '../../src/cli/run.ts';
import { COMMANDS } from '../../src/cli/table.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

/** Every command with the words that call it. */
async function everyCommand(rows: readonly CommandRow[], path: readonly string[] = []): Promise<string[][]> {
  const found: string[][] = [];
  for (const { name, load } of rows) {
    const command = await load();
    found.push(
      [...path, name],
      ...('commands' in command ? await everyCommand(command.commands, [...path, name]) : []),
    );
  }
  return found;
}

describe('vectors', () => {
  it('has help for every command, in both spellings, within 140 columns or in paragraphs', async () => {
    for (const words of await everyCommand(COMMANDS)) {
      const { code, stdout, stderr } = await shell.run([...words, '--help']);
      expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^Usage: vitrine ${words.join(' ')} `));
      // A paragraph is broken where it is full, and nowhere else: no line of it is a word or two.
      expect(stdout).not.toMatch(/^\S.{60,}\n\S{1,12}( \S{1,3})?\n\S/m);
      expect((await shell.run([...words, '-help'])).stdout).toBe(stdout);
    }
  });

  it('has help by the word too, and takes no command of OpenSSL for another', async () => {
    expect((await shell.line('help pki init')).stdout).toBe((await shell.line('pki init --help')).stdout);
    expect((await shell.line('pki help init')).stdout).toBe((await shell.line('pki init --help')).stdout);
    expect(await shell.line('help no such')).toMatchObject({ code: EXIT.usage, stdout: '' });
    expect((await shell.line('list -commands')).stderr).toContain('openssl list has no counterpart here');
  });

  it('lists all commands, and tells its version', async () => {
    const { stdout } = await shell.line('--help');
    for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name} +${summary}$`, 'm'));
    expect((await shell.line('--version')).stdout).toMatch(/^vitrine \d+\.\d+\.\d+\n$/);
    expect(await shell.run([])).toMatchObject({ code: EXIT.usage, stdout: '' });
  });

  it('reads options as OpenSSL writes them', () => {
    const options = {
      out: { value: 'FILE', help: '' },
      text: { help: '' },
      addext: { value: 'X', many: true, help: '' },
    } as const;
    expect(readArguments(['-out', '-', '--text', '-addext', 'a=b', '-addext=-c', '9'], options, 1)).toEqual({
      values: { out: '-', text: true, addext: ['a=b', '-c'], help: false },
      operands: ['9'],
    });
    expect(readArguments([], options, 0).values).toEqual({ out: undefined, text: false, addext: [], help: false });
    expect(readArguments(['--', '-out'], options, 1).operands).toEqual(['-out']);
    expect(Object.keys(readArguments(['-text', '-out', 'a'], options, 0).values).slice(0, 2)).toEqual(['text', 'out']);
  });

  it('guesses what was meant', () => {
    expect(nearest('extfle', ['extfile', 'text'])).toBe('extfile');
    expect(nearest('cafile', ['CAfile', 'text'])).toBe('CAfile');
    expect(nearest('something', ['extfile', 'text'])).toBeUndefined();
    expect(nearest('x'.repeat(10_000), ['x'])).toBeUndefined();
    expect(nearest('sha265', ['sha256', 'sha1'])).toBe('sha256');
    expect(nearest('no_etx', ['etx', 'noetx'])).toBe('noetx');
    expect(nearest('-noenc'.slice(1), ['no_enc'])).toBe('no_enc');
  });

  it('never guesses the opposite, another number, a broken hash, or another short word', () => {
    const wrong: [given: string, known: string[]][] = [
      ['trusted', ['untrusted', 'CAfile']],
      ['etm', ['no_etm']],
      ['notext', ['text']],
      ['not_text', ['text']],
      ['no_out', ['out']],
      ['pubin', ['pubout']],
      ['decrypt', ['encrypt']],
      ['nout', ['out', 'noout']],
      ['sha512', ['sha1', 'sha256']],
      ['sha3', ['sha1']],
      ['sah1', ['sha1', 'sign']],
      ['md4', ['md5']],
      ['pkey', ['pki', 'req']],
      ['crl', ['rsa', 'req']],
      ['asn2parse', ['asn1parse']],
      ['encrypt', ['nocrypt']],
      ['import', ['export']],
      ['nomac', ['noenc']],
      ['tls-mix-version', ['tls-min-version', 'tls-max-version']],
      ['tls-max-version', ['tls-min-version']],
      ['enc', ['ec']],
      ['dsa', ['rsa']],
      ['gendsa', ['genrsa']],
      ['next_serial', ['set_serial']],
      ['nomaciter', ['nomacver']],
      ['edcrypt', ['decrypt', 'encrypt']],
      ['no_emt', ['no_etm', 'no_ems']],
      ['noscrypt', ['scrypt', 'nocrypt']],
    ];
    for (const [given, known] of wrong) expect([given, nearest(given, known)]).toEqual([given, undefined]);
  });

  it('accepts and names what OpenSSL has and is always on here, in the commands that OpenSSL has', async () => {
    const told = 'Accepted for compatibility with OpenSSL, and ignored: -batch, -utf8, ';
    expect((await shell.line('genrsa -help')).stdout).toContain(told);
    expect((await shell.line('verify -help')).stdout).toContain(told);
    expect(await shell.line('rand -utf8 -hex 1')).toMatchObject({ code: EXIT.ok, stderr: '' });
    for (const other of ['pki init', 'relay', 'lab', 'differ']) {
      expect((await shell.line(`${other} -help`)).stdout).not.toContain('OpenSSL, and ignored');
      expect(await shell.line(`${other} -utf8`)).toMatchObject({ code: EXIT.usage });
    }
  });

  it('documents every exit code in help', async () => {
    for (const line of ['--help', 'pki --help', 'genrsa -help', 'pki init --help']) {
      const { stdout } = await shell.line(line);
      const told = /Exit codes: ([^.]*)\./.exec(stdout.replaceAll('\n', ' '))![1];
      const codes = told.split(',').map((one) => Number(/^\s*(\d+) /.exec(one)?.[1]));
      expect(codes).toEqual(Object.values(EXIT));
    }
  });
});

describe('misuse', () => {
  it('refuses values out of range and unknown words', () => {
    for (const bad of ['', 'x', '1.5', '0x10', '11', '-1', '1e1'])
      expect(() => integerValue(bad, 'n', 0, 10)).toThrow(CliError);
    expect(integerValue('10', 'n', 0, 10)).toBe(10);
    expect(wordValue('der', 'inform', ['PEM', 'DER'])).toBe('DER');
    expect(() => wordValue('TXT', 'inform', ['PEM', 'DER'])).toThrow(CliError);
  });

  it('refuses an empty value where it names something, as of a variable that is not set', async () => {
    const options = { out: { value: 'FILE', help: '' }, seed: { value: 'TEXT', help: '' } } as const;
    expect(() => readArguments(['-out', ''], options, 0)).toThrow('-out is empty, and needs a value: -out FILE');
    expect(readArguments(['-seed='], options, 0).values.seed).toBe('');
    for (const argv of [
      ['pki', 'check', '-dir', ''],
      ['verify', '-CApath', '', 'a.crt'],
      ['apiserver', '-dir', 'c', '-bind-address', ''],
      ['s_client', '-min_protocol', ''],
      ['req', '-new', '-key', 'k', '-subj', ''],
      ['verify', '-CAfile', 'a', '-untrusted', 'b', '-untrusted', ''],
    ]) {
      const { code, stderr } = await shell.run(argv);
      expect({ code, stderr }).toEqual({
        code: EXIT.usage,
        stderr: expect.stringMatching(/ is empty, and needs a value/),
      });
    }
    const { code, stderr } = await shell.run(['lint', '']);
    expect({ code, stderr }).toEqual({ code: EXIT.input, stderr: expect.stringContaining('(code no-file-name)') });
  });

  it('goes up from where a link leads, as the system does', async () => {
    mkdirSync(join(shell.folder, 'far/off'), { recursive: true });
    symlinkSync('far/off', join(shell.folder, 'link'));
    writeFileSync(join(shell.folder, 'bytes'), 'near');
    writeFileSync(join(shell.folder, 'far/bytes'), 'far away');
    expect((await shell.line('dgst -sha256 -hex link/../bytes')).stdout).toBe(
      (await shell.line('dgst -sha256 -hex far/bytes')).stdout.replace('far/bytes', 'link/../bytes'),
    );
    await shell.lines('rand -out link/../drawn 4', 'rand -out ./link/.././drawn 4');
    expect([shell.exists('far/drawn'), shell.exists('drawn')]).toEqual([true, false]);
    expect((await shell.line('rand -out none/../drawn 4')).stderr).toContain('(code ENOENT)');
    expect((await shell.line('rand -out bytes/../drawn 4')).stderr).toContain('(code ENOTDIR)');
    for (const name of ['far', 'link', 'bytes']) rmSync(join(shell.folder, name), { recursive: true });
  });

  it('knows no option by what objects inherit', () => {
    expect(() => readArguments(['-constructor', 'x'], {}, 9)).toThrow(CliError);
    expect(() => readArguments(['-__proto__', 'x'], {}, 9)).toThrow(CliError);
  });

  it('refuses an argument, and a working directory, whose name is not UTF-8', async () => {
    const { code, stderr, stdout } = await shell.run(['genrsa', '-out', 'caf\ufffd.key']);
    expect({ code, stdout, files: shell.files() }).toEqual({ code: EXIT.usage, stdout: '', files: [] });
    expect(stderr).toMatch(/^vitrine: argument 3, "caf\ufffd.key", is not UTF-8 [^\n]*\(code not-utf8\)\n$/);
    const errors = new PassThrough();
    const inside = { ...world(), cwd: `${shell.folder}/caf\ufffd`, stderr: errors };
    expect(await run(['genrsa', '-out', 'a.key'], inside)).toBe(EXIT.input);
    expect(String(errors.read())).toContain('(code not-utf8)');
  });

  it('ends quietly when the reader leaves', async () => {
    const broken = new Writable({
      write: (_piece, _encoding, done) => done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
    });
    broken.on('error', () => undefined);
    const stderr = new PassThrough();
    const code = await run(['--help'], { ...world(), stdout: broken, stderr });
    expect(code).toBe(EXIT.brokenPipe);
    expect(stderr.read()).toBeNull();
  });

  it('ends at an interruption, with nothing written', async () => {
    const interrupt = new AbortController();
    interrupt.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
    const { code } = await shell.line('genrsa -out interrupted.key 4096', { signal: interrupt.signal });
    expect(code).toBe(EXIT.interrupted);
    expect(shell.files()).toEqual([]);
  });

  it('ends at an interruption while it waits for standard input', async () => {
    const interrupt = new AbortController();
    const waiting = shell.line('x509 -noout -subject', { signal: interrupt.signal });
    setImmediate(() => interrupt.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted)));
    expect((await waiting).code).toBe(EXIT.interrupted);
  });

  it('calls an error that is none of ours a bug, in one line', async () => {
    const random = {
      source: 'broken',
      bytes: (): never => {
        throw new TypeError('broken');
      },
    };
    const stderr = new PassThrough();
    const code = await run(['genrsa'], { ...world(), stderr, random });
    expect(code).toBe(EXIT.bug);
    expect(String(stderr.read())).toMatch(/^vitrine genrsa: [^\n]*\(code bug\)\n$/);
  });
});

const world = () => ({
  cwd: shell.folder,
  env: {},
  stdin: new PassThrough(),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  random: systemRandom,
  now: () => new Date(),
  signal: new AbortController().signal,
});
