/** `npm run build`: what the package ships. tsc checks and emits; comments then leave the JavaScript (declarations keep their
 * docstrings), but for `@__PURE__`, by which bundlers drop what is not used. Generated kernels lose white space and the names of local
 * variables too. The modules of some rooms become one. The sources that declaration maps point to are copied to `dist/sources/`, where an editor finds them. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { withPureValues } from './pure-values.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');

rmSync(DIST, { recursive: true, force: true });
execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', 'tsconfig.build.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});

/** Declarations that no door leads to, such as those of the command line, are of use to nobody: they go, and their maps with them. */
const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const reached = new Set();
const visit = (path) => {
  if (reached.has(path)) return;
  reached.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, specifier] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g)) {
    visit(join(dirname(path), specifier).replace(/\.[jt]s$/, '.d.ts'));
  }
};
for (const door of Object.values(exports)) if (door.endsWith('.js')) visit(join(ROOT, door).replace(/\.js$/, '.d.ts'));
for (const name of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
  const path = join(DIST, name);
  if (!/\.d\.ts(\.map)?$/.test(name) || reached.has(path.replace(/\.map$/, ''))) continue;
  rmSync(path);
}

const isGenerated = (name) => name.split(sep).includes('generated');
for (const name of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
  const path = join(DIST, name);
  // The source of a generated kernel is not shipped.
  if (name.endsWith('.d.ts.map') && isGenerated(name)) {
    rmSync(path);
    const declarations = path.slice(0, -'.map'.length);
    writeFileSync(declarations, readFileSync(declarations, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'));
  }
  if (name.endsWith('.d.ts.map') && !isGenerated(name)) withItsSource(path, name.replace(/\.d\.ts\.map$/, '.ts'));
  if (!name.endsWith('.js')) continue;
  writeFileSync(path, await withoutComments(readFileSync(path, 'utf8'), isGenerated(name)));
}

/** Copies the source of a declaration map. Not beside the declarations: TypeScript would take it for the module. */
function withItsSource(map, source) {
  const copy = join(DIST, 'sources', source);
  cpSync(join(ROOT, 'src', source), copy);
  const fields = JSON.parse(readFileSync(map, 'utf8'));
  writeFileSync(map, JSON.stringify({ ...fields, sources: [relative(dirname(map), copy).replaceAll(sep, '/')] }));
}

/** Rooms whose modules are joined, and the modules that are parts of their own there, so that a bundle of one holds no others. */
const JOINED = {
  bytes: [],
  codec: [],
  asn1: ['element.js', 'object-identifiers.js'],
  x509: [
    ...['names/name.js', 'validate/identity.js', 'certificate/certificate.js', 'crl/certificate-list.js'],
    ...['request/request.js', 'validate/validate-chain.js'],
  ],
  bigint: [],
  lattice: [],
  rsa: [],
  keys: [],
  signatures: [],
  tls: [],
  node: ['key-worker.js'],
};
for (const [room, parts] of Object.entries(JOINED)) await joinModules(room, parts);

/** Joins the modules of a room into few, since Node takes half a millisecond to find and read each. Not for rooms of which bundles are to hold one
 * part without the others, such as a curve. */
async function joinModules(room, parts) {
  const folder = join(DIST, room);
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  const entries = ['index.js', 'internal.js', ...parts].filter((name) => existsSync(join(folder, name)));
  const otherRooms = {
    name: 'other rooms',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const to = relative(folder, join(resolveDir, path)).replaceAll(sep, '/');
        return to.startsWith('../') ? { path: to, external: true } : undefined;
      }),
  };
  const { outputFiles } = await build({
    ...{
      entryPoints: entries.map((name) => join(folder, name)),
      outdir: folder,
      entryNames: '[name]',
      chunkNames: '[name]-[hash]',
    },
    ...{ bundle: true, splitting: true, format: 'esm', target: 'es2022', platform: 'neutral', external: ['node:*'] },
    ...{ legalComments: 'none', write: false, plugins: [otherRooms] },
  });
  for (const name of modules) rmSync(join(folder, name));
  // No module has side effects: what is imported for them alone need not be.
  const needless = /^(?:\/\/ .*|import "[^"]+";)\n/gm;
  for (const { path, text } of outputFiles) {
    const pure = withPureValues(text.replace(needless, ''));
    // It is still a module.
    await transform(pure, { loader: 'js', target: 'es2022' });
    writeFileSync(path, pure);
  }
}

// The explorer's page, which `vitrine explore` serves.
execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'scripts/explorer/run.ts'), 'site'], {
  cwd: ROOT,
  stdio: 'inherit',
});

/** esbuild leaves some comments on lines of their own. They go where the program is then the same: in a template literal such a line is
 * text. */
async function withoutComments(source, isKernel) {
  const options = { loader: 'js', target: 'es2022', charset: 'utf8', legalComments: 'none' };
  const minified = async (text, more) => (await transform(text, { ...options, minifyWhitespace: true, ...more })).code;
  if (isKernel) return minified(source, { minifyIdentifiers: true });
  const { code } = await transform(source, options);
  const bare = code.replace(/^\s*\/\/.*\n/gm, '');
  return (await minified(bare)) === (await minified(code)) ? bare : code;
}
