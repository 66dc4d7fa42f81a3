/** Shows a cluster's traffic while it runs: on a terminal updated in place, otherwise one line for each new arrow; as a page on
 * 127.0.0.1, and in a file. */
import { appendFileSync } from 'node:fs';
import { utf8ToBytes } from '../../bytes/index.ts';
import { writeFileWhole } from '../../node/index.ts';
import type { Context } from '../context.ts';
import { type RunningSite, type SiteFile, serveSite } from '../explore/site-server.ts';
import { about } from '../failures.ts';
import { tellingLeftovers } from '../leftovers.ts';
import type { HandshakeReport } from '../supervised.ts';
import type { Arrow } from './traffic.ts';
import { TRAFFIC_STYLE, trafficPage } from './traffic-page.ts';
import { arrowLine, LiveText, type Picture, trafficLines } from './traffic-text.ts';

export interface DisplayOptions {
  readonly context: Context;
  /** A file for the page. */
  readonly page: string | undefined;
  /** A file for the reports. */
  readonly handshakes: string | undefined;
  picture(): Picture;
}

/** Milliseconds between two updates. */
const PERIOD_MS = 500;
const STYLE: SiteFile = { bytes: utf8ToBytes(TRAFFIC_STYLE), type: 'text/css; charset=utf-8' };

export class Display {
  readonly #options: DisplayOptions;
  readonly #site: RunningSite;
  readonly #files: Map<string, SiteFile>;
  readonly #live: LiveText | undefined;
  #timer: NodeJS.Timeout | undefined;
  #drawing: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** @throws CliError about a file that cannot be written; the system's error. */
  static async open(options: DisplayOptions): Promise<Display> {
    const files = new Map<string, SiteFile>([['/style.css', STYLE]]);
    if (options.handshakes !== undefined) append(options, '');
    return new Display(options, await serveSite(files, 0), files);
  }

  private constructor(options: DisplayOptions, site: RunningSite, files: Map<string, SiteFile>) {
    this.#options = options;
    this.#site = site;
    this.#files = files;
    this.#live = options.context.world.stdout.isTTY ? new LiveText(options.context) : undefined;
    this.#show();
  }

  /** The address of the page. */
  get url(): string {
    return this.#site.url;
  }

  /** Prints a line above the picture. */
  async note(line: string): Promise<void> {
    this.#live?.forget();
    // If standard error is closed, the cluster continues.
    await this.#options.context.note(line).catch(() => undefined);
  }

  /** Appends a report to the file. */
  report(component: string, report: HandshakeReport): void {
    if (this.#options.handshakes === undefined) return;
    append(this.#options, `${JSON.stringify({ component, ...report })}\n`);
  }

  /** Reports that an arrow is new, or was used again. */
  arrow(arrow: Arrow, isNew: boolean): void {
    const { context, picture } = this.#options;
    if (isNew && this.#live === undefined) {
      void context.print(`${arrowLine(arrow, picture().leaves)}\n`).catch(() => undefined);
    }
    this.changed();
  }

  /** Schedules an update of the picture. */
  changed(): void {
    if (this.#isClosed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#show();
    }, PERIOD_MS);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#drawing;
    await this.#site.close();
  }

  #show(): void {
    const { context, picture, page } = this.#options;
    const at = context.now();
    const bytes = utf8ToBytes(trafficPage(picture(), at, 'linked'));
    const file = { bytes, type: 'text/html; charset=utf-8' };
    this.#files.set('/', file);
    this.#drawing = this.#drawing.then(async () => {
      await this.#live
        ?.draw(trafficLines(picture(), (style, text) => context.paint(style, text)))
        .catch(() => undefined);
      if (page === undefined) return;
      const text = trafficPage(picture(), at, 'inline');
      // A failure to write the page must not end the cluster.
      await tellingLeftovers(context, (onLeftover) =>
        writeFileWhole(context.filePath(page), text, { mode: 0o644, replace: true, onLeftover }),
      ).catch((error: Error) => this.note(`${page}: ${error.message}`));
    });
  }
}

function append({ context, handshakes = '' }: DisplayOptions, text: string): void {
  try {
    appendFileSync(context.filePath(handshakes), text, { mode: 0o600 });
  } catch (error) {
    throw about(handshakes, error);
  }
}
