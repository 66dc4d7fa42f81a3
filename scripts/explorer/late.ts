/** Code that few sessions need is a part of its own, loaded when it is first called: kernels of the rarer algorithms, TLS 1.2, revocation.
 * The engine is synchronous, so in the place of such functions stand others of the same names, which say that they are missing. The worker
 * then loads the part, and runs its job again. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { withoutDoors } from './doors.ts';
import { beforePartOfWorker } from './first-load.ts';

const SRC = resolve(import.meta.dirname, '../../src');

/** The files whose exported functions come late, by the names of their parts. */
const LATE: Readonly<Record<string, readonly string[]>> = {
  p256: ['ec/generated/p256.ts'],
  '25519': ['ec/generated/curve25519.ts'],
  p384: ['ec/generated/p384.ts'],
  p521: ['ec/generated/p521.ts'],
  'ml-kem': ['lattice/generated/ml-kem-ntt.ts', 'lattice/k-pke.ts', 'hash/generated/keccak.ts'],
  sha512: ['hash/generated/sha512-block.ts'],
  chacha20: ['cipher/generated/poly1305-blocks.ts', 'cipher/generated/chacha20-blocks.ts'],
  // Of long texts under a cipher without tables.
  ghash: ['cipher/generated/ghash-sliced.ts'],
  rsa: ['rsa/keygen.ts', 'rsa/pss.ts', 'rsa/pkcs1-signature.ts', 'rsa/pkcs1-encryption.ts', 'rsa/oaep.ts'],
  'tls1.2': ['tls/tls12/client.ts', 'tls/tls12/server.ts', 'tls/record/cbc-padding.ts', 'tls/record/cbc-protection.ts'],
  // Grids of points, arrows between two ends, tables that step: few exhibits of Inspect have one.
  figures: ['points', 'sequence', 'steps'].map((name) => `explain/render/html/${name}.ts`),
  // Of bytes that do not decode, or have a wrong tag.
  traces: ['private-traces', 'wrong-tags'].map((name) => `explain/inspect/${name}.ts`),
  // Of files without PEM.
  'no-pem': ['keys/no-pem.ts'],
  // Of OCSP responses.
  responses: ['explain/inspect/response-facts.ts'],
  english: ['explain/glossary/english.ts'],
  chinese: ['explain/glossary/chinese.ts'],
  revocation: ['list-status', 'list-scope', 'response-status', 'responder'].map(
    (name) => `x509/validate/revocation/${name}.ts`,
  ),
};
const FILES = new Map(
  Object.entries(LATE).flatMap(([name, files]) => files.map((file): [string, string] => [resolve(SRC, file), name])),
);

/** The module `late` of the page (`src/explorer/page/late.d.ts`). */
const REGISTRY = `
const parts = new Map();
const missing = new Set();
let demands = 0;
let loading = Promise.resolve();
export const register = (name, load) => parts.set(name, [...(parts.get(name) ?? []), load]);
export function demand(name) {
  missing.add(name);
  demands++;
  throw new Error(name + ' is not loaded yet');
}
// What is loaded may itself have stand-ins, which register only then: TLS 1.2 those of its records.
async function loadUntilNoneIsNew(namesNow) {
  const begun = new Set();
  for (;;) {
    const loads = namesNow().flatMap((name) => parts.get(name) ?? []).filter((load) => !begun.has(load));
    if (loads.length === 0) return;
    for (const load of loads) begun.add(load);
    await Promise.all(loads.map((load) => load()));
  }
}
export const loadParts = (names) => loadUntilNoneIsNew(() => names);
export const loadAllParts = () => loadUntilNoneIsNew(() => [...parts.keys()]);
export const demandsSoFar = () => demands;
export async function loadMissingParts(since) {
  const names = [...missing];
  missing.clear();
  loading = Promise.all([loading, loadParts(names)]);
  await loading;
  return demands > since;
}
`;
/** Where the bundle is one file, everything is in it. */
const NOTHING_LATE = `
export const loadParts = async () => {};
export const loadAllParts = async () => {};
export const demandsSoFar = () => 0;
export const loadMissingParts = async () => false;
`;

const FUNCTION = /^export (async )?function (\w+)[\s\S]*?^\}\n/gm;

/** A module with the exports of a file, whose functions lead to those of the file once it is loaded. Its constants stay, and what only the
 * functions used is left out; but of a state machine's file, nothing but the functions is needed. @throws Error for a file without functions. */
export function standIn(name: string, source: string, file: string): string {
  const functions: string[] = [];
  const constants = source.replace(FUNCTION, (text: string, isAsync: string | undefined, called: string) => {
    const given = parametersOf(text);
    functions.push(
      `export ${isAsync ?? ''}function ${called}(${given}): any { return real === undefined ? demand('${name}') : real.${called}(${given.replaceAll(': any', '')}); }`,
    );
    return '';
  });
  if (functions.length === 0) throw new Error(`${file} has no function to load late`);
  const hasConstants = /^export const /m.test(constants) && !file.includes('/tls/tls12/');
  // The curves' point addition leaves values there, which are read outside of it.
  const shared = [...constants.matchAll(/^export const (\w+): CurveKernels/gm)].map(
    ([, kernels]) => `Object.assign(loaded.${kernels}.difference, ${kernels}.difference);`,
  );
  return `import { demand, register } from 'late';
${hasConstants ? constants : ''}
${functions.join('\n')}
let real: any;
register('${name}', async () => {
  const loaded = await import('late:${file}');
  ${shared.join('\n  ')}
  real = loaded;
});
`;
}

/** Names for the parameters of a kernel, which is called often; others are passed on as they come. */
function parametersOf(text: string): string {
  const [, list] = /^export function \w+\(([\w: ,]*)\): \w+ \{/.exec(text) ?? [];
  return list === undefined ? '...given: any' : list.replace(/: \w+/g, ': any');
}

/** @param isSplit - whether the bundle has parts. */
export const late = (isSplit: boolean): Plugin => ({
  name: 'late',
  setup(plugged) {
    plugged.onResolve({ filter: /^late$/ }, () => ({ path: 'late', namespace: 'late' }));
    plugged.onLoad({ filter: /.*/, namespace: 'late' }, () => ({ contents: isSplit ? REGISTRY : NOTHING_LATE }));
    if (!isSplit) return;
    plugged.onLoad({ filter: /\/src\/.*\.ts$/, namespace: 'file' }, ({ path }) => {
      const name = FILES.get(path);
      if (name === undefined) return undefined;
      return { contents: standIn(name, withoutDoors(readFileSync(path, 'utf8'), path), path), loader: 'ts' };
    });
    plugged.onResolve({ filter: /^late:/ }, ({ path }) => ({ path: path.slice('late:'.length), namespace: 'behind' }));
    plugged.onLoad({ filter: /.*/, namespace: 'behind' }, ({ path }) => ({
      contents: beforePartOfWorker(path) + withoutDoors(readFileSync(path, 'utf8'), path),
      ...{ loader: 'ts', resolveDir: dirname(path) },
    }));
  },
});
