import type { GridLine, GridPoint, PointGrid } from '../../document/exhibit.ts';
import { visible } from '../../document/visible.ts';
import { type Page, titled } from './page.ts';
import { wrap } from './wrap.ts';

/** A grid with y upwards: a letter for a point that has one, `o` for any other, `.` where only a line passes. If the grid is too
 * wide, the points are listed instead. */
export function pointsLines(grid: PointGrid, page: Page): string[] {
  const { modulus, points } = grid;
  const title = titled(grid.title, grid.rule, page);
  const margin = `${modulus - 1}`.length;
  if (margin + 3 + 2 * modulus > page.columns) {
    const told = points.map(
      (point) => `${point.label === undefined ? '' : `${point.label} = `}(${point.x}, ${point.y})`,
    );
    return [...title, ...wrap(visible(told.join(', ')), page.columns - 2).map((line) => `  ${line}`)];
  }
  const at = new Map(points.map((point) => [modulus * point.y + point.x, point]));
  const rows = Array.from({ length: modulus }, (_, i) => {
    const y = modulus - 1 - i;
    const cells = Array.from({ length: modulus }, (_, x) => cell(at.get(modulus * y + x), grid, x, y, page));
    return `  ${`${y}`.padStart(margin)} ${cells.join(' ')}`.trimEnd();
  });
  const xs = Array.from({ length: modulus }, (_, x) => (x % 5 === 0 ? `${x}`.padEnd(10) : '')).join('');
  return [...title, ...rows, `  ${' '.repeat(margin)} ${xs.slice(0, 2 * modulus).trimEnd()}`];
}

function cell(point: GridPoint | undefined, { lines, modulus }: PointGrid, x: number, y: number, page: Page): string {
  if (point?.label !== undefined) return page.paint('green', visible([...point.label][0] ?? 'o'));
  if (point !== undefined) return 'o';
  return lines.some((line) => isOnLine(line, modulus, x, y)) ? page.paint('dim', '.') : ' ';
}

const isOnLine = (line: GridLine, modulus: number, x: number, y: number): boolean =>
  line.slope === undefined ? x === line.x : (line.slope * (x - line.x) - (y - line.y)) % modulus === 0;
