/** The editor for a field: by its value, or by its bytes. */
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { bytesToHex, hexToBytes, VitrineError } from '../../../../bytes/index.ts';
import { pathText } from '../../../../codec/internal.ts';
import type { SelectedField } from '../../../../explain/render/html/browser/behaviour.ts';
import type { Edit } from '../../../edit/edit.ts';
import { flipped } from '../../../edit/flip.ts';
import { contentOf, type EditableValue, valueAt } from '../../../edit/value.ts';
import { word } from '../../state.ts';
import type { InspectModel } from './model.ts';

interface EditorProps {
  readonly model: InspectModel;
}

/** Maximum bytes of a field that can be edited as hexadecimal. */
const MOST_BYTES = 4096;

export function FieldEditor({ model }: EditorProps) {
  const field = model.selected.value;
  const { blocks, block } = model.outcome.value!;
  const { bytes } = blocks[block];
  const isThere = field !== undefined && field.end <= bytes.length && field.path.length > 0;
  const isHidden = field?.hidden === true && !model.showSecrets.value;
  return (
    <section class="editor" aria-labelledby="editor">
      <h3 id="editor" tabIndex={-1}>
        {word('change')}
      </h3>
      {isThere && !isHidden ? (
        <FieldForm key={[block, ...field.path].join(' ')} model={model} field={field} bytes={bytes} block={block} />
      ) : (
        <p class="faint">{word('changeHint')}</p>
      )}
      {model.edits.value.length > 0 && <Changes model={model} />}
    </section>
  );
}

interface FormProps extends EditorProps {
  readonly field: SelectedField;
  readonly bytes: Uint8Array;
  readonly block: number;
}

function FieldForm({ model, field, bytes, block }: FormProps) {
  const { start, contentStart, end } = field;
  const mends = useSignal(true);
  const refusal = useSignal('');
  const make = (from: number, to: number, made: () => Uint8Array): void => {
    refusal.value = '';
    try {
      const edit: Edit = { block, start: from, end: to, bytes: made(), mends: mends.value };
      model.change(edit);
    } catch (error) {
      if (!(error instanceof VitrineError)) throw error;
      refusal.value = error.message;
    }
  };
  // What was removed ends before its content began, until the tree tells of the field that took its place.
  const flip = flipped(bytes, Math.min(contentStart, end), end);
  const value = valueAt(bytes, start, contentStart, end);
  const form = useRef<HTMLDivElement>(null);
  // A form that goes with its field leaves the focus at the heading.
  useLayoutEffect(
    () => () => {
      if (form.current?.contains(document.activeElement)) document.getElementById('editor')?.focus();
    },
    [],
  );
  return (
    <div class="fields" ref={form}>
      <p class="path">
        {pathText(field.path, ' › ', (count) => word('levels', count))} <small>{field.type}</small>
      </p>
      {value !== undefined && (
        <ValueForm value={value} onChange={(text) => make(contentStart, end, () => contentOf(bytes[start], text))} />
      )}
      {end - contentStart <= MOST_BYTES && (
        <HexForm
          hex={bytesToHex(bytes.subarray(contentStart, end))}
          onChange={(text) => make(contentStart, end, () => hexToBytes(text.replace(/\s+/g, '')))}
        />
      )}
      <p class="actions">
        <label class="check">
          <input
            type="checkbox"
            checked={mends.value}
            onChange={({ currentTarget }) => {
              mends.value = currentTarget.checked;
            }}
          />{' '}
          {word('mends')}
        </label>
        <button
          type="button"
          disabled={flip === undefined}
          aria-describedby={flip === undefined ? 'no-flip' : undefined}
          onClick={() => flip && make(contentStart, end, () => flip)}
        >
          {word('flip')}
        </button>
        <button type="button" onClick={() => make(start, end, () => new Uint8Array())}>
          {word('remove')}
        </button>
      </p>
      {flip === undefined && (
        <p class="faint" id="no-flip">
          {word('flipNone')}
        </p>
      )}
      {refusal.value !== '' && (
        <p class="fault" role="alert">
          {refusal.value}
        </p>
      )}
    </div>
  );
}

function ValueForm({ value, onChange }: { readonly value: EditableValue; readonly onChange: (text: string) => void }) {
  const text = useSignal(value.text);
  useEffect(() => {
    text.value = value.text;
  }, [value.text]);
  const set = (event: { readonly currentTarget: HTMLInputElement | HTMLSelectElement }): void => {
    text.value = event.currentTarget.value;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    onChange(text.value);
  };
  return (
    <form class="line" onSubmit={submit}>
      {value.kind === 'boolean' ? (
        <label>
          <span>{word('value')}</span>
          <select value={text.value} onChange={set}>
            <option value="true">true</option>
            <option value="false">false</option>
          </select>
        </label>
      ) : (
        <label>
          <span>{word('value')}</span>
          <input type="text" spellcheck={false} autocomplete="off" value={text.value} onInput={set} />
        </label>
      )}
      <button type="submit">{word('apply')}</button>
    </form>
  );
}

function HexForm({ hex, onChange }: { readonly hex: string; readonly onChange: (text: string) => void }) {
  const spaced = hex.replace(/..(?=.)/g, '$& ');
  const text = useSignal(spaced);
  useEffect(() => {
    text.value = spaced;
  }, [spaced]);
  const submit = (event: Event): void => {
    event.preventDefault();
    onChange(text.value);
  };
  return (
    <form class="line" onSubmit={submit}>
      <label>
        <span>{word('bytes')}</span>
        <textarea
          rows={Math.min(6, Math.ceil(spaced.length / 70) + 1)}
          spellcheck={false}
          autocomplete="off"
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit">{word('apply')}</button>
    </form>
  );
}

function Changes({ model }: EditorProps) {
  return (
    <div class="changes">
      <h4>{word('changes')}</h4>
      <ol>
        {model.edits.value.map((edit, i) => (
          <li key={i}>{changeText(edit)}</li>
        ))}
      </ol>
      <p class="actions">
        <button type="button" onClick={() => model.undo()}>
          {word('undo')}
        </button>
        <button type="button" onClick={() => model.undoAll()}>
          {word('undoAll')}
        </button>
      </p>
    </div>
  );
}

function changeText({ start, end, bytes }: Edit): string {
  if (bytes.length === 0) return word('removed', start, end - 1);
  const hex = bytesToHex(bytes);
  return word('changedTo', start, end - 1, hex.length > 48 ? `${hex.slice(0, 48)}…` : hex);
}
