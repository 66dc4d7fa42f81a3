/** Recognizes which known structure the bytes are, and decodes them into a tree. */
import { derLength, derNode, identifier, integer, oid, sequenceOf } from '../../asn1/index.ts';
import {
  type Annotation,
  type AnyCodec,
  annotate,
  DecodeError,
  type DecodeOptions,
  decode,
  isSameDescription,
  type Span,
  type ToleratedDeviation,
} from '../../codec/index.ts';
import { rsaPublicKey } from '../../keys/index.ts';
import { MODULES, type Module } from './modules.ts';
import { openedWhole } from './nested.ts';
import { leadsToPrivateKey, withoutContents } from './private-contents.ts';
import {
  beginsAsPrivateKey,
  holdsKey,
  isNoSequence,
  isOneStringOfCurve,
  isOtherKeyForm,
  isStringOfCurve,
} from './private-looks.ts';
import {
  holdsKeyOfCurve,
  holdsMovedTrace,
  holdsPrivateTrace,
  holdsPublicTrace,
  holdsTypedKey,
} from './private-traces.ts';

export interface Recognised {
  readonly title: string;
  /** The tree over all bytes. */
  readonly span: Span;
  /** The value of the module's codec; absent if the bytes are malformed or of no known structure. */
  readonly value?: unknown;
  /** Where decoding stopped, and the reason. */
  readonly fault?: DecodeError;
  /** Why the bytes do not fit the PEM label, if they are shown as something else. */
  readonly labelFault?: DecodeError;
  /** Whether the whole may be a private key. */
  readonly isPrivate: boolean;
  /** A string whose content has too many fields to show. */
  readonly unopened?: Span | undefined;
  /** The tolerated deviations from DER. */
  readonly deviations: readonly ToleratedDeviation[];
}

/** Decodes bytes by the PEM label. Without a label: by the first codec that fits, or else by the one that gets farthest, if what
 * it reads tells this structure from others. Bytes that fit no codec are shown as plain ASN.1.
 * A label may be wrong: bytes that do not fit it but fit another codec are shown by that one. */
export function recognise(bytes: Uint8Array, label: string | undefined, options: DecodeOptions): Recognised {
  const labelled = MODULES.find(({ labels }) => labels.includes(label ?? ''));
  const probes = new Probes(bytes, options);
  const module = labelled === undefined ? guess(probes, label) : corrected(labelled, probes);
  const deviations = new Map<string, ToleratedDeviation>();
  const onDeviation = (one: ToleratedDeviation): void => void deviations.set(`${one.code} ${one.at}`, one);
  const { span: closedSpan, fault, value } = annotate(module.codec, bytes, { ...options, onDeviation });
  let unopened: Span | undefined;
  const span = openedWhole(closedSpan, bytes, (one) => {
    unopened ??= one;
  });
  const sound = fault?.code === 'too-many-nodes' ? soundTree(module, bytes, options) : undefined;
  const isPrivate = module.secret || (sound === undefined && mayBePrivate(module, probes));
  const tree = wholeSpan(module, { span, fault }, isPrivate, bytes);
  const isOther = labelled !== undefined && labelled !== module;
  return {
    title: isOther ? `${module.title}, under the label ${label}` : module.title,
    span: sound !== undefined && concealed(sound, bytes) === sound ? tree : shownSpan(tree, module, fault, bytes),
    isPrivate,
    unopened,
    deviations: [...deviations.values()],
    ...(fault === undefined ? { value } : { fault }),
    ...(isOther && { labelFault: probes.of(labelled).fault! }),
  };
}

/** The PEM label of the structure that bytes without a label have; undefined if no structure fits them. */
export const labelOf = (bytes: Uint8Array): string | undefined => new Probes(bytes, {}).whole()?.labels[0];

/** Why bytes do not fit their PEM label, and the label of the structure that they are, if one fits them; undefined if they fit the label, or it is of no
 * structure known. */
