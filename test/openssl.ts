/** Whether the tests can call OpenSSL; where not, those that would say so and skip. */
import { spawnSync } from 'node:child_process';

const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' });
export const hasOpenssl = status === 0;
/** Its text forms changed between major versions; 3.0's are what we print. */
export const hasOpenssl30 = hasOpenssl && stdout.startsWith('OpenSSL 3.0.');

if (!hasOpenssl) console.warn('openssl is not installed: its tests are skipped');
else if (!hasOpenssl30) console.warn(`${stdout.trim()} is not 3.0: the tests of its text forms are skipped`);
