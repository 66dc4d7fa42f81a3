/** What the lab understands of its address. */
import { ATTACKS } from '../../lab/index.ts';
import { ofFields, oneOf, type Reading } from './reading.ts';

/** The attacks that run in the page. */
const LIVE = ATTACKS.filter(({ live }) => live).map(({ name }) => name);

export const labReading: Reading = () => ({
  ...ofFields([{ kind: 'text', name: 'seed', usual: '' }]),
  attack: oneOf(LIVE),
});
