/** What makes a file a recording. */

/** The form of a recording, which errors name as the rule. */
export const RECORDING_RULE =
  'the form of a recording: a line of JSON about the run, then one for each event, as -record writes them';

/** Whether a text begins like a recording. */
export const isRecording = (text: string): boolean => text.startsWith('{"vitrine":"recording"');
