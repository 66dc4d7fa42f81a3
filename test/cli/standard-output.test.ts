/** Standard output by its other names: what other programs wrote to the same file stays. */
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { commandProgram } from '../node-program.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

it.runIf(process.platform === 'linux').each(['/dev/fd/1', '/proc/self/fd/1', 'link'])('-out %s', (name) => {
  if (name === 'link') symlinkSync('/dev/stdout', shell.path('link'));
  const script = `{ echo before; "$0" "$1" rand -hex -out ${name} 4; echo after; } > file`;
  spawnSync('sh', ['-c', script, process.execPath, commandProgram()], { cwd: shell.folder });
  expect(shell.read('file')).toMatch(/^before\n[0-9a-f]{8}\nafter\n$/);
});

it('in this process', async () => {
  for (const name of ['/dev/fd/1', '/proc/self/fd/1']) {
    expect((await shell.line(`rand -hex -out ${name} 4`)).stdout).toMatch(/^[0-9a-f]{8}\n$/);
  }
  expect((await shell.line('dgst -sha256 /dev/fd/0', { stdin: 'abc' })).stdout).toContain('ba7816bf');
});
