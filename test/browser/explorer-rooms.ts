/** The explorer's rooms, as every walk through them knows them: where each is, and what a person does there first. */
import { ROOM_NAMES, type RoomName } from '../../src/explorer/address.ts';

/** What is done in a room, by the address that leads there: by a mouse or a finger, and by keys alone. */
export interface Walk {
  readonly room: RoomName;
  readonly fragment: string;
  /** Of what is pressed: once it has the focus, Enter does it. */
  readonly press?: string;
  /** What is there after it. */
  readonly shows: string;
}

const WALKS: Readonly<Record<string, Omit<Walk, 'room'>>> = {
  inspect: { fragment: '#/inspect?sample=server', press: '[role=treeitem]', shows: '.label .path' },
  handshake: { fragment: '#/handshake', press: '.walk button:nth-of-type(2)', shows: '.arrow.later' },
  kernels: { fragment: '#/kernels', press: '.steps:has(.how) + .steps [data-by="1"]', shows: '.how li' },
  chains: { fragment: '#/chains', press: '.stepper button:nth-of-type(2)', shows: '.stepper output' },
  lab: { fragment: '#/lab?attack=zero-x25519', press: 'form.settings button', shows: '.exhibit h2:nth-of-type(1)' },
  lessons: { fragment: '#/lessons', press: '.lessons a', shows: '.lesson h1' },
};

/** A walk for each room of the page. */
export const walks: readonly Walk[] = ROOM_NAMES.map((room) => ({
  room,
  ...(WALKS[room] ?? { fragment: `#/${room}`, shows: 'main h1' }),
}));

/** A script that is true once a room is there and its worker rests. What was changed before has begun its work by then: two frames later. */
export const AT_REST = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))).then(() =>
  document.querySelector('main h1') !== null && document.querySelector('.waiting') === null &&
  [...document.querySelectorAll('.working')].every((status) => status.querySelector('button') === null))`;
