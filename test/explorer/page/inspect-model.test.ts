/** The state of the inspect room: what is selected while a change is on its way, and after it. */
import { effect } from '@preact/signals';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bytesToBase64url, bytesToHex, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import type { PassedOver } from '../../../src/explorer/address.ts';
import type { Edit } from '../../../src/explorer/index.ts';
import { SAMPLES } from '../../../src/explorer/samples/embedded.ts';
import { type AdditionInput, additionJob } from '../../../src/explorer/work/addition.ts';
import { type ConsequencesInput, consequencesJob } from '../../../src/explorer/work/consequences.ts';
import { type InspectInput, inspectJob } from '../../../src/explorer/work/inspect.ts';
import { stubPage } from './page-globals.ts';

stubPage();
afterAll(() => vi.unstubAllGlobals());

/** The module is for a page: it is imported by a name that the compiler does not follow, since this program has no DOM. */
const MODEL: string = '../../../src/explorer/page/rooms/inspect/model.ts';
const { InspectModel } = await import(MODEL);
const VIEW: string = '../../../src/explorer/page/rooms/inspect/verdict-view.ts';
const { isUnfolded, leaveMissing, stepTo, turn } = await import(VIEW);
const STATE: string = '../../../src/explorer/page/state.ts';
const { passedOver, place } = await import(STATE);

const FIELD = { path: ['Certificate', 'x'], type: '', rule: '', value: '', hidden: false };

/** A busy machine may take longer than Vitest's second. */
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000 });

const ASKED = { edits: [], block: 0, showSecrets: false, language: 'en' } as const;

/** A model of what the address names, or of nothing. */
async function looking() {
  const model = new InspectModel({
    run: async (name: string, input: InspectInput & AdditionInput & ConsequencesInput) => {
      if (name === 'addition') return additionJob(input);
      return name === 'inspect' ? await inspectJob(input) : consequencesJob(input);
    },
  });
  effect(() => model.look());
  if (place.value.settings['sample'] !== undefined) await eventually(() => expect(model.outcome.value).toBeDefined());
  return model;
}

/** A model that shows a sample, with the common name selected. */
async function opened() {
  const model = await looking();
  model.open(utf8ToBytes(SAMPLES.server));
  await eventually(() => expect(model.isBusy.value).toBe(false));
  const { bytes } = model.outcome.value.blocks[0];
  const name = utf8ToBytes('kube-apiserver');
  const contentStart = bytes.findIndex((_: number, i: number) => name.every((byte, j) => bytes[i + j] === byte));
  const field = { ...FIELD, start: contentStart - 2, contentStart, end: contentStart + name.length };
  model.select(field);
  const change = (text: string): Edit => ({
    ...{ block: 0, start: contentStart, end: field.end, bytes: utf8ToBytes(text), mends: true },
  });
  const shown = () => eventually(() => expect(model.isBusy.value).toBe(false));
  return { model, field, change, shown };
}

describe('an address', () => {
  it('after a change that cannot be decoded selects the field that was changed', async () => {
    const { bytes } = (await inspectJob({ ...ASKED, source: utf8ToBytes(SAMPLES.server) })).blocks[0];
    // Version v3 in its tag becomes v4, which is none.
    const start = [...bytes].findIndex((_, i) => bytesToHex(bytes.subarray(i, i + 5)) === 'a003020102');
    const edits = `0.${start + 4}-${start + 5}.03`;
    place.value = { room: 'inspect', settings: { sample: 'server', edits, field: `${start}-${start + 5}` } };
    const model = await looking();
    expect(model.selected.value).toMatchObject({
      ...{ path: ['Certificate', 'tbsCertificate', 'version'], start, contentStart: start + 2, end: start + 5 },
    });
    expect(place.value.settings).toMatchObject({ edits, field: `${start}-${start + 5}` });
    place.value = { room: 'inspect', settings: {} };
  });
});

