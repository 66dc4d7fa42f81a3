/** The state of the inspect room: its input, the changes made to it, and the worker's results. The address contains what is short
 * and not secret. */
import { batch, signal } from '@preact/signals';
import { base64urlToBytes, bytesToBase64url, utf8ToBytes } from '../../../../bytes/index.ts';
import type { SelectedField } from '../../../../explain/render/html/browser/behaviour.ts';
import { MOST_CHARACTERS, minuteOf } from '../../../address.ts';
import { type Edit, edited, fieldAfter, formatEdits, parseEdits } from '../../../edit/edit.ts';
import { MOST_INPUT, pastedBytes } from '../../../input.ts';
import { thisMinute } from '../../../now.ts';
import type { SettingTexts } from '../../../settings.ts';
import type { ConsequencesOutcome } from '../../../work/consequences.ts';
import type { InspectInput, InspectOutcome } from '../../../work/inspect.ts';
import { failureText } from '../../parts/failures.ts';
import { part } from '../../parts/missing.ts';
import { language, passedOver, passOver, place, roomAddress, tell, word } from '../../state.ts';
import { JobError, type Workshop } from '../../workshop.ts';

/** The samples were made for this time. */
const SAMPLE_TIME = '2026-06-01T12:00';

/** A field, and which tree of what is shown it is in: a capture has one for each part of its messages. */
export type ChosenField = SelectedField & { readonly tree?: number };

