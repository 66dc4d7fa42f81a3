/** The short form of `npm run rotate:cluster`, where INTEROP=all. */
import { expect, it } from 'vitest';
import { rotateUnderLoad } from '../../../scripts/rotation/rotate-under-load.ts';
import { isWholeTable } from '../../property-runs.ts';

it.runIf(isWholeTable)(
  'a CA is replaced under load: no request is refused, and nobody is served afterwards who shows an old leaf',
  async () => {
    const report = await rotateUnderLoad({ rate: 25, clients: 3, requestsPerConnection: 4, pause: 700 });
    expect(report.refused).toEqual([]);
    expect(report.requests).toBeGreaterThan(20);
    expect(report.connections).toBeGreaterThan(6);
    expect([report.servers, report.leaves]).toEqual([2, 2]);
    expect(report.oldLeaf).toMatch(/unknown.ca/i);
    expect(report.oldSession).not.toBe('200');
  },
  120_000,
);
