/** The folder of the explorer: how much a room loads, and that what comes in parts of its own comes when it is called. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { standIn } from '../../scripts/explorer/late.ts';
import { HANDSHAKE_FIELDS, SUITES } from '../../src/explorer/handshakes.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';
import { handshakeJob } from '../../src/explorer/work/handshake.ts';
import type { Answer, Request } from '../../src/explorer/work/jobs.ts';
import { kernelJob } from '../../src/explorer/work/kernels.ts';
import { unfoldJob } from '../../src/explorer/work/unfold.ts';
import { builtSite } from '../built-explorer.ts';
import { isWholeTable } from '../property-runs.ts';

const { files, parts } = await builtSite();

const compressed = new Map<string, number>();
/** Bytes of a file, compressed: once, since most files are in several rooms. */
function compressedSize(name: string): number {
  const size = compressed.get(name) ?? gzipSync(files.get(name)!, { level: 9 }).length;
  compressed.set(name, size);
  return size;
}
const kilobytes = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + compressedSize(name), 0) / 1000;

/** A module and all that it imports before it runs. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const other of parts.get(name)!.at) withImports(other, found);
  return found;
}
/** The module of a source, and all that it imports before it runs. */
function loadedWith(...sources: readonly string[]): Set<string> {
  const entries = [...parts].filter(([, { entry }]) => sources.some((source) => entry === `src/explorer/${source}`));
  expect(entries).toHaveLength(sources.length);
  return new Set(entries.flatMap(([name]) => [...withImports(name)]));
}
const first = loadedWith('page/site.tsx', 'page/worker.ts', 'page/rooms/inspect.tsx', 'work/inspect.ts');
/** What is loaded with a room, beyond what is there already. */
const more = (...sources: readonly string[]): string[] =>
  [...loadedWith(...sources)].filter((name) => !first.has(name));

describe('sizes, compressed', () => {
  it('the first load has at most 100 kB', () => {
    expect(kilobytes([...first, 'index.html', 'style.css'])).toBeLessThan(100);
  });

  it('the first load is in few files, each of which compresses better than its parts would', () => {
    expect(first.size).toBeLessThan(25);
  });

  // Besides, the worker loads the sentences of one language, and the kernels of the curves that it meets: parts of their own.
  it.each([
    ['inspect', ['page/rooms/inspect/consequences.tsx', 'page/rooms/inspect/editor.tsx', 'work/consequences.ts']],
    ['handshake', ['page/rooms/handshake.tsx', 'work/handshake.ts']],
    ['kernels', ['page/rooms/kernels.tsx', 'work/kernels.ts']],
    ['chains', ['page/rooms/chains.tsx', 'work/chains.ts']],
    ['lab', ['page/rooms/lab.tsx', 'work/lab.ts']],
    ['measure', ['page/rooms/measure.tsx', 'work/measure.ts']],
    ['lessons', ['page/rooms/lessons.tsx']],
  ])('%s has at most 150 kB more', (_, sources) => {
    expect(kilobytes(more(...sources))).toBeLessThan(150);
  });

  it('a part that comes later has at most 60 kB', () => {
    const later = [...files.keys()].filter((name) => name.endsWith('.js') && !first.has(name));
    expect(Math.max(...later.map((name) => kilobytes([name])))).toBeLessThan(60);
  });

  it('the kernels of the curves are no part of a room', () => {
    const rooms = new Set([...first, ...more('work/handshake.ts', 'work/chains.ts', 'work/kernels.ts')]);
    const late = [...parts].filter(([, { entry }]) => entry?.startsWith('behind:') === true);
    expect(late.length).toBeGreaterThan(15);
    for (const [name, { entry }] of late) expect(rooms.has(name), entry).toBe(false);
  });
});

