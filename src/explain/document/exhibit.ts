/** An exhibit: what to show, independent of how it is rendered. It stands between the engine's output (spans, steps of a
 * reference implementation, events) and text, JSON or HTML. Code that makes exhibits does not know the renderers; a renderer
 * does not know the engine. */
import type { Span } from '../../codec/index.ts';
import type { Check } from '../../x509/index.ts';

export interface Exhibit {
  readonly title: string;
  readonly parts: readonly Part[];
}

export type Part = Prose | Facts | BytesPart | Table | Checks | Sequence | Search | PointGrid | Section;

/** A paragraph. Renderers explain each glossary term where it first appears. */
export interface Prose {
  readonly kind: 'prose';
  readonly text: string;
}

/** Named values, one on each line. */
export interface Facts {
  readonly kind: 'facts';
  readonly title: string;
  readonly rows: readonly Fact[];
}
export interface Fact {
  readonly label: string;
  /** Bytes and integers are shown in hexadecimal, the latter with their size. */
  readonly value: string | number | bigint | Uint8Array;
  /** Standard and section; '' if there is none. */
  readonly rule: string;
  /** Hidden by default. */
  readonly secret?: true;
}

/** Bytes beside the tree of fields that they encode. Spans marked secret are hidden by default. */
export interface BytesPart {
  readonly kind: 'bytes';
  readonly title: string;
  readonly bytes: Uint8Array;
  /** Over `bytes`, in offsets of `bytes`. */
  readonly span: Span;
  /** Where decoding stopped, and the reason, if it failed. */
  readonly fault?: {
    readonly at: number;
    readonly code: string;
    readonly rule: string;
    readonly path: readonly string[];
  };
}

/** Rows that a viewer can step through, such as the rounds of a hash. */
export interface Table {
  readonly kind: 'table';
  readonly title: string;
  readonly rule: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** For each row, how its values were computed: formulas, with the values inserted. A page shows those of the selected row. */
  readonly how?: readonly (readonly string[])[];
  /** A text shows the first and the last rows of a long table, and tells in this column how many of what are between them. */
  readonly brief?: { readonly noun: string; readonly column: number };
  /** A column of states of sixteen bytes in hexadecimal, which a page draws as squares (FIPS 197 §3.4). */
  readonly squares?: Squares;
  /** The rows are lines of a program: a mark (`+`, `−` or a space), and the line. They are shown together, with their indentation. */
  readonly listing?: true;
  readonly secret?: true;
}
export interface Squares {
  readonly column: number;
  /** For each row, the index of the row whose state it was computed from; undefined if there is none, as for a round key. */
  readonly from: readonly (number | undefined)[];
}

/** Rules and whether they were met, for one path; `chosen`: it was taken, as the first that is valid. */
export interface Checks {
  readonly kind: 'checks';
  readonly title: string;
  readonly checks: readonly Check[];
  readonly chosen: boolean;
}

/** Messages between two parties, in order of time. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly title: string;
  readonly actors: readonly [left: string, right: string];
  readonly arrows: readonly Arrow[];
}
export interface Arrow {
  /** Index of the sender in `actors`. */
  readonly from: 0 | 1;
  readonly label: string;
  /** A short summary of the content. */
  readonly note: string;
  /** Whether it travelled encrypted. */
  readonly protected: boolean;
  /** Details to show on request. */
  readonly detail: readonly Part[];
}

/** A search through consecutive numbers, as for a prime: each was rejected for some reason, except the last. */
export interface Search {
  readonly kind: 'search';
  readonly title: string;
  /** What the first mark stands for. Secret if the result is secret. */
  readonly start: bigint;
  readonly marks: readonly SearchMark[];
  readonly secret?: true;
}
export interface SearchMark {
  /** Added to `start`. */
  readonly offset: number;
  readonly outcome: 'found' | 'divisor' | 'miller-rabin' | 'lucas' | 'other';
  /** The reason: `divisible by 7`, `not a prime: witness …`. */
  readonly detail: string;
}

/** The points of a curve over the integers modulo a small prime, as a square grid, and lines through some of them. */
export interface PointGrid {
  readonly kind: 'points';
  readonly title: string;
  readonly rule: string;
  /** The prime: coordinates are 0…modulus - 1. */
  readonly modulus: number;
  readonly points: readonly GridPoint[];
  readonly lines: readonly GridLine[];
}
export interface GridPoint {
  readonly x: number;
  readonly y: number;
  /** One letter, for a point that the surrounding text refers to. */
  readonly label?: string;
}
/** A line modulo the prime: it leaves the grid at one side and enters it again at the other. */
export interface GridLine {
  /** A point on it. */
  readonly x: number;
  readonly y: number;
  /** Modulo the prime. A vertical line has none. */
  readonly slope?: number;
}

/** Parts under a heading. */
export interface Section {
  readonly kind: 'section';
  readonly title: string;
  readonly parts: readonly Part[];
}
