/** Straight lines through measured points, by least squares. */

/** A cost at a size; both above 0. */
export interface Point {
  readonly size: number;
  readonly cost: number;
}

/** cost = factor · size^exponent. */
export interface PowerLaw {
  readonly exponent: number;
  /** Of the exponent: the scatter of the points about the line, seen as chance. */
  readonly standardError: number;
  readonly factor: number;
  /** 1 − what the line leaves unexplained of the variance of log cost. */
  readonly rSquared: number;
}

/** cost = fixed + perUnit · size. */
export interface Affine {
  readonly fixed: number;
  readonly perUnit: number;
  /** 1 − what the line leaves unexplained, each point's miss being counted relative to its cost. */
  readonly rSquared: number;
}

interface Line {
  readonly intercept: number;
  readonly slope: number;
  readonly slopeError: number;
  readonly rSquared: number;
}

/** The line of log cost over log size.
 * @throws RangeError for fewer than three points, which leave no scatter to judge by. */
export function powerLaw(points: readonly Point[]): PowerLaw {
  if (points.length < 3) throw new RangeError(`a power law through ${points.length} points`);
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost), weight: 1 }));
  const { intercept, slope, slopeError, rSquared } = leastSquares(logs);
  return { exponent: slope, standardError: slopeError, factor: Math.exp(intercept), rSquared };
}

/** The line of cost over size. Each point weighs as the inverse square of its cost: times err in proportion to themselves, and
 * without that a fixed cost, which only the small sizes tell of, would drown in the scatter of the large ones.
 * @throws RangeError for fewer than three points. */
export function affine(points: readonly Point[]): Affine {
  if (points.length < 3) throw new RangeError(`a line through ${points.length} points`);
  const weighted = points.map(({ size, cost }) => ({ x: size, y: cost, weight: 1 / cost ** 2 }));
  const { intercept, slope, rSquared } = leastSquares(weighted);
  return { fixed: intercept, perUnit: slope, rSquared };
}

/** y = intercept + slope · x, by weighted least squares. */
function leastSquares(data: readonly { readonly x: number; readonly y: number; readonly weight: number }[]): Line {
  const total = sum(data.map(({ weight }) => weight));
  const xMean = sum(data.map(({ x, weight }) => weight * x)) / total;
  const yMean = sum(data.map(({ y, weight }) => weight * y)) / total;
  const xx = sum(data.map(({ x, weight }) => weight * (x - xMean) ** 2));
  const xy = sum(data.map(({ x, y, weight }) => weight * (x - xMean) * (y - yMean)));
  const yy = sum(data.map(({ y, weight }) => weight * (y - yMean) ** 2));
  const slope = xy / xx;
  const intercept = yMean - slope * xMean;
  const residual = sum(data.map(({ x, y, weight }) => weight * (y - intercept - slope * x) ** 2));
  return {
    intercept,
    slope,
    slopeError: Math.sqrt(residual / (data.length - 2) / xx),
    // Points of one height are explained by any level line.
    rSquared: yy === 0 ? 1 : 1 - residual / yy,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
