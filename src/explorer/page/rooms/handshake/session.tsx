/** A session, message by message: messages that are still to come are pale. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ExhibitView } from '../../parts/exhibit.tsx';
import { amend, passOver, place, word } from '../../state.ts';

export function Session({ title, html }: { readonly title: string; readonly html: string }) {
  const box = useRef<HTMLDivElement>(null);
  const count = useSignal(0);
  const at = Math.min(Number(place.value.settings['message'] ?? 0) || 0, count.value);
  useEffect(() => {
    count.value = arrowsIn(box.current!).length;
    if (Number(place.peek().settings['message']) > count.value) passOver('message');
  }, [html]);
  useEffect(() => {
    for (const [i, arrow] of arrowsIn(box.current!).entries()) {
      arrow.classList.toggle('later', at > 0 && i >= at);
      const details = arrow.querySelector('details');
      if (details !== null && at > 0) details.open = i === at - 1;
      if (i === at - 1) arrow.scrollIntoView({ block: 'start' });
    }
  }, [at, count.value]);
  const go = (to: number): void => amend({ message: to <= 0 ? undefined : `${Math.min(to, count.value)}` });
  return (
    <div ref={box}>
      <h2 class="plain">{title}</h2>
      <div class="stepper walk">
        <button type="button" aria-label={word('messageBack')} disabled={at === 0} onClick={() => go(at - 1)}>
          ‹
        </button>
        <button type="button" aria-label={word('messageNext')} disabled={at === count.value} onClick={() => go(at + 1)}>
          ›
        </button>
        <output>{at === 0 ? word('allMessages', count.value) : word('messageOf', at, count.value)}</output>
        {at > 0 && (
          <button type="button" class="quiet" onClick={() => go(0)}>
            {word('showAll')}
          </button>
        )}
      </div>
      <ExhibitView html={html} />
    </div>
  );
}

const arrowsIn = (box: HTMLElement): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('.arrow')];
