/** What the room of lessons understands of its address: the names that the build knows. */
import { LESSONS } from 'lessons';
import type { Reading } from '../reading/reading.ts';

export const lessonsReading: Reading = () => ({ lesson: (name) => Object.hasOwn(LESSONS, `${name}.en`) });
