/** The points of a curve over a small field, and lines through them, drawn as SVG. */
import type { GridLine, GridPoint, PointGrid } from '../../document/exhibit.ts';
import { type Html, html } from './markup.ts';
import { type HtmlPage, heading } from './page.ts';

/** Distance between two neighbouring points of the grid, and the margin around it, in SVG units. */
const UNIT = 20;
const MARGIN = 24;

export function pointsHtml({ title, rule, modulus, points, lines }: PointGrid, level: number, page: HtmlPage): Html {
  const id = page.id();
  const size = UNIT * modulus + 2 * MARGIN;
  const net = Array.from({ length: modulus }, (_, i) => netHtml(i, modulus));
  const segments = lines.flatMap((line) => segmentsOf(line, modulus));
  const drawn = segments.map(
    ([x1, y1, x2, y2]) =>
      html`<line class="line" x1="${across(x1)}" y1="${up(y1, modulus)}" x2="${across(x2)}" y2="${up(y2, modulus)}"/>`,
  );
  const named = points.filter(({ label }) => label !== undefined).map(({ x, y, label }) => `${label} (${x}, ${y})`);
  const told = page.words.points(title, points.length, named);
  const heads = heading(level, id, page.told(title), rule);
  return html`<section class="part" aria-labelledby="${id}">${heads}${page.explained()}
<svg class="grid" viewBox="0 0 ${size} ${size}" role="img" aria-label="${told}">${net}${drawn}${points.map((point) => pointHtml(point, modulus))}</svg></section>`;
}

const across = (x: number): string => (MARGIN + UNIT * (x + 0.5)).toFixed(1);
const up = (y: number, modulus: number): string => (MARGIN + UNIT * (modulus - 0.5 - y)).toFixed(1);

/** One vertical and one horizontal line of the grid, with their number. */
function netHtml(i: number, modulus: number): Html {
  const [at, height, last] = [across(i), up(i, modulus), modulus - 1];
  return html`<line class="net" x1="${at}" y1="${up(0, modulus)}" x2="${at}" y2="${up(last, modulus)}"/><line class="net" x1="${across(0)}" y1="${height}" x2="${across(last)}" y2="${height}"/><text x="${at}" y="${up(-1, modulus)}">${i}</text><text x="${across(-0.8)}" y="${height}">${i}</text>`;
}

function pointHtml({ x, y, label }: GridPoint, modulus: number): Html {
  const [cx, cy] = [across(x), up(y, modulus)];
  const dot = html`<circle cx="${cx}" cy="${cy}" r="${label === undefined ? 3.5 : 5}"><title>(${x}, ${y})</title></circle>`;
  if (label === undefined) return dot;
  return html`<g class="named">${dot}<text x="${across(x + 0.45)}" y="${up(y + 0.3, modulus)}">${label}</text></g>`;
}

type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** The pieces of a line inside the grid, which extends from 0 to `modulus` in both directions; its slope is taken between
 * -modulus/2 and modulus/2. */
function segmentsOf({ x, y, slope }: GridLine, modulus: number): Segment[] {
  if (slope === undefined) return [[x, 0, x, modulus - 1]];
  const m = slope > modulus / 2 ? slope - modulus : slope;
  if (m === 0) return [[0, y, modulus - 1, y]];
  const heightAt = (at: number): number => y + m * (at - x);
  const [low, high] = [heightAt(0), heightAt(modulus)].toSorted((one, other) => one - other);
  const pieces: Segment[] = [];
  for (let floor = modulus * Math.floor(low / modulus); floor < high; floor += modulus) {
    const ends = [floor, floor + modulus].map((height) => Math.min(modulus, Math.max(0, x + (height - y) / m)));
    const [from, to] = ends.toSorted((one, other) => one - other);
    if (from < to) pieces.push([from, heightAt(from) - floor, to, heightAt(to) - floor]);
  }
  return pieces;
}
