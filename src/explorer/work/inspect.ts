/** The inspect room's work: the contents of a file, after the changes made to it, as HTML. */
import type { Bytes } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import { type Language, loadSentences, type Part } from '../../explain/index.ts';
import {
  type Block,
  type BlockView,
  blocksOf,
  haveSecrets,
  inspectBlock,
  labelOf,
  UNREAD,
} from '../../explain/internal.ts';
import { MOST_CHARACTERS } from '../address.ts';
import { type Edit, edited } from '../edit/edit.ts';
import { type InputForm, readInput } from '../input.ts';
import { exhibitHtml, titlesIn } from './exhibit-html.ts';
import type { FoundField } from './field-before.ts';
import type { JobTools } from './job-tools.ts';

export interface InspectInput {
  /** The dropped or pasted input. */
  readonly source: Uint8Array;
  readonly edits: readonly Edit[];
  /** The structure to show, from 0; the last one if there are fewer. */
  readonly block: number;
  readonly showSecrets: boolean;
  readonly language: Language;
  /** The bounds of a field of which nothing else is known, in the structure that is shown. */
  readonly field?: { readonly start: number; readonly end: number };
}

/** One structure of the input. */
export interface InspectedBlock {
  readonly label: string | undefined;
  /** Its label and place, in the language of the page. */
  readonly heading: string;
  /** The kind of structure. */
  readonly title: string;
  /** The kind, in the language of the page. */
  readonly name: string;
  /** The bytes after the changes. */
  readonly bytes: Bytes;
  /** The decoder's fault; undefined if everything was decoded. */
  readonly fault: DecoderFault | undefined;
}
export interface DecoderFault {
  readonly at: number;
  readonly code: string;
  readonly rule: string;
  readonly path: readonly string[];
}

export interface InspectOutcome {
  readonly form: InputForm;
  /** None for a recording or a capture; at most `MOST_BLOCKS`. */
  readonly blocks: readonly InspectedBlock[];
  /** The number of structures beyond these. */
  readonly leftOut: number;
  /** Index of the structure that is shown. */
  readonly block: number;
  readonly html: string;
  /** Whether anything in the input is secret, or may be a private key that is encrypted: it stays out of the address and of the program that is copied. */
  readonly isSecret: boolean;
  readonly covered: Covered;
  /** The field of those bounds, if only the tree before the changes has it. */
  readonly field?: FoundField | undefined;
}

/** What is covered in the structure that is shown, until secrets are asked for. `unread`: only bytes that no codec reads; they
 * could be a private key. */
export type Covered = 'nothing' | 'private' | 'unread';

/** Maximum nodes of a tree; a page shows only some of them. */
const MOST_NODES = 30_000;
/** Maximum structures of an input: more than a bundle of roots contains. */
export const MOST_BLOCKS = 512;

/** @throws ExplorerError, InspectError, PemError, RecordingError: the input is none of the forms. */
export async function inspectJob(input: InspectInput, tools?: JobTools): Promise<InspectOutcome> {
  const { source, edits, block, showSecrets, language } = input;
  const { form, bytes } = readInput(source);
  const sentences = await loadSentences(language);
  const render = (parts: readonly Part[], ownTexts: boolean): Promise<string> =>
    exhibitHtml({ title: '', parts }, { showSecrets, sentences, language, level: 3, ids: 'inspect-', ownTexts });
  if (form === 'recording') {
    const { recordingParts } = await import('./recordings.ts');
    const parts = recordingParts(bytes);
    const covered = coveredIn({ parts, isPrivate: true });
    return { form, ...NO_BLOCKS, html: await render(parts, true), isSecret: true, covered };
  }
  if (form === 'capture') {
    const { captureParts } = await import('./recordings.ts');
    return { form, ...NO_BLOCKS, html: await render(captureParts(bytes), true), isSecret: false, covered: 'nothing' };
  }
  const found = blocksOf(bytes, {});
  const blocks = found.slice(0, MOST_BLOCKS).map((one, i) =>
    changed(
      one,
      edits.filter((edit) => edit.block === i),
    ),
  );
  const views = blocks.map((one, i) => {
    if (i % 16 === 15) tools?.onProgress(i / blocks.length);
    return inspectBlock(one, { title: '', limits: { nodes: MOST_NODES } });
  });
  const at = Math.min(block, blocks.length - 1);
  const say = await titlesIn(language);
  const inspected = blocks.map((one, i): InspectedBlock => {
    const { title, heading, fault } = views[i];
    const told = fault && { at: fault.at, code: fault.code, rule: fault.rule, path: fault.path };
    const bytes = new Uint8Array(one.bytes);
    return { label: one.label, heading: say(heading), title, name: say(title), bytes, fault: told };
  });
  const isCovered = views.some((one) => one.isPrivate || haveSecrets(one.parts));
  const own = edits.filter((edit) => edit.block === at);
  return {
    form,
    blocks: inspected,
    leftOut: found.length - blocks.length,
    block: at,
    html: await render(views[at].parts, false),
    isSecret:
      isCovered ||
      (await isKeptBack(source, [bytes, ...[...found, ...blocks].map((one) => one.bytes)], blocks[at].bytes)),
    covered: coveredIn(views[at]),
    ...(input.field !== undefined && own.length > 0 && { field: await lost(found[at], own, input.field, showSecrets) }),
  };
}

/** Whether an input in which nothing is covered stays out of addresses and programs. What is too long for an address is not searched: only
 * the structure that is shown may be copied from it, and no long one.
 * @param contents - the bytes that it encodes, before the changes and after them. */
async function isKeptBack(source: Uint8Array, contents: readonly Uint8Array[], shown: Uint8Array): Promise<boolean> {
  if (shown.length > MOST_CHARACTERS) return true;
  const { isUnlinked } = await import('./unlinked.ts');
  return source.length > MOST_CHARACTERS ? isUnlinked(shown) : [...new Set([source, ...contents])].some(isUnlinked);
}

async function lost(
  block: Block,
  edits: readonly Edit[],
  field: NonNullable<InspectInput['field']>,
  showSecrets: boolean,
) {
  const { fieldBefore } = await import('./field-before.ts');
  return fieldBefore(labelled(block), edits, field, { showSecrets, nodes: MOST_NODES });
}

const NO_BLOCKS = { blocks: [], leftOut: 0, block: 0 } as const;

function coveredIn({ parts, isPrivate }: Pick<BlockView, 'isPrivate' | 'parts'>): Covered {
  if (!haveSecrets(parts)) return 'nothing';
  const hasPrivate = ({ secret, type, children }: Span): boolean =>
    secret === true ? type !== UNREAD : children.some(hasPrivate);
  const isCovered = (part: Part): boolean => (part.kind === 'bytes' ? hasPrivate(part.span) : haveSecrets([part]));
  return isPrivate || parts.some(isCovered) ? 'private' : 'unread';
}

/** Applies edits to a structure. If it has no PEM label, it gets the one that its original bytes fit: the edited bytes may fit none. */
function changed(block: Block, edits: readonly Edit[]): Block {
  return edits.length === 0 ? block : { ...labelled(block), bytes: edits.reduce<Uint8Array>(edited, block.bytes) };
}

function labelled(block: Block): Block {
  const label = block.label ?? labelOf(block.bytes);
  return label === undefined ? block : { ...block, label };
}
