/** Buttons that copy a text. If the browser does not allow it, the text is shown selected. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { word } from '../state.ts';

export interface CopyProps {
  /** Makes the text; undefined if there is none; `missing` then explains why. */
  readonly text: () => string | undefined;
  readonly missing?: string;
  readonly children: ComponentChildren;
}

export function CopyButton({ text, missing, children }: CopyProps) {
  const said = useSignal('');
  const shown = useSignal<string | undefined>(undefined);
  const copy = async (): Promise<void> => {
    const made = text();
    shown.value = undefined;
    if (made === undefined) {
      said.value = missing ?? '';
      return;
    }
    try {
      await navigator.clipboard.writeText(made);
      said.value = word('copied');
    } catch {
      // No permission, or no clipboard, in a page that was loaded from a file.
      said.value = word('notCopied');
      shown.value = made;
    }
  };
  return (
    <span class="copy">
      <button type="button" class="quiet" onClick={copy}>
        {children}
      </button>
      <span class="said" role="status">
        {said.value}
      </span>
      {shown.value !== undefined && (
        <textarea readOnly rows={8} aria-label={word('notCopied')} value={shown.value} ref={(area) => area?.select()} />
      )}
    </span>
  );
}
