/** What is to be shown, before anything decides how: the one model between what the engine saw (spans, steps of a reference implementation, events)
 * and text, JSON or HTML. Whoever makes an exhibit knows no renderer; a renderer knows no engine. */
import type { Span } from '../../codec/index.ts';
import type { Check } from '../../x509/index.ts';

export interface Exhibit {
  readonly title: string;
  readonly parts: readonly Part[];
}

export type Part = Prose | Facts | BytesPart | Table | Checks | Sequence | Search | Section;

/** A paragraph. A renderer explains the glossary's terms in it, where each first appears. */
export interface Prose {
  readonly kind: 'prose';
  readonly text: string;
}

/** Named values, a line each. */
export interface Facts {
  readonly kind: 'facts';
  readonly title: string;
  readonly rows: readonly Fact[];
}
export interface Fact {
  readonly label: string;
  /** Bytes and integers are shown in hexadecimal, the latter with their size. */
  readonly value: string | number | bigint | Uint8Array;
  /** Standard and section; '' where there is none. */
  readonly rule: string;
  /** Hidden unless a person asks. */
  readonly secret?: true;
}

/** Bytes beside the tree of what they mean. Spans that are marked secret are hidden unless a person asks. */
export interface BytesPart {
  readonly kind: 'bytes';
  readonly title: string;
  readonly bytes: Uint8Array;
  /** Over `bytes`, in offsets of `bytes`. */
  readonly span: Span;
  /** Where the reading ended, and why, if it did. */
  readonly fault?: {
    readonly at: number;
    readonly code: string;
    readonly rule: string;
    readonly path: readonly string[];
  };
}

/** Rows that a person can step through, such as the rounds of a hash. */
export interface Table {
  readonly kind: 'table';
  readonly title: string;
  readonly rule: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly secret?: true;
}

/** Rules and whether they were kept, for one path; `chosen` tells which of several paths was taken. */
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
  /** A few words more: what is inside. */
  readonly note: string;
  /** Whether it travelled encrypted. */
  readonly protected: boolean;
  /** What opens when a person wants to know more. */
  readonly detail: readonly Part[];
}

/** A search among numbers in order, as for a prime: each was refused by something, but the last. */
export interface Search {
  readonly kind: 'search';
  readonly title: string;
  /** What the first mark stands for. Secret, as what is found is. */
  readonly start: bigint;
  readonly marks: readonly SearchMark[];
  readonly secret?: true;
}
export interface SearchMark {
  /** Added to `start`. */
  readonly offset: number;
  readonly outcome: 'found' | 'divisor' | 'miller-rabin' | 'lucas' | 'other';
  /** Why: `divisible by 7`, `not a prime: witness …`. */
  readonly detail: string;
}

/** Parts under a heading. */
export interface Section {
  readonly kind: 'section';
  readonly title: string;
  readonly parts: readonly Part[];
}