it('the page can ask for each of its parts again, under another address', () => {
  const own = [...withImports('page.js')];
  const rooms = own
    .flatMap((name) => parts.get(name)!.later)
    .filter((name) => parts.get(name)!.entry?.includes('/rooms/'));
  expect(rooms.length).toBeGreaterThan(5);
  for (const name of [...own, ...rooms]) {
    const module = new TextDecoder().decode(files.get(name));
    for (const [call] of module.matchAll(/\bimport\("\.[^)]*\)\)?/g))
      expect(call).toMatch(/\.js"\+\(globalThis\.again\?\?""\)\)$/);
  }
});

/** The folder on a disk, where Node runs its worker. */
const folder = mkdtempSync(join(tmpdir(), 'vitrine-site-'));
for (const [path, bytes] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
afterAll(() => rmSync(folder, { recursive: true }));

describe('without JavaScript', () => {
  const text = (name: string): string => new TextDecoder().decode(files.get(name));
  const hrefs = (name: string): string[] => [...text(name).matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  const pages = [...files.keys()].filter((name) => /^lessons\/0.*html$/.test(name));

  it('the first page and the list lead to every lesson', () => {
    expect(pages).toHaveLength(16);
    const [plain] = /<noscript>.*<\/noscript>/s.exec(text('index.html'))!;
    for (const name of pages) {
      expect(plain).toContain(`href="${name}"`);
      expect(hrefs('lessons/index.html')).toContain(name.replace('lessons/', ''));
    }
  });

  it('a lesson leads to others by links that need none, in its language', () => {
    for (const name of pages) {
      const own = hrefs(name);
      expect(own.filter((href) => href.includes('#/lessons'))).toEqual([]);
      const others = own.filter((href) => /^\d\d-.*html$/.test(href));
      expect(others.length).toBeGreaterThan(1);
      for (const href of others) expect(pages, `${name}: ${href}`).toContain(`lessons/${href}`);
      const end = /\.(en|zh-CN)\.html$/.exec(name)![0];
      // One leads to the translation.
      expect(others.filter((href) => !href.endsWith(end))).toHaveLength(1);
    }
  });
});

describe('the worker of the folder', () => {
  afterAll(() => vi.unstubAllGlobals());
  let listener: ((event: { readonly data: Request }) => void) | undefined;
  let take: (answer: Answer) => void = () => undefined;

  async function run(name: Request['name'], input: unknown): Promise<Answer> {
    if (listener === undefined) {
      vi.stubGlobal('addEventListener', (_: string, heard: typeof listener) => {
        listener = heard;
      });
      vi.stubGlobal('postMessage', (answer: Answer) => take(answer));
      await import(pathToFileURL(join(folder, 'worker.js')).href);
    }
    return new Promise((resolve) => {
      take = (answer) => {
        if (answer.kind !== 'progress') resolve(answer);
      };
      listener!({ data: { id: 1, name, input } });
    });
  }

  // First of all: what an earlier job loaded would hide it.
  it('connects once to a server: a second connection would be told to it as a broken one', async () => {
    let opened = 0;
    vi.stubGlobal(
      'WebSocket',
      class extends EventTarget {
        readonly protocol: string;
        constructor(_: string, protocol: string) {
          super();
          this.protocol = protocol;
          opened++;
          setTimeout(() => this.dispatchEvent(new Event('open')));
        }
        /** The server cannot be reached. */
        send(): void {
          this.dispatchEvent(Object.assign(new Event('close'), { code: 1011 }));
        }
        close(): void {}
      },
    );
    const input = {
      relay: 'ws://127.0.0.1:1/x',
      destination: '127.0.0.1:1',
      roots: [],
      settings: { unverified: 'yes' },
    };
    // A server that runs no relay names none in the worker's script.
    for (const named of [undefined, 'ws://127.0.0.1:2/x']) {
      vi.stubGlobal('vitrineRelay', named);
      const refused = { code: 'out-of-range', place: { argument: 'relay' } };
      expect(await run('live', input)).toMatchObject({ kind: 'failure', failure: refused });
    }
    expect(opened).toBe(0);
    vi.stubGlobal('vitrineRelay', input.relay);
    expect(await run('live', input)).toMatchObject({ kind: 'failure', failure: { code: 'relay-closed' } });
    expect(opened).toBe(1);
  }, 120_000);

  const usual = Object.fromEntries(HANDSHAKE_FIELDS.map(({ name, usual: value }) => [name, value]));
  const each = HANDSHAKE_FIELDS.flatMap((field) =>
    field.kind === 'choice' ? field.choices.map((choice) => ({ ...usual, [field.name]: choice })) : [],
  );
  /** One suite that needs TLS 1.2, and one that needs SHA-512's block function. */
  const some = each.filter(
    ({ suite, certificate }) => suite === 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256' || certificate === 'ed25519',
  );

  it.each(
    (isWholeTable ? each : some).map(
      (settings) => [settings.suite, settings.group, settings.certificate, settings.fault, settings] as const,
    ),
  )(
    'shows the session that the sources show: %s %s %s, wrong: %s',
    async (_, __, ___, ____, settings) => {
      const { html } = await handshakeJob({ settings, language: 'en' });
      const answer = await run('handshake', { settings, language: 'en' });
      expect(answer).toMatchObject({ kind: 'outcome', outcome: { html } });
    },
    120_000,
  );

  it('loads what a job calls, and runs it again', async () => {
    const input = { name: 'ecdsa', settings: { curve: 'P-521' }, language: 'zh' } as const;
    expect(await run('kernel', input)).toMatchObject({ kind: 'outcome', outcome: await kernelJob(input) });
    const asked = { source: new TextEncoder().encode(SAMPLES.ocsp), edits: [], block: 0, showSecrets: false };
    const inspected = await run('inspect', { ...asked, language: 'en' });
    expect(inspected).toMatchObject({ outcome: { html: expect.stringContaining('Response status') } });
    const unknown = await run('kernel', { ...input, settings: { curve: 'P-999' } });
    expect(unknown).toMatchObject({ kind: 'failure', failure: { code: 'out-of-range' } });
  }, 120_000);
});

/** A worker in which nothing is loaded yet: of Node, in the place of the browser's. */
const COLD = `import { parentPort } from 'node:worker_threads';
globalThis.addEventListener = (_, heard) => parentPort.on('message', (data) => heard({ data }));
globalThis.postMessage = (answer) => parentPort.postMessage(answer);
await import('./worker.js');
`;

describe('a fresh worker', () => {
  writeFileSync(join(folder, 'cold.js'), COLD);

  /** The answers to requests that are sent at once, in their order. */
  async function answers(...requests: readonly Omit<Request, 'id'>[]): Promise<readonly Answer[]> {
    const worker = new Worker(join(folder, 'cold.js'));
    const found: Answer[] = [];
    return new Promise<readonly Answer[]>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('message', (answer: Answer) => {
        if (answer.kind !== 'progress') found[answer.id] = answer;
        if (Object.keys(found).length === requests.length) resolve(found);
      });
      requests.forEach((request, id) => {
        worker.postMessage({ id, ...request });
      });
    }).finally(() => worker.terminate());
  }

  const sessions = SUITES.flatMap((suite) => ['no', 'yes'].map((resume) => ({ suite, resume })));
  /** One that needs parts of parts, and one that needs more than its suite. */
  const some = sessions.filter(
    ({ suite, resume }) => suite === (resume === 'yes' ? 'TLS_AES_128_GCM_SHA256' : 'TLS_RSA_WITH_AES_128_CBC_SHA256'),
  );

  it.each(isWholeTable ? sessions : some)(
    '$suite, resumed: $resume',
    async (settings) => {
      const input = { settings, language: 'en' } as const;
      const secret = settings.suite.includes('_WITH_') ? 'key_block' : 'server_application_traffic_secret';
      const asked = { session: { settings }, language: 'en', secret, showSecrets: true } as const;
      const [shown, unfolded] = await answers({ name: 'handshake', input }, { name: 'unfold', input: asked });
      expect(shown).toMatchObject({ kind: 'outcome', outcome: await handshakeJob(input) });
      expect(unfolded).toMatchObject({ kind: 'outcome', outcome: await unfoldJob(asked) });
    },
    120_000,
  );
});

describe('misuse', () => {
  it('a file without functions has nothing to come late', () => {
    expect(() => standIn('x', 'export const a = 1;\n', 'a.ts')).toThrow('no function');
  });
});
