/** What a run measured, as Markdown. */
import type { Family, FittedSeries, MeasuredFamily, Sample, Series } from './family.ts';
import { affine, powerLaw } from './fit.ts';
import { costText, signedDuration, sizeText } from './text.ts';

/** Fits the curves of a family. */
export function fitted({ name, title, unit }: Family, series: readonly Series[]): MeasuredFamily {
  const withFits = series.map((curve): FittedSeries => {
    const { points, law, fitFrom = 0, fitTo = Number.POSITIVE_INFINITY } = curve;
    const used = points
      .filter(({ size }) => size >= fitFrom && size <= fitTo)
      .map(({ size, median }) => ({ size, cost: median }));
    return { ...curve, power: powerLaw(used), ...(law === 'affine' && { line: affine(used) }) };
  });
  return { name, title, unit, series: withFits };
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A family's section: chart, table of medians, table of fits, lesson. */
export function sectionOf(family: MeasuredFamily, lesson: string): string {
  return [
    `### ${family.title}`,
    `![${family.title}](results/growth-${family.name}.svg)`,
    mediansTable(family),
    fitsTable(family),
    lesson,
  ].join('\n\n');
}

/** A row a size, a column a curve. */
function mediansTable({ unit, series }: MeasuredFamily): string {
  const sizes = [...new Set(series.flatMap(({ points }) => points.map(({ size }) => size)))].sort((a, b) => a - b);
  const cell = (sample: Sample | undefined, { measures }: FittedSeries): string =>
    sample === undefined ? '' : `${costText(sample.median, measures)} (${sample.samples})`;
  const rows = sizes.map((size) =>
    row([
      sizeText(size, unit),
      ...series.map((curve) =>
        cell(
          curve.points.find((point) => point.size === size),
          curve,
        ),
      ),
    ]),
  );
  return [row([unit, ...series.map(({ name }) => name)]), row(['---:', ...series.map(() => '---:')]), ...rows].join(
    '\n',
  );
}

function fitsTable({ unit, series }: MeasuredFamily): string {
  const head = ['curve', 'measured', 'R²', 'as a line', 'theory'];
  const rows = series.map(({ name, power, line, theory, fitFrom, fitTo }) =>
    row([
      [name, fitFrom && ` from ${sizeText(fitFrom, unit)}`, fitTo && ` to ${sizeText(fitTo, unit)}`].join(''),
      `n^${power.exponent.toFixed(2)} ± ${power.standardError.toFixed(2)}`,
      power.rSquared.toFixed(4),
      line === undefined
        ? ''
        : `${signedDuration(line.fixed)} + ${perUnit(line.perUnit, unit)}, R² ${line.rSquared.toFixed(4)}`,
      theory,
    ]),
  );
  return [row(head), row(['---', '---', '---:', '---', '---']), ...rows].join('\n');
}

const perUnit = (nanoseconds: number, unit: string): string =>
  unit === 'bytes' ? `${signedDuration(nanoseconds * 1024)} a KiB` : `${signedDuration(nanoseconds)} · n`;
