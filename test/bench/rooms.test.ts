/** The rows themselves, unmeasured. Those of other libraries are not installed where tests run. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupsOf, roomNames } from '../../bench/harness/rooms.ts';

const BENCH = resolve(import.meta.dirname, '../../bench');
const read = (path: string) => JSON.parse(readFileSync(join(BENCH, path), 'utf8'));
const text = readFileSync(join(BENCH, 'README.md'), 'utf8');

describe('the rooms', () => {
  it.each(roomNames())('%s has rows, named as all are, each implementation once', async (room) => {
    const groups = await groupsOf(room, false, '');
    expect(groups.size).toBeGreaterThan(0);
    for (const [row, group] of groups) {
      expect(row.split('/')).toHaveLength(3);
      const names = group.map(({ implementation }) => implementation);
      expect(new Set(names).size, row).toBe(names.length);
    }
  });

  it.each(roomNames())('%s has a place in the README', (room) => {
    expect(text).toContain(`<!-- ${room} -->`);
  });

  it('are filtered by the whole name', async () => {
    const groups = await groupsOf('hash', false, 'sha256/64 B/vitrine');
    expect([...groups.keys()]).toEqual(['hash/sha256/64 B', 'hmac/sha256/64 B']);
    for (const group of groups.values()) expect(group.map((each) => each.implementation)).toEqual(['vitrine']);
  });
});

describe('the other libraries', () => {
  const { dependencies, devDependencies } = read('peers/package.json');

  it('are pinned, and the lock file agrees', () => {
    const { packages } = read('peers/package-lock.json');
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(packages[`node_modules/${name}`].version, name).toBe(version);
    }
  });

  it('are introduced in the README', () => {
    const unnamed = Object.keys(dependencies).filter((name) => name !== 'reflect-metadata' && !text.includes(name));
    expect(unnamed).toEqual([]);
  });
});
