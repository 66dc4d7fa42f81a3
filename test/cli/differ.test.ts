/** vitrine differ: with OpenSSL, which every machine that runs these tests has or skips; its shards; processes that misbehave. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readArguments } from '../../src/cli/arguments.ts';
import { EXIT } from '../../src/cli/command.ts';
import { differ } from '../../src/cli/commands/differ.ts';
import { LineProgram, runCommand } from '../../src/cli/differ/processes.ts';
import type { Report } from '../../src/cli/differ/report.ts';
import { hasOpenssl } from '../openssl.ts';
import { isWholeTable } from '../property-runs.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

/** OpenSSL takes a serial number of zero, and refuses a trusted leaf unless it is asked to stop there (-partial_chain). */
const RUN =
  'differ -against openssl -seed 7 -runs 9 -shrink 2 -attime 1800000000 -defects sound,leaf-expired,serial-number-zero,leaf-trusted';

describe.skipIf(!hasOpenssl)('with openssl', () => {
  it('finds what OpenSSL takes and refuses, and keeps chains that show it', async () => {
    const { code, stdout, stderr } = await shell.line(`${RUN} -out one`);
    expect({ code, stderr }).toEqual({ code: EXIT.no, stderr: '' });
    expect(stdout).toMatch(/^openssl \(OpenSSL .*\): asked 9, agreed \d$/m);
    expect(stdout).toMatch(/^openssl +leaf-trusted +\d +take +refuse +Not in RFC 5280.* unable to get/m);
    expect(stdout).toMatch(/^openssl +serial-number-zero +\d +refuse +take +RFC 5280 §4.1.2.2 +serial-not-positive$/m);
    expect(stdout).not.toMatch(/leaf-expired|sound/);
    const again = shell.read('one/openssl-serial-number-zero-taken/again');
    const [, command] = again.split('\n');
    const cwd = shell.path('one/openssl-serial-number-zero-taken');
    expect(execFileSync('sh', ['-c', command], { cwd, encoding: 'utf8' })).toBe('leaf.pem: OK\n');
    expect(shell.mode('one/openssl-serial-number-zero-taken/chain.tsv')).toBe(0o600);
  });

  it.runIf(isWholeTable)('is the same in three shards, merged, as in one run', async () => {
    for (const shard of [3, 1, 2]) {
      const env = { JOB_COMPLETION_INDEX: `${shard - 1}` };
      const outcome = await shell.line(`${RUN} -shard ${shard === 2 ? '3' : `${shard}/3`} -out shard${shard}`, { env });
      expect(outcome.stderr).toBe('');
    }
    await shell.line('differ -merge shard2/report.json shard3/report.json shard1/report.json -out merged');
    expect(shell.read('merged/report.json')).toBe(shell.read('one/report.json'));
    const some = await shell.line('differ -merge shard2/report.json shard3/report.json -json');
    expect(some.stderr).toContain('1 of 3 shards are missing');
    expect((JSON.parse(some.stdout) as Report).shards).toEqual({ done: [2, 3], of: 3 });
  });

  it.runIf(isWholeTable)('merges no shard twice, and no other run', async () => {
    expect(await shell.line('differ -merge shard1/report.json shard1/report.json')).toMatchObject({
      code: EXIT.input,
      stderr: expect.stringContaining('shard 1 is there twice'),
    });
    await shell.line('differ -against openssl -seed 8 -runs 1 -defects sound -out other');
    expect((await shell.line('differ -merge shard1/report.json other/report.json')).stderr).toContain('other-run');
  });

  it('finds nothing where all agree, and asks of one chain alone', async () => {
    const { code, stdout } = await shell.line(
      'differ -against openssl -seed 1 -runs 2 -defects sound,leaf-expired -only 1',
    );
    expect({ code, stdout }).toEqual({
      code: EXIT.ok,
      stdout: expect.stringMatching(/asked 1, agreed 1\nno disagree/),
    });
  });
});

describe('processes', () => {
  const signal = new AbortController().signal;
  const options = { cwd: shell.folder, signal, time: 2000 };

  it('a verifier that is not installed is told from one that refuses', async () => {
    expect(await runCommand(['no-such-verifier'], options)).toEqual({
      status: undefined,
      output: '',
      failure: expect.stringContaining('ENOENT'),
    });
    expect(await runCommand(['sh', '-c', 'echo no; exit 3'], options)).toEqual({ status: 3, output: 'no\n' });
  });

  it('one that is silent is ended with its children', async () => {
    const ended = await runCommand(['sh', '-c', 'sleep 100 & wait'], { ...options, time: 100 });
    expect(ended).toMatchObject({ status: undefined, failure: 'no answer in 0.1 s' });
  });

  it.runIf(isWholeTable)('a program that dies or is silent for one question answers the others', async () => {
    const script = 'while read q; do case $q in die) exit 1;; sleep) sleep 100;; *) echo "got $q";; esac; done';
    const program = new LineProgram(['sh', '-c', script], options);
    expect(await program.ask(['a', 'die', 'b', 'sleep', 'c'])).toEqual([
      'got a',
      undefined,
      'got b',
      undefined,
      'got c',
    ]);
    expect(await program.ask(['d'])).toEqual(['got d']);
    program.close();
    const missing = new LineProgram(['no-such-program'], options);
    expect(await missing.ask(['a', 'b'])).toEqual([undefined, undefined]);
  });
});

describe('misuse', () => {
  it.each([
    ['differ', 'usage', EXIT.usage],
    ['differ -against ssleay', 'usage', EXIT.usage],
    ['differ -against openssl -defects bad-luck', 'usage', EXIT.usage],
    ['differ -against openssl -shard 0/3', 'usage', EXIT.usage],
    ['differ -against openssl -shard 4/3', 'usage', EXIT.usage],
    ['differ -against openssl -shard 3', 'JOB_COMPLETION_INDEX', EXIT.usage],
    ['differ -against openssl -shard 1/3/5', 'usage', EXIT.usage],
    ['differ -against openssl -runs 0', 'usage', EXIT.usage],
    ['differ -against openssl -runs 2 -only 2', 'usage', EXIT.usage],
    ['differ -against openssl report.json', 'usage', EXIT.usage],
    ['differ -merge', 'usage', EXIT.usage],
    ['differ -merge no-report.json', 'not-a-report', EXIT.input],
    ['differ -merge half-report.json', 'not-a-report', EXIT.input],
  ])('%s', async (line, said, code) => {
    shell.write('no-report.json', '{');
    shell.write('half-report.json', '{ "format": "vitrine differ 1", "settings": {}, "disagreements": [{}] }');
    expect(await shell.line(line)).toMatchObject({ code, stderr: expect.stringContaining(said), stdout: '' });
  });
});

it('lists the kinds of chains', async () => {
  expect((await shell.line('differ -list')).stdout).toMatch(
    /^sound +taken +RFC 5280 §6.1\n(.*\n)*leaf-expired +refused +RFC/m,
  );
});

it('the Job of examples/kubernetes calls it as it is', () => {
  const file = join(resolve(import.meta.dirname, '../..'), 'examples/kubernetes/differ-job.yaml');
  const job = parseDocument(readFileSync(file, 'utf8')).toJS();
  const { completions, template } = job.spec;
  const [, , line] = template.spec.containers[0].command;
  const words = /vitrine differ ([^;]*);/.exec(line)![1].split(' ');
  expect(readArguments(words, differ.options, 0).values).toMatchObject({ shard: `${completions}` });
});
