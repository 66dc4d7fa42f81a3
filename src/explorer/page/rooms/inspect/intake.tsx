/** The form for the input: by pasting, dropping, choosing a file, or a sample. */
import { useSignal } from '@preact/signals';
import { SAMPLE_NAMES } from '../../../address.ts';
import { part } from '../../parts/missing.ts';
import { roomAddress, word } from '../../state.ts';
import type { InspectModel } from './model.ts';

interface IntakeProps {
  readonly model: InspectModel;
  /** Whether there is an input already. */
  readonly folded: boolean;
}

export function Intake({ model, folded }: IntakeProps) {
  const text = useSignal('');
  if (folded) {
    return (
      <p class="again">
        <button type="button" onClick={() => model.close()}>
          {word('otherInput')}
        </button>
      </p>
    );
  }
  return (
    <form
      class="intake"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.value.trim() !== '') model.openText(text.value);
      }}
    >
      <label>
        <span>{word('paste')}</span>
        <textarea
          rows={6}
          spellcheck={false}
          autocomplete="off"
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
          onPaste={({ clipboardData, currentTarget }) => {
            // Text pasted into an empty field is inspected immediately.
            const pasted = clipboardData?.getData('text') ?? '';
            if (currentTarget.value === '' && pasted.trim() !== '') model.openText(pasted);
          }}
        />
      </label>
      <p class="actions">
        <button type="submit" class="main">
          {word('show')}
        </button>
        <label class="file">
          <span>{word('openFile')}</span>
          <input
            type="file"
            multiple
            onChange={async ({ currentTarget }) => {
              const files = [...(currentTarget.files ?? [])];
              await (await part(() => import('./files.ts'))).openFiles(model, files);
            }}
          />
        </label>
      </p>
      <fieldset class="samples">
        <legend>{word('beginWith')}</legend>
        {SAMPLE_NAMES.map((name) => (
          <button key={name} type="button" onClick={() => void model.openSample(name)}>
            {word(`sample.${name}`)}
          </button>
        ))}
      </fieldset>
      <p class="newcomer">
        <a href={roomAddress('lessons')}>{word('newcomer')}</a>
      </p>
    </form>
  );
}
