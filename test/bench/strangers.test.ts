/** `npm run bench -- --with FILE.mjs`: what is taken, and what is refused in one line. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupsOf, roomsOfRows } from '../../bench/harness/rooms.ts';
import { checkStrangers, strangersRows } from '../../bench/harness/strangers.ts';
import { OPEN_ROWS } from '../../bench/inputs/open.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-bench-'));
let files = 0;
function moduleOf(body: string): string {
  const file = join(folder, `mine${files++}.mjs`);
  writeFileSync(file, `import { createHash } from 'node:crypto';\n${body}`);
  return file;
}
const SHA256 = "(message) => createHash('sha256').update(message).digest()";

describe("a stranger's implementation", () => {
  it('that is right becomes rows of its own name', async () => {
    const file = moduleOf(`export default { 'hash/sha256/64 B': async ${SHA256} };`);
    await checkStrangers(file);
    const rows = await strangersRows(file);
    const groups = await groupsOf('hash', false, '', rows);
    expect([...groups.keys()]).toEqual(['hash/sha256/64 B']);
    const names = groups.get('hash/sha256/64 B')!.map(({ implementation }) => implementation);
    expect(names).toContain(rows[0].implementation);
    expect(rows[0].implementation).toMatch(/^theirs \(mine\d+\.mjs\)$/);
  });

  it.each([
    [
      '(message) => { const d = createHash("sha256").update(message).digest(); d[7] ^= message.length === 56; return d; }',
      'case 5: byte 7 of 32 differs',
    ],
    ['() => new Uint8Array(31)', 'case 0: gives 31 bytes, not 32'],
    ['() => "ab"', 'case 0: gives no Uint8Array'],
    ['() => { throw new Error("not today"); }', 'not today'],
  ])('that is wrong is refused: %s', async (body, why) => {
    const file = moduleOf(`export default { 'hash/sha256/64 B': ${body} };`);
    await expect(checkStrangers(file)).rejects.toThrow(`hash/sha256/64 B, theirs (`);
    await expect(checkStrangers(file)).rejects.toThrow(why);
  });

  it('that takes every signature for right is refused', async () => {
    const file = moduleOf("export default { 'verify/-/Ed25519': () => true };");
    await expect(checkStrangers(file)).rejects.toThrow('case 1: gives true, not false');
  });

  it.each([
    ["export default { 'hash/sha256/65 B': () => 1 };", "'hash/sha256/65 B' is none of"],
    ["export default { 'hash/sha256/64 B': 1 };", 'is no function'],
    ['export default {};', 'must be an object of functions'],
    ['export const x = 1;', 'must be an object of functions'],
    ['syntax error', 'cannot be loaded'],
  ])('that is no such module is refused: %s', async (body, why) => {
    await expect(strangersRows(moduleOf(body))).rejects.toThrow(why);
  });
});

describe('the open rows', () => {
  it('are rows of ours, each once', async () => {
    const known = await roomsOfRows();
    const names = OPEN_ROWS.map(({ row }) => row);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(OPEN_ROWS.filter(({ row }) => !/1 MiB|P-521|P-384|1000 iter|scrypt/.test(row)))(
    '$row: node:crypto agrees with ours',
    (row) => {
      for (const inputs of row.cases())
        expect(row.agrees(row.ours(...(inputs as never[])), inputs as never[])).toBe(true);
    },
  );
});
