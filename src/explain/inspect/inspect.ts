/** Inspects any file of keys and certificates, PEM or DER: what it contains, and what each byte means. */
import { assertBoolean, assertBytes, assertOptions, assertString } from '../../bytes/index.ts';
import type { DecodeError, DecodeOptions, Span, ToleratedDeviation } from '../../codec/index.ts';
import type { BytesPart, Exhibit, Part, Prose } from '../document/exhibit.ts';
import { type Block, blocksOf } from './blocks.ts';
import { deviationsTable } from './deviations.ts';
import { factsOf } from './facts.ts';
import { MOST_INSIDE } from './nested.ts';
import { type Recognised, recognise } from './recognise.ts';

export interface InspectOptions {
  /** As for `decode`, except the limit on nodes: a tree of more than 32,768 is unreadable, and takes a hundred times its
   * bytes as JSON. */
  readonly limits?: DecodeOptions['limits'];
  /** As for `decode`. Default: none. */
  readonly tolerate?: DecodeOptions['tolerate'];
  /** The title of the exhibit. */
  readonly title: string;
  /** Whether to list every deviation from DER. Default: false. */
  readonly diagnose?: boolean | undefined;
}

export interface Inspection {
  readonly exhibit: Exhibit;
  /** The first fault, if something is malformed. The exhibit shows all of them, each after the fields before it. */
  readonly fault?: DecodeError;
  /** The tolerated deviations from DER in all structures. */
  readonly deviations: readonly FoundDeviation[];
}

/** A deviation of one structure of a file. */
export interface FoundDeviation extends ToleratedDeviation {
  /** The heading of the structure, where the file holds several: `CERTIFICATE, line 22`. The offset is in that one. */
  readonly within?: string;
}

/** Shows the contents of a file. PEM is decoded by its label; DER by the first known structure that fits, or as plain ASN.1 if
 * none does. In text without PEM, values that are base64 of PEM are shown, as in a kubeconfig.
 * @throws InspectError for a file that contains none of these: empty, an SSH key, other text; PemError for broken PEM;
 * UsageError. Malformed DER is not an error: the exhibit shows it. */
export function inspect(raw: Uint8Array, options: InspectOptions): Inspection {
  assertBytes(raw, 'bytes');
  assertOptions(options, 'options', ['limits', 'tolerate', 'title', 'diagnose']);
  assertString(options.title, 'options.title');
  const { diagnose = false } = options;
  assertBoolean(diagnose, 'options.diagnose');
  const diagnosis = diagnose ? deviationsOf : undefined;
  const blocks = blocksOf(raw, options);
  const views = blocks.slice(0, MOST_BLOCKS).map((block) => inspectBlock(block, options, diagnosis));
  const fault = views.find((view) => view.fault !== undefined)?.fault;
  const parts =
    views.length === 1
      ? views[0].parts
      : [
          ...views.map(({ heading, parts }): Part => ({ kind: 'section', title: heading, parts })),
          ...omittedNote(blocks.length - views.length),
        ];
  const deviations = views.flatMap((view) =>
    views.length === 1 ? view.deviations : view.deviations.map((one) => ({ ...one, within: view.heading })),
  );
  return { exhibit: { title: options.title, parts }, deviations, ...(fault !== undefined && { fault }) };
}

/** One structure, shown. */
export interface BlockView {
  /** Its label and place in the file. */
  readonly heading: string;
  /** What it is. */
  readonly title: string;
  readonly parts: readonly Part[];
  /** Whether it is a private key, or may be one. */
  readonly isPrivate: boolean;
  readonly fault?: DecodeError;
  readonly deviations: readonly ToleratedDeviation[];
}

type Diagnosis = (bytes: Uint8Array, found: Recognised, options: Pick<InspectOptions, 'limits'>) => Part;

/** Shows one structure of a file.
 * @param diagnosis - makes the list of deviations. It is passed in, so that a page without it does not load it.
 * @throws nothing for any bytes. */
export function inspectBlock(
  { bytes, label, heading, notDer }: Block,
  given: Omit<InspectOptions, 'diagnose'>,
  diagnosis?: Diagnosis,
): BlockView {
  const options = { ...given, limits: { nodes: 32_768, ...given.limits } };
  if (notDer !== undefined) {
    return {
      heading,
      title: notDer.title,
      parts: [opaqueBytes(bytes, notDer)],
      isPrivate: notDer.secret === true,
      deviations: [],
    };
  }
  const found = recognise(bytes, label, { limits: options.limits, tolerate: options.tolerate });
  const { title, span, fault, labelFault, deviations, isPrivate, unopened } = found;
  const raw: BytesPart = {
    kind: 'bytes',
    title,
    bytes,
    span,
    ...(fault !== undefined && { fault: { at: fault.at, code: fault.code, rule: fault.rule, path: fault.path } }),
  };
  const deviating = diagnosis === undefined ? [] : [diagnosis(bytes, found, options)];
  const worst = labelFault ?? fault;
  return {
    heading,
    title,
    parts: [...notes(label, title, labelFault), ...unopenedNote(unopened), factsOf(found, bytes), raw, ...deviating],
    isPrivate,
    deviations,
    ...(worst !== undefined && { fault: worst }),
  };
}

function notes(label: string | undefined, title: string, labelFault: DecodeError | undefined): Prose[] {
  if (labelFault === undefined) return [];
  const [what] = title.split(', under');
  const text = `The label ${label} is wrong: decoding by it fails at byte ${labelFault.at} (${labelFault.code}). The content is shown as what it is: ${what}.`;
  return [{ kind: 'prose', text }];
}

/** Maximum number of blocks of a file that are shown: the trees of more take a hundred times their bytes. */
const MOST_BLOCKS = 1000;

function omittedNote(count: number): Prose[] {
  if (count === 0) return [];
  return [
    { kind: 'prose', text: `${count} more blocks are not shown (code too-many-blocks): the limit is ${MOST_BLOCKS}.` },
  ];
}

function unopenedNote(unopened: Span | undefined): Prose[] {
  if (unopened === undefined) return [];
  const { start, end } = unopened;
  const text = `The content of bytes ${start} to ${end} is not shown field by field (code too-many-nodes): with it there would be more than ${MOST_INSIDE} fields. vitrine asn1parse -strparse lists what is in such a string.`;
  return [{ kind: 'prose', text }];
}

/** Lengths and tags in a fault's message could be bytes of a private key. */
function deviationsOf(bytes: Uint8Array, found: Recognised, { limits }: Pick<InspectOptions, 'limits'>): Part {
  const part = deviationsTable(bytes, found, { limits });
  return part.kind === 'table' && found.isPrivate && found.fault !== undefined ? { ...part, secret: true } : part;
}

function opaqueBytes(bytes: Uint8Array, { title, name, rule, secret }: NonNullable<Block['notDer']>): BytesPart {
  const span: Span = {
    ...{ name, type: name, start: 0, end: bytes.length, rule, value: bytes, children: [] },
    ...(secret && { secret }),
  };
  return { kind: 'bytes', title, bytes, span };
}
