/** Recordings and captures of sessions, as `vitrine explain handshake -record` and `-pcap` write them. */
import { captureExhibit, decodeRecording, handshakeExhibit, type Part } from '../../explain/index.ts';

/** Most bytes of a recording that the page shows. */
const MOST_BYTES = 2 ** 23;

/** What a session is shown as. @throws RecordingError. */
export const recordingParts = (file: Uint8Array): readonly Part[] =>
  handshakeExhibit(decodeRecording(file, { bytes: MOST_BYTES })).parts;

/** What a capture is shown as; where reading ends early, it says so. */
export const captureParts = (file: Uint8Array): readonly Part[] => captureExhibit(file).parts;
