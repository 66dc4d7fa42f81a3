import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePorts, holdPorts } from '../../../src/cli/cluster/places.ts';

const outcomeOf = async (port: number): Promise<string> => {
  const server = createServer().listen(port, '127.0.0.1');
  const outcome = await once(server, 'listening').then(
    () => 'free',
    (error) => error.code,
  );
  server.close();
  return outcome;
};

describe('ports', () => {
  it('stay taken until they are released', async () => {
    const { ports, release } = await holdPorts(2);
    expect(new Set(ports).size).toBe(2);
    expect(await Promise.all(ports.map(outcomeOf))).toEqual(['EADDRINUSE', 'EADDRINUSE']);
    await release();
    expect(await Promise.all(ports.map(outcomeOf))).toEqual(['free', 'free']);
  });

  it('are free, each another', async () => {
    const ports = await freePorts(6);
    expect(new Set(ports).size).toBe(6);
  });
});
