/** A session, message by message: messages that are still to come are pale. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type SelectedField, selectField } from '../../../../explain/render/html/browser/behaviour.ts';
import { ExhibitView } from '../../parts/exhibit.tsx';
import { foldingIn } from '../../parts/folding.ts';
import { steppingIn } from '../../parts/stepping.ts';
import { amend, passOver, place, tell, word } from '../../state.ts';
import { say } from './words.ts';

const STEPPING = steppingIn('step');
const FOLDING = foldingIn({
  read: () => place.peek().settings['open'] ?? '',
  // A message that the address is at is unfolded by the page: what is told of the address stays.
  write: (open) => tell({ open: open === '' ? undefined : open }),
  onMissing: () => passOver('open'),
  // The message that the address is at.
  isElsewhere: (folded) => {
    const box = folded.closest<HTMLElement>('.exhibit')!;
    return folded.matches('.arrow > details') && placeOf(folded, box).message === shownMessage();
  },
});

export function Session({ title, html }: { readonly title: string; readonly html: string }) {
  const box = useRef<HTMLDivElement>(null);
  const count = useSignal(0);
  /** Number of the message that a click opened; 0 for none. The browser has opened it, and it is in view: it is not opened or scrolled to again. */
  const clicked = useRef(0);
  /** Whether the message of the address was gone to: until then, what else the address unfolds stays open. */
  const isArrived = useRef(false);
  const at = Math.min(Number(place.value.settings['message'] ?? 0) || 0, count.value);
  useEffect(() => {
    count.value = arrowsIn(box.current!).length;
    if (Number(place.peek().settings['message']) > count.value) passOver('message');
  }, [html]);
  useEffect(() => {
    const isClicked = clicked.current === at;
    clicked.current = 0;
    for (const [i, arrow] of arrowsIn(box.current!).entries()) {
      arrow.classList.toggle('later', at > 0 && i >= at);
      if (isClicked) continue;
      const details = arrow.querySelector('details');
      if (details !== null && at > 0) details.open = i === at - 1 || (!isArrived.current && details.open);
      if (i === at - 1) arrow.scrollIntoView({ block: 'start' });
    }
    isArrived.current ||= at > 0 || shownMessage() === 0;
  }, [at, count.value]);
  useEffect(() => followReader(box.current!, clicked), []);
  useEffect(() => selectLinked(box.current!), []);
  const go = (to: number): void => {
    amend({ message: to <= 0 ? undefined : `${Math.min(to, count.value)}`, field: undefined });
    // The message stays open, and is in the address as an unfolded one from now on. Nothing is toggled that would tell that.
    if (to <= 0) box.current!.querySelector('.exhibit')?.dispatchEvent(new Event('toggle'));
  };
  return (
    <div ref={box}>
      <h2 class="plain">{title}</h2>
      <div class="stepper walk">
        <button type="button" aria-label={say('messageBack')} disabled={at === 0} onClick={() => go(at - 1)}>
          ‹
        </button>
        <button type="button" aria-label={say('messageNext')} disabled={at === count.value} onClick={() => go(at + 1)}>
          ›
        </button>
        <output>{at === 0 ? say('allMessages', count.value) : say('messageOf', at, count.value)}</output>
        {at > 0 && (
          <button type="button" class="quiet" onClick={() => go(0)}>
            {word('showAll')}
          </button>
        )}
      </div>
      <ExhibitView html={html} step={place.value.settings['step']} stepping={STEPPING} folding={FOLDING} />
    </div>
  );
}

/** Puts the message that the reader opened last, and the field chosen in it, into the address. @returns what ends that. */
function followReader(box: HTMLElement, clicked: { current: number }): () => void {
  const onClick = ({ target }: Event): void => {
    const summary = (target as Element).closest('.arrow > details > summary');
    if (summary === null) return;
    const { message } = placeOf(summary, box);
    const isOpen = (summary.parentElement as HTMLDetailsElement).open;
    // Of several that are open, the session is at the last one.
    if (isOpen && message !== shownMessage()) return;
    clicked.current = isOpen ? 0 : message;
    amend({ message: isOpen ? undefined : `${message}`, field: undefined });
  };
  const onField = (event: Event): void => {
    const { start, end } = (event as CustomEvent<SelectedField>).detail;
    const { message, number } = placeOf(event.target as Element, box);
    // Of several trees in a message, each but the first is named by its number.
    const field = `${number > 0 ? `${number}.` : ''}${start}-${end}`;
    const isThere = message === shownMessage();
    if (message === 0 || (isThere && place.peek().settings['field'] === field)) return;
    if (!isThere) clicked.current = message;
    amend({ message: `${message}`, field });
  };
  box.addEventListener('click', onClick);
  box.addEventListener('fieldselect', onField);
  return () => {
    box.removeEventListener('click', onClick);
    box.removeEventListener('fieldselect', onField);
  };
}

/** Selects the field that the address names. */
function selectLinked(box: HTMLElement): void {
  const { field } = place.peek().settings;
  if (field === undefined) return;
  const arrow = arrowsIn(box)[shownMessage() - 1];
  const [end, start, tree] = field.split(/[.-]/).map(Number).reverse();
  if (arrow !== undefined) selectField(arrow, start, end, true, tree);
  if (!arrow?.querySelector('[aria-selected=true]')) passOver('field');
}

const shownMessage = (): number => Number(place.peek().settings['message'] ?? 0);

/** The message that an element is in, from 1, and the number of the tree of bytes in it, from 0. */
function placeOf(element: Element, box: HTMLElement): { readonly message: number; readonly number: number } {
  const arrow = element.closest<HTMLElement>('.arrow');
  const message = arrow === null ? 0 : arrowsIn(box).indexOf(arrow) + 1;
  return { message, number: arrow === null ? -1 : [...arrow.querySelectorAll('.bytes')].indexOf(element) };
}

const arrowsIn = (box: HTMLElement): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('.arrow')];
