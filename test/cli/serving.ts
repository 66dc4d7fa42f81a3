/** A command that serves until Ctrl-C: `apiserver`, `kubelet`. */
import { CliError, EXIT } from '../../src/cli/command.ts';
import type { Outcome, Shell } from './shell.ts';

export interface Serving {
  readonly port: number;
  /** What it has said so far. */
  readonly said: () => string;
  /** Presses Ctrl-C. @returns what became of the command. */
  readonly stop: () => Promise<Outcome>;
}

/** Starts it in this process; rejects with what it says when it does not get as far as to listen. */
export function serve(shell: Shell, line: string): Promise<Serving> {
  const interrupt = new AbortController();
  let said = '';
  return new Promise((resolve, reject) => {
    const onNotes = (text: string): void => {
      said = text;
      const [, port] = /serving on (?:https:\/\/)?\S+:(\d+) until Ctrl-C\n/.exec(text) ?? [];
      if (port !== undefined) resolve({ port: Number(port), said: () => said, stop });
    };
    const ended = shell.line(line, { signal: interrupt.signal, onNotes });
    const stop = (): Promise<Outcome> => {
      interrupt.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
      return ended;
    };
    ended.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
}
