/** Every command, in the order in which help lists them. */
import type { CommandRow } from './command.ts';

export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'genrsa',
    summary: 'make an RSA private key',
    load: async () => (await import('./commands/genrsa.ts')).genrsa,
  },
];
