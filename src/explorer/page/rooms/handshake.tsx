/** The room where two ends of a session meet. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { HANDSHAKE_FIELDS } from '../../handshakes.ts';
import { handshakeProgram } from '../../programs/handshake.ts';
import { CopyButton } from '../parts/copy.tsx';
import { ExhibitView } from '../parts/exhibit.tsx';
import { SettingsForm } from '../parts/form.tsx';
import { Progress } from '../parts/progress.tsx';
import { Task } from '../parts/task.ts';
import type { RoomProps } from '../room.ts';
import { amend, language, place, word } from '../state.ts';
import { Unfold } from './handshake/unfold.tsx';

export function HandshakeRoom({ workshop }: RoomProps) {
  const task = useMemo(() => new Task(workshop, 'handshake'), [workshop]);
  useSignalEffect(() => void task.begin({ settings: sessionSettings(), language: language.value }));
  const outcome = task.outcome.value;
  return (
    <>
      <h1>{word('handshake')}</h1>
      <p class="lead">{word('handshakeLead')}</p>
      <SettingsForm
        fields={HANDSHAKE_FIELDS}
        settings={place.value.settings}
        onChange={(name, text) => amend({ [name]: text, message: '', secret: '' })}
      />
      <div class="bar">
        <CopyButton text={() => location.href}>{word('copyLink')}</CopyButton>
        {outcome !== undefined && (
          <CopyButton text={() => handshakeProgram(outcome.settings)}>{word('copyProgram')}</CopyButton>
        )}
      </div>
      <Progress task={task} />
      {outcome !== undefined && <Session key={outcome.html} title={outcome.title} html={outcome.html} />}
      {outcome !== undefined && outcome.secrets.length > 0 && (
        <Unfold workshop={workshop} secrets={outcome.secrets} settings={sessionSettings} />
      )}
    </>
  );
}

/** The settings that the session depends on, without the selected message and secret. */
function sessionSettings(): Readonly<Record<string, string>> {
  const { message: _, lang: __, secret: ___, ...settings } = place.value.settings;
  return settings;
}

/** The session, message by message: messages that are still to come are pale. */
function Session({ title, html }: { readonly title: string; readonly html: string }) {
  const box = useRef<HTMLDivElement>(null);
  const count = useSignal(0);
  const at = Math.min(Number(place.value.settings['message'] ?? 0) || 0, count.value);
  useEffect(() => {
    count.value = arrowsIn(box.current!).length;
  }, [html]);
  useEffect(() => {
    for (const [i, arrow] of arrowsIn(box.current!).entries()) {
      arrow.classList.toggle('later', at > 0 && i >= at);
      const details = arrow.querySelector('details');
      if (details !== null && at > 0) details.open = i === at - 1;
      if (i === at - 1) arrow.scrollIntoView({ block: 'start' });
    }
  }, [at, count.value]);
  const go = (to: number): void => amend({ message: to <= 0 ? '' : `${Math.min(to, count.value)}` });
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
