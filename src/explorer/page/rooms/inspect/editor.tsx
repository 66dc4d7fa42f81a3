/** The editor for a field: by its value, or by its bytes. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { bytesToHex, hexToBytes, VitrineError } from '../../../../bytes/index.ts';
import { pathText } from '../../../../codec/internal.ts';
import type { SelectedField } from '../../../../explain/render/html/browser/behaviour.ts';
import { ADDITIONS, type Extensible, extensible } from '../../../edit/additions.ts';
import type { Edit } from '../../../edit/edit.ts';
import { flipped } from '../../../edit/flip.ts';
import { type FieldKind, type FieldValue, fieldValue } from '../../../edit/typed.ts';
import { refusedBy } from '../../parts/refused.ts';
import { named, word, wordsOf } from '../../state.ts';
import type { InspectModel } from './model.ts';

const say = wordsOf({
  en: {
    undo: 'Undo the last',
    changes: 'Your changes',
    mends: 'Mend the lengths around it',
    bytes: 'Content in hexadecimal',
    value: 'Value',
    change: 'Change this field',
    apply: 'Change',
    flip: 'Flip one bit',
    flipNone: 'The field is empty: it has no bit to flip.',
    remove: 'Remove the field',
    changedTo: 'bytes {0} to {1} became {2}',
    inserted: 'before byte {0}, {1} was inserted',
    removed: 'bytes {0} to {1} were removed',
    undoAll: 'Undo all',
    extension: 'Add an extension',
    add: 'Add',
    'refused.address':
      'This is no IP address as it stands here: four numbers such as 192.0.2.1, or IPv6 such as 2001:db8::1.',
    'refused.boolean': 'This is neither true nor false.',
    'refused.bytes': 'This is not hexadecimal: two digits of 0–9 and a–f for each byte.',
    'refused.choice': 'This is none of the list.',
    'refused.integer': 'This is no whole number.',
    'refused.names': 'At least one must be chosen.',
    'refused.oid': 'This is no object identifier such as 2.5.29.17.',
    'refused.text': 'The type {0} has no place for this text or one of its characters.',
    'refused.time':
      'This is no time such as 2026-01-31T12:00:00Z, or not one that {0} can hold (UTCTime: 1950 to 2049).',
  },
  zh: {
    undo: '撤销上一步',
    changes: '你的修改',
    mends: '同时修正外层的长度',
    bytes: '内容（十六进制）',
    value: '值',
    change: '修改这个字段',
    apply: '修改',
    flip: '翻转一个比特',
    flipNone: '这个字段是空的，没有比特可翻转。',
    remove: '删除这个字段',
    changedTo: '第 {0} 到 {1} 字节改成了 {2}',
    inserted: '在第 {0} 字节前插入了 {1}',
    removed: '第 {0} 到 {1} 字节被删除',
    undoAll: '全部撤销',
    extension: '添加扩展',
    add: '添加',
    'refused.address': '这不是这里所用的 IP 地址：应为 192.0.2.1 这样的四个数，或 2001:db8::1 这样的 IPv6 地址。',
    'refused.boolean': '只能是 true 或 false。',
    'refused.bytes': '这不是十六进制：每个字节要两个 0–9、a–f 的数字。',
    'refused.choice': '列表里没有这一项。',
    'refused.integer': '这不是整数。',
    'refused.names': '至少要选一项。',
    'refused.oid': '这不是对象标识符，应写成 2.5.29.17 这样。',
    'refused.text': '类型 {0} 放不下这段文本，或者不允许其中的某个字符。',
    'refused.time': '这不是时间，应写成 2026-01-31T12:00:00Z 这样；或者 {0} 存不下它（UTCTime 只有 1950 到 2049 年）。',
  },
});

interface EditorProps {
  readonly model: InspectModel;
}

/** Maximum bytes of a field that can be edited as hexadecimal. */
const MOST_BYTES = 4096;

export function FieldEditor({ model }: EditorProps) {
  const field = model.selected.value;
  const { blocks, block } = model.outcome.value!;
  const { bytes, title } = blocks[block];
  const kind = extensible(title);
  const isThere = field !== undefined && field.end <= bytes.length && field.path.length > 0;
  const isHidden = field?.hidden === true && !model.showSecrets.value;
  return (
    <section class="editor" aria-labelledby="editor">
      <h3 id="editor" tabIndex={-1}>
        {say('change')}
      </h3>
      {isThere && !isHidden ? (
        <FieldForm key={[block, ...field.path].join(' ')} model={model} field={field} bytes={bytes} block={block} />
      ) : (
        <p class="faint">{word('changeHint')}</p>
      )}
      {kind !== undefined && <AdditionForm key={kind} model={model} kind={kind} />}
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
  const refused = useSignal<FieldKind | 'bytes' | undefined>(undefined);
  const make = (from: number, to: number, kind: FieldKind | 'bytes', made: () => Uint8Array): void => {
    refused.value = undefined;
    let content: Uint8Array;
    try {
      content = made();
    } catch (error) {
      if (!(error instanceof VitrineError)) throw error;
      refused.value = kind;
      return;
    }
    const edit: Edit = { block, start: from, end: to, bytes: content, mends: mends.value };
    model.change(edit);
  };
  // What was removed ends before its content began, until the tree tells of the field that took its place.
  const flip = flipped(bytes, Math.min(contentStart, end), end);
  const value = fieldValue(bytes, field);
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
        <ValueForm
          value={value}
          told={refused.value === value.kind ? TOLD : undefined}
          onChange={(text) => make(value.start, value.end, value.kind, () => value.encode(text))}
        />
      )}
      {end - contentStart <= MOST_BYTES && (
        <HexForm
          hex={bytesToHex(bytes.subarray(contentStart, end))}
          told={refused.value === 'bytes' ? TOLD : undefined}
          onChange={(text) => make(contentStart, end, 'bytes', () => hexToBytes(text.replace(/\s+/g, '')))}
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
          {say('mends')}
        </label>
        <button
          type="button"
          disabled={flip === undefined}
          aria-describedby={flip === undefined ? 'no-flip' : undefined}
          onClick={() => flip && make(contentStart, end, 'bytes', () => flip)}
        >
          {say('flip')}
        </button>
        <button type="button" onClick={() => make(start, end, 'bytes', () => new Uint8Array())}>
          {say('remove')}
        </button>
      </p>
      {flip === undefined && (
        <p class="faint" id="no-flip">
          {say('flipNone')}
        </p>
      )}
      {refused.value !== undefined && (
        <p class="fault" role="alert" id={TOLD}>
          {named(
            refused.value === 'bytes' ? say('bytes') : valueLabel(value),
            say(`refused.${refused.value}`, field.type),
          )}
        </p>
      )}
    </div>
  );
}

