/** The button that is there while work runs. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { word } from '../state.ts';

/** When it goes, the focus goes back from it to what began the work: otherwise it would be lost to the page. */
export function CancelButton({ onCancel }: { readonly onCancel: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const [before, own] = [document.activeElement, button.current];
    return () => {
      if (document.activeElement === own && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <button type="button" class="quiet" ref={button} onClick={onCancel}>
      {word('cancel')}
    </button>
  );
}
