/** Programs that are copied from the page pass a strict compiler. Run where the environment asks for the long forms. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KERNEL_NAMES } from '../../../src/explorer/kernels.ts';
import { SUBJECT_NAMES } from '../../../src/explorer/measure/fields.ts';
import { chainsProgram } from '../../../src/explorer/programs/chains.ts';
import { handshakeProgram } from '../../../src/explorer/programs/handshake.ts';
import { inspectProgram } from '../../../src/explorer/programs/inspect.ts';
import { kernelProgram } from '../../../src/explorer/programs/kernels.ts';
import { labProgram } from '../../../src/explorer/programs/lab.ts';
import { liveProgram } from '../../../src/explorer/programs/live.ts';
import { measureProgram } from '../../../src/explorer/programs/measure.ts';
import { chainsJob } from '../../../src/explorer/work/chains.ts';
import { handshakeSettings } from '../../../src/explorer/work/handshake.ts';
import { programFolder, ROOT } from '../../docs/blocks.ts';
import { isWholeTable } from '../../property-runs.ts';

const folder = programFolder();
const OPTIONS = { strict: true, noEmit: true, target: 'es2023', module: 'nodenext', types: ['node'] };

type Texts = Readonly<Record<string, string>>;
const SESSIONS: readonly Texts[] = [
  {},
  { resume: 'yes', retry: 'yes' },
  { clientGroups: 'x25519', serverGroups: 'x25519' },
];
const LIVE: readonly Texts[] = [{}, { unverified: 'yes', request: 'no' }];

async function programs(): Promise<string[]> {
  const scenes = ['line', 'cross', 'cluster'].map((scene) =>
    chainsJob({ settings: { scene }, source: undefined, language: 'en' }),
  );
  const chains = (await Promise.all(scenes)).map(({ question }) => chainsProgram(question));
  return [
    ...chains,
    ...SESSIONS.map((set) => handshakeProgram(handshakeSettings(set))),
    inspectProgram('a title', new Uint8Array([5, 0])),
    inspectProgram('a key', undefined),
    ...KERNEL_NAMES.map((name) => kernelProgram(name, {})),
    labProgram('zero-x25519', 'prism'),
    ...LIVE.map((set) => liveProgram('server.test:443', set)!),
    ...SUBJECT_NAMES.map((name) => measureProgram(name, {}, ['vitrine'])),
  ];
}

describe.skipIf(!isWholeTable)('programs of every room', () => {
  it('compile', async () => {
    const config = {
      compilerOptions: { ...OPTIONS, allowImportingTsExtensions: true, skipLibCheck: true },
      include: ['*.ts'],
    };
    writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(config));
    for (const [i, code] of (await programs()).entries())
      writeFileSync(
        join(folder.path, `program-${i}.ts`),
        code.replaceAll(/'vitrine\/([\w/]+)'/g, `'${ROOT}/src/$1/index.ts'`),
      );
    const compiler = join(ROOT, 'node_modules/.bin/tsc');
    expect(() => execFileSync(compiler, ['--project', folder.path], { encoding: 'utf8' })).not.toThrow();
  }, 120_000);
});
