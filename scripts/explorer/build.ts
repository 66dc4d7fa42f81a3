/** Builds the explorer by esbuild, in two forms of one source: a folder for any static host, and one file for a disk or a mail. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { ROOM_NAMES } from '../../src/explorer/address.ts';
import { CHINESE } from '../../src/explorer/page/words/chinese.ts';
import { ENGLISH } from '../../src/explorer/page/words/english.ts';
import { doors } from './doors.ts';
import { firstLoad, sourceOfPart } from './first-load.ts';
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

/** Takes a lesson from the page, which has it as markup for whoever reads without JavaScript. To a page with JavaScript that markup is a text. */
const LESSON_IN_PAGE = `
async function textOf(name) {
  const { textContent } = document.querySelector('noscript[data-lesson="' + name + '"]');
  return { default: textContent.replace(/^<article[^>]*>|<\\/article>$/g, '') };
}`;

/** The lessons' titles, and of each its page in the folder, or where its text is in the page: so each text is there once. */
const lessonModules = (all: readonly Lesson[], form: 'file' | 'site'): Plugin => ({
  name: 'lessons',
  setup(plugged) {
    plugged.onResolve({ filter: /^lessons$/ }, () => ({ path: 'lessons', namespace: 'lessons' }));
    plugged.onLoad({ filter: /.*/, namespace: 'lessons' }, () => ({
      contents: `export const LESSONS = {${all
        .map(
          ({ name, title }) =>
            `'${name}': { title: ${JSON.stringify(title)}, ${form === 'site' ? `page: 'lessons/${name}.html'` : `load: () => textOf('${name}')`} }`,
        )
        .join(', ')}};${form === 'site' ? '' : LESSON_IN_PAGE}`,
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
    plugins: [firstLoad, late(true), doors, lessonModules(all, 'site')],
    entryPoints: { page: join(PAGE, 'site.tsx'), worker: join(PAGE, 'worker.ts'), lesson: join(PAGE, 'lesson.ts') },
    ...{ format: 'esm', splitting: true, chunkNames: 'parts/[name]-[hash]' },
  });
  const files = new Map<string, Uint8Array>();
  const text = (name: string, content: string): Map<string, Uint8Array> =>
    files.set(name, new TextEncoder().encode(content));
  const parts = partsIn(metafile!);
  const own = ofPage(parts);
  for (const { path, text: module } of outputFiles!) {
    const name = path.slice(1);
    text(name, own.has(name) ? triable(module) : module);
  }
  text('style.css', await style());
  text('icon.svg', ICON);
  text('licences.txt', licences());
  for (const lesson of all) text(`lessons/${lesson.name}.html`, lessonPage(lesson, all));
  text('lessons/index.html', lessonsPage(all));
  text(
    'index.html',
    pageHtml({
      policy: SITE_POLICY,
      head: '<link rel="icon" href="icon.svg">\n<link rel="stylesheet" href="style.css">\n<link rel="modulepreload" href="page.js">',
      plain: plainText('The lessons read without it:', all, linkToPage('lessons/')),
      foot: '<script type="module" src="page.js"></script>',
    }),
  );
  return { files, parts };
}

/** A module of the page, whose parts can be tried again. Firefox remembers of an address that nothing came from it, and never asks again (as
 * HTML's module map says); with another fragment it is another address of the same file. `tryAgain` of the page gives the fragment. A worker
 * that failed is replaced by another, which remembers nothing. */
const triable = (module: string): string =>
  module.replace(/\bimport\("(\.[^"]+\.js)"\)/g, 'import("$1"+(globalThis.again??""))');

/** The modules that the page itself may load. */
function ofPage(parts: BuiltSite['parts'], name = 'page.js', found = new Set<string>()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  const { at, later } = parts.get(name)!;
  for (const other of [...at, ...later]) ofPage(parts, other, found);
  return found;
}

/** esbuild names what it makes relative to the working directory. */
function partsIn({ outputs }: Metafile): ReadonlyMap<string, PartImports> {
  const plain = (path: string): string => path.replace(/^(\.\.\/)+/, '');
  return new Map(
    Object.entries(outputs).map(([path, { entryPoint, imports }]) => {
      const of = (wanted: string): string[] =>
        imports.filter(({ kind }) => kind === wanted).map((one) => plain(one.path));
      return [
        plain(path),
        { entry: sourceOfPart(entryPoint), at: of('import-statement'), later: of('dynamic-import') },
      ];
    }),
  );
}

/** The page as one file: its worker runs the same script, and the policy names script and style by their hashes. */
export async function buildFile(): Promise<string> {
  const all = await lessons();
  const script = await bundled(join(PAGE, 'file.tsx'), all);
  const css = await style();
  return pageHtml({
    policy: `script-src '${hashOf(script)}'; style-src '${hashOf(css)}'; worker-src blob:; connect-src 'none'`,
    head: `<style>${css}</style>`,
    plain: plainText(
      'The lessons can be read here without it; their exercises check nothing then, and links to the rooms lead nowhere.',
      all,
      ({ name }) => `#${fragmentOf(name)}`,
    ),
    foot: `${all.map(lessonInPage).join('\n')}\n<script>${script}</script>\n<!--\n${licences().replaceAll('--', '- -')}-->`,
  });
}

/** One classic script that can stand in an element. */
async function bundled(entry: string, all: readonly Lesson[]): Promise<string> {
  const plugins = [late(false), doors, lessonModules(all, 'file')];
  const { outputFiles } = await build({ ...COMMON, plugins, entryPoints: [entry], format: 'iife' });
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

/** Where a lesson stands in the one file: as the rooms' links name it, so that they lead there without JavaScript. */
const fragmentOf = (name: string): string =>
  `/lessons?lesson=${name.replace(/\..*$/, '')}${name.endsWith('.zh-CN') ? '&#38;lang=zh' : ''}`;

const lessonInPage = ({ name, language, html }: Lesson): string =>
  `<noscript data-lesson="${name}"><article class="lesson" id="${fragmentOf(name)}" lang="${language === 'zh' ? 'zh-Hans' : 'en'}">${html}</article></noscript>`;

const linkToPage =
  (folder: string) =>
  ({ name }: Lesson): string =>
    `${folder}${name}.html`;

/** The lessons, each in both languages. */
const lessonList = (all: readonly Lesson[], hrefOf: (lesson: Lesson) => string): string =>
  `<ul class="lessons">${all
    .map((lesson) =>
      lesson.language === 'zh'
        ? ` <a lang="zh" href="${hrefOf(lesson)}">中文</a>`
        : `<li><a href="${hrefOf(lesson)}">${lesson.title}</a>`,
    )
    .join('')}</ul>`;

/** What the page says without JavaScript: the first load has it too, so it is short. */
const plainText = (note: string, all: readonly Lesson[], hrefOf: (lesson: Lesson) => string): string =>
  `<main><h1>Vitrine</h1><p>The rooms need JavaScript: they run the engine in this page. ${note}</p>${lessonList(all, hrefOf)}</main>`;

/** A lesson as a page of its own, which reads without JavaScript, and leads to the others. */
function lessonPage(lesson: Lesson, all: readonly Lesson[]): string {
  const { name, title, language, html } = lesson;
  const stem = name.replace(/\..*$/, '');
  const other = all.find((one) => one.name !== name && one.name.startsWith(`${stem}.`));
  const inLanguage = all.filter((one) => one.language === language);
  const at = inLanguage.indexOf(lesson);
  const neighbours = [
    at > 0 ? `<a rel="prev" href="${inLanguage[at - 1].name}.html">← ${inLanguage[at - 1].title}</a>` : '',
    at < inLanguage.length - 1
      ? `<a rel="next" href="${inLanguage[at + 1].name}.html">${inLanguage[at + 1].title} →</a>`
      : '',
  ];
  const linked = html
    .replace(/href="#\/lessons\?lesson=([\w-]+)(&#38;lang=zh)?"/g, (_, to: string, isZh?: string) => {
      return `href="${to}.${isZh === undefined ? 'en' : 'zh-CN'}.html"`;
    })
    .replaceAll('href="#/', 'href="../index.html#/');
  return lessonFrame({
    ...{ title, language },
    other: other === undefined ? 'index.html' : `${other.name}.html`,
    content: `<article class="lesson">${linked}</article><nav class="again">${neighbours.filter((one) => one !== '').join(' ')}</nav>`,
  });
}

/** The list of the lessons, in both languages. */
const lessonsPage = (all: readonly Lesson[]): string =>
  lessonFrame({
    ...{ title: ENGLISH.lessons, language: 'en', other: '../index.html#/lessons?lang=zh' },
    content: `<h1>${ENGLISH.lessons} · ${CHINESE.lessons}</h1>${lessonList(all, linkToPage(''))}`,
  });

interface LessonFrame {
  readonly title: string;
  readonly language: Lesson['language'];
  /** The address of the page in the other language. */
  readonly other: string;
  readonly content: string;
}

function lessonFrame({ title, language, other, content }: LessonFrame): string {
  const isChinese = language === 'zh';
  const words = isChinese ? CHINESE : ENGLISH;
  const { right, wrong, wrongOpen, light, dark } = words;
  const settings = isChinese ? '?lang=zh' : '';
  const rooms = ROOM_NAMES.map((room) =>
    room === 'lessons'
      ? `<a href="index.html" aria-current="true">${words[room]}</a>`
      : `<a href="../index.html#/${room}${settings}">${words[room]}</a>`,
  ).join('\n');
  const translation = `<a class="quiet" lang="${isChinese ? 'en' : 'zh-Hans'}" href="${other}">${words.language}</a>`;
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
<main>${content}</main>
<script type="module" src="../lesson.js"></script>
</body>
</html>
`;
}

interface PageParts {
  /** What the policy allows beyond nothing. */
  readonly policy: string;
  readonly head: string;
  /** What is shown without JavaScript. */
  readonly plain: string;
  readonly foot: string;
}

const pageHtml = ({ policy, head, plain, foot }: PageParts): string => `<!DOCTYPE html>
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
<div id="page"><noscript>${plain}</noscript></div>
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