describe('the verdicts', () => {
  /** A model of a place, with its verdicts. */
  async function judged(settings: Readonly<Record<string, string>>) {
    place.value = { room: 'inspect', settings };
    passedOver.value = [];
    const model = await looking();
    await eventually(() => expect(model.isBusy.value).toBe(false));
    leaveMissing(model);
    return model;
  }
  const told = () => passedOver.value.map(({ name, value }: PassedOver) => `${name} ${value}`);

  it('are unfolded as an address says, and say in it what is unfolded', async () => {
    const model = await judged({ sample: 'server', verdicts: 'kept' });
    expect(isUnfolded(model, 'kept')).toBe(true);
    turn(model, 'kept', false);
    expect(place.value.settings).toEqual({ sample: 'server' });
    turn(model, 'kept', true);
    turn(model, 'findings', true);
    // The sample's verdicts have no findings.
    model.judgeAt('2026-06-01T12:00');
    leaveMissing(model);
    expect(place.value.settings).toEqual({ sample: 'server', verdicts: 'kept' });
    expect(told()).toEqual([]);
    // Of those of an address, the one that is not there is told.
    const linked = await judged({ sample: 'server', verdicts: 'findings,kept' });
    leaveMissing(linked);
    expect([place.value.settings, told()]).toEqual([{ sample: 'server', verdicts: 'kept' }, ['verdicts findings']]);
  });

  it('of a capture, the address has a field of each tree, and what is unfolded', async () => {
    // A header of a capture (draft-ietf-opsawg-pcap §4), and no packet.
    const input = bytesToBase64url(hexToBytes('a1b2c3d4000200040000000000000000000400000000006c'));
    const settings = { input, at: '2026-06-01T12:00', field: '2.0-5', open: '0,3' };
    const model = await judged(settings);
    await eventually(() => expect(model.outcome.value).toMatchObject({ form: 'capture' }));
    expect([told(), place.value.settings]).toEqual([[], settings]);
    expect(model.selected.value).toMatchObject({ start: 0, end: 5, tree: 2 });
    model.select({ ...FIELD, start: 4, end: 6, tree: 1 });
    expect(place.value.settings).toMatchObject({ field: '1.4-6' });
    // The page finds neither in what it shows.
    model.leave('open');
    model.leave('field');
    expect(told()).toEqual(['open 0,3', 'field 1.4-6']);
  });

  it('tell the row of their table, until something is changed', async () => {
    const both = `${SAMPLES.server}${SAMPLES.ca}`;
    const input = bytesToBase64url(utf8ToBytes(both));
    const model = await judged({ input, at: '2026-06-01T12:00', verdicts: 'checks', pathStep: '0.1' });
    expect(told()).toEqual([]);
    expect(place.value.settings).toMatchObject({ verdicts: 'checks', pathStep: '0.1' });
    stepTo(model, '0.2');
    expect(place.value.settings).toMatchObject({ pathStep: '0.2' });
    expect(model.link()).toMatch(/verdicts=checks&pathStep=0\.2$/);
    model.judgeAt('2026-06-02T12:00');
    await eventually(() => expect(model.isBusy.value).toBe(false));
    expect(place.value.settings['at']).toBe('2026-06-02T12:00');
    expect(place.value.settings['pathStep']).toBeUndefined();
  });

  it('pass over a list of an address that they do not have', async () => {
    await judged({ sample: 'key', verdicts: 'checks', pathStep: '0.1' });
    expect(told()).toEqual(['verdicts checks', 'pathStep 0.1']);
    expect(place.value.settings).toEqual({ sample: 'key' });
  });

  it('of an input that is kept out of the address are too', async () => {
    const model = await judged({});
    model.open(utf8ToBytes(SAMPLES.key));
    await eventually(() => expect(model.consequences.value).toBeDefined());
    turn(model, 'checks', true);
    stepTo(model, '0.1');
    expect(place.value.settings).toEqual({});
  });
});

describe('an extension', () => {
  it('is added as a change, which selects it, and is undone', async () => {
    const { model, shown } = await opened();
    const before = model.outcome.value.blocks[0].bytes.length;
    await model.add('tlsFeature');
    await shown();
    const [{ start, bytes }] = model.edits.value;
    expect(model.outcome.value.blocks[0].bytes.length).toBeGreaterThanOrEqual(before + bytes.length);
    expect(model.selected.value).toMatchObject({ path: [], end: model.selected.value.start + bytes.length });
    const { start: at, end } = model.selected.value;
    expect(at).toBeGreaterThanOrEqual(start);
    expect(bytesToHex(model.outcome.value.blocks[0].bytes.subarray(at, end))).toBe(bytesToHex(bytes));
    expect(await model.add('toString')).toBeUndefined();
    expect(model.edits.value).toHaveLength(1);
    model.undo();
    await shown();
    expect(model.outcome.value.blocks[0].bytes).toHaveLength(before);
  });
});

describe('a change', () => {
  it('leaves the field selected where it is shown, until the change is', async () => {
    const { model, field, change, shown } = await opened();
    model.change(change('server'));
    expect(model.selected.value).toEqual(field);
    // Its bytes are counted in what the last change has not reached yet.
    model.change(change('other'));
    expect(model.edits.value).toHaveLength(1);
    await shown();
    expect(model.selected.value).toEqual({ ...field, end: field.end - 8 });
  });

  it('that is undone selects its field again', async () => {
    const { model, field, change, shown } = await opened();
    model.change(change('server'));
    await shown();
    model.undo();
    await shown();
    expect(model.selected.value).toEqual(field);
  });

  it('that removes the field selects none', async () => {
    const { model, field, change, shown } = await opened();
    model.change({ ...change(''), start: field.start });
    await shown();
    expect([model.selected.value, model.edits.value.length]).toEqual([undefined, 1]);
    model.undoAll();
    await shown();
    expect(model.selected.value).toEqual(field);
  });
});
