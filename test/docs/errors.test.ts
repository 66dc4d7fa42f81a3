/** docs/errors.md is what its script writes, and has every code of every union. (That the catalogue has each code, the compiler holds.) */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DESCRIPTIONS, ERROR_CLASSES } from '../../scripts/errors/catalogue.ts';
import { errorsPage } from '../../scripts/errors/page.ts';
import { ROOT } from './blocks.ts';

it('is up to date: `npm run errors` writes it', () => {
  expect(readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')).toBe(errorsPage());
});

it('has every class of errors that the engine exports', () => {
  const SRC = join(ROOT, 'src');
  const classes = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('cli/') && !name.startsWith('kubernetes/api/'))
    .flatMap((name) => [
      ...readFileSync(join(SRC, name), 'utf8').matchAll(/^export class (\w+) extends VitrineError/gm),
    ])
    .map(([, name]) => name);
  const described = [...ERROR_CLASSES.map(({ name }) => name), 'DecodeError', 'EncodeError', 'RandomError'];
  expect(classes.toSorted()).toEqual(described.toSorted());
});

it('has every code that a description gives, and no other', () => {
  const SRC = join(ROOT, 'src');
  const texts = ['codec', 'asn1', 'keys', 'x509', 'tls'].flatMap((room) =>
    readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(SRC, room, name), 'utf8')),
  );
  const codes = texts.flatMap((text) => {
    const thrown = text.matchAll(/(?:new (?:De|En)codeError|\.fail)\(\s*'([\w-]+)'/g);
    const refined = text.matchAll(/\brefine\([^;]*?'([a-z]+(?:-[a-z]+)+)',/g);
    return [...thrown, ...refined].map(([, code]) => code);
  });
  expect(codes.length).toBeGreaterThan(20);
  expect([...new Set(codes)].filter((code) => !Object.hasOwn(DESCRIPTIONS, code))).toEqual([]);
  const source = texts.join('\n');
  expect(Object.keys(DESCRIPTIONS).filter((code) => !source.includes(`'${code}'`))).toEqual([]);
});