/** Adds one of the extensions that such a structure may have. */
function AdditionForm({ model, kind }: EditorProps & { readonly kind: Extensible }) {
  const name = useSignal<string>(ADDITIONS[kind][0]);
  const submit = (event: Event): void => {
    event.preventDefault();
    void model.add(name.value);
  };
  return (
    <form class="line" onSubmit={submit}>
      <label>
        <span>{say('extension')}</span>
        <select
          value={name.value}
          onChange={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
        >
          {ADDITIONS[kind].map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">{say('add')}</button>
    </form>
  );
}

/** The id of the element that says why an entry was refused. */
const TOLD = 'refused-entry';

const valueLabel = (value: FieldValue | undefined): string =>
  value?.part === undefined ? say('value') : named(say('value'), value.part);

interface ValueFormProps {
  readonly value: FieldValue;
  /** The id of the element that says why the entry was refused; undefined if it was not. */
  readonly told: string | undefined;
  readonly onChange: (text: string) => void;
}

function ValueForm({ value, told, onChange }: ValueFormProps) {
  const text = useSignal(value.text);
  useEffect(() => {
    text.value = value.text;
  }, [value.text]);
  const submit = (event: Event): void => {
    event.preventDefault();
    onChange(text.value);
  };
  const label = valueLabel(value);
  return (
    <form class="line" onSubmit={submit}>
      {value.kind === 'names' ? (
        <Names options={value.options ?? []} text={text} label={label} told={told} />
      ) : (
        <ValueInput value={value} text={text} label={label} told={told} />
      )}
      <button type="submit">{say('apply')}</button>
    </form>
  );
}

interface ValueInputProps {
  readonly value: FieldValue;
  readonly told: string | undefined;
  readonly label: string;
  readonly text: Signal<string>;
}

function ValueInput({ value, label, text, told }: ValueInputProps) {
  const set = (event: { readonly currentTarget: HTMLInputElement | HTMLSelectElement }): void => {
    text.value = event.currentTarget.value;
  };
  const options = value.kind === 'boolean' ? ['true', 'false'] : value.options;
  if (options === undefined) {
    return (
      <label>
        <span>{label}</span>
        <input
          type="text"
          spellcheck={false}
          autocomplete="off"
          {...refusedBy(told)}
          value={text.value}
          onInput={set}
        />
      </label>
    );
  }
  return (
    <label>
      <span>{label}</span>
      <select value={text.value} onChange={set}>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

interface NamesProps {
  readonly options: readonly string[];
  readonly told: string | undefined;
  readonly label: string;
  /** The chosen ones, separated by commas. */
  readonly text: Signal<string>;
}

function Names({ options, label, text, told }: NamesProps) {
  const chosen = text.value.split(',');
  const toggle = (name: string): void => {
    text.value = options.filter((one) => chosen.includes(one) !== (one === name)).join(',');
  };
  return (
    <fieldset class="names" aria-describedby={told}>
      <legend>{label}</legend>
      {options.map((name) => (
        <label key={name} class="check">
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} /> {name}
        </label>
      ))}
    </fieldset>
  );
}

interface HexFormProps {
  readonly hex: string;
  readonly told: string | undefined;
  readonly onChange: (text: string) => void;
}

function HexForm({ hex, told, onChange }: HexFormProps) {
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
        <span>{say('bytes')}</span>
        <textarea
          rows={Math.min(6, Math.ceil(spaced.length / 70) + 1)}
          spellcheck={false}
          autocomplete="off"
          {...refusedBy(told)}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit">{say('apply')}</button>
    </form>
  );
}

function Changes({ model }: EditorProps) {
  return (
    <div class="changes">
      <h4>{say('changes')}</h4>
      <ol>
        {model.edits.value.map((edit, i) => (
          <li key={i}>{changeText(edit)}</li>
        ))}
      </ol>
      <p class="actions">
        <button type="button" onClick={() => model.undo()}>
          {say('undo')}
        </button>
        <button type="button" onClick={() => model.undoAll()}>
          {say('undoAll')}
        </button>
      </p>
    </div>
  );
}

/** A change in words. */
function changeText({ start, end, bytes }: Edit): string {
  if (bytes.length === 0) return say('removed', start, end - 1);
  const hex = bytesToHex(bytes);
  const told = hex.length > 48 ? `${hex.slice(0, 48)}…` : hex;
  return start === end ? say('inserted', start, told) : say('changedTo', start, end - 1, told);
}
