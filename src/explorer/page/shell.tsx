/** The frame of the page: its name, the rooms, language and theme; and the room that the address names. */
import { useSignalEffect } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { chooseTheme } from '../../explain/render/html/browser/theme.ts';
import { ROOM_NAMES, type RoomName } from '../address.ts';
import { carryTheme } from './parts/carry-theme.ts';
import { prepareFailures } from './parts/failures.ts';
import { useLate, Waiting } from './parts/late.tsx';
import { missing, part, tryAgain } from './parts/missing.ts';
import type { Room, RoomProps } from './room.ts';
import { amend, arrive, isTooLong, language, passedOver, place, roomAddress, word, wordsOf } from './state.ts';
import { Workshop } from './workshop.ts';

/** The rooms; each is loaded when it is first visited. */
const ROOMS: Readonly<Record<RoomName, () => Promise<Room>>> = {
  inspect: async () => (await import('./rooms/inspect.tsx')).InspectRoom,
  handshake: async () => (await import('./rooms/handshake.tsx')).HandshakeRoom,
  kernels: async () => (await import('./rooms/kernels.tsx')).KernelsRoom,
  chains: async () => (await import('./rooms/chains.tsx')).ChainsRoom,
  lab: async () => (await import('./rooms/lab.tsx')).LabRoom,
  measure: async () => (await import('./rooms/measure.tsx')).MeasureRoom,
  lessons: async () => (await import('./rooms/lessons.tsx')).LessonsRoom,
};

/** Shows the page. @param spawn - starts a worker. */
export async function start(spawn: () => Worker): Promise<void> {
  carryTheme();
  await arrive();
  const workshop = new Workshop(spawn, prepareFailures);
  const root = document.getElementById('page')!;
  root.replaceChildren();
  render(<Page workshop={workshop} />, root);
  void part(() => import('./drops.ts')).then(({ listenToDrops }) => listenToDrops());
}

/** Whether `vitrine explore -relay` serves the page. */
const hasRelay = document.querySelector('meta[name="vitrine-relay"]') !== null;

function Page({ workshop }: RoomProps) {
  const { room } = place.value;
  // A signal's effect: the Chinese words may come after the first render.
  useSignalEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-Hans' : 'en';
    document.title = `${word(place.value.room)} · Vitrine`;
  });
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
        {word('skip')}
      </button>
      <Header room={room} />
      <main id="content" tabIndex={-1}>
        <PassedOverPlace />
        <div role="status">{isTooLong.value && <p class="faint">{word('stateTooLong')}</p>}</div>
        <RoomFrame key={room} room={room} workshop={workshop} />
        <Missing />
      </main>
      <footer>
        {language.value === 'zh' && room !== 'lessons' && <p>{word('engineTexts')}</p>}
        <p>{word(hasRelay ? 'relayed' : 'footer')}</p>
      </footer>
    </>
  );
}

/** Here and not with the other words: the Chinese ones may be what is missing. */
const say = wordsOf({
  en: {
    missing: 'A part of this page could not be loaded. If trying again does not help, load the page again.',
    again: 'Try again',
  },
  zh: {
    missing: '本页有一部分没能加载。重试无效时，请重新加载整个网页。',
    again: '重试',
  },
});

function Missing() {
  if (missing.value.length === 0) return null;
  return (
    <p class="fault missing" role="alert">
      {say('missing')}{' '}
      <button type="button" onClick={tryAgain}>
        {say('again')}
      </button>
    </p>
  );
}

/** What is not understood of the address; the code is loaded when there is something. */
function PassedOverPlace() {
  const isNeeded = passedOver.value.length > 0;
  const List = useLate(isNeeded, async () => (await import('./parts/passed-over.tsx')).PassedOverList);
  return isNeeded && List !== undefined ? <List /> : null;
}

function Header({ room }: { readonly room: RoomName }) {
  const other = language.value === 'zh' ? undefined : 'zh';
  return (
    <header class="top">
      <a class="house" href={roomAddress('inspect')}>
        Vitrine
      </a>
      <nav aria-label={word('rooms')} class="rooms">
        {ROOM_NAMES.map((name) => (
          <a key={name} href={roomAddress(name)} aria-current={name === room ? 'page' : undefined}>
            {word(name)}
          </a>
        ))}
      </nav>
      <div class="choices">
        <button type="button" class="quiet" lang={other ?? 'en'} onClick={() => amend({ lang: other })}>
          {word('language')}
        </button>
        <ThemeButton key={word('dark')} />
      </div>
    </header>
  );
}

function ThemeButton() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => chooseTheme(button.current!), []);
  return (
    <button type="button" class="quiet theme" ref={button} data-light={word('light')} data-dark={word('dark')}>
      {word('dark')}
    </button>
  );
}

function RoomFrame({ room, workshop }: RoomProps & { readonly room: RoomName }) {
  const Room = useLate(true, ROOMS[room]);
  useEffect(() => () => workshop.abandonAll(), [workshop]);
  return Room === undefined ? <Waiting /> : <Room workshop={workshop} />;
}
