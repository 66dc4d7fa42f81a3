/** What the measuring room understands of its address. */
import { CONTESTANT_NAMES, SUBJECT_FIELDS, SUBJECT_NAMES, subjectNamed } from '../measure/fields.ts';
import { idle, namesIn, ofFields, oneOf, type Reading } from './reading.ts';

export const measureReading: Reading = ({ task }) => {
  const subject = subjectNamed(task);
  return {
    ...idle(namesIn(SUBJECT_FIELDS)),
    ...ofFields(SUBJECT_FIELDS[subject]),
    task: oneOf(SUBJECT_NAMES),
    without: (value) => value.split(';').every(oneOf(CONTESTANT_NAMES[subject])),
  };
};
