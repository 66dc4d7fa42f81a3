/** Certificates and lists of every kind are read by OpenSSL, and printed by it and by us in the same words. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { certificateListText, certificateText } from '../../src/explain/index.ts';
import { certificateListPem, certificatePem } from '../../src/x509/index.ts';
import { hasOpenssl30 } from '../openssl.ts';
import { counted, dotted, drawn, opensslText, WANTED } from './texts-of-every-kind.ts';

/** In the long form 1,000 and 100; some certificates of the long form are read by processes of their own, as `openssl x509` prints names otherwise. */
const IS_LONG = process.env.INTEROP === 'all';
const { certificates, lists } = drawn(IS_LONG ? 1000 : 60, 20261127);

const folder = mkdtempSync(join(tmpdir(), 'vitrine-texts-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasOpenssl30)('OpenSSL reads what vitrine/testing draws, and prints the same', () => {
  it('certificates, at one go', () => {
    const file = join(folder, 'certificates.pem');
    writeFileSync(file, certificates.map(certificatePem).join(''));
    const theirs = opensslText(['storeutl', '-noout', '-text', '-certs', file], '');
    const ours = certificates.map((one, i) => `${i}: Certificate\n${certificateText(one, { names: 'compatible' })}`);
    expect(dotted(theirs)).toBe(dotted(`${ours.join('')}Total found: ${certificates.length}\n`));
  });

  it('lists', () => {
    const theirs = lists.map((list) => opensslText(['crl', '-noout', '-text'], certificateListPem(list)));
    expect(theirs.map(dotted)).toEqual(lists.map((list) => dotted([...certificateListText(list)].join(''))));
  });

  it.runIf(IS_LONG)(
    'certificates, one by one, with `openssl x509`',
    () => {
      for (const one of certificates.slice(0, 200)) {
        const theirs = opensslText(['x509', '-noout', '-text'], certificatePem(one));
        expect(dotted(certificateText(one))).toBe(dotted(theirs));
      }
    },
    600_000,
  );
});

it.runIf(IS_LONG)('everything comes up ten times at least', () => {
  const counts = counted(certificates, lists);
  const rare = WANTED.filter((thing) => (counts.get(thing) ?? 0) < 10);
  expect(rare).toEqual([]);
});
