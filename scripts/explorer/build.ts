/** Builds the explorer by esbuild, in two forms of one source: a folder for any static host, and one file for a disk or a mail. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { ROOM_NAMES } from '../../src/explorer/address.ts';
import { CHINESE } from '../../src/explorer/page/words/chinese.ts';
import { ENGLISH } from '../../src/explorer/page/words/english.ts';
import { doors } from './doors.ts';
import { late } from './late.ts';
import { type Lesson, lessons } from './lessons.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'src/explorer/page');
const EXHIBIT_STYLE = join(ROOT, 'src/explain/render/html/browser/style.css');

const COMMON: BuildOptions = {
  ...{ bundle: true, write: false, minify: true, target: 'es2022', charset: 'utf8', platform: 'browser' },
  ...{ jsx: 'automatic', jsxImportSource: 'preact', absWorkingDir: ROOT, outdir: '/', legalComments: 'none' },
  logLevel: 'warning',
  plugins: [doors],
};

/** The lessons as modules: their titles at once, and of each its page in the folder, or its text, which is loaded when it is read: so the folder
 * has each text once. */
const lessonModules = (all: readonly Lesson[], form: 'file' | 'site'): Plugin => ({
  name: 'lessons',
  setup(plugged) {
    plugged.onResolve({ filter: /^lessons$/ }, () => ({ path: 'lessons', namespace: 'lessons' }));
    plugged.onResolve({ filter: /^lesson:/ }, ({ path }) => ({
      path: path.slice('lesson:'.length),
      namespace: 'lesson',
    }));
    plugged.onLoad({ filter: /.*/, namespace: 'lessons' }, () => ({
      contents: `export const LESSONS = {${all
        .map(
          ({ name, title }) =>
            `'${name}': { title: ${JSON.stringify(title)}, ${form === 'site' ? `page: 'lessons/${name}.html'` : `load: () => import('lesson:${name}')`} }`,
        )
        .join(', ')}};`,
    }));
    plugged.onLoad({ filter: /.*/, namespace: 'lesson' }, ({ path }) => ({
      loader: 'text',
      contents: all.find(({ name }) => name === path)!.html,
    }));
  },
});

/** What a module of the folder imports: before it runs, and when it asks. */
export interface PartImports {
  /** The source that it is the entry of, such as `src/explorer/work/lab.ts`. */
  readonly entry: string | undefined;
  readonly at: readonly string[];
  readonly later: readonly string[];
}

export interface BuiltSite {
  /** HTML, style, modules by their names. Deterministic. */
  readonly files: Map<string, Uint8Array>;
  /** The modules by their names, from esbuild's metafile. */
  readonly parts: ReadonlyMap<string, PartImports>;
}

/** The files of the folder. */
export const buildSite = async (): Promise<Map<string, Uint8Array>> => (await buildSiteWithParts()).files;

/** The folder, and which module needs which. */
export async function buildSiteWithParts(): Promise<BuiltSite> {
  const all = await lessons();
  const { outputFiles, metafile } = await build({
    metafile: true,
    ...COMMON,
    plugins: [late(true), doors, lessonModules(all, 'site')],
    entryPoints: { page: join(PAGE, 'site.tsx'), worker: join(PAGE, 'worker.ts'), lesson: join(PAGE, 'lesson.ts') },
    ...{ format: 'esm', splitting: true, chunkNames: 'parts/[name]-[hash]' },
  });
  const files = new Map<string, Uint8Array>(outputFiles!.map(({ path, contents }) => [path.slice(1), contents]));
  const text = (name: string, content: string): Map<string, Uint8Array> =>
    files.set(name, new TextEncoder().encode(content));
  text('style.css', await style());
  text('icon.svg', ICON);
  text('licences.txt', licences());
  for (const lesson of all) text(`lessons/${lesson.name}.html`, lessonPage(lesson, all));
  text(
    'index.html',
    pageHtml({
      policy: SITE_POLICY,
      head: '<link rel="icon" href="icon.svg">\n<link rel="stylesheet" href="style.css">\n<link rel="modulepreload" href="page.js">',
      foot: '<script type="module" src="page.js"></script>',
    }),
  );
  return { files, parts: partsIn(metafile!) };
}

/** esbuild names what it makes relative to the working directory. */
function partsIn({ outputs }: Metafile): ReadonlyMap<string, PartImports> {
  const plain = (path: string): string => path.replace(/^(\.\.\/)+/, '');
  return new Map(
    Object.entries(outputs).map(([path, { entryPoint, imports }]) => {
      const of = (wanted: string): string[] =>
        imports.filter(({ kind }) => kind === wanted).map((one) => plain(one.path));
      return [plain(path), { entry: entryPoint, at: of('import-statement'), later: of('dynamic-import') }];
    }),
  );
}

