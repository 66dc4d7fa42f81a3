/** esbuild shares code among parts of the page by whole files, and takes a door (`index.ts`) for a file that needs all that it exports: so
 * every part would need everything. This plugin leads each import through a door to the file that defines the name. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Loader, Plugin } from 'esbuild';

const STATEMENT = /^(import|export) (type )?\{([^}]*)\} from '(\.[^']+)';/gm;
const isDoor = (file: string): boolean => /\/src\/\w+(\/pki)?\/(index|internal)\.ts$/.test(file);

/** The name in a file that a door exports by another, or by the same. */
interface Definition {
  readonly file: string;
  readonly name: string;
}

const known = new Map<string, ReadonlyMap<string, Definition>>();

/** What a door exports. */
function exportsOf(door: string): ReadonlyMap<string, Definition> {
  const found =
    known.get(door) ??
    new Map(
      [...readFileSync(door, 'utf8').matchAll(STATEMENT)]
        .filter(([, way]) => way === 'export')
        .flatMap(([, , , names, from]) =>
          namesIn(names).map(({ name, alias }): [string, Definition] => [
            alias,
            { file: resolve(dirname(door), from), name },
          ]),
        ),
    );
  known.set(door, found);
  return found;
}

/** The values in a list of names; types are left out. */
const namesIn = (list: string): { readonly name: string; readonly alias: string }[] =>
  list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('type '))
    .map((one) => {
      const [name, alias = name] = one.split(' as ');
      return { name, alias };
    });

function definitionOf(file: string, name: string): Definition {
  const found = isDoor(file) ? exportsOf(file).get(name) : undefined;
  return found === undefined ? { file, name } : definitionOf(found.file, found.name);
}

/** A source whose imports through doors lead to the files behind them. */
export function withoutDoors(source: string, file: string): string {
  return source.replace(STATEMENT, (statement, way: string, type: string | undefined, names: string, from: string) => {
    const target = resolve(dirname(file), from);
    if (way !== 'import' || type !== undefined || !isDoor(target)) return statement;
    return namesIn(names)
      .map(({ name, alias }) => {
        const definition = definitionOf(target, name);
        return `import { ${definition.name} as ${alias} } from ${JSON.stringify(definition.file)};`;
      })
      .join(' ');
  });
}

export const doors: Plugin = {
  name: 'doors',
  setup(plugged) {
    plugged.onLoad({ filter: /\/src\/.*\.tsx?$/ }, ({ path }) => ({
      contents: withoutDoors(readFileSync(path, 'utf8'), path),
      loader: path.endsWith('.tsx') ? 'tsx' : ('ts' as Loader),
    }));
  },
};
