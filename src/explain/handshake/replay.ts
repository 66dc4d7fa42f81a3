/** A recorded session run again: the same settings give the same bytes. */
import { equalBytes, UsageError } from '../../bytes/index.ts';
import { assertRecording, encodeRecording, type RecordedRun, type Recording } from '../recording/recording.ts';
import type { PartyKeys } from './parties.ts';
import { recordHandshake } from './session.ts';

/** The comparison of a run with its recording. */
export interface Replay {
  /** Whether the run produced the same file, byte for byte. */
  readonly same: boolean;
  readonly again: Recording;
}

/** Runs a recorded session again, from its seed and time. @throws anything that `keys` throws. */
export async function replayHandshake(
  recording: Recording & { readonly run: Extract<RecordedRun, { readonly command: 'handshake' }> },
  keys?: PartyKeys,
): Promise<Replay> {
  assertRecording(recording);
  const { command, ...settings } = recording.run;
  if (command !== 'handshake') throw new UsageError('misuse', 'recording', 'is not of a session in memory');
  const again = await recordHandshake(settings, keys);
  return { same: equalBytes(encodeRecording(again), encodeRecording(recording)), again };
}
