/** What a file of curves exports, and what a run makes of it. */
import type { Affine, PowerLaw } from './fit.ts';

/** How long a run may take. */
export type Effort = 'full' | 'quick';

/** One size, measured. */
export interface Sample {
  /** In the family's own unit. */
  readonly size: number;
  /** The median: nanoseconds, or a number where the series counts. */
  readonly median: number;
  readonly samples: number;
}

/** One curve, measured. */
export interface Series {
  /** Of one operation; unique in its family. */
  readonly name: string;
  readonly measures: 'nanoseconds' | 'count';
  readonly points: readonly Sample[];
  /** What theory says of its growth, in a few words. */
  readonly theory: string;
  /** `affine` where a fixed cost is part of the truth, and is then reported beside the exponent. */
  readonly law: 'power' | 'affine';
  /** Points below and above these sizes are shown, and not fitted: there the law is another, as the lesson says. Default: none. */
  readonly fitFrom?: number;
  readonly fitTo?: number;
}

/** Curves over the same sizes, which share a chart and a lesson. */
export interface Family {
  /** Of its chart: `growth-<name>.svg`. */
  readonly name: string;
  readonly title: string;
  /** What its sizes count: `bits`. */
  readonly unit: string;
  /** One paragraph of Markdown: why the exponent is what it is, and where the measured one departs from it. Figures that a run
   * decides stand in the table, not here. */
  readonly lesson: string;
  /** Checks, then measures. */
  measure(effort: Effort): readonly Series[];
}

/** A series with its growth. */
export interface FittedSeries extends Series {
  readonly power: PowerLaw;
  /** Only where the law is affine. */
  readonly line?: Affine;
}

export interface MeasuredFamily {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly series: readonly FittedSeries[];
}
