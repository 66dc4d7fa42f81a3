/** An exhibit that the worker rendered, put into the page and made interactive. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { enliven, type SelectedField, selectField } from '../../../explain/render/html/browser/behaviour.ts';
import { passOver } from '../state.ts';

export interface ExhibitProps {
  /** From `renderHtmlFragment`, the only function that turns content into markup. */
  readonly html: string;
  readonly onField?: (field: SelectedField) => void;
  /** The field to select when it appears: the one that has these bounds, if its path is known, or else the smallest around them. */
  readonly selected?: Pick<SelectedField, 'end' | 'path' | 'start'> | undefined;
  /** The row to show initially in a stepped table, as `TABLE.ROW`, both from 0. */
  readonly step?: string | undefined;
  readonly onStep?: (step: string) => void;
}

export function ExhibitView({ html, onField, selected, step, onStep }: ExhibitProps) {
  const box = useRef<HTMLDivElement>(null);
  const listener = useRef(onField);
  const isFirst = useRef(true);
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
    if (onStep === undefined) return;
    // Later, the reader changed what is shown.
    if (step !== undefined && !goToStep(element, step) && isFirst.current) passOver('step');
    isFirst.current = false;
    // Listens only from here on, since the steps so far were not the reader's choice.
    const heard = ({ target, detail }: Event & { readonly detail?: unknown }): void =>
      onStep(`${stepsIn(element).indexOf(target as HTMLElement)}.${detail}`);
    element.addEventListener('stepselect', heard);
    return () => element.removeEventListener('stepselect', heard);
  }, [html]);
  useLayoutEffect(() => {
    if (selected === undefined) return;
    selectField(box.current!, selected.start, selected.end, selected.path.length > 0);
  }, [html, selected?.start, selected?.end]);
  return <div class="exhibit" ref={box} />;
}

const stepsIn = (element: HTMLElement): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('.steps')];

/** Steps to a row, as its slider does. @returns whether there is such a row. */
function goToStep(element: HTMLElement, step: string): boolean {
  const [, table, row] = /^(\d{1,4})\.(\d{1,4})$/.exec(step) ?? [];
  const slider = stepsIn(element)[Number(table)]?.querySelector<HTMLInputElement>('.stepper input');
  if (row === undefined || slider == null || Number(row) >= Number(slider.max)) return false;
  slider.value = `${Number(row) + 1}`;
  slider.dispatchEvent(new Event('input'));
  return true;
}
