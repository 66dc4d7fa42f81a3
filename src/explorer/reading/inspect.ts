/** What the inspect room understands of its address. */
import { base64urlToBytes } from '../../bytes/index.ts';
import { minuteOf, SAMPLE_NAMES, VERDICT_LISTS } from '../address.ts';
import { parseEdits } from '../edit/edit.ts';
import { idle, isField, isReadBy, isSteps, isUnfolded, oneOf, type Reading, someOf } from './reading.ts';

/** The settings that say something of an input. */
const OF_INPUT = {
  edits: isReadBy(parseEdits),
  block: (value: string) => /^\d{1,6}$/.test(value),
  at: (value: string) => minuteOf(value) !== undefined,
  field: isField,
  open: isUnfolded,
  verdicts: someOf(VERDICT_LISTS),
  // Of the table of issuers that were tried, which stands among the checks of paths.
  pathStep: isSteps,
};

/** An input comes before a sample. Without either, there is nothing that the others could be about. */
export const inspectReading: Reading = (settings) => {
  const hasInput = Object.hasOwn(settings, 'input');
  const hasAny = hasInput || Object.hasOwn(settings, 'sample');
  return {
    input: isReadBy(base64urlToBytes),
    sample: hasInput ? 'idle' : oneOf(SAMPLE_NAMES),
    ...(hasAny ? OF_INPUT : idle(Object.keys(OF_INPUT))),
  };
};
