/** Whether the tests can call OpenSSL; where not, those that would say so and skip. */
import { spawnSync } from 'node:child_process';
import { sayWhySkipped } from './skipping.ts';

const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' });
export const hasOpenssl = status === 0;
/** Its text forms changed between major versions; 3.0's are what we print. */
export const hasOpenssl30 = hasOpenssl && stdout.startsWith('OpenSSL 3.0.');

if (!hasOpenssl) sayWhySkipped('openssl is not installed');
else if (!hasOpenssl30) sayWhySkipped(`the text forms of OpenSSL 3.0 are not those of ${stdout.trim()}`);
