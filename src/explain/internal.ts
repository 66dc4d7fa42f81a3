/** Exports for other rooms only: lines of text, measured in terminal columns. */
export { cutTo, pad, width, wrap } from './render/text/wrap.ts';
