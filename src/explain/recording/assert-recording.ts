/** The check of a recording that is passed as an argument: apart from the code that reads files, which a page may never need. */
import { assertArray, assertFields } from '../../bytes/index.ts';

/** @throws UsageError `wrong-type` for a value that is not a recording. */
export function assertRecording(value: { readonly run: unknown; readonly events: readonly unknown[] }): void {
  assertFields(value, 'recording', 'a Recording', 'run', 'events');
  assertArray(value.events, 'recording.events');
}
