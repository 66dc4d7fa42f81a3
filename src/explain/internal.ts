/** What other rooms use, and no door of the package has: lines of text, measured in columns of a terminal. */
export { cutTo, pad, width, wrap } from './render/text/wrap.ts';
