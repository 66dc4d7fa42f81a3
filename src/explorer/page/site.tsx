/** The page of `site/`. */
import { start } from './shell.tsx';
import { spawn } from './spawn/module.ts';

void start(spawn);
