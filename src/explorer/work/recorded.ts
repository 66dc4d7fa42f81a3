/** Shows a session with a real server, from its recording. */
import { decodeRecording, type Language } from '../../explain/index.ts';
import { type ShownSession, shown } from './handshake.ts';

/** Maximum bytes of a recording. */
const MOST_RECORDING = 2 ** 23;

export interface RecordedInput {
  /** From `liveJob`. */
  readonly recording: Uint8Array;
  readonly language: Language;
  readonly showSecrets: boolean;
}

/** Shows a session that took place. @throws RecordingError for bytes that are no recording. */
export const recordedJob = ({ recording, language, showSecrets }: RecordedInput): Promise<ShownSession> =>
  shown(decodeRecording(recording, { bytes: MOST_RECORDING }), language, showSecrets);
