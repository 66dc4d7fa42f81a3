/** The real openssl, where it is installed, in a folder of its own: the other opinion on every text form. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const folder = mkdtempSync(join(tmpdir(), 'vitrine-'));

/** Runs `openssl` in the folder. @returns standard output. */
export const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

export const readText = (name: string): string => readFileSync(join(folder, name), 'utf8');
export const readBytes = (name: string): Uint8Array => readFileSync(join(folder, name));
export const write = (name: string, data: string | Uint8Array): void => writeFileSync(join(folder, name), data);

export { hasOpenssl30 } from '../../openssl.ts';
