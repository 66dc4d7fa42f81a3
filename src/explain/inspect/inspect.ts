/** Any file of keys and certificates, PEM or DER: what it holds, and what each of its bytes means. */
import { assertBytes } from '../../bytes/index.ts';
import type { DecodeError, DecodeOptions, Span, ToleratedDeviation } from '../../codec/index.ts';
import type { BytesPart, Exhibit, Part, Prose } from '../document/exhibit.ts';
import { type Block, blocksOf } from './blocks.ts';
import { deviationsTable } from './deviations.ts';
import { factsOf } from './facts.ts';
import { type Recognised, recognise } from './recognise.ts';

export interface InspectOptions {
  /** As for `decode`, but for nodes: of more than 100,000 nobody reads the tree, which would take a gigabyte. */
  readonly limits?: DecodeOptions['limits'];
  /** As for `decode`. Default: none. */
  readonly tolerate?: DecodeOptions['tolerate'];
  /** What to call it. */
  readonly title: string;
  /** Also lists every deviation from DER. Default: false. */
  readonly diagnose?: boolean | undefined;
}

export interface Inspection {
  readonly exhibit: Exhibit;
  /** The first fault, where something is malformed. The exhibit shows all of them, each after what was read up to it. */
  readonly fault?: DecodeError;
  /** What was read although it is not DER, in all of the structures. */
  readonly deviations: readonly ToleratedDeviation[];
}

/** Shows what is in a file. PEM says itself what it holds; DER is tried against the descriptions that there are, and shown as
 * mere ASN.1 where none fits. Of a text without PEM, the values that are PEM in base64 are shown, as a kubeconfig has them.
 * @throws InspectError for a file that holds none of these: empty, an SSH key, other text; PemError for PEM that is broken as such;
 * UsageError. Malformed DER is no error: it is what one wants to see. */
export function inspect(raw: Uint8Array, options: InspectOptions): Inspection {
  assertBytes(raw, 'bytes');
  const bounded = { ...options, limits: { nodes: 100_000, ...options.limits } };
  const views = blocksOf(raw, bounded).map((block) => viewOf(block, bounded));
  const fault = views.find((view) => view.fault !== undefined)?.fault;
  const parts =
    views.length === 1
      ? views[0].parts
      : views.map(({ heading, parts }): Part => ({ kind: 'section', title: heading, parts }));
  const deviations = views.flatMap((view) => view.deviations);
  return { exhibit: { title: options.title, parts }, deviations, ...(fault !== undefined && { fault }) };
}

interface View {
  readonly heading: string;
  readonly parts: readonly Part[];
  readonly fault?: DecodeError;
  readonly deviations: readonly ToleratedDeviation[];
}

function viewOf({ bytes, label, heading, notDer }: Block, options: InspectOptions): View {
  if (notDer !== undefined) return { heading, parts: [opaqueBytes(bytes, notDer)], deviations: [] };
  const found = recognise(bytes, label, { limits: options.limits, tolerate: options.tolerate });
  const { title, span, fault, labelFault, deviations } = found;
  const raw: BytesPart = {
    kind: 'bytes',
    title,
    bytes,
    span,
    ...(fault !== undefined && { fault: { at: fault.at, code: fault.code, rule: fault.rule, path: fault.path } }),
  };
  const diagnosis = options.diagnose ? [deviationsOf(bytes, found, options)] : [];
  const worst = labelFault ?? fault;
  return {
    heading,
    parts: [...notes(label, title, labelFault), factsOf(found, bytes), raw, ...diagnosis],
    deviations,
    ...(worst !== undefined && { fault: worst }),
  };
}

function notes(label: string | undefined, title: string, labelFault: DecodeError | undefined): Prose[] {
  if (labelFault === undefined) return [];
  const [what] = title.split(', under');
  const text = `The label ${label} is wrong: as what it says, this ends at byte ${labelFault.at} (${labelFault.code}). It is shown as what it reads as: ${what}.`;
  return [{ kind: 'prose', text }];
}

/** What is said of lengths and tags of a private key could be its bytes. */
function deviationsOf(bytes: Uint8Array, found: Recognised, { limits }: InspectOptions): Part {
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
