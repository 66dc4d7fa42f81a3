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
  /** The rows to show in stepped tables, as `TABLE.ROW,…`, both from 0; the first one in every other table. */
  readonly step?: string | undefined;
  /** @param step - undefined if every table is at its first row. */
  readonly onStep?: (step: string | undefined) => void;
}

export function ExhibitView({ html, onField, selected, step, onStep }: ExhibitProps) {
  const box = useRef<HTMLDivElement>(null);
  const isLed = useRef(false);
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
    const heard = (): void => {
      if (!isLed.current) onStep(stepsText(element));
    };
    element.addEventListener('stepselect', heard);
    return () => element.removeEventListener('stepselect', heard);
  }, [html]);
  useLayoutEffect(() => {
    if (onStep === undefined) return;
    // Steps that the address leads to are not the reader's choice, and need not be told to it.
    isLed.current = true;
    const isThere = goToSteps(box.current!, step ?? '');
    isLed.current = false;
    // Later, the reader changed what is shown.
    if (!isThere && isFirst.current) passOver('step');
    isFirst.current = false;
  }, [html, step]);
  useLayoutEffect(() => {
    if (selected === undefined) return;
    selectField(box.current!, selected.start, selected.end, selected.path.length > 0);
  }, [html, selected?.start, selected?.end]);
  return <div class="exhibit" ref={box} />;
}

const stepsIn = (element: HTMLElement): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('.steps')];

const slidersIn = (element: HTMLElement): (HTMLInputElement | null)[] =>
  stepsIn(element).map((steps) => steps.querySelector<HTMLInputElement>('.stepper input'));

/** Where the tables stand, without those at their first row. */
function stepsText(element: HTMLElement): string | undefined {
  const places = slidersIn(element).map((slider, table) => ({ table, row: Number(slider?.value ?? 1) - 1 }));
  const moved = places.filter(({ row }) => row > 0).map(({ table, row }) => `${table}.${row}`);
  return moved.length === 0 ? undefined : moved.join(',');
}

/** Steps each table to its row, as its slider does. @returns whether there are all of them. */
function goToSteps(element: HTMLElement, step: string): boolean {
  const rows = new Map(
    [...step.matchAll(/(\d{1,4})\.(\d{1,4})/g)].map(([, table, row]) => [Number(table), Number(row)]),
  );
  let found = 0;
  for (const [table, slider] of slidersIn(element).entries()) {
    if (slider === null) continue;
    const row = rows.get(table) ?? 0;
    const isThere = row < Number(slider.max);
    if (isThere && rows.has(table)) found++;
    const wanted = `${(isThere ? row : 0) + 1}`;
    if (slider.value === wanted) continue;
    slider.value = wanted;
    slider.dispatchEvent(new Event('input'));
  }
  return found === rows.size;
}
