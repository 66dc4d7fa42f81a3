/** A form of settings, each of which is part of the address. */
import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import { completed, listed, type SettingField, type SettingTexts } from '../../settings.ts';
import { chineseFormWord, filled } from '../state.ts';
import { FORM_ENGLISH, isFormWord } from '../words/forms.ts';
import type { MinuteProps } from './minute.tsx';
import { type Refusal, refusedBy } from './refused.ts';

export interface SettingsFormProps {
  readonly fields: readonly SettingField[];
  readonly settings: SettingTexts;
  /** @param text - undefined for the default, which an address does not have. An empty text is another value. */
  readonly onChange: (name: string, text: string | undefined) => void;
  /** The label of a field (`field.NAME`) or of a choice (`choice.NAME`) in this room, undefined for the common label; and the warning at
   * a field for secrets (`secret.KIND`). */
  readonly label?: (key: string) => string | undefined;
  /** Whether a choice fits the others; one that does not is disabled. `settings` must be fitting. Default: each does. */
  readonly isFitting?: (name: string, choice: string) => boolean;
  readonly refusal?: Refusal | undefined;
  /** Shows a time; in a room whose settings have one. */
  readonly Minute?: ComponentType<MinuteProps>;
}

export function SettingsForm({
  fields,
  settings,
  onChange,
  label = () => undefined,
  isFitting = () => true,
  refusal,
  Minute,
}: SettingsFormProps) {
  const texts = completed(fields, settings);
  return (
    <form class="settings" onSubmit={(event) => event.preventDefault()}>
      {fields.map((field) => (
        <Setting
          key={field.name}
          field={field}
          text={texts[field.name]}
          name={fieldLabel(fields, field.name, label)}
          label={label}
          isFitting={(choice) => isFitting(field.name, choice)}
          told={field.name === refusal?.field ? refusal.told : undefined}
          Minute={Minute}
          onChange={(text) => onChange(field.name, text === field.usual ? undefined : text)}
        />
      ))}
    </form>
  );
}

interface SettingProps {
  readonly field: SettingField;
  /** Its label. */
  readonly name: string;
  /** The id of the element that says why it was refused. */
  readonly told: string | undefined;
  readonly text: string;
  readonly label: (key: string) => string | undefined;
  readonly isFitting: (choice: string) => boolean;
  readonly Minute: ComponentType<MinuteProps> | undefined;
  readonly onChange: (text: string) => void;
}

function Setting({ field, name: label, told, text, label: own, isFitting, Minute, onChange }: SettingProps) {
  if (field.kind === 'flag') {
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={text === 'yes'}
          disabled={!isFitting('yes')}
          {...refusedBy(told)}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? 'yes' : 'no')}
        />{' '}
        {label}
      </label>
    );
  }
  if (field.kind === 'choice') {
    return (
      <label class="field">
        <span>{label}</span>
        <select
          value={text}
          disabled={!field.choices.some(isFitting)}
          {...refusedBy(told)}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          {text === '' && <option value="">{own('choice.') ?? ''}</option>}
          {field.choices.map((choice) => (
            <option key={choice} value={choice} disabled={!isFitting(choice)}>
              {own(`choice.${choice}`) ?? labelOf('choice', choice)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  if (field.kind === 'list') return <ListSetting {...{ field, text, label, own, onChange }} />;
  const kind = field.kind === 'hex' || field.kind === 'number' || field.name === 'message' ? 'field wide' : 'field';
  if (field.kind === 'time' && Minute !== undefined) {
    return <Minute label={label} kind={kind} value={text} onMinute={onChange} />;
  }
  if (field.kind === 'integer') {
    return (
      <label class={kind}>
        <span>{label}</span>
        <input
          type="number"
          min={field.min}
          max={field.max}
          step={field.even ? 2 : 1}
          {...refusedBy(told)}
          value={text}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      </label>
    );
  }
  const warning = field.secret && own(`secret.${field.secret}`);
  const [nameId, warningId] = [`name-of-${field.name}`, `warning-of-${field.name}`];
  const described = [...(warning ? [warningId] : []), ...(told === undefined ? [] : [told])].join(' ');
  return (
    <label class={kind}>
      <span id={nameId}>{label}</span>
      {warning && <span id={warningId}>{warning}</span>}
      <input
        type="text"
        {...refusedBy(told)}
        // The warning describes the field, and is no part of its name.
        aria-labelledby={nameId}
        aria-describedby={described || undefined}
        spellcheck={false}
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}

interface ListProps {
  readonly field: Extract<SettingField, { readonly kind: 'list' }>;
  readonly label: string;
  readonly text: string;
  readonly own: (key: string) => string | undefined;
  readonly onChange: (text: string) => void;
}

/** Choices in the order in which they are ticked. */
function ListSetting({ field, label, text, own, onChange }: ListProps) {
  const chosen = listed(text);
  const toggle = (one: string): void =>
    onChange((chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]).join(','));
  // As an address has it: then its reader opens and closes it.
  const isOpen = useRef(chosen.length > 0);
  return (
    <details class="field" open={isOpen.current}>
      <summary>
        {label} <small>({chosen.length})</small>
      </summary>
      <fieldset class="names" aria-label={label}>
        {field.choices.map((choice) => (
          <label key={choice} class="check">
            <input type="checkbox" checked={chosen.includes(choice)} onChange={() => toggle(choice)} />{' '}
            {chosen.includes(choice) && `${chosen.indexOf(choice) + 1}. `}
            {own(`choice.${choice}`) ?? choice}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
/** The label of a field, with the form that it is entered in, where another is possible. */
export function fieldLabel(
  fields: readonly SettingField[],
  name: string,
  own: (key: string) => string | undefined = () => undefined,
): string {
  const label = own(`field.${name}`) ?? labelOf('field', name);
  const field = fields.find((one) => one.name === name);
  if (field?.kind === 'hex') return formWord('form.hex', label);
  const hasTwin = fields.some((one) => one.name === `hex${name}`);
  return hasTwin && field?.kind === 'text' ? formWord('form.text', label) : label;
}

const formWord = (name: 'form.hex' | 'form.text', label: string): string =>
  filled(chineseFormWord(name) ?? FORM_ENGLISH[name], [label]);

/** The label of a field or of a choice; its own name if that comes from a standard. */
export function labelOf(of: 'choice' | 'field', name: string): string {
  const key = `${of}.${name}`;
  return isFormWord(key) ? (chineseFormWord(key) ?? FORM_ENGLISH[key]) : name;
}
