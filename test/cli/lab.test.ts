/** vitrine lab: the list, the story, and what is refused. */
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { ATTACKS } from '../../src/lab/index.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

describe('vitrine lab', () => {
  it('lists every attack', async () => {
    const { code, stdout } = await shell.line('lab');
    expect(code).toBe(EXIT.ok);
    expect(stdout.trimEnd().split('\n')).toHaveLength(ATTACKS.length);
    for (const { name } of ATTACKS) expect(stdout).toContain(`${name} `);
  });

  it('tells the four acts, the same for one seed, and another for another', async () => {
    const told = await shell.line('lab zero-x25519');
    expect(told.code).toBe(EXIT.ok);
    for (const act of ['1. What is broken', '2. The attack', '3. What it won', '4. What stops it'])
      expect(told.stdout).toContain(act);
    expect((await shell.line('lab zero-x25519 -seed lab')).stdout).toBe(told.stdout);
    const [one, other] = [
      await shell.line('lab cbc-bit-flipping'),
      await shell.line('lab cbc-bit-flipping -seed other'),
    ];
    expect(other.stdout).not.toBe(one.stdout);
  });

  it('takes a size of the attack alone', async () => {
    const refused = await shell.line('lab fermat -size 7');
    expect(refused.code).toBe(EXIT.usage);
    expect(refused.stderr).toMatch(/1024, 2048, 3072/);
    expect((await shell.line('lab fermat -size x')).code).toBe(EXIT.usage);
  });

  it('names the list for an attack that it does not know', async () => {
    const { code, stderr } = await shell.line('lab heartbleed');
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain('vitrine lab lists them');
  });
});