/** The page as one file: its worker is a text in its script, and the policy names script and style by their hashes. */
export async function buildFile(): Promise<string> {
  const worker = await bundled(join(PAGE, 'worker.ts'), {});
  const script = await bundled(join(PAGE, 'file.tsx'), { WORKER_SOURCE: JSON.stringify(worker) }, await lessons());
  const css = await style();
  return pageHtml({
    policy: `script-src '${hashOf(script)}'; style-src '${hashOf(css)}'; worker-src blob:; connect-src 'none'`,
    head: `<style>${css}</style>`,
    foot: `<script>${script}</script>\n<!--\n${licences().replaceAll('--', '- -')}-->`,
  });
}

/** One classic script that can stand in an element. */
async function bundled(entry: string, define: Record<string, string>, all: readonly Lesson[] = []): Promise<string> {
  const plugins = [late(false), doors, lessonModules(all, 'file')];
  const { outputFiles } = await build({ ...COMMON, plugins, entryPoints: [entry], format: 'iife', define });
  return outputFiles![0].text.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3c!--');
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** The style of exhibits, and after it that of the page. */
async function style(): Promise<string> {
  const entry: Plugin = {
    name: 'style',
    setup(plugged) {
      plugged.onResolve({ filter: /^style$/ }, () => ({ path: 'style', namespace: 'style' }));
      plugged.onLoad({ filter: /.*/, namespace: 'style' }, () => ({
        loader: 'css',
        contents: [EXHIBIT_STYLE, join(PAGE, 'style.css')].map((file) => readFileSync(file, 'utf8')).join('\n'),
      }));
    },
  };
  const { outputFiles } = await build({ ...COMMON, entryPoints: ['style'], plugins: [entry] });
  return outputFiles![0].text.trim();
}

const SITE_POLICY = `script-src 'self'; style-src 'self'; worker-src 'self' blob:; img-src 'self'; connect-src 'none'`;

/** The page's picture in a tab: where there is none, browsers ask the host for one, which the policy forbids. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 2l3-1 3 1v5H1z" fill="#bde" stroke="#456" stroke-width=".6"/></svg>\n`;

/** A lesson as a page of its own, which reads without JavaScript. */
function lessonPage({ name, title, language, html }: Lesson, all: readonly Lesson[]): string {
  const stem = name.replace(/\..*$/, '');
  const other = all.find((one) => one.name !== name && one.name.startsWith(`${stem}.`));
  const isChinese = language === 'zh';
  const words = isChinese ? CHINESE : ENGLISH;
  const { right, wrong, wrongOpen, light, dark } = words;
  const settings = isChinese ? '?lang=zh' : '';
  const rooms = ROOM_NAMES.map(
    (room) =>
      `<a href="../index.html#/${room}${settings}"${room === 'lessons' ? ' aria-current="true"' : ''}>${words[room]}</a>`,
  ).join('\n');
  const translation =
    other === undefined
      ? ''
      : `<a class="quiet" lang="${isChinese ? 'en' : 'zh-Hans'}" href="${other.name}.html">${isChinese ? 'English' : '中文'}</a>`;
  return `<!DOCTYPE html>
<html lang="${isChinese ? 'zh-Hans' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${SITE_POLICY}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Vitrine</title>
<link rel="icon" href="../icon.svg">
<link rel="stylesheet" href="../style.css">
</head>
<body data-right="${right}" data-wrong="${wrong}" data-open="${wrongOpen}">
<header class="top"><a class="house" href="../index.html">Vitrine</a><nav class="rooms" aria-label="${words.rooms}">${rooms}</nav><div class="choices">${translation} <button type="button" class="quiet theme" data-light="${light}" data-dark="${dark}">${dark}</button></div></header>
<main><article class="lesson">${html.replaceAll('href="#/', 'href="../index.html#/')}</article></main>
<script type="module" src="../lesson.js"></script>
</body>
</html>
`;
}

interface PageParts {
  /** What the policy allows beyond nothing. */
  readonly policy: string;
  readonly head: string;
  readonly foot: string;
}

const pageHtml = ({ policy, head, foot }: PageParts): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${policy}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Vitrine</title>
${head}
</head>
<body>
<div id="page"><noscript><main><h1>Vitrine</h1><p>The explorer runs the engine in this page, so it needs JavaScript. The lessons read without it.</p></main></noscript></div>
${foot}
</body>
</html>
`;

/** The packages whose code is in the page, with their licences. */
function licences(): string {
  const packages = ['preact', '@preact/signals', '@preact/signals-core'].map((name) => {
    const folder = join(ROOT, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`;
  });
  const own = readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim();
  return [`Vitrine\n\n${own}\n`, ...packages].join(`\n${'-'.repeat(72)}\n\n`);
}
