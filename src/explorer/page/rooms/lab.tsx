/** The room of attacks: each on a variant that is broken on purpose, and on the engine. The others are programs. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ATTACKS, type AttackRow } from '../../../lab/index.ts';
import { labProgram } from '../../programs/lab.ts';
import { CopyButton } from '../parts/copy.tsx';
import { ExhibitView } from '../parts/exhibit.tsx';
import { labelOf } from '../parts/form.tsx';
import { Progress } from '../parts/progress.tsx';
import { refusedBy } from '../parts/refused.ts';
import { Task } from '../parts/task.ts';
import type { RoomProps } from '../room.ts';
import { amend, goTo, language, linkHere, place, word } from '../state.ts';
import { type Standings, withStanding } from './lab/standings.ts';
import { AttackWatch } from './lab/watch.tsx';
import { attackTexts, say } from './lab/words.ts';

const LIVE = ATTACKS.filter(({ live }) => live);

const chosen = (): AttackRow => LIVE.find(({ name }) => name === place.value.settings['attack']) ?? LIVE[0];
const seed = (): string => place.value.settings['seed'] ?? 'lab';

export function LabRoom({ workshop }: RoomProps) {
  const row = chosen();
  return (
    <>
      <h1>{word('lab')}</h1>
      <p class="lead">{say('lead')}</p>
      <label class="field pick">
        <span>{say('attack')}</span>
        <select value={row.name} onChange={({ currentTarget }) => goTo('lab', { attack: currentTarget.value })}>
          {LIVE.map((one) => (
            <option key={one.name} value={one.name}>
              {titleOf(one)}
            </option>
          ))}
        </select>
      </label>
      {/* The key resets the view when another attack is selected; the list keeps the focus. */}
      <AttackView key={row.name} workshop={workshop} row={row} />
    </>
  );
}

function AttackView({ workshop, row }: RoomProps & { readonly row: AttackRow }) {
  const task = useMemo(() => new Task(workshop, 'lab'), [workshop]);
  const standings = useSignal<Standings>({});
  const own = seed();
  // An attack that is not shown any more must not keep the next one waiting. What another seed gave is not what the address says.
  useEffect(
    () => () => {
      task.clear();
      standings.value = {};
    },
    [task, own],
  );
  const outcome = task.outcome.value;
  const { summary } = attackTexts(row);
  const begin = (isRetold: boolean) =>
    task.begin({ name: row.name, seed: own, language: language.peek(), isRetold }, (standing) => {
      standings.value = withStanding(standings.peek(), standing);
    });
  const run = (): void => {
    standings.value = {};
    void begin(false);
  };
  // What was won stays in the other language: the worker tells it again, without another attack.
  useSignalEffect(() => {
    const told = task.outcome.value?.language;
    if (told !== undefined && told !== language.value && !task.isBusy.value) void begin(true);
  });
  return (
    <>
      <p>{`${summary}${language.value === 'zh' ? '。' : '. '}${say('by', row.source)}`}</p>
      <form
        class="settings"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <label class="field">
          <span>{labelOf('field', 'seed')}</span>
          <input
            type="text"
            spellcheck={false}
            autocomplete="off"
            {...refusedBy(task.refusal?.told)}
            value={own}
            onInput={({ currentTarget }) => amend({ seed: currentTarget.value })}
          />
        </label>
        <button type="submit">{say('runAttack')}</button>
      </form>
      <div class="bar">
        <CopyButton text={linkHere} missing={word('noLink')}>
          {word('copyLink')}
        </CopyButton>
        <CopyButton text={() => labProgram(row.name, own)}>{word('copyProgram')}</CopyButton>
      </div>
      <Progress task={task} labelOf={(field) => labelOf('field', field)} />
      {Object.keys(standings.value).length > 0 && <AttackWatch name={row.name} standings={standings.value} />}
      {outcome !== undefined && <ExhibitView html={outcome.html} />}
      <MorePrograms />
    </>
  );
}

/** With the name that everybody knows it by. */
function titleOf(row: AttackRow): string {
  const { title, usualName } = attackTexts(row);
  return language.value === 'zh' ? `${title}（${usualName}）` : `${title} (${usualName})`;
}

function MorePrograms() {
  return (
    <section>
      <h2>{say('attackPrograms')}</h2>
      <ul>
        {ATTACKS.filter(({ live }) => !live).map((row) => (
          <li key={row.name}>
            <code>{`vitrine lab ${row.name}`}</code> {titleOf(row)}
            {language.value === 'zh' ? '：' : ': '}
            {attackTexts(row).summary}
          </li>
        ))}
      </ul>
    </section>
  );
}