export function labelFaultOf(
  bytes: Uint8Array,
  label: string,
): { readonly fault: DecodeError; readonly rightLabel: string | undefined } | undefined {
  const labelled = MODULES.find(({ labels }) => labels.includes(label));
  const probes = new Probes(bytes, {});
  const fault = labelled === undefined ? undefined : probes.of(labelled).fault;
  return fault === undefined ? undefined : { fault, rightLabel: probes.whole()?.labels[0] };
}

/** The result of an attempt, without its tree. */
interface Probe {
  readonly value?: unknown;
  readonly fault?: DecodeError;
}

/** Attempts to decode the bytes, each made once. */
class Probes {
  readonly bytes: Uint8Array;
  readonly #options: DecodeOptions;
  readonly #done = new Map<AnyCodec, Probe>();
  constructor(bytes: Uint8Array, options: DecodeOptions) {
    this.bytes = bytes;
    this.#options = options;
  }

  of({ codec }: Pick<Module, 'codec'>): Probe {
    const probe = this.#done.get(codec) ?? this.#read(codec);
    this.#done.set(codec, probe);
    return probe;
  }

  #read(codec: AnyCodec): Probe {
    try {
      return { value: decode(codec, this.bytes, this.#options) };
    } catch (fault) {
      if (fault instanceof DecodeError) return { fault };
      throw fault;
    }
  }

  /** How many bytes fit a codec. */
  reach(module: Module): number {
    return this.of(module).fault?.at ?? this.bytes.length;
  }

  /** Whether more bytes fit a structure than another. */
  readsFurther(one: Module, other: Module): boolean {
    return this.reach(one) > this.reach(other) && (this.of(one).fault === undefined || this.readsAnything(one));
  }

  /** Whether a codec that stops at a fault reads a whole field before it, or there are two numbers: the first may be a modulus, where the version is missing. A
   * tag alone may be a damaged one. */
  readsAnything({ codec }: Module): boolean {
    return this.#parts(codec)[0]?.value !== undefined || this.numbers() >= 2;
  }

  /** How many numbers there are in a row. */
  numbers(): number {
    const parts = this.#parts(NUMBERS.codec);
    const end = parts.findIndex(({ value }) => value === undefined);
    return end < 0 ? parts.length : end;
  }

  #parts(codec: AnyCodec): readonly Span[] {
    return annotate(codec, this.bytes, this.#options).span.children.slice(2);
  }

  /** Whether a structure fits the whole but for the first byte. */
  fitsBehindTag(module: Module): boolean {
    const mended = this.bytes.slice();
    mended[0] = SEQUENCE;
    return new Probes(mended, this.#options).of(module).fault === undefined;
  }

  /** Whether a codec that stops at a fault reads an object identifier before it. Numbers and strings are in many structures. */
  namesAnything({ codec }: Module): boolean {
    const isNamed = ({ type, value, children }: Span): boolean =>
      (type === oid.type && value !== undefined) || children.some(isNamed);
    return isNamed(annotate(codec, this.bytes, this.#options).span);
  }

  /** The first codec that fits the whole, and whose value is plausible. */
  whole(): Module | undefined {
    return MODULES.find((module) => {
      const { fault, value } = this.of(module);
      return fault === undefined && module.isLikely(value);
    });
  }

  /** The modules that do not fit, starting with the one that decodes the most bytes. */
  farthest(of: readonly Module[]): readonly Module[] {
    const partly = of.filter((module) => this.of(module).fault !== undefined);
    return partly.toSorted((a, b) => this.reach(b) - this.reach(a));
  }
}

const PRIVATE = MODULES.filter(({ secret }) => secret);

/** The structure of the label; if that does not fit, one that does, or a private key that gets farther. */
function corrected(labelled: Module, probes: Probes): Module {
  if (probes.of(labelled).fault === undefined) return labelled;
  const [farthest] = probes.farthest(PRIVATE);
  const isFurther = !labelled.secret && farthest !== undefined && probes.readsFurther(farthest, labelled);
  return probes.whole() ?? (isFurther ? farthest : labelled);
}

function guess(probes: Probes, label: string | undefined): Module {
  const any = { ...ANY, title: label ?? ANY.title, secret: label?.endsWith('PRIVATE KEY') ?? false };
  const whole = probes.whole();
  // Parameters of Diffie-Hellman are two numbers too (PKCS #3 §9), and of no label of ours.
  const isParameters = label?.endsWith('PARAMETERS') === true && whole?.codec === rsaPublicKey;
  if (whole !== undefined) return isParameters ? any : whole;
  const [farthest, second] = probes.farthest(MODULES);
  const reach = probes.reach(farthest);
  const isAhead = reach > probes.reach(second);
  const isBroken = probes.of(any).fault !== undefined;
  const isFar = reach >= Math.min(probes.reach(any), probes.bytes.length / 2);
  // Of a private key that is broken, only numbers may be left. Of bytes that are no DER either, a structure tells the most that reads any farther.
  if (isAhead && isFar && isBroken && farthest.secret) return farthest;
  return isAhead && (isFar || (isBroken && !farthest.secret)) && probes.namesAnything(farthest) ? farthest : any;
}

/** Maximum number of fields of a structure that is read to know whether it is sound: four times as many as are shown. */
const MOST_READ = 2 ** 17;

/** The tree of a public structure that is sound, and has too many fields to show; undefined if it is not. */
function soundTree(module: Module, bytes: Uint8Array, given: DecodeOptions): Span | undefined {
  const options = { ...given, limits: { ...given.limits, nodes: MOST_READ } };
  if (module.secret || isPlain(module) || new Probes(bytes, options).of(module).fault !== undefined) return undefined;
  return annotate(module.codec, bytes, options).span;
}

const ANY: Module = {
  title: 'ASN.1 of an unknown structure',
  labels: [],
  codec: derNode,
  secret: false,
  isLikely: () => true,
};

/** Whether bytes shown as a public structure could be a private key. A completely decoded public structure is not one. A public key whose bits have the tag of an OCTET STRING is
 * hidden too: it reads whole as an encrypted private key. */
function mayBePrivate(module: Module, probes: Probes): boolean {
  const isAny = module.codec === derNode;
  const { fault } = probes.of(module);
  if (!isAny && fault === undefined) return false;
  const isFurther = !isAny && PRIVATE.some((one) => probes.readsFurther(one, module));
  const { bytes } = probes;
  return (
    isFurther ||
    (!isAny && isNoSequence(bytes) && !probes.fitsBehindTag(module) && !holdsPublicTrace(bytes)) ||
    ((beginsAsPrivateKey(bytes) || leadsToPrivateKey(bytes)) && !isFewNumbers(probes)) ||
    // No public structure has more than the two of a public key of RSA.
    (!isAny && (isOneStringOfCurve(bytes) || probes.numbers() > 2)) ||
    isOtherKeyForm(bytes) ||
    holdsKeyOfCurve(bytes) ||
    (fault === undefined ? holdsTypedKey(bytes) : holdsPrivateTrace(bytes) || holdsMovedTrace(bytes)) ||
    // Of a key that lost much, nothing tells what it was.
    (!isAny && !probes.namesAnything(module) && !holdsPublicTrace(bytes))
  );
}

const isPlain = ({ codec }: Module): boolean => codec === derNode;

const NUMBERS = { codec: sequenceOf(integer) };
/** The numbers of a DSA key (version, p, q, g, y, x); other private keys with numbers only have more. */
const LEAST_NUMBERS = 6;

/** Whether bytes are numbers only, fewer than a private key has: a signature's r and s begin as a key does if r is 1. */
function isFewNumbers(probes: Probes): boolean {
  const { value } = probes.of(NUMBERS);
  return Array.isArray(value) && value.length < LEAST_NUMBERS;
}

/** The tree over all bytes; the bytes after a fault become a span too. Of a private key that does not decode completely, only its
 * kind is shown: a wrong bit in a length could move a secret into a field that is not marked secret. */
function wholeSpan(
  module: Module,
  { span: opened, fault }: Pick<Annotation<unknown>, 'fault' | 'span'>,
  isPrivate: boolean,
  bytes: Uint8Array,
): Span {
  const hidden = isPrivate ? { secret: true as const } : {};
  const { name, type, rule } = opened;
  // As covered as the same bytes without their header, which are no DER.
  if (isPlain(module) && fault === undefined && isStringOfCurve(bytes)) {
    const content: Span = { ...unread(2, bytes.length, rule), secret: true };
    return { name, type, rule, start: 0, end: bytes.length, children: [...opened.children.slice(0, 2), content] };
  }
  if (fault === undefined) return isPlain(module) ? { ...opened, ...hidden } : opened;
  const read = closed(opened, fault.rule);
  const rest = unread(opened.end, bytes.length, fault.rule);
  const isUnknown = module.labels.length === 0;
  const children = [
    isPrivate
      ? { ...read, children: read.children.map((part) => (isTelling(part) ? part : { ...part, ...hidden })) }
      : read,
    // Nothing is hidden where nothing is left.
    { ...rest, ...((isPrivate || isUnknown) && rest.start < rest.end && { secret: true as const }) },
  ];
  return { name, type, rule, start: 0, end: bytes.length, children };
}

/** A tree without what may be private. Fields of a structure that decodes completely are what they are said to be; strings in them may hold a key. */
function shownSpan(span: Span, { codec }: Module, fault: DecodeError | undefined, bytes: Uint8Array): Span {
  const shown = concealed(span, bytes);
  return fault === undefined && codec !== derNode ? shown : withoutContents(shown, bytes);
}

/** Hides bytes that contain the beginning of a private key: after a wrong bit in a PKCS #12 file its bags are not decoded. The OCTET STRINGs after
 * one that does, under the same parent, may be the rest of the key, and are hidden too. */
function concealed(span: Span, bytes: Uint8Array): Span {
  if (span.secret) return span;
  if (span.children.length === 0) {
    return holdsKey(bytes.subarray(span.start, span.end)) ? { ...span, secret: true } : span;
  }
  let isInside = false;
  const children = span.children.map((child): Span => {
    const shown = concealed(child, bytes);
    const isString = bytes[child.start] === OCTET_STRING && child.end - child.start > 2;
    if (isInside && isString) return { ...shown, secret: true };
    isInside ||= isString && shown !== child;
    return shown;
  });
  return children.some((child, i) => child !== span.children[i]) ? { ...span, children } : span;
}

const [OCTET_STRING, SEQUENCE] = [0x04, 0x30];

/** Whether a part of a private key may be shown: it is not secret, and is either decoded completely or not at all, so it contains
 * no misplaced secret bytes. */
const isTelling = ({ name, codec, value }: Span): boolean =>
  isSameDescription(codec, identifier) ||
  isSameDescription(codec, derLength) ||
  (value !== undefined && (name === 'version' || name === 'privateKeyAlgorithm'));

/** The type of a span of bytes that no codec read. */
export const UNREAD = 'bytes that were not decoded';

const unread = (start: number, end: number, rule: string): Span => ({
  name: 'unread',
  type: UNREAD,
  start,
  end,
  rule,
  children: [],
});

/** A tree that a fault cut short, with a span for each gap. */
function closed(span: Span, rule: string): Span {
  const last = span.children.at(-1);
  if (last === undefined) return span;
  const children = span.children.map((child) => (child === last ? closed(child, rule) : child));
  return { ...span, children: last.end < span.end ? [...children, unread(last.end, span.end, rule)] : children };
}
