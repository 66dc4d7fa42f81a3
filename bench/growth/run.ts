/** `npm run bench:growth [-- --quick]`: measures every family of curves, and writes `bench/results/growth.json`, a chart for each
 * family and the section of bench/README.md. A quick run shows, and writes nothing. */
import { parseArgs } from 'node:util';
import { keepSection } from '../harness/keep.ts';
import { circumstances } from '../harness/machine.ts';
import { chartOf } from './chart.ts';
import { connections } from './connections.ts';
import { der } from './der.ts';
import type { Family, MeasuredFamily } from './family.ts';
import { measuredOn } from './measured-on.ts';
import { candidateCount, chainLength } from './path.ts';
import { fitted, sectionOf } from './report.ts';
import { rsa } from './rsa.ts';
import { sha256Growth } from './sha256.ts';

const FAMILIES: readonly Family[] = [rsa, sha256Growth, der, chainLength, candidateCount, connections];

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const effort = values.quick ? 'quick' : 'full';

const measured = FAMILIES.map((family): MeasuredFamily => {
  process.stderr.write(`${family.title} …\n`);
  return fitted(family, family.measure(effort));
});
const where = circumstances();
const from = `${measuredOn(where)} Behind each median stands the number of samples.`;
const sections = measured.map((family, i) => sectionOf(family, FAMILIES[i].lesson));
const section = [from, ...sections].join('\n\n');

if (effort === 'quick') console.log(section);
else {
  const charts = Object.fromEntries(measured.map((family) => [`growth-${family.name}.svg`, chartOf(family)]));
  keepSection('growth', { ...where, families: measured }, section, charts);
}
