/** What is no X.509 and no TLS of ours, named in Chinese. */
import { expect, it } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import { blocksOf } from '../../../src/explain/internal.ts';
import { chinese } from '../../../src/explorer/lessons/labels.ts';
import { pemEncode } from '../../../src/keys/index.ts';

const ENGLISH = /[a-z]{2,} [a-z]{2,} [a-z]{2,}/;

it.each([
  ...['PGP PUBLIC KEY BLOCK', 'PGP PRIVATE KEY BLOCK', 'PGP SIGNATURE', 'PGP MESSAGE', 'PGP ARMORED FILE'],
  'OPENSSH PRIVATE KEY',
])('%s', (label) => {
  const [{ notDer }] = blocksOf(utf8ToBytes(pemEncode(label, Uint8Array.of(0x98, 0x33, 0x04))), {});
  expect(notDer?.title).toMatch(ENGLISH);
  // The commands stay.
  expect(chinese(notDer!.title).replace(/(gpg|ssh-keygen) .*FILE/, '')).not.toMatch(ENGLISH);
});

it('a record of another version', () => {
  const why =
    'Why: what came is no record of TLS 1.2 or 1.3: the other side may speak another version here, or another protocol, such as HTTP (RFC 5246 §6.2.1).';
  expect(chinese(why)).not.toMatch(ENGLISH);
});
