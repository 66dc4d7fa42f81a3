/** The rules of ARCHITECTURE.md: a room imports only from rooms of lower rank, through their doors (`index.ts`, and `internal.ts`, which only
 * other rooms use); `node:` stays in three rooms. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');
/** From the plan: `| rank | room | …`. */
const RANK: Record<string, number> = Object.fromEntries(
  [...readFileSync(resolve(SRC, '../ARCHITECTURE.md'), 'utf8').matchAll(/^\| (\d+) \| `(\w+)\/` \|/gm)].map(
    ([, rank, room]) => [room, Number(rank)],
  ),
);
const NODE_ROOMS = new Set(['node', 'kubernetes', 'cli']);
/** A second public door, on a part of a room that needs no machine: from it, no file that imports `node:` can be reached. */
const PORTABLE_DOORS = ['kubernetes/pki'];
/** Packages that one room may import: the optional peers of package.json. */
const PEERS: Record<string, readonly string[]> = { testing: ['fast-check'], kubernetes: ['yaml'] };

const rooms = readdirSync(SRC, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));

/** What the page of the explorer is bundled with: nothing that the package depends on. `lessons` and `late` are made by its build. */
const BUNDLED = ['preact', 'preact/hooks', '@preact/signals', 'lessons', 'late'];
/** The part of the explorer that knows the DOM, and the files of another room that only it may import: they do, too. */
const PAGE = 'explorer/page/';
const PAGE_DOORS = ['explain/render/html/browser/behaviour.ts', 'explain/render/html/browser/theme.ts'];

/** Every module specifier of a source text: static and dynamic imports, re-exports, import types. */
function specifiers(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]);
}

/** What is wrong with `file` importing `specifier`, or undefined. */
function fault(file: string, specifier: string): string | undefined {
  const room = file.split('/')[0];
  if (specifier.startsWith('node:')) return NODE_ROOMS.has(room) ? undefined : `${room}/ may not use ${specifier}`;
  if (!specifier.startsWith('.')) {
    const packages = file.startsWith(PAGE) ? BUNDLED : (PEERS[room] ?? []);
    return packages.includes(specifier) ? undefined : `${specifier} is no peer of ${room}/`;
  }
  const target = relative(SRC, resolve(SRC, file, '..', specifier));
  const targetRoom = target.split('/')[0];
  if (targetRoom === room) {
    return target.startsWith(PAGE) && !file.startsWith(PAGE) ? `${file} is no part of the page` : undefined;
  }
  if (file.startsWith(PAGE) && PAGE_DOORS.includes(target)) return undefined;
  if (!(RANK[targetRoom] < RANK[room])) return `${room}/ is not above ${targetRoom}/`;
  const doors = [targetRoom, ...PORTABLE_DOORS].map((door) => `${door}/index.ts`);
  const isDoor = doors.includes(target) || target === `${targetRoom}/internal.ts`;
  return isDoor ? undefined : `${target} is no door of ${targetRoom}/`;
}

/** The files that import each other in a circle, types included: each strongly connected part of a graph (Tarjan 1972).
 * @param importsOf - what a node leads to. */
function circles(nodes: readonly string[], importsOf: (node: string) => readonly string[]): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    const number = order.size;
    order.set(node, number);
    lowest.set(node, number);
    open.push(node);
    for (const next of importsOf(node)) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== number) return;
    const part = open.splice(open.indexOf(node));
    if (part.length > 1) found.push(part.toSorted());
  };
  for (const node of nodes) if (!order.has(node)) visit(node);
  return found;
}

