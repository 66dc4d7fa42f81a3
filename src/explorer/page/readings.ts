/** What each room understands of its address; loaded with the first address that has settings. */
import type { ReadAddress, RoomName } from '../address.ts';
import { readAddress } from '../read-address.ts';
import { type Reading, readSettings } from '../reading/reading.ts';

const READINGS: Readonly<Record<RoomName, () => Promise<Reading>>> = {
  inspect: async () => (await import('../reading/inspect.ts')).inspectReading,
  handshake: async () => (await import('../reading/handshake.ts')).handshakeReading,
  kernels: async () => (await import('../reading/kernels.ts')).kernelsReading,
  chains: async () => (await import('../reading/chains.ts')).chainsReading,
  lab: async () => (await import('../reading/lab.ts')).labReading,
  measure: async () => (await import('../reading/measure.ts')).measureReading,
  lessons: async () => (await import('./lessons-reading.ts')).lessonsReading,
};

/** Where an address leads, without the settings that its room does not understand, and these. */
export async function readPlace(fragment: string): Promise<ReadAddress> {
  const { place, passedOver } = readAddress(fragment);
  const { room, settings } = place;
  const read = readSettings(await READINGS[room](), settings);
  return { place: { room, settings: read.settings }, passedOver: [...passedOver, ...read.passedOver] };
}
