/** TLS over node:net in the manner of node:tls, and files written whole: where the engine meets the machine. */
export { type WriteFileOptions, writeFileWhole } from './files.ts';
