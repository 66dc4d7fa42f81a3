/** Every generated file. A new kernel is a description beside this file and a line here. */
import type { GeneratedFile } from './emit.ts';
import { sha1Block } from './sha1.ts';
import { sha256Block, sha512Block } from './sha2.ts';

export const GENERATED: readonly GeneratedFile[] = [sha1Block, sha256Block, sha512Block];
