/** Exports for other rooms only. */
export { type CaptureFormat, captureFormat } from './capture-format.ts';
export { type Block, blocksOf } from './inspect/blocks.ts';
export { type BlockView, inspectBlock } from './inspect/inspect.ts';
export { UNREAD } from './inspect/recognise.ts';
export { isRecording } from './recording/recording-file.ts';
/** Lines of text, measured in terminal columns. */
export { cutTo, pad, width, wrap } from './render/text/wrap.ts';
