/** Which of the known structures bytes are, and the tree of what they mean. */
import { derNode } from '../../asn1/index.ts';
import { type Annotation, annotate, type DecodeError, type DecodeOptions, type Span } from '../../codec/index.ts';
import { MODULES, type Module } from './modules.ts';
import { openedWhole } from './nested.ts';

export interface Recognised {
  readonly title: string;
  /** Covers all bytes. */
  readonly span: Span;
  /** Of the module's codec; absent where the bytes are malformed, or of no known structure. */
  readonly value?: unknown;
  readonly fault?: DecodeError;
}

/** Reads bytes by the description that PEM's label names; without one, by the first description that fits, or else by the one
 * that reads farther than all others, if it is far enough to be meant. What no description fits is shown as mere ASN.1. */
export function recognise(bytes: Uint8Array, label: string | undefined, options: DecodeOptions): Recognised {
  const named = MODULES.find(({ labels }) => labels.includes(label ?? ''));
  const [module, annotation] = named === undefined ? guess(bytes, label, options) : read(named, bytes, options);
  const { fault, value } = annotation;
  const span = wholeSpan(module, annotation, bytes);
  return { title: module.title, span, ...(fault === undefined ? { value } : { fault }) };
}

type Reading = readonly [Module, Annotation<unknown>];

const read = (module: Module, bytes: Uint8Array, { limits }: DecodeOptions): Reading => [
  module,
  annotate(module.codec, bytes, { limits }),
];

function guess(bytes: Uint8Array, label: string | undefined, options: DecodeOptions): Reading {
  const any = { ...ANY, title: label ?? ANY.title, secret: label?.endsWith('PRIVATE KEY') ?? false };
  const readings: Reading[] = [];
  for (const module of MODULES) {
    const reading = read(module, bytes, options);
    if (reading[1].fault !== undefined) readings.push(reading);
    else if (module.isLikely(reading[1].value)) return reading;
  }
  const asAny = read(any, bytes, options);
  const reachOf = ([, { fault }]: Reading): number => fault?.at ?? bytes.length;
  const [farthest, second] = readings.toSorted((a, b) => reachOf(b) - reachOf(a));
  const isMeant =
    reachOf(farthest) > reachOf(second) && reachOf(farthest) >= Math.min(reachOf(asAny), bytes.length / 2);
  return isMeant ? farthest : asAny;
}

const ANY: Module = {
  title: 'ASN.1 of unknown meaning',
  labels: [],
  codec: derNode,
  secret: false,
  isLikely: () => true,
};

/** The tree over all bytes: where a fault ends it, what was not read is a span too. That is hidden unless it is known to be of
 * something public, and so is a private key that has no description here. */
function wholeSpan({ codec, secret, labels }: Module, { span, fault }: Annotation<unknown>, bytes: Uint8Array): Span {
  const hidden = secret && { secret: true as const };
  const opened = { ...openedWhole(span, bytes), ...(codec === derNode && hidden) };
  if (fault === undefined) return opened;
  const { name, type, rule } = opened;
  const rest = unread(opened.end, bytes.length, fault.rule);
  const children = [
    closed(opened, fault.rule),
    { ...rest, ...((labels.length === 0 || secret) && { secret: true as const }) },
  ];
  return { name, type, rule, start: 0, end: bytes.length, children };
}

const unread = (start: number, end: number, rule: string): Span => ({
  name: 'unread',
  type: 'bytes that were not read',
  start,
  end,
  rule,
  children: [],
});

/** A tree that a fault cut short, each of its gaps with a name. */
function closed(span: Span, rule: string): Span {
  const last = span.children.at(-1);
  if (last === undefined) return span;
  const children = span.children.map((child) => (child === last ? closed(child, rule) : child));
  return { ...span, children: last.end < span.end ? [...children, unread(last.end, span.end, rule)] : children };
}
