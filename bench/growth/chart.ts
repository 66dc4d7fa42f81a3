/** A chart of curves, both axes logarithmic, so that a power law is a straight line and its exponent the slope. */
import type { FittedSeries, MeasuredFamily } from './family.ts';
import { sizeText, timeText } from './text.ts';

const WIDTH = 820;
const HEIGHT = 400;
const PLOT = { left: 70, right: 520, top: 44, bottom: 350 } as const;
/** The least distance of two labels, in pixels. */
const LINE = 17;

/** One class a curve; a viewer's dark mode is known to an image as it is to a page. */
const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 14px; }
.grid { stroke: #8c959f; stroke-opacity: .35; }
.fit { fill: none; stroke-width: 1.5; stroke-dasharray: 5 3; }
.c0 { stroke: #0969da; } .c1 { stroke: #bc4c00; } .c2 { stroke: #1a7f37; } .c3 { stroke: #8250df; }
circle.c0 { fill: #0969da; } circle.c1 { fill: #bc4c00; } circle.c2 { fill: #1a7f37; } circle.c3 { fill: #8250df; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .c0 { stroke: #58a6ff; } .c1 { stroke: #f0883e; } .c2 { stroke: #3fb950; } .c3 { stroke: #bc8cff; }
  circle.c0 { fill: #58a6ff; } circle.c1 { fill: #f0883e; } circle.c2 { fill: #3fb950; } circle.c3 { fill: #bc8cff; }
}`;

interface Scale {
  readonly low: number;
  readonly high: number;
  /** Pixels. */
  at(value: number): number;
}

function logScale(low: number, high: number, from: number, to: number): Scale {
  const at = (value: number): number => from + ((to - from) * Math.log(value / low)) / Math.log(high / low);
  return { low, high, at };
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const px = (value: number): string => value.toFixed(1);

/** Between the outermost points and the edge: a factor. */
const MARGIN = 1.15;
const decade = (round: (value: number) => number, value: number): number => 10 ** round(Math.log10(value));

/** The curves of a family that are times, as an SVG file. What is only counted is in the table. */
export function chartOf({ title, unit, series }: MeasuredFamily): string {
  const times = series.filter(({ measures }) => measures === 'nanoseconds');
  const points = times.flatMap((curve) => curve.points);
  const sizes = points.map(({ size }) => size);
  const costs = points.map(({ median }) => median);
  const x = logScale(Math.min(...sizes) / MARGIN, Math.max(...sizes) * MARGIN, PLOT.left, PLOT.right);
  // Whole decades, or the scatter of a level curve would fill the chart.
  const [low, high] = [decade(Math.floor, Math.min(...costs) / MARGIN), decade(Math.ceil, Math.max(...costs) * MARGIN)];
  const y = logScale(low, high, PLOT.bottom, PLOT.top);
  const curves = times.map((curve, i) => curveOf(curve, i % 4, x, y));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${escapeXml(title)}</title>
<style>${STYLE}
</style>
<text class="title" x="${PLOT.left}" y="22">${escapeXml(title)}</text>
${axes(x, y, unit)}
${curves.join('\n')}
${labels(times, y)}
</svg>
`;
}

function curveOf(
  { points, power, line, law, fitFrom = 0, fitTo = Infinity }: FittedSeries,
  colour: number,
  x: Scale,
  y: Scale,
) {
  const dots = points.map(
    ({ size, median }) => `<circle class="c${colour}" cx="${px(x.at(size))}" cy="${px(y.at(median))}" r="3.5"/>`,
  );
  const fitted = points.map(({ size }) => size).filter((size) => size >= fitFrom && size <= fitTo);
  const [first, last] = [fitted[0], fitted[fitted.length - 1]];
  const costAt = (size: number): number =>
    law === 'affine' ? line!.fixed + line!.perUnit * size : power.factor * size ** power.exponent;
  // An affine law is no straight line here.
  const steps = Array.from({ length: 41 }, (_, i) => first * (last / first) ** (i / 40));
  const path = steps
    .filter((size) => costAt(size) > 0)
    .map((size) => `${px(x.at(size))},${px(Math.min(PLOT.bottom, y.at(costAt(size))))}`);
  return `<polyline class="fit c${colour}" points="${path.join(' ')}"/>\n${dots.join('\n')}`;
}

function axes(x: Scale, y: Scale, unit: string): string {
  const step = unit === 'bytes' ? 4 : unit === 'bits' ? Math.SQRT2 : 2;
  const lines: string[] = [];
  for (let size = unit === 'bits' ? 1024 : 1; size <= x.high; size *= step) {
    const rounded = Math.round(size / 512) * 512;
    const at = unit === 'bits' ? rounded : size;
    if (at < x.low || (unit === 'bytes' && Math.log2(at) % 4 !== 0)) continue;
    const pixel = px(x.at(at));
    lines.push(`<line class="grid" x1="${pixel}" x2="${pixel}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>`);
    lines.push(`<text x="${pixel}" y="${PLOT.bottom + 18}" text-anchor="middle">${sizeText(at, unit)}</text>`);
  }
  for (let time = y.low; time <= y.high * MARGIN; time *= 10) {
    const pixel = px(y.at(time));
    lines.push(`<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${pixel}" y2="${pixel}"/>`);
    lines.push(`<text x="${PLOT.left - 8}" y="${px(y.at(time) + 4)}" text-anchor="end">${timeText(time)}</text>`);
  }
  const middle = (PLOT.left + PLOT.right) / 2;
  lines.push(`<text x="${middle}" y="${PLOT.bottom + 38}" text-anchor="middle">${escapeXml(unit)}</text>`);
  return lines.join('\n');
}

/** Beside the end of each curve, pushed apart where two end in one place. */
function labels(times: readonly FittedSeries[], y: Scale): string {
  const wanted = times
    .map(({ name, points, power }, i) => ({ name, power, colour: i % 4, at: y.at(points[points.length - 1].median) }))
    .sort((a, b) => a.at - b.at);
  let above = Number.NEGATIVE_INFINITY;
  const texts = wanted.map(({ name, power, colour, at }) => {
    above = Math.max(above + LINE, at);
    const text = `${escapeXml(name)}: n^${power.exponent.toFixed(2)}`;
    return `<circle class="c${colour}" cx="${PLOT.right + 14}" cy="${px(above)}" r="3.5"/>
<text x="${PLOT.right + 24}" y="${px(above + 4)}">${text}</text>`;
  });
  return texts.join('\n');
}
