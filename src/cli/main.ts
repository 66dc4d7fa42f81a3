#!/usr/bin/env node
/** The program `vitrine`: the process as a `World`, one call of `run`, its code as exit status. */
import { systemRandom } from '../bytes/index.ts';
import { CliError, EXIT } from './command.ts';
import { run } from './run.ts';

/** Milliseconds. A command that waits for the system, such as for a reader of the named pipe of `-out`, cannot end by itself. */
const TIME_TO_END = 10_000;

const interrupt = new AbortController();
// A closed terminal (SIGHUP) and a supervisor (SIGTERM) have the same effect as Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // If a command has its own listener, SIGHUP has another meaning (for the kubelet: renew the certificates).
    if (signal === 'SIGHUP' && process.listenerCount(signal) > 1) return;
    // The first signal asks the command to end cleanly; the second one ends the process immediately.
    if (interrupt.signal.aborted) return endBy(signal);
    interrupt.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
    setTimeout(endBy, TIME_TO_END, signal).unref();
  });
}
/** Ends the process by the signal's default action. `process.exit` would wait for Node's threads, one of which may be blocked. */
function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

// The write itself reports its error; unhandled, the event would end the process with a stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exit(
  await run(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    random: systemRandom,
    now: () => new Date(),
    program: [process.execPath, ...process.execArgv, process.argv[1]],
    signal: interrupt.signal,
  }),
);
