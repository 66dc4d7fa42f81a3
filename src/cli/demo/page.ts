/** Formats the story: numbered headings, labelled lines, bytes shortened to fit, and below each part explanations of its new
 * technical terms. */
import { bytesToHex } from '../../bytes/index.ts';
import { type FirstTerm, firstTerms, type Language } from '../../explain/index.ts';
import { cutTo, pad, width, wrap } from '../../explain/internal.ts';
import type { Context, Style } from '../context.ts';

/** Widths in columns: of a page, of a label, of a name in a list. */
const WIDTH = 98;
const LABEL_WIDTH = 20;
const ENTRY_WIDTH = 26;
const INDENT = '   ';

export class Page {
  readonly #context: Context;
  readonly #language: Language;
  /** Terms that have been explained. */
  readonly #known = new Set<string>();
  /** Terms that are new in this part. */
  #terms: FirstTerm[] = [];

  /** @param language - the language of the explanations. */
  constructor(context: Context, language: Language) {
    this.#context = context;
    this.#language = language;
  }

  /** `1  kubectl opens the session                client → server` */
  async heading(number: string, title: string, aside = ''): Promise<void> {
    await this.end();
    this.#hear(title);
    const gap = ' '.repeat(Math.max(2, WIDTH - 3 - width(title) - width(aside)));
    await this.#line(
      `\n${this.#paint('bold', `${number.padEnd(3)}${title}`)}${aside && gap + this.#paint('dim', aside)}`,
    );
  }

  /** Explains the terms that were new since the last heading. */
  async end(): Promise<void> {
    const terms = this.#terms;
    this.#terms = [];
    if (terms.length > 0) await this.#line('');
    for (const { label, explanation } of terms) {
      const lines = wrap(explanation, WIDTH - INDENT.length - ENTRY_WIDTH);
      // A longer label gets a line of its own.
      if (width(label) >= ENTRY_WIDTH) lines.unshift('');
      for (const [i, line] of lines.entries()) {
        const margin = pad(i === 0 ? label : '', ENTRY_WIDTH);
        await this.#line(`${INDENT}${this.#paint('italic', margin)}${this.#paint('dim', line)}`);
      }
    }
  }

  /** A labelled line. */
  row(label: string, text: string): Promise<void> {
    this.#hear(`${label} ${text}`);
    return this.#line(`${INDENT}${this.#paint('cyan', pad(label, LABEL_WIDTH))}${text}`);
  }

  /** A line of a list whose names are long; what does not fit is cut off. */
  entry(name: string, text: string): Promise<void> {
    const room = WIDTH - INDENT.length - ENTRY_WIDTH;
    return this.#line(`${INDENT}${this.#paint('cyan', name.padEnd(ENTRY_WIDTH))}${cutTo(text, room)}`);
  }

  /** A line of plain text under the heading. */
  say(text: string): Promise<void> {
    this.#hear(text);
    return this.#line(`${INDENT}${text}`);
  }

  /** A longer text, indented, in lines of at most the page's width. */
  async paragraph(text: string): Promise<void> {
    this.#hear(text);
    const indent = INDENT.length + LABEL_WIDTH;
    for (const line of wrap(text, WIDTH - indent)) await this.#line(' '.repeat(indent) + line);
  }

  /** The outcome of a check, with the reference to its rule. If the reference does not fit on the line, it gets its own. */
  async verdict(good: boolean, name: string, detail: string, rule: string): Promise<void> {
    const mark = good ? this.#paint('green', '✓') : this.#paint('red', '✗');
    const text = `${name.padEnd(20)} ${detail}`;
    const room = WIDTH - INDENT.length - 2;
    const isApart = width(text) + 2 + width(rule) > room;
    if (isApart) await this.#line(`${INDENT}${mark} ${text}`);
    const gap = ' '.repeat(Math.max(0, room - width(rule) - (isApart ? 0 : width(text))));
    return this.#line(`${INDENT}${isApart ? '  ' : `${mark} ${text}`}${gap}${this.#paint('dim', rule)}`);
  }

  good(text: string): string {
    return this.#paint('green', text);
  }

  #hear(text: string): void {
    this.#terms.push(...firstTerms(text, this.#known, this.#language));
  }

  #paint(style: Style, text: string): string {
    return this.#context.paint(style, text);
  }

  #line(text: string): Promise<void> {
    return this.#context.print(`${text.trimEnd()}\n`);
  }
}

/** Bytes as hexadecimal, at most `most` of them: the first, an ellipsis, the last four. */
export function shortHex(bytes: Uint8Array, most = 24): string {
  if (bytes.length <= most) return bytesToHex(bytes);
  return `${bytesToHex(bytes.subarray(0, most - 4))}…${bytesToHex(bytes.subarray(-4))}`;
}

/** The first line of bytes that are text. */
export function firstLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.split('\r\n', 1)[0];
}
