/** Lessons: Markdown with live exhibits and exercises, rendered when the explorer is built, so that they read without JavaScript. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { utf8ToBytes } from '../../src/bytes/index.ts';
import {
  type Exhibit,
  handshakeExhibit,
  inspect,
  type Language,
  type Part,
  recordHandshake,
  renderHtmlFragment,
} from '../../src/explain/index.ts';
import { KERNEL_NAMES } from '../../src/explorer/kernels.ts';
import { lessonFact } from '../../src/explorer/lessons/facts.ts';
import { partsInChinese } from '../../src/explorer/lessons/labels.ts';
import { CHINESE_PAGE_WORDS } from '../../src/explorer/lessons/page-words.ts';
import { parseAddress } from '../../src/explorer/read-address.ts';
import { SAMPLES, type SampleName } from '../../src/explorer/samples/embedded.ts';
import { handshakeSettings } from '../../src/explorer/work/handshake.ts';
import { kernelExhibit } from '../../src/explorer/work/kernels.ts';

const FOLDER = resolve(import.meta.dirname, '../../src/explorer/lessons');

export interface Lesson {
  /** `01-hash.en`. */
  readonly name: string;
  readonly language: Language;
  readonly title: string;
  readonly html: string;
}

/** Every lesson in every language. @throws Error for a text that names what is not there. */
export async function lessons(): Promise<readonly Lesson[]> {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.md'))
    .toSorted();
  return Promise.all(names.map((name) => lessonOf(name.replace(/\.md$/, ''))));
}

async function lessonOf(name: string): Promise<Lesson> {
  const language: Language = name.endsWith('.zh-CN') ? 'zh' : 'en';
  const source = readFileSync(join(FOLDER, `${name}.md`), 'utf8').replaceAll(/\{\{([\w.]+)\}\}/g, (_, fact: string) =>
    lessonFact(fact, language),
  );
  const [, title] = /^# (.*)$/m.exec(source) ?? [];
  if (title === undefined) throw new Error(`${name} has no title`);
  const writer = new LessonWriter(name, language);
  return { name, language, title, html: await writer.html(source) };
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Code, strong words and links in a paragraph. */
const inline = (text: string): string =>
  escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, '<a href="$2">$1</a>');

/** The blocks of a text: set off by empty lines, or by fences, inside of which empty lines are text. */
function blocksIn(source: string): readonly string[] {
  const blocks: string[][] = [[]];
  let isFenced = false;
  for (const line of source.split('\n')) {
    const isFence = line.startsWith('```');
    if ((isFence && !isFenced) || (line === '' && !isFenced)) blocks.push([]);
    if (line !== '' || isFenced) blocks[blocks.length - 1].push(line);
    if (isFence && isFenced) blocks.push([]);
    if (isFence) isFenced = !isFenced;
  }
  return blocks.filter(({ length }) => length > 0).map((lines) => lines.join('\n'));
}

class LessonWriter {
  readonly #name: string;
  readonly #language: Language;
  #exhibits = 0;
  #exercises = 0;

  constructor(name: string, language: Language) {
    this.#name = name;
    this.#language = language;
  }

