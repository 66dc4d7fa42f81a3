/** An exhibit that the worker rendered, put into the page and given life. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { enliven, type SelectedField, selectField } from '../../../explain/render/html/browser/behaviour.ts';

export interface ExhibitProps {
  /** From `renderHtmlFragment`, which alone makes markup of content. */
  readonly html: string;
  readonly onField?: (field: SelectedField) => void;
  /** The field to select when it appears. */
  readonly selected?: { readonly start: number; readonly end: number } | undefined;
}

export function ExhibitView({ html, onField, selected }: ExhibitProps) {
  const box = useRef<HTMLDivElement>(null);
  const listener = useRef(onField);
  listener.current = onField;
  useLayoutEffect(() => {
    const element = box.current!;
    const heard = (event: Event): void => listener.current?.((event as CustomEvent<SelectedField>).detail);
    element.addEventListener('fieldselect', heard);
    return () => element.removeEventListener('fieldselect', heard);
  }, []);
  useLayoutEffect(() => {
    const element = box.current!;
    element.innerHTML = html;
    enliven(element);
  }, [html]);
  useLayoutEffect(() => {
    if (selected !== undefined) selectField(box.current!, selected.start, selected.end);
  }, [html, selected?.start, selected?.end]);
  return <div class="exhibit" ref={box} />;
}
