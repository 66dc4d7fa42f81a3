/** The room where two ends of a session meet: both in this page, or one of them a real server. */
import { useComputed, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { fittingTexts, HANDSHAKE_FIELDS, isFitting } from '../../handshakes.ts';
import { handshakeProgram } from '../../programs/handshake.ts';
import { CopyButton } from '../parts/copy.tsx';
import { fieldLabel, SettingsForm } from '../parts/form.tsx';
import { useLate, Waiting } from '../parts/late.tsx';
import { Progress } from '../parts/progress.tsx';
import { Task, useVisit } from '../parts/task.ts';
import type { RoomProps } from '../room.ts';
import { amend, language, linkHere, named, place, word } from '../state.ts';
import { LateUnfold } from './handshake/late-unfold.tsx';
import { PeerChoice } from './handshake/peer.tsx';
import { Session } from './handshake/session.tsx';
import { NOTHING_CHOSEN, sessionSettings } from './handshake/view.ts';
import { say } from './handshake/words.ts';

export function HandshakeRoom({ workshop }: RoomProps) {
  const peer = useComputed(() => place.value.settings['peer'] ?? '').value;
  return (
    <>
      <h1>{word('handshake')}</h1>
      <p class="lead">{say(peer === '' ? 'ownLead' : 'lead')}</p>
      <PeerChoice peer={peer} />
      {peer === '' ? <OwnSession workshop={workshop} /> : <LivePlace key={peer} workshop={workshop} />}
    </>
  );
}

/** The place of a session with a real server; its code is loaded when one is chosen. */
function LivePlace({ workshop }: RoomProps) {
  const Live = useLate(true, async () => (await import('./handshake/live.tsx')).LiveSession);
  return Live === undefined ? <Waiting /> : <Live workshop={workshop} />;
}

function OwnSession({ workshop }: RoomProps) {
  const task = useMemo(() => new Task(workshop, 'handshake'), [workshop]);
  const asked = useComputed(() => JSON.stringify(sessionSettings()));
  useSignalEffect(() => void task.begin({ settings: JSON.parse(asked.value), language: language.value }));
  const outcome = task.outcome.value;
  const visit = useVisit(task);
  const fitting = fittingTexts(place.value.settings);
  return (
    <>
      <SettingsForm
        fields={HANDSHAKE_FIELDS}
        settings={fitting}
        label={ownLabel}
        isFitting={(name, choice) => isFitting(name, choice, fitting)}
        refusal={task.refusal}
        onChange={(name, text) => amend({ [name]: text, ...NOTHING_CHOSEN })}
      />
      <div class="bar">
        <CopyButton text={linkHere} missing={word('noLink')}>
          {word('copyLink')}
        </CopyButton>
        {outcome !== undefined && (
          <CopyButton text={() => handshakeProgram(outcome.settings)}>{word('copyProgram')}</CopyButton>
        )}
      </div>
      <Progress task={task} labelOf={(field) => fieldLabel(HANDSHAKE_FIELDS, field, ownLabel)} />
      {outcome !== undefined && <Session key={`${visit} ${outcome.html}`} title={outcome.title} html={outcome.html} />}
      {outcome !== undefined && outcome.secrets.length > 0 && (
        <LateUnfold
          key={visit}
          workshop={workshop}
          secrets={outcome.secrets}
          session={() => ({ settings: JSON.parse(asked.value) })}
          showSecrets={true}
        />
      )}
    </>
  );
}

type ListName = `${'client' | 'server'}${'Groups' | 'Suites'}`;

/** The suite also says which version is spoken. */
const ownLabel = (key: string): string | undefined => {
  const [, suite] = /^choice\.(TLS_.*)$/.exec(key) ?? [];
  if (key === 'choice.') return say('noGroup');
  if (key === 'field.suite') return say('field.ownSuite');
  const list = /^field\.((?:client|server)(?:Suites|Groups))$/.exec(key)?.[1] as ListName | undefined;
  if (list !== undefined) return say(`field.${list}`);
  return suite && named(`TLS ${suite.includes('_WITH_') ? '1.2' : '1.3'}`, suite);
};
