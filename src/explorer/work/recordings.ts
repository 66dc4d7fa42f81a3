/** Recordings and captures of sessions, as `vitrine explain handshake -record` and `-pcap` write them. */
import { captureExhibit, decodeRecording, handshakeExhibit, type Part } from '../../explain/index.ts';

/** Maximum bytes of a recording that the page shows. */
const MOST_BYTES = 2 ** 23;

/** The exhibit's parts for a session. @throws RecordingError. */
export const recordingParts = (file: Uint8Array): readonly Part[] =>
  handshakeExhibit(decodeRecording(file, { bytes: MOST_BYTES })).parts;

/** What the page shows of a packet capture. If reading ends early, one part says where and why. */
export const captureParts = (file: Uint8Array): readonly Part[] => captureExhibit(file).parts;
