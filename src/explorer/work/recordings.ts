/** Recordings of sessions, as `vitrine explain handshake -record` writes them. */
import { decodeRecording, handshakeExhibit, type Part } from '../../explain/index.ts';

/** Most bytes of a recording that the page shows. */
const MOST_BYTES = 2 ** 23;

/** What a session is shown as. @throws RecordingError. */
export const recordingParts = (file: Uint8Array): readonly Part[] =>
  handshakeExhibit(decodeRecording(file, { bytes: MOST_BYTES })).parts;
