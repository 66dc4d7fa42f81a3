/** The room of lessons: their list, and the one that the address names. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { LESSONS } from 'lessons';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { enliven } from '../../../explain/render/html/browser/behaviour.ts';
import { themeSearch } from '../parts/carry-theme.ts';
import { checkExercises } from '../parts/exercises.ts';
import { language, place, roomAddress, word, wordsOf } from '../state.ts';

const say = wordsOf({
  en: {
    lead: 'From a hash to what kubectl and the API server say to each other. Each lesson takes ten to fifteen minutes, has live exhibits, and exercises that check themselves.',
  },
  zh: {
    lead: '从一个散列，讲到 kubectl 和 API 服务器说的每一句话。每课十到十五分钟，有可以动手的展品，练习当场批改。',
  },
});

/** The ending of a lesson's name in the language of the page. */
const ending = (): string => (language.value === 'zh' ? '.zh-CN' : '.en');

/** The name of the lesson, without its language; undefined: none. */
function chosen(): string | undefined {
  const name = place.value.settings['lesson'] ?? '';
  return Object.hasOwn(LESSONS, `${name}${ending()}`) ? name : undefined;
}

export function LessonsRoom() {
  const name = chosen();
  return name === undefined ? <LessonList /> : <LessonView key={`${name}${ending()}`} name={name} />;
}

function LessonList() {
  const names = Object.keys(LESSONS).filter((name) => name.endsWith(ending()));
  return (
    <>
      <h1>{word('lessons')}</h1>
      <p class="lead">{say('lead')}</p>
      <ul class="lessons">
        {names.map((name) => (
          <li key={name}>
            <a href={LESSONS[name].page ?? roomAddress('lessons', { lesson: name.slice(0, -ending().length) })}>
              {LESSONS[name].title}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function LessonView({ name }: { readonly name: string }) {
  const html = useSignal<string | undefined>(undefined);
  const box = useRef<HTMLElement>(null);
  useSignalEffect(() => {
    const { page, load } = LESSONS[`${name}${ending()}`];
    if (page !== undefined) location.replace(`${page}${themeSearch()}`);
    void load?.().then((module) => {
      html.value = module.default;
    });
  });
  useLayoutEffect(() => {
    const element = box.current!;
    if (html.value === undefined) return;
    element.innerHTML = html.value;
    enliven(element);
    checkExercises(element, { right: word('right'), wrong: word('wrong'), open: word('wrongOpen') });
  }, [html.value]);
  return (
    <>
      <p class="again">
        <a href={roomAddress('lessons')}>{word('allLessons')}</a>
      </p>
      <article class="lesson" ref={box} />
    </>
  );
}
