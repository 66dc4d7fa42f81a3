/** The room that measures several implementations of one operation, and the reader's own. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import {
  CONTESTANT_NAMES,
  SUBJECT_FIELDS,
  SUBJECT_NAMES,
  type SubjectName,
  subjectNamed,
} from '../../measure/fields.ts';
import { leadersOf, type Timing } from '../../measure/timing.ts';
import { measureProgram } from '../../programs/measure.ts';
import type { MeasureOutcome } from '../../work/measure.ts';
import { CopyButton } from '../parts/copy.tsx';
import { fieldLabel, SettingsForm } from '../parts/form.tsx';
import { Progress } from '../parts/progress.tsx';
import { Task } from '../parts/task.ts';
import type { RoomProps } from '../room.ts';
import { amend, goTo, language, linkHere, place, word } from '../state.ts';
import { type Bar, Bars } from './measure/bars.tsx';
import { OwnFunction } from './measure/own.tsx';
import { contestantIdea, contestantName, labelHere, say } from './measure/words.ts';

const subject = (): SubjectName => subjectNamed(place.value.settings['task']);

/** The implementations that the address excludes. */
const absent = (): readonly string[] => (place.value.settings['without'] ?? '').split(';');
const present = (): readonly string[] => CONTESTANT_NAMES[subject()].filter((name) => !absent().includes(name));

export function MeasureRoom({ workshop }: RoomProps) {
  const name = subject();
  return (
    <>
      <h1>{word('measure')}</h1>
      <p class="lead">{say('lead')}</p>
      <label class="field pick">
        <span>{say('subject')}</span>
        <select value={name} onChange={({ currentTarget }) => goTo('measure', { task: currentTarget.value })}>
          {SUBJECT_NAMES.map((one) => (
            <option key={one} value={one}>
              {say(`subject.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {/* The key resets the view when another subject is selected; the list keeps the focus. */}
      <TaskView key={name} workshop={workshop} />
    </>
  );
}

function TaskView({ workshop }: RoomProps) {
  const task = useMemo(() => new Task(workshop, 'measure'), [workshop]);
  const own = useSignal<Timing | undefined>(undefined);
  const asked = useComputed(askedFor);
  useSignalEffect(() => {
    void asked.value;
    // The results do not match the changed settings.
    task.clear();
    own.value = undefined;
  });
  const name = subject();
  const { settings } = place.value;
  const isIdle = (): boolean => present().length > 0 && !task.isBusy.value;
  const outcome = task.outcome.value;
  const bars = [
    ...(outcome === undefined ? [] : barsOf(outcome)),
    ...(own.value === undefined ? [] : [barOf(own.value)]),
  ];
  return (
    <>
      <SettingsForm
        fields={SUBJECT_FIELDS[name]}
        settings={settings}
        label={labelHere}
        refusal={task.refusal}
        onChange={(field, text) => amend({ [field]: text })}
      />
      <Contestants />
      <p class="actions">
        <button
          type="button"
          class="main"
          // One that is disabled loses the focus.
          aria-disabled={isIdle() ? undefined : true}
          onClick={() => {
            if (isIdle()) void task.begin({ subject: name, settings: place.peek().settings, names: present() });
          }}
        >
          {say('measure')}
        </button>
        <span class="faint">{say('hint')}</span>
      </p>
      <div class="bar">
        <CopyButton text={linkHere} missing={word('noLink')}>
          {word('copyLink')}
        </CopyButton>
        <CopyButton text={() => measureProgram(name, settings, present())}>{word('copyProgram')}</CopyButton>
      </div>
      <Progress
        task={task}
        labelOf={(field) => fieldLabel(SUBJECT_FIELDS[name], field, labelHere)}
        noteOf={noteInWords}
      />
      <p role="status">{outcome !== undefined && outcome.rows.length > 1 && doneText(outcome)}</p>
      {bars.length > 0 && <Bars bars={bars} bytes={outcome?.bytes} />}
      <section aria-labelledby="own">
        <h2 id="own">{say('own')}</h2>
        <OwnFunction workshop={workshop} subject={name} asked={asked} time={own} />
      </section>
    </>
  );
}

function Contestants() {
  const toggle = (name: string): void => {
    const all = CONTESTANT_NAMES[subject()];
    const without = all.filter((one) => (one === name ? present().includes(one) : absent().includes(one)));
    amend({ without: without.join(';') || undefined });
  };
  return (
    <fieldset class="changes-of contestants">
      <legend>{say('contestants')}</legend>
      {CONTESTANT_NAMES[subject()].map((name) => (
        <div key={name}>
          <label class="check">
            <input
              type="checkbox"
              checked={present().includes(name)}
              aria-describedby={`idea-${name}`}
              onChange={() => toggle(name)}
            />{' '}
            {contestantName(name)}
          </label>{' '}
          <small class="faint" id={`idea-${name}`}>
            {contestantIdea(subject(), name)}
          </small>
        </div>
      ))}
    </fieldset>
  );
}

/** The settings that results depend on: the language is none. */
function askedFor(): string {
  const { lang: _, ...settings } = place.value.settings;
  return JSON.stringify(settings);
}

/** `7 / 15: rolled`, with the contestant in the language of the page. */
const noteInWords = (note: string): string =>
  note.replace(/: (.*)$/, (_, name: string) => `${language.value === 'zh' ? '：' : ': '}${contestantName(name)}`);

/** Of the reader's function, which is timed only if it is right. */
const barOf = (timing: Timing): Bar => ({ name: say('yours'), timing, result: say('isRight'), isWrong: false });

const barsOf = ({ rows }: MeasureOutcome): readonly Bar[] =>
  rows.map(({ name, timing, differs }) => ({
    ...{ name: contestantName(name), timing, isWrong: differs !== undefined },
    result: differs === undefined ? say('isRight') : say('isWrong', differs),
  }));

/** Who is the fastest, as far as the margins tell. */
function doneText({ rows }: MeasureOutcome): string {
  const leaders = leadersOf(rows);
  if (leaders.length === rows.length) return say('doneAlike');
  const last = rows.reduce((a, b) => (b.timing.median > a.timing.median ? b : a));
  const times = Number((last.timing.median / leaders[0].timing.median).toPrecision(3));
  const names = new Intl.ListFormat(language.value).format(leaders.map(({ name }) => contestantName(name)));
  return say(leaders.length === 1 ? 'done' : 'doneTogether', names, times, contestantName(last.name));
}
