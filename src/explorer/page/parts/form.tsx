/** A form of settings, each of which is part of the address. */
import type { ComponentType } from 'preact';
import { completed, type SettingField, type SettingTexts } from '../../settings.ts';
import { chineseFormWord } from '../state.ts';
import { FORM_ENGLISH, isFormWord } from '../words/forms.ts';
import type { MinuteProps } from './minute.tsx';

export interface SettingsFormProps {
  readonly fields: readonly SettingField[];
  readonly settings: SettingTexts;
  /** @param text - undefined for the default, which an address does not have. An empty text is another value. */
  readonly onChange: (name: string, text: string | undefined) => void;
  /** The label of a field (`field.NAME`) or of a choice (`choice.NAME`) in this room; undefined: the common label. */
  readonly label?: (key: string) => string | undefined;
  /** Whether a choice fits the others; one that does not is disabled. `settings` must be fitting. Default: each does. */
  readonly isFitting?: (name: string, choice: string) => boolean;
  /** Shows a time; in a room whose settings have one. */
  readonly Minute?: ComponentType<MinuteProps>;
}

export function SettingsForm({
  fields,
  settings,
  onChange,
  label = () => undefined,
  isFitting = () => true,
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
          label={label}
          isFitting={(choice) => isFitting(field.name, choice)}
          Minute={Minute}
          onChange={(text) => onChange(field.name, text === field.usual ? undefined : text)}
        />
      ))}
    </form>
  );
}

interface SettingProps {
  readonly field: SettingField;
  readonly text: string;
  readonly label: (key: string) => string | undefined;
  readonly isFitting: (choice: string) => boolean;
  readonly Minute: ComponentType<MinuteProps> | undefined;
  readonly onChange: (text: string) => void;
}

function Setting({ field, text, label: own, isFitting, Minute, onChange }: SettingProps) {
  const label = own(`field.${field.name}`) ?? labelOf('field', field.name);
  if (field.kind === 'flag') {
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={text === 'yes'}
          disabled={!isFitting('yes')}
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
  const kind = field.kind === 'hex' || field.name === 'message' ? 'field wide' : 'field';
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
          value={text}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      </label>
    );
  }
  return (
    <label class={kind}>
      <span>{label}</span>
      <input
        type="text"
        spellcheck={false}
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}

/** The label of a field or of a choice; its own name if that comes from a standard. */
export function labelOf(of: 'choice' | 'field' | 'kernel', name: string): string {
  const key = `${of}.${name}`;
  return isFormWord(key) ? (chineseFormWord(key) ?? FORM_ENGLISH[key]) : name;
}
