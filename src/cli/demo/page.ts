/** The story's page: numbered headings, labelled lines, octets shortened to what fits. */
import { toHex } from '../../bytes/index.ts';
import type { Context, Style } from '../context.ts';

/** Columns of a page, of a label, of a name in a list. */
const WIDTH = 98;
const LABEL_WIDTH = 20;
const ENTRY_WIDTH = 26;
const INDENT = '   ';

export class Page {
  readonly #context: Context;
  constructor(context: Context) {
    this.#context = context;
  }

  /** `1  kubectl opens the session                client → server` */
  heading(number: string, title: string, aside = ''): Promise<void> {
    const gap = ' '.repeat(Math.max(2, WIDTH - 3 - title.length - aside.length));
    return this.#line(
      `\n${this.#paint('bold', `${number.padEnd(3)}${title}`)}${aside && gap + this.#paint('dim', aside)}`,
    );
  }

  /** A labelled line. */
  row(label: string, text: string): Promise<void> {
    return this.#line(`${INDENT}${this.#paint('cyan', label.padEnd(LABEL_WIDTH))}${text}`);
  }

  /** A line of a list whose names are long; what does not fit is cut off. */
  entry(name: string, text: string): Promise<void> {
    const room = WIDTH - INDENT.length - ENTRY_WIDTH;
    const shown = text.length <= room ? text : `${text.slice(0, room - 1)}…`;
    return this.#line(`${INDENT}${this.#paint('cyan', name.padEnd(ENTRY_WIDTH))}${shown}`);
  }

  /** A line of plain telling, under the heading. */
  say(text: string): Promise<void> {
    return this.#line(`${INDENT}${text}`);
  }

  /** A longer text, indented, in lines of at most the page's width. */
  async paragraph(text: string): Promise<void> {
    const indent = INDENT.length + LABEL_WIDTH;
    for (const line of wrap(text.split(' '), WIDTH - indent)) await this.#line(' '.repeat(indent) + line);
  }

  /** A rule that was kept or broken, and by what. */
  verdict(good: boolean, name: string, detail: string, rule: string): Promise<void> {
    const mark = good ? this.#paint('green', '✓') : this.#paint('red', '✗');
    const text = `${name.padEnd(20)} ${detail}`;
    const gap = ' '.repeat(Math.max(2, WIDTH - INDENT.length - 2 - text.length - rule.length));
    return this.#line(`${INDENT}${mark} ${text}${gap}${this.#paint('dim', rule)}`);
  }

  good(text: string): string {
    return this.#paint('green', text);
  }

  #paint(style: Style, text: string): string {
    return this.#context.paint(style, text);
  }

  #line(text: string): Promise<void> {
    return this.#context.print(`${text.trimEnd()}\n`);
  }
}

/** Octets as hexadecimal, at most `most` of them: the first, an ellipsis, the last four. */
export function octets(bytes: Uint8Array, most = 24): string {
  if (bytes.length <= most) return toHex(bytes);
  return `${toHex(bytes.subarray(0, most - 4))}…${toHex(bytes.subarray(-4))}`;
}

/** The text that octets spell, one line of it. */
export function firstLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.split('\r\n', 1)[0];
}

/** Words joined by spaces, in lines of at most `width` characters where a word is not longer than that. */
export function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
