import type { Report } from '../harness/report.ts';

/** What figures depend on, in one line. */
export const measuredOn = ({ commit, node, machine, date }: Omit<Report, 'rows'>): string =>
  `Measured at commit ${commit.slice(0, 12)}${commit.endsWith('-dirty') ? ' (changed)' : ''}, Node ${node}, ${machine.cpu}, ${date.slice(0, 10)}.`;
