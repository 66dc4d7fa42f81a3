/** What a room of the page is. */
import type { ComponentType } from 'preact';
import type { Workshop } from './workshop.ts';

/** What a room is given. */
export interface RoomProps {
  readonly workshop: Workshop;
}
export type Room = ComponentType<RoomProps>;
