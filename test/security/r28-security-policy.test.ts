// jsrsasign#598, node-rsa#230: reporters of Marvin found no security policy and no private contact.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const read = (name: string): string => readFileSync(resolve(import.meta.dirname, '../..', name), 'utf8');

it('R28: SECURITY.md names a private contact, the supported versions and what is out of scope, and is shipped', () => {
  const policy = read('SECURITY.md');
  const { version, files } = JSON.parse(read('package.json'));
  expect(policy).toMatch(/private/i);
  expect(policy).toMatch(/Report a vulnerability/);
  expect(policy).toContain(`| ${version.split('.').slice(0, 2).join('.')}.x`);
  for (const heading of ['Reporting a vulnerability', 'Supported versions', 'In scope', 'Out of scope']) {
    expect(policy).toContain(`\n## ${heading}`);
  }
  expect(files).toContain('SECURITY.md');
});
