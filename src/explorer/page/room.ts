/** The interface of a room of the page. */
import type { ComponentType } from 'preact';
import type { Workshop } from './workshop.ts';

/** The properties that a room receives. */
export interface RoomProps {
  readonly workshop: Workshop;
}
export type Room = ComponentType<RoomProps>;

/** What the event `files` tells. */
export interface DroppedFiles {
  readonly files: readonly File[];
  /** Whether one of them is a folder. */
  readonly isFolder: boolean;
}
