/** An exhibit that the worker rendered, put into the page and made interactive. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { enliven, type SelectedField, selectField } from '../../../explain/render/html/browser/behaviour.ts';
import { addContents } from './contents.ts';
import type { Folding } from './folding.ts';

export interface ExhibitProps {
  /** From `renderHtmlFragment`, the only function that turns content into markup. */
  readonly html: string;
  readonly onField?: (field: SelectedField, tree: number) => void;
  /** The field to select when it appears: the one that has these bounds, if its path is known, or else the smallest around them. */
  readonly selected?: LinkedField | undefined;
  /** Tells that no field has the bounds of one whose path is not known. */
  readonly onNoField?: () => void;
  /** Follows what is unfolded; without it nothing does. */
  readonly folding?: Folding;
  /** The rows to show in stepped tables, as `TABLE.ROW,…`, both from 0; the first one in every other table. */
  readonly step?: string | undefined;
  /** What moves the tables, and tells where they stand; without it neither is done. */
  readonly stepping?: Stepping | undefined;
}

/** A field, and which of the exhibit's trees of bytes it is in, from 0. */
export type LinkedField = Pick<SelectedField, 'end' | 'path' | 'start'> & { readonly tree?: number };

/** The stepped tables of an exhibit, for the rooms whose address has their rows (`parts/stepping.ts`). */
export interface Stepping {
  /** Tells that a row of the address is none of a table. */
  readonly onMissing: () => void;
  /** @param step - undefined if every table is at its first row. */
  readonly onStep: (step: string | undefined) => void;
  /** Steps each table to its row. @returns whether there are all of them. */
  readonly goTo: (element: HTMLElement, step: string) => boolean;
  readonly text: (element: HTMLElement) => string | undefined;
}

export function ExhibitView({ html, onField, selected, onNoField, folding, step, stepping }: ExhibitProps) {
  const box = useRef<HTMLDivElement>(null);
  const isLed = useRef(false);
  const listener = useRef(onField);
  const isFirst = useRef(true);
  listener.current = onField;
  useLayoutEffect(() => {
    const element = box.current!;
    const heard = (event: Event): void => {
      const tree = [...element.querySelectorAll('.bytes')].indexOf(event.target as Element);
      listener.current?.((event as CustomEvent<SelectedField>).detail, tree);
    };
    element.addEventListener('fieldselect', heard);
    return () => element.removeEventListener('fieldselect', heard);
  }, []);
  useLayoutEffect(() => {
    const element = box.current!;
    element.innerHTML = html;
    enliven(element);
    addContents(element);
  }, [html]);
  useLayoutEffect(() => folding?.(box.current!), [html]);
  useLayoutEffect(() => {
    const element = box.current!;
    if (stepping === undefined) return;
    const heard = (): void => {
      if (!isLed.current) stepping.onStep(stepping.text(element));
    };
    element.addEventListener('stepselect', heard);
    return () => element.removeEventListener('stepselect', heard);
  }, [html]);
  useLayoutEffect(() => {
    if (stepping === undefined) return;
    // Steps that the address leads to are not the reader's choice, and need not be told to it.
    isLed.current = true;
    const isThere = stepping.goTo(box.current!, step ?? '');
    isLed.current = false;
    // Later, the reader changed what is shown.
    if (!isThere && isFirst.current) stepping.onMissing();
    isFirst.current = false;
  }, [html, step]);
  useLayoutEffect(() => {
    if (selected === undefined) return;
    const { start, end, path, tree } = selected;
    selectField(box.current!, start, end, path.length > 0, tree);
    if (path.length === 0 && box.current!.querySelector('[aria-selected=true]') === null) onNoField?.();
  }, [html, selected?.start, selected?.end, selected?.tree]);
  return <div class="exhibit" ref={box} />;
}