describe('the house', () => {
  it('has only rooms that the plan names, each with a door and an exports line', () => {
    const { exports } = JSON.parse(readFileSync(resolve(SRC, '../package.json'), 'utf8'));
    for (const room of rooms) {
      expect(RANK, room).toHaveProperty(room);
      if (room === 'cli') continue; // Its door is the `bin`.
      expect(existsSync(join(SRC, room, 'index.ts')), `${room}/index.ts`).toBe(true);
      expect(exports[`./${room}`], room).toBe(`./dist/${room}/index.js`);
    }
    const mapped = Object.keys(exports).filter((path) => path !== './package.json');
    expect(mapped.toSorted()).toEqual(
      [...rooms.filter((room) => room !== 'cli'), ...PORTABLE_DOORS].map((door) => `./${door}`).toSorted(),
    );
  });

  it('reaches no node: from a door that promises none', () => {
    for (const door of PORTABLE_DOORS) {
      const reached = new Set<string>();
      const visit = (file: string): void => {
        if (reached.has(file)) return;
        reached.add(file);
        for (const specifier of specifiers(readFileSync(join(SRC, file), 'utf8'))) {
          expect(specifier, file).not.toMatch(/^node:/);
          if (specifier.startsWith('.')) visit(relative(SRC, resolve(SRC, file, '..', specifier)));
        }
      };
      visit(`${door}/index.ts`);
      expect(reached.size, door).toBeGreaterThan(10);
      expect([...reached].filter((file) => file.startsWith('node/'))).toEqual([]);
    }
  });

  it('has node: in no file of the parts that need no machine', () => {
    for (const part of ['kubernetes/pki/', 'kubernetes/rbac/']) {
      const own = files.filter((file) => file.startsWith(part));
      expect(own.length, part).toBeGreaterThan(3);
      for (const file of own) expect(readFileSync(join(SRC, file), 'utf8'), file).not.toMatch(/from 'node:/);
    }
  });

  it('compiles all but the rooms of Node without its types (`npm run typecheck`)', () => {
    const { compilerOptions, include } = JSON.parse(readFileSync(resolve(SRC, '../tsconfig.engine.json'), 'utf8'));
    expect(compilerOptions).toEqual({ types: [], lib: ['es2023'] });
    const portable = rooms.filter((room) => !NODE_ROOMS.has(room)).map((room) => `src/${room}`);
    const parts = ['scripts/engine/globals.d.ts', ...portable, 'src/kubernetes/pki', 'src/kubernetes/rbac'];
    expect(include.toSorted()).toEqual(parts.toSorted());
    const { scripts } = JSON.parse(readFileSync(resolve(SRC, '../package.json'), 'utf8'));
    expect(scripts.typecheck).toContain('--project tsconfig.engine.json');
    expect(scripts.typecheck).toContain('--project tsconfig.page.json');
  });

  it('imports downwards, through doors, and node: only where the plan says', () => {
    expect(files.length).toBeGreaterThan(0);
    const faults = files.flatMap((file) =>
      specifiers(readFileSync(join(SRC, file), 'utf8')).map((specifier) => [file, fault(file, specifier)]),
    );
    expect(faults.filter(([, wrong]) => wrong !== undefined)).toEqual([]);
  });

  it('makes servers of HTTP in one place, which adds the refusals before any handler', () => {
    const makes = /\bcreateServer\b[^;]*\bfrom 'node:https?'|\bhttps?\.(?:createServer|Server)\(/;
    const makers = files.filter((file) => makes.test(readFileSync(join(SRC, file), 'utf8')));
    expect(makers).toEqual(['node/http-server.ts']);
  });

  it('reaches nothing that is broken on purpose but from the command and the page that show it', () => {
    const importers = files.filter(
      (file) =>
        !file.startsWith('lab/') &&
        specifiers(readFileSync(join(SRC, file), 'utf8')).some((specifier) =>
          /\/lab\/(index|internal)\.ts$/.test(specifier),
        ),
    );
    expect(importers.filter((file) => file !== 'cli/commands/lab.ts' && !file.startsWith('explorer/'))).toEqual([]);
    expect(importers).toContain('cli/commands/lab.ts');
  });

  it('sees a bad import when there is one', () => {
    expect(fault('hash/sha256.ts', '../codec/index.ts')).toBeDefined();
    expect(fault('tls/client.ts', '../x509/certificate.ts')).toBeDefined();
    expect(fault('tls/client.ts', 'node:net')).toBeDefined();
    expect(fault('hash/sha256.ts', 'yaml')).toBeDefined();
    expect(fault('cli/a.ts', '../kubernetes/pki/plan.ts')).toBeDefined();
    expect(fault('tls/client.ts', '../x509/index.ts')).toBeUndefined();
    expect(fault('tls/client.ts', '../x509/internal.ts')).toBeUndefined();
    expect(fault('x509/path.ts', '../tls/internal.ts')).toBeDefined();
    expect(fault('cli/a.ts', '../kubernetes/pki/index.ts')).toBeUndefined();
    expect(fault('explorer/page/a.tsx', 'preact')).toBeUndefined();
    expect(fault('explorer/work/a.ts', 'preact')).toBeDefined();
    expect(fault('explorer/work/a.ts', '../page/a.tsx')).toBeDefined();
    expect(fault('cli/a.ts', '../explain/render/html/browser/theme.ts')).toBeDefined();
    expect(
      specifiers(`import type { A } from '../a/index.ts'; export * from "./b.ts"; await import('node:fs');`),
    ).toEqual(['../a/index.ts', './b.ts', 'node:fs']);
  });

  it('has no circle of files', () => {
    const importsOf = (file: string): string[] =>
      specifiers(readFileSync(join(SRC, file), 'utf8'))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(SRC, resolve(SRC, file, '..', specifier)));
    expect(circles(files, importsOf)).toEqual([]);
  });

  it('sees a circle when there is one', () => {
    const graph: Record<string, string[]> = {
      a: ['b', 'd'],
      b: ['c'],
      c: ['a'],
      d: ['e'],
      e: [],
      f: ['g'],
      g: ['f', 'a'],
    };
    expect(circles(Object.keys(graph), (node) => graph[node])).toEqual([
      ['a', 'b', 'c'],
      ['f', 'g'],
    ]);
  });

  it('draws randomness from nowhere but a Random (security.md R4)', () => {
    // Lines of that file stand in an excerpt, as texts.
    const excerpts = 'lab/excerpts.ts';
    const offenders = files.filter(
      (file) => file !== excerpts && /Math\s*\.\s*random|getRandomValues/.test(readFileSync(join(SRC, file), 'utf8')),
    );
    expect(offenders).toEqual(['bytes/random.ts']);
  });
});