export class InspectModel {
  readonly #workshop: Workshop;
  readonly source = signal<Uint8Array | undefined>(undefined);
  readonly edits = signal<readonly Edit[]>([]);
  readonly block = signal(0);
  /** In UTC, as addresses have it. */
  readonly time = signal(thisMinute());
  readonly showSecrets = signal(false);
  readonly selected = signal<ChosenField | undefined>(undefined);
  /** What is unfolded, as the address has it: of the verdicts (`verdict-view.ts`), and of what is shown (`folding.ts`). */
  readonly view = signal<SettingTexts>({});
  readonly outcome = signal<InspectOutcome | undefined>(undefined);
  readonly consequences = signal<ConsequencesOutcome | undefined>(undefined);
  readonly failure = signal<string | undefined>(undefined);
  readonly isBusy = signal(false);
  /** Progress of the work in percent; 0 if it is not reported. */
  readonly hundredths = signal(0);
  #sample = '';
  #isTimeChosen = false;
  /** Whether the address is restored: what comes then is the reader's. */
  #isRestored = false;
  /** Whether all is as the address had it. */
  isAsLinked = true;
  #running: AbortController | undefined;
  /** The changes in what is shown. */
  #shownEdits: readonly Edit[] = [];
  /** The field to select once the last change is shown: what is shown until then has other offsets. */
  #next: { readonly field: SelectedField | undefined } | undefined;
  /** The fields that were changed. */
  readonly #fieldOf = new WeakMap<Edit, SelectedField>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    void this.#restore().finally(() => {
      this.#isRestored = true;
    });
  }

  /** Restores the state from the address. */
  async #restore(): Promise<void> {
    const { sample, input, edits, block, at, field, verdicts, pathStep, open } = place.value.settings;
    if (input !== undefined) this.open(base64urlToBytes(input));
    else if (sample !== undefined) await this.openSample(sample);
    else return;
    const [end, start, tree = 0] = (field ?? '').split(/[.-]/).map(Number).reverse();
    batch(() => {
      this.edits.value = parseEdits(edits ?? '');
      this.block.value = Number(block ?? 0);
      // The tree supplies the other properties of the field once it is rendered.
      if (start !== undefined) this.selected.value = { ...NOWHERE, start, end, tree };
      this.judgeAt(at ?? '');
      this.view.value = { ...(verdicts && { verdicts }), ...(pathStep && { pathStep }), ...(open && { open }) };
    });
  }

  /** Begins with a new input. */
  open(source: Uint8Array): void {
    this.failure.value = source.length > MOST_INPUT ? word('tooLarge') : undefined;
    if (source.length > MOST_INPUT) return;
    this.#leaveSample();
    this.#begin(source);
  }

  openText(text: string): void {
    const bytes = pastedBytes(text);
    if (bytes === undefined) this.failure.value = word('tooLarge');
    else this.open(bytes);
  }

  async openSample(name: string): Promise<void> {
    const { SAMPLES } = await part(() => import('../../../samples/embedded.ts'));
    if (!Object.hasOwn(SAMPLES, name)) return;
    this.#sample = name;
    this.time.value = SAMPLE_TIME;
    this.#isTimeChosen = false;
    this.#begin(utf8ToBytes(SAMPLES[name as keyof typeof SAMPLES]));
  }

  /** A sample is judged at its time; anything else now, or when the reader says. */
  #leaveSample(): void {
    if (this.#sample !== '' || !this.#isTimeChosen) this.time.value = thisMinute();
    if (this.#sample !== '') this.#isTimeChosen = false;
    this.#sample = '';
  }

  #begin(source: Uint8Array): void {
    this.#changed();
    this.edits.value = [];
    this.block.value = 0;
    this.#next = undefined;
    this.selected.value = undefined;
    this.view.value = {};
    this.showSecrets.value = false;
    this.outcome.value = undefined;
    this.consequences.value = undefined;
    this.failure.value = undefined;
    this.source.value = source;
  }

  /** Removes the input. */
  close(): void {
    this.#leaveSample();
    this.#changed();
    this.cancel();
    // What is cancelled here tells nobody.
    this.#running = undefined;
    this.isBusy.value = false;
    this.source.value = undefined;
    this.outcome.value = undefined;
    this.consequences.value = undefined;
    this.failure.value = undefined;
    this.#tellAddress();
  }

  /** The reader changed something: what was wrong with the address is no longer told. */
  #changed(): void {
    if (!this.#isRestored) return;
    this.isAsLinked = false;
    this.view.value = { ...this.view.peek(), pathStep: '' };
    passedOver.value = [];
  }

  turnTo(block: number): void {
    this.#changed();
    this.#next = undefined;
    this.selected.value = undefined;
    this.consequences.value = undefined;
    this.view.value = { ...this.view.peek(), open: '' };
    this.block.value = block;
  }

  select(field: ChosenField): void {
    this.selected.value = field;
    this.#tellAddress();
  }

  /** Leaves what is not in what is shown; of an address it is passed over, and told. */
  leave(name: 'field' | 'open'): void {
    if (this.isAsLinked) passOver(name);
    if (name === 'open') this.view.value = { ...this.view.peek(), open: '' };
    else this.selected.value = undefined;
  }

  /** Notes what is unfolded. */
  unfold(view: SettingTexts): void {
    this.view.value = view;
    this.#tellAddress();
  }

  /** Adds an extension to the structure that is shown, and selects it. */
  async add(name: string): Promise<void> {
    try {
      await this.#add(name);
    } catch (error) {
      this.failure.value = failureText(error);
    }
  }

  async #add(name: string): Promise<void> {
    const { edits, outcome } = this;
    if (edits.peek() !== this.#shownEdits || outcome.peek() === undefined) return;
    const before = edits.peek();
    const { blocks, block } = outcome.peek()!;
    const input = { blocks: blocks.map(({ title, bytes }) => ({ title, bytes })), block, name };
    const added = await this.#workshop.run('addition', input);
    // Meanwhile another change may have been made.
    if (added.length === 0 || edits.peek() !== before) return;
    this.#changed();
    const last = added[added.length - 1];
    const bytes = added.slice(0, -1).reduce<Uint8Array>(edited, blocks[block].bytes);
    const range = fieldAfter(bytes, last, { start: last.end, contentStart: last.end, end: last.end });
    this.#next = { field: range && { ...NOWHERE, ...range } };
    edits.value = [...before, ...added];
  }

  /** Adds a change. Its field stays selected, unless it is removed. */
  change(edit: Edit): void {
    if (this.edits.value !== this.#shownEdits) {
      // A change counts bytes in what is shown, which is older than the last change. If nobody works on that, somebody should.
      if (!this.isBusy.value) this.edits.value = [...this.edits.value];
      return;
    }
    this.#changed();
    const field = this.selected.value;
    const bytes = this.outcome.value?.blocks[edit.block].bytes;
    const range = field && bytes && fieldAfter(bytes, edit, field);
    if (field !== undefined) this.#fieldOf.set(edit, field);
    this.#next = { field: range && { ...field, ...range } };
    this.edits.value = [...this.edits.value, edit];
  }

  undo(): void {
    this.#undo(this.edits.value.slice(0, -1));
  }

  undoAll(): void {
    this.#undo([]);
  }

  /** Selects the field that the first of the changes that are undone was made to. */
  #undo(left: readonly Edit[]): void {
    this.#changed();
    const { block = 0 } = this.outcome.value ?? {};
    const undone = this.edits.value.slice(left.length).find((edit) => edit.block === block);
    if (undone !== undefined) {
      // What came from an address tells no field, but the bytes.
      this.#next = { field: this.#fieldOf.get(undone) ?? { ...NOWHERE, start: undone.start, end: undone.end } };
    }
    this.edits.value = left;
  }

  /** Sets the time at which the input is judged. A text that is no time changes nothing. */
  judgeAt(text: string): void {
    this.#changed();
    const minute = minuteOf(text);
    if (minute === undefined) return;
    this.#isTimeChosen = true;
    this.time.value = minute;
  }

  #show(outcome: InspectOutcome, edits: readonly Edit[]): void {
    const next = this.#next;
    this.#next = undefined;
    this.#shownEdits = edits;
    batch(() => {
      this.outcome.value = outcome;
      if (next !== undefined) this.selected.value = next.field;
      else if (outcome.field !== undefined) this.selected.value = outcome.field;
    });
  }

  /** Cancels the worker's job. */
  cancel(): void {
    this.#running?.abort(new DOMException('cancelled', 'AbortError'));
  }

  /** Inspects the input again; runs whenever one of the signals that it reads changes. */
  look(): void {
    const source = this.source.value;
    const wanted = {
      edits: this.edits.value,
      block: this.block.value,
      showSecrets: this.showSecrets.value,
      language: language.value,
    };
    const time = this.time.value;
    this.#running?.abort(new DOMException('not wanted any more', 'AbortError'));
    if (source === undefined) return;
    const running = new AbortController();
    this.#running = running;
    // What came from an address: the tree may have lost it by the changes.
    const field = this.selected.peek();
    const isBare = field !== undefined && field.path.length === 0;
    void this.#look({ source, ...wanted, ...(isBare && { field }) }, time, running);
  }

  async #look(input: InspectInput, time: string, running: AbortController): Promise<void> {
    this.isBusy.value = true;
    this.hundredths.value = 0;
    const { signal } = running;
    let isShown = false;
    try {
      const outcome = await this.#workshop.run('inspect', input, {
        signal,
        onProgress: (done) => {
          this.hundredths.value = Math.round(100 * done);
        },
      });
      if (this.#running !== running) return;
      this.failure.value = undefined;
      if (this.#passesOver(outcome)) return;
      this.#show(outcome, input.edits);
      isShown = true;
      this.#tellAddress();
      if (outcome.blocks.length === 0) return;
      const blocks = outcome.blocks.map(({ title, bytes }) => ({ title, bytes }));
      const question = { blocks, block: outcome.block, time: new Date(`${time}Z`), language: language.peek() };
      this.consequences.value = await this.#workshop.run('consequences', question, { signal });
    } catch (error) {
      if (this.#running === running) this.#tellFailure(error, isShown);
    } finally {
      if (this.#running === running) this.isBusy.value = false;
    }
  }

  /** Passes over what of the address the input does not have. @returns whether the input is looked at again, without it. */
  #passesOver({ blocks, block }: InspectOutcome): boolean {
    if (!this.isAsLinked) return false;
    const at = this.block.peek();
    const hasBlock = at === 0 || at < blocks.length;
    const hasEdits = this.edits.peek().every((edit) => edit.block < blocks.length);
    const { end } = this.selected.peek() ?? { end: 0 };
    batch(() => {
      // What has no structures has many trees: of their fields the page knows once it shows them.
      if (!hasBlock || (blocks.length > 0 && end > blocks[block].bytes.length)) this.leave('field');
      if (!hasBlock) {
        passOver('block');
        this.block.value = 0;
      }
      if (!hasEdits) this.#leaveEdits();
    });
    return !hasBlock || !hasEdits;
  }

  #leaveEdits(): void {
    passOver('edits');
    this.edits.value = [];
  }

  /** @param isShown - whether the input itself was shown: then only its consequences are missing. */
  #tellFailure(error: unknown, isShown: boolean): void {
    // The bytes that a change names may not be there.
    if (this.isAsLinked && error instanceof JobError && this.edits.peek().length > 0) {
      this.#leaveEdits();
      return;
    }
    this.failure.value = failureText(error);
    this.consequences.value = undefined;
    if (error instanceof JobError && !isShown) this.outcome.value = undefined;
  }

  /** The settings of the address; without the input where that is secret or too long. */
  #settings(): Record<string, string> {
    const source = this.source.peek();
    const isSecret = this.outcome.peek()?.isSecret !== false;
    const from: Record<string, string> =
      this.#sample !== ''
        ? { sample: this.#sample }
        : source === undefined || isSecret || source.length > MOST_CHARACTERS / 2
          ? {}
          : { input: bytesToBase64url(source) };
    if (Object.keys(from).length === 0) return {};
    const time = this.time.peek();
    const at = this.#sample !== '' && time === SAMPLE_TIME ? '' : time;
    const block = this.block.peek() === 0 ? '' : `${this.block.peek()}`;
    const selected = this.selected.peek();
    const tree = selected?.tree ? `${selected.tree}.` : '';
    const field = selected === undefined ? '' : `${tree}${selected.start}-${selected.end}`;
    const rest = Object.entries({ edits: formatEdits(this.edits.peek()), block, at, field, ...this.view.peek() });
    return { ...from, ...Object.fromEntries(rest.filter(([, value]) => value !== '')) };
  }

  #tellAddress(): void {
    tell({ ...ABSENT, ...this.#settings() });
  }

  /** The address of the current state; undefined if it cannot have one. */
  link(): string | undefined {
    const settings = this.#settings();
    const address = roomAddress('inspect', settings);
    if (Object.keys(settings).length === 0 || address.length > MOST_CHARACTERS) return undefined;
    return new URL(address, location.href).href;
  }
}

/** What an address without an input has. */
const ABSENT = {
  ...{ sample: undefined, input: undefined, edits: undefined, block: undefined, at: undefined, field: undefined },
  ...{ verdicts: undefined, pathStep: undefined, open: undefined },
};

/** A field of which only the offsets are known. */
const NOWHERE = { path: [], type: '', rule: '', value: '', contentStart: 0, hidden: false };
