/** A session with a real server, through the relay of the page. An address leads here, but only a click connects. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { fittingLive, isFittingLive, LIVE_FIELDS } from '../../../live.ts';
import { liveProgram } from '../../../programs/live.ts';
import { CopyButton } from '../../parts/copy.tsx';
import { fieldLabel, SettingsForm } from '../../parts/form.tsx';
import { Progress } from '../../parts/progress.tsx';
import { Task } from '../../parts/task.ts';
import { type PageRelay, pageRelay } from '../../relay.ts';
import type { RoomProps } from '../../room.ts';
import { amend, language, linkHere, place, word } from '../../state.ts';
import { LateUnfold } from './late-unfold.tsx';
import { liveLabel, say } from './live-words.ts';
import { Session } from './session.tsx';
import { NOTHING_CHOSEN, sessionSettings } from './view.ts';

const peer = (): string => place.value.settings['peer'] ?? '';

export function LiveSession({ workshop }: RoomProps) {
  const relay = useMemo(pageRelay, []);
  if (relay?.destinations.includes(peer()) === true) return <ReachedServer workshop={workshop} relay={relay} />;
  return (
    <p class="fault" role="alert">
      {say(relay === undefined ? 'noRelay' : 'notAllowed', peer())}
    </p>
  );
}

function ReachedServer({ workshop, relay }: RoomProps & { readonly relay: PageRelay }) {
  const session = useMemo(() => new Task(workshop, 'live'), [workshop]);
  const settings = fittingLive(place.value.settings);
  const { address, roots } = relay;
  const recording = session.outcome.value?.recording;
  return (
    <>
      <SettingsForm
        fields={LIVE_FIELDS}
        settings={settings}
        label={liveLabel}
        isFitting={(name, choice) => isFittingLive(name, choice, settings)}
        refusal={session.refusal}
        onChange={(name, text) => {
          session.clear();
          amend({ [name]: text, ...NOTHING_CHOSEN });
        }}
      />
      <div class="bar">
        <button
          type="button"
          class="main"
          onClick={() => {
            amend(NOTHING_CHOSEN);
            void session.begin({ relay: address, destination: peer(), roots, settings: sessionSettings('peer') });
          }}
        >
          {say('connect')}
        </button>
        <CopyButton text={linkHere} missing={word('noLink')}>
          {word('copyLink')}
        </CopyButton>
        <CopyButton text={() => liveProgram(peer(), settings)}>{word('copyProgram')}</CopyButton>
      </div>
      <Progress task={session} labelOf={(field) => fieldLabel(LIVE_FIELDS, field, liveLabel)} />
      {recording !== undefined && !session.isBusy.value && <Recorded workshop={workshop} recording={recording} />}
    </>
  );
}

/** What took place; its secrets are covered until they are asked for. */
function Recorded({ workshop, recording }: RoomProps & { readonly recording: Uint8Array }) {
  const task = useMemo(() => new Task(workshop, 'recorded'), [workshop]);
  const isShown = useSignal(false);
  useSignalEffect(() => void task.begin({ recording, language: language.value, showSecrets: isShown.value }));
  const outcome = task.outcome.value;
  return (
    <>
      <Progress task={task} />
      <p class="secrecy">
        {say(isShown.value ? 'shown' : 'covered')}{' '}
        <button
          type="button"
          onClick={() => {
            isShown.value = !isShown.value;
          }}
        >
          {say(isShown.value ? 'cover' : 'show')}
        </button>
      </p>
      {outcome !== undefined && (
        <>
          <Session key={outcome.html} title={outcome.title} html={outcome.html} />
          {outcome.secrets.length > 0 && (
            <LateUnfold
              workshop={workshop}
              secrets={outcome.secrets}
              session={() => ({ recording })}
              showSecrets={isShown.value}
            />
          )}
        </>
      )}
    </>
  );
}