  async html(source: string): Promise<string> {
    const made: string[] = [];
    for (const block of blocksIn(source)) made.push(await this.#block(block));
    return made.join('\n');
  }

  async #block(block: string): Promise<string> {
    const [, fence, rest, body = ''] = /^```(\w+) ?(.*)\n([\s\S]*?)```$/.exec(block) ?? [];
    if (fence === 'exhibit') return this.#exhibit(rest);
    if (fence === 'exercise') return this.#exercise(body);
    if (fence === 'text') return `<pre>${escaped(body)}</pre>`;
    const [, marks, heading] = /^(#{1,3}) (.*)$/.exec(block) ?? [];
    if (marks !== undefined) return `<h${marks.length}>${inline(heading)}</h${marks.length}>`;
    if (/^[-\d]/.test(block) && /^(- |\d+\. )/.test(block)) return list(block);
    return `<p class="prose">${inline(block.replaceAll('\n', this.#language === 'zh' ? '' : ' '))}</p>`;
  }

  /** What an address shows, as it is when the page is built, with a link to it. @param line - an address, and the titles of parts. */
  async #exhibit(line: string): Promise<string> {
    const [address, ...titles] = line.split(' | ');
    const { parts } = await exhibitAt(address);
    const named = titles.length === 0 ? parts : titles.map((title) => partCalled(parts, title, this.#name));
    const shown = this.#language === 'zh' ? partsInChinese(named, true) : named;
    const ids = `${this.#name.replaceAll('.', '-')}-${++this.#exhibits}-`;
    const isChinese = this.#language === 'zh';
    const options = {
      ...{ showSecrets: true, level: 3, ids, language: this.#language },
      ...(isChinese && { words: CHINESE_PAGE_WORDS }),
    };
    const label =
      this.#language === 'zh' ? '在交互页面里打开，换成你自己的输入' : 'Open it in its room, with input of your own';
    return `<div class="live">${renderHtmlFragment({ title: '', parts: shown }, options)}<p><a class="open" href="${escaped(this.#language === 'zh' ? `${address}${address.includes('?') ? '&' : '?'}lang=zh` : address)}">${label}</a></p></div>`;
  }

  /** The question, `= answer`, and what is told with it. */
  #exercise(body: string): string {
    const lines = body.trim().split('\n');
    const answers = lines.filter((line) => line.startsWith('= ')).map((line) => line.slice(2));
    const at = lines.findIndex((line) => line.startsWith('= '));
    if (answers.length === 0) throw new Error(`${this.#name}: an exercise has no answer`);
    const question = lines.slice(0, at).join(' ');
    const why = lines.slice(at + answers.length).join(' ');
    const id = `${this.#name.replaceAll('.', '-')}-exercise-${++this.#exercises}`;
    const [number, check, reveal] =
      this.#language === 'zh'
        ? [`练习 ${this.#exercises}`, '检查', '答案']
        : [`Exercise ${this.#exercises}`, 'Check', 'Answer'];
    return `<form class="exercise" data-answers="${escaped(answers.join('|'))}" aria-labelledby="${id}">
<p id="${id}"><b>${number}.</b> ${inline(question)}</p>
<p class="try"><input type="text" aria-labelledby="${id}" spellcheck="false" autocomplete="off"><button type="submit">${check}</button> <output></output></p>
<details><summary>${reveal}</summary><p><b>${escaped(answers[0])}</b> ${inline(why)}</p></details></form>`;
  }
}

function list(block: string): string {
  const tag = block.startsWith('- ') ? 'ul' : 'ol';
  const items = block.split(/\n(?=- |\d+\. )/).map((item) => item.replace(/^(- |\d+\. )/, '').replaceAll('\n', ' '));
  return `<${tag}>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</${tag}>`;
}

async function exhibitAt(address: string): Promise<Exhibit> {
  const { room, settings } = parseAddress(address);
  if (room === 'handshake') return handshakeExhibit(await recordHandshake(handshakeSettings(settings)));
  if (room === 'kernels') {
    const name = KERNEL_NAMES.find((one) => one === settings['kernel']);
    if (name === undefined) throw new Error(`no kernel: ${address}`);
    return kernelExhibit(name, settings);
  }
  const text = SAMPLES[settings['sample'] as SampleName];
  if (text === undefined) throw new Error(`no sample: ${address}`);
  // The first structure, as the room shows it.
  const [first] = text.split(/(?<=-----END [A-Z ]+-----\n)/);
  return inspect(utf8ToBytes(first), { title: '' }).exhibit;
}

/** The part of that title, at any depth. */
function partCalled(parts: readonly Part[], title: string, lesson: string): Part {
  const found = findPart(parts, title);
  if (found === undefined) throw new Error(`${lesson}: no part is called ${title}`);
  return found;
}

function findPart(parts: readonly Part[], title: string): Part | undefined {
  for (const part of parts) {
    if (part.kind !== 'prose' && part.title === title) return part;
    const inside = part.kind === 'section' ? findPart(part.parts, title) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}
