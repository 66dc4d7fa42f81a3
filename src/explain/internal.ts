/** Exports for other rooms only. */

export { checkInChinese, detailInChinese, ruleInChinese } from './checks-in-chinese.ts';
export { cutTree, type Field, fieldOf } from './document/field-tree.ts';
export { haveSecrets } from './document/secrets.ts';
export { type Block, blocksOf } from './inspect/blocks.ts';
export { type BlockView, inspectBlock } from './inspect/inspect.ts';
export { holdsPrivateKey } from './inspect/private-looks.ts';
export { labelFaultOf, labelOf, UNREAD } from './inspect/recognise.ts';
export { partsHtml } from './render/html-fragment.ts';
/** Lines of text, measured in terminal columns. */
export { cutTo, pad, width, wrap } from './render/text/wrap.ts';
export { type CaptureFormat, captureFormat, isRecording } from './session-files.ts';
