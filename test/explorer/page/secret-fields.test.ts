/** The fields of the kernels that take secrets, which the form warns of: they become part of the address. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { KERNEL_NAMES, KERNELS } from '../../../src/explorer/kernels.ts';
import type { SettingField } from '../../../src/explorer/settings.ts';
import { stubPage } from './page-globals.ts';

stubPage();
afterAll(() => vi.unstubAllGlobals());

/** The module is for a page: it is imported by a name that the compiler does not follow, since this program has no DOM. */
const WORDS: string = '../../../src/explorer/page/words/kernels.ts';
const { kernelWord } = await import(WORDS);

describe('a field for a secret', () => {
  it.each(KERNEL_NAMES)('%s: every field whose label names a key, a password or a secret number is marked', (name) => {
    const fields: readonly SettingField[] = KERNELS[name];
    // A small curve's prime is known to all, and so is the seed of everything random: it makes no key that is used anywhere.
    const isSecret = ({ name: of }: SettingField): boolean =>
      /private key|^Key$|the key$|a key of your own|^Prime [pq]$|^And the prime|^Secret$|^Password$|number k of|the seed [dz]$|Or the message m$/.test(
        kernelWord(`field.${of}`) ?? '',
      );
    for (const field of fields) expect(field.secret !== undefined, field.name).toBe(isSecret(field));
  });

  it('has a warning for each kind of secret', () => {
    expect(kernelWord('secret.key')).toContain('no real key');
    expect(kernelWord('secret.password')).toContain('no real password');
    const [password]: readonly SettingField[] = KERNELS.pbkdf2;
    expect(password.secret).toBe('password');
  });
});
