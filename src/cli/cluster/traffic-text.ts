/** The picture of a cluster's traffic in a terminal. */
import { type Context, printable } from '../context.ts';
import type { ShownCertificate } from '../supervised.ts';
import { type Leaf, nameOfCertificate } from './leaves.ts';
import type { ComponentStatus } from './supervisor.ts';
import type { Arrow, Traffic } from './traffic.ts';

/** The data of the picture. */
export interface Picture {
  readonly components: readonly ComponentStatus[];
  readonly traffic: Traffic;
  readonly leaves: readonly Leaf[];
}

const SERIAL_DIGITS = 8;
const serialOf = ({ serial }: ShownCertificate): string => serial.slice(0, SERIAL_DIGITS);

/** `controller-manager.conf (serial 1f2e3d4c)`. */
export const certificateText = (certificate: ShownCertificate | undefined, leaves: readonly Leaf[]): string =>
  certificate === undefined
    ? 'no certificate'
    : `${nameOfCertificate(certificate, leaves)} (serial ${serialOf(certificate)})`;

/** `TLS 1.3 AES_128_GCM_SHA256`. */
export const protocolText = ({ version, suite }: Arrow): string => `${version} ${suite.replace(/^TLS_/, '')}`;

/** One arrow in one line. */
export const arrowLine = (arrow: Arrow, leaves: readonly Leaf[]): string =>
  printable(
    `${arrow.from} [${certificateText(arrow.client, leaves)}] ──▶ ${arrow.to} [${certificateText(arrow.server, leaves)}]  ${protocolText(arrow)}`,
  );

/** The whole picture: each component, followed by its clients and their certificates. */
export function trafficLines({ components, traffic, leaves }: Picture, paint: Context['paint']): string[] {
  const { arrows } = traffic;
  const called = [...new Set([...components.map(({ name }) => name), ...arrows.map(({ to }) => to)])];
  return called.flatMap((name) => {
    const own = arrows.filter(({ to }) => to === name);
    const status = components.find((component) => component.name === name);
    return [headingOf(name, status, paint), ...own.map((arrow) => callerLine(arrow, leaves))];
  });
}

function headingOf(name: string, status: ComponentStatus | undefined, paint: Context['paint']): string {
  if (status === undefined) return paint('bold', printable(name));
  const { pid, isReady, restarts } = status;
  const state =
    pid === undefined ? paint('red', 'down') : isReady ? paint('green', 'serves') : paint('yellow', 'starts');
  const again = restarts === 0 ? '' : `, started again ${restarts}×`;
  return `${paint('bold', printable(name))}  ${state}${pid === undefined ? '' : `, process ${pid}`}${again}`;
}

function callerLine(arrow: Arrow, leaves: readonly Leaf[]): string {
  const { from, client, server, count, resumed } = arrow;
  const again = resumed === 0 ? '' : `, ${resumed} resumed`;
  const ends = `${from}: ${certificateText(client, leaves)} ⟷ ${certificateText(server, leaves)}`;
  return `  ◀── ${printable(`${ends}  ${protocolText(arrow)}  ×${count}${again}`)}`;
}

/** The leaf certificates, and how often each was seen. */
export function leafLines({ leaves, traffic }: Picture): string[] {
  return leaves.map(({ name, serial }) => {
    const { shown, verified } = traffic.sightings(serial);
    return `${name.padEnd(26)} ${serial.padEnd(34)} shown ${shown}×, verified ${verified}×`;
  });
}

/** Redraws in place on a terminal: moves up over what was drawn before. */
export class LiveText {
  readonly #context: Context;
  #height = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  async draw(lines: readonly string[]): Promise<void> {
    const { columns = 80, rows = 40 } = this.#context.world.stdout as { columns?: number; rows?: number };
    // Lines that do not fit would scroll, and could not be overwritten.
    const shown = lines.slice(0, Math.max(1, rows - 2)).map((line) => cut(line, columns - 1));
    const up = this.#height === 0 ? '' : `\u001b[${this.#height}A`;
    this.#height = shown.length;
    await this.#context.print(`${up}\u001b[J${shown.join('\n')}\n`);
  }

  /** Must be called before other text is printed: the next picture is then drawn below that text, and does not overwrite it. */
  forget(): void {
    this.#height = 0;
  }
}

/** Cuts a line at a width, not counting colour escapes. */
function cut(line: string, width: number): string {
  let [length, at] = [0, 0];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape.
  for (const [piece] of line.matchAll(/\u001b\[[\d;]*m|./gu)) {
    if (!piece.startsWith('\u001b') && ++length > width) return `${line.slice(0, at)}\u001b[0m`;
    at += piece.length;
  }
  return line;
}
