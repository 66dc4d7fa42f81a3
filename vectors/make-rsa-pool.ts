/** Makes rsa-pool.json: RSA keys by OpenSSL that tests sign with, so that no test has to wait for keys. Run with
 * `npx tsx vectors/make-rsa-pool.ts`; other keys every time. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYS = 8;
const key = (bits: number): string =>
  execFileSync('openssl', ['genrsa', `${bits}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const file = {
  source: 'openssl genrsa',
  keys: Array.from({ length: KEYS }, () => key(2048)),
  weak: key(1024),
};
writeFileSync(join(import.meta.dirname, 'rsa-pool.json'), `${JSON.stringify(file, undefined, 1)}\n`);
