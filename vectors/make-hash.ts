/** Makes hash.json and hmac.json: digests and HMACs by `openssl dgst`, at message lengths around the block's and the padding's edges and at
 * key lengths around the block's. Run with `npx tsx vectors/make-hash.ts`; the same from run to run. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MESSAGE_LENGTHS = [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129, 191, 192, 500];
const KEY_LENGTHS = [1, 16, 20, 32, 63, 64, 65, 131];
const HASHES = ['sha1', 'sha256'];

/** Bytes that differ from one another and from length to length. */
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (167 * i + length) & 0xff));
const openssl = (input: Buffer, ...args: string[]): string => execFileSync('openssl', args, { input }).toString('hex');

const digests = HASHES.flatMap((hash) =>
  MESSAGE_LENGTHS.map(bytes).map((message) => ({
    hash,
    message: message.toString('hex'),
    digest: openssl(message, 'dgst', `-${hash}`, '-binary'),
  })),
);
const macs = HASHES.flatMap((hash) =>
  KEY_LENGTHS.map(bytes).map((key) => {
    const message = bytes(70);
    const mac = openssl(
      message,
      'dgst',
      `-${hash}`,
      '-mac',
      'HMAC',
      '-macopt',
      `hexkey:${key.toString('hex')}`,
      '-binary',
    );
    return { hash, key: key.toString('hex'), message: message.toString('hex'), mac };
  }),
);

const tool = execFileSync('openssl', ['version']).toString().trim();
const write = (name: string, source: string, command: string, cases: object[]): void =>
  writeFileSync(
    join(import.meta.dirname, `${name}.json`),
    `${JSON.stringify({ source, tool, command, cases }, null, 1)}\n`,
  );
write('hash', 'digests by OpenSSL', 'openssl dgst -HASH -binary', digests);
write('hmac', 'HMACs by OpenSSL', 'openssl dgst -HASH -mac HMAC -macopt hexkey:KEY -binary', macs);
