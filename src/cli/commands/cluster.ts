import type { GroupCommand } from '../command.ts';

/** A whole cluster on this machine. */
export const cluster: GroupCommand = {
  commands: [
    {
      name: 'up',
      summary: 'start all components of a cluster, keep them running, and draw their handshakes',
      load: async () => (await import('./cluster/up.ts')).clusterUp,
    },
  ],
};
