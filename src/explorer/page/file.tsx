/** The page of `explore.html`. */
import { start } from './shell.tsx';
import { spawn } from './spawn/blob.ts';

void start(spawn);
