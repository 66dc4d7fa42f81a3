/** The room where a verifier searches for a path, and validates it. */
import { batch, type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { bytesToBase64url, utf8ToBytes } from '../../../bytes/index.ts';
import type { ChangeName } from '../../chains/changes.ts';
import { SCENE_FIELDS, SCENE_NAMES, type SceneName, sceneNamed } from '../../chains/fields.ts';
import { pastedBytes } from '../../input.ts';
import { thisMinute } from '../../now.ts';
import { chainsProgram } from '../../programs/chains.ts';
import type { ChainsOutcome } from '../../work/chains.ts';
import { CopyButton } from '../parts/copy.tsx';
import { ExhibitView } from '../parts/exhibit.tsx';
import { fieldLabel, SettingsForm } from '../parts/form.tsx';
import { MinuteField } from '../parts/minute.tsx';
import { Progress } from '../parts/progress.tsx';
import { refusedBy } from '../parts/refused.ts';
import { steppingIn } from '../parts/stepping.ts';
import { Task, useVisit } from '../parts/task.ts';
import type { RoomProps } from '../room.ts';
import { amend, goTo, language, linkHere, listed, passOver, place, tell, word } from '../state.ts';
import { CertificateView, changesHere } from './chains/certificate.tsx';
import { Graph } from './chains/graph.tsx';
import { Uses } from './chains/uses.tsx';
import { ANEW, stepShown, Walk } from './chains/walk.tsx';
import { labelHere, say } from './chains/words.ts';

/** The rows of the table of issuers that were tried. */
const STEPPING = steppingIn('pathStep');

const scene = (): SceneName => sceneNamed(place.value.settings['scene']);

export function ChainsRoom({ workshop }: RoomProps) {
  const task = useMemo(() => new Task(workshop, 'chains'), [workshop]);
  const source = useSignal<Uint8Array | undefined>(undefined);
  useSignalEffect(() => {
    const settings = questionSettings();
    const asked = source.value;
    if (settings['scene'] === 'own' && asked === undefined && settings['input'] === undefined) {
      task.clear();
      return;
    }
    void task.begin({ settings, source: asked, language: language.value }).then((outcome) => {
      // Effects run after the next frame: until then a new paste, or the input of a link, is there beside the outcome of the one before.
      const isAsked = source.peek() === asked && place.peek().settings['input'] === settings['input'];
      if (outcome !== undefined && isAsked) tellPasted(outcome);
    });
  });
  const outcome = task.outcome.value;
  const visit = useVisit(task);
  const isRefused = task.refusal?.field === 'input' || task.isUnreadable.value;
  return (
    <>
      <h1>{word('chains')}</h1>
      <p class="lead">{say('lead')}</p>
      <label class="field pick">
        <span>{say('scene')}</span>
        <select value={scene()} onChange={({ currentTarget }) => goTo('chains', { scene: currentTarget.value })}>
          {SCENE_NAMES.map((name) => (
            <option key={name} value={name}>
              {say(`scene.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {scene() === 'own' && <Paste source={source} told={isRefused ? task.faultId : undefined} />}
      <SettingsForm
        fields={SCENE_FIELDS[scene()]}
        settings={place.value.settings}
        label={labelHere}
        Minute={MinuteField}
        refusal={task.refusal}
        onChange={(name, text) => amend({ [name]: text, ...ANEW })}
      />
      <div class="bar">
        <CopyButton text={linkOfScene} missing={word('noLink')}>
          {word('copyLink')}
        </CopyButton>
        {outcome !== undefined && (
          <CopyButton
            text={() => (outcome.isSecret ? undefined : chainsProgram(outcome.question))}
            missing={word('noLink')}
          >
            {word('copyProgram')}
          </CopyButton>
        )}
        {(place.value.settings['changes'] ?? '') !== '' && (
          <button type="button" class="quiet" onClick={() => amend({ changes: undefined, ...ANEW })}>
            {say('undo')}
          </button>
        )}
      </div>
      <Progress task={task} labelOf={(field) => fieldLabel(SCENE_FIELDS[scene()], field, labelHere)} />
      {scene() === 'cluster' && <Uses />}
      {outcome !== undefined && <Found key={visit} outcome={outcome} />}
    </>
  );
}

/** The settings that the question depends on, without the displayed step and the selected certificate. */
function questionSettings(): Readonly<Record<string, string>> {
  const { step: _, cert: __, lang: ___, paths: ____, pathStep: _____, ...settings } = place.value.settings;
  return settings;
}

/** Puts the pasted certificates into the address if they are short enough. */
function tellPasted({ pasted }: ChainsOutcome): void {
  if (pasted === '' || place.peek().settings['scene'] !== 'own') return;
  const input = bytesToBase64url(utf8ToBytes(pasted));
  if (place.peek().settings['input'] !== input) tell({ input });
}

/** The link to this state; undefined if the address does not contain all of it. */
const linkOfScene = (): string | undefined =>
  scene() === 'own' && !location.hash.includes('input=') ? undefined : linkHere();

/** Characters of a text that is shown where it was pasted: browsers need seconds to lay out a megabyte, and the page stands still meanwhile. */
const MOST_SHOWN = 2 ** 16;

interface PasteProps {
  readonly source: Signal<Uint8Array | undefined>;
  /** The id of the element that says why the pasted text was refused. */
  readonly told: string | undefined;
}

function Paste({ source, told }: PasteProps) {
  const text = useSignal('');
  const refusal = useSignal('');
  const isLong = useSignal(false);
  const take = (pasted: string): void => {
    if (pasted.trim() === '') return;
    const bytes = pastedBytes(pasted);
    refusal.value = bytes === undefined ? word('tooLarge') : '';
    if (bytes === undefined) return;
    batch(() => {
      // Samples are judged at their time, what is pasted now.
      const time = place.peek().settings['time'] ?? thisMinute();
      amend({ input: undefined, changes: undefined, cert: undefined, ...ANEW, time });
      source.value = bytes;
    });
  };
  return (
    <form
      class="intake"
      onSubmit={(event) => {
        event.preventDefault();
        take(text.value);
      }}
    >
      <label>
        <span>{say('paste')}</span>
        <textarea
          rows={6}
          {...refusedBy(refusal.value === '' ? told : 'paste-fault')}
          spellcheck={false}
          autocomplete="off"
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
            isLong.value = false;
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData?.getData('text') ?? '';
            isLong.value = pasted.length > MOST_SHOWN;
            if (!isLong.value) return;
            event.preventDefault();
            text.value = '';
            take(pasted);
          }}
        />
      </label>
      <div role="status">{isLong.value && <p class="faint">{say('long')}</p>}</div>
      <p class="actions">
        <button type="submit" class="main">
          {say('look')}
        </button>
      </p>
      {refusal.value !== '' && (
        <p class="fault" role="alert" id="paste-fault">
          {refusal.value}
        </p>
      )}
    </form>
  );
}

/** Passes over what of the address is about a step, a certificate or a change that the scene does not have. */
function passOverMissing({ nodes, steps }: ChainsOutcome): void {
  const { step, cert } = place.peek().settings;
  if (Number(step) > steps.length) passOver('step');
  if (!nodes.some(({ id }) => id === cert)) passOver('cert');
  const isPossible = ([id, names]: readonly [string, ReadonlySet<ChangeName>]): boolean =>
    [...names].every((name) => nodes.find((node) => node.id === id)?.possible.includes(name));
  if (![...changesHere()].every(isPossible)) passOver('changes');
}

function Found({ outcome }: { readonly outcome: ChainsOutcome }) {
  const { nodes, steps, ok, broken, html } = outcome;
  useEffect(() => passOverMissing(outcome), []);
  const arePathsShown = place.value.settings['paths'] === 'shown';
  const shown = Math.max(0, stepShown(steps.length)) || steps.length;
  const chosen =
    nodes.find(({ id }) => id === place.value.settings['cert']) ?? nodes.find(({ standing }) => standing === 'asked');
  return (
    <>
      <p class={ok ? 'outcome pass' : 'outcome fail'} role="status">
        {ok ? say('accepted') : say('refused', listed(broken))}
      </p>
      <Graph nodes={nodes} steps={steps} count={shown} chosen={chosen} />
      <Walk nodes={nodes} steps={steps} />
      <CertificateView node={chosen} isSecret={outcome.isSecret} />
      <details
        class="paths"
        open={arePathsShown}
        onToggle={({ currentTarget: { open } }) => {
          if (open !== arePathsShown) amend({ paths: open ? 'shown' : undefined });
        }}
      >
        <summary>{say('paths')}</summary>
        <ExhibitView html={html} step={place.value.settings['pathStep']} stepping={STEPPING} />
      </details>
    </>
  );
}
