/** The room of attacks: each on a variant that is broken on purpose, and on the engine. The others are programs. */
import { useEffect, useMemo } from 'preact/hooks';
import { ATTACKS, type AttackRow } from '../../../lab/index.ts';
import { labProgram } from '../../programs/lab.ts';
import { CopyButton } from '../parts/copy.tsx';
import { ExhibitView } from '../parts/exhibit.tsx';
import { labelOf } from '../parts/form.tsx';
import { Progress } from '../parts/progress.tsx';
import { Task } from '../parts/task.ts';
import type { RoomProps } from '../room.ts';
import { amend, goTo, language, linkHere, place, word, wordsOf } from '../state.ts';

const say = wordsOf({
  en: {
    lead: 'Attacks from the literature, each on a variant that is broken on purpose, and then on the engine: what is broken, the attack, what it won, and what stops it.',
    by: 'Published by {0}.',
  },
  zh: {
    lead: '文献里的攻击，先打一个特意做坏的版本，再打本引擎：坏在哪里，攻击怎样进行，赢得了什么，又是什么挡住了它。说明是英文的，术语有中文解释。',
    by: '出处：{0}。',
  },
});

const LIVE = ATTACKS.filter(({ live }) => live);

const chosen = (): AttackRow => LIVE.find(({ name }) => name === place.value.settings['attack']) ?? LIVE[0];
const USUAL_SEED = 'lab';
const seed = (): string => place.value.settings['seed'] ?? USUAL_SEED;

export function LabRoom({ workshop }: RoomProps) {
  const { name } = chosen();
  // The key resets the view when another attack is selected.
  return <AttackView key={`${name} ${language.value}`} workshop={workshop} row={chosen()} />;
}

function AttackView({ workshop, row }: RoomProps & { readonly row: AttackRow }) {
  const task = useMemo(() => new Task(workshop, 'lab'), [workshop]);
  // An attack that is not shown any more must not keep the next one waiting.
  useEffect(() => () => task.clear(), [task]);
  const outcome = task.outcome.value;
  return (
    <>
      <h1>{word('lab')}</h1>
      <p class="lead">{say('lead')}</p>
      <label class="field pick">
        <span>{word('attack')}</span>
        <select value={row.name} onChange={({ currentTarget }) => goTo('lab', { attack: currentTarget.value })}>
          {LIVE.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <p>{`${row.summary[0].toUpperCase()}${row.summary.slice(1)}. ${say('by', row.source)}`}</p>
      <form
        class="settings"
        onSubmit={(event) => {
          event.preventDefault();
          void task.begin({ name: row.name, seed: seed(), language: language.value });
        }}
      >
        <label class="field">
          <span>{labelOf('field', 'seed')}</span>
          <input
            type="text"
            spellcheck={false}
            autocomplete="off"
            value={seed()}
            onInput={({ currentTarget }) =>
              amend({ seed: currentTarget.value === USUAL_SEED ? undefined : currentTarget.value })
            }
          />
        </label>
        <button type="submit">{word('runAttack')}</button>
      </form>
      <div class="bar">
        <CopyButton text={linkHere} missing={word('noLink')}>
          {word('copyLink')}
        </CopyButton>
        <CopyButton text={() => labProgram(row.name, seed())}>{word('copyProgram')}</CopyButton>
      </div>
      <Progress task={task} />
      {outcome !== undefined && <ExhibitView html={outcome.html} />}
      <MorePrograms />
    </>
  );
}

function MorePrograms() {
  return (
    <section>
      <h2>{word('attackPrograms')}</h2>
      <ul>
        {ATTACKS.filter(({ live }) => !live).map(({ name, summary }) => (
          <li key={name}>
            <code>{`vitrine lab ${name}`}</code>
            {` ${summary}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
