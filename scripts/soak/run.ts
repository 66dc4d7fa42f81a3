/** `npm run soak:cluster [SECONDS [CLIENTS [UPDATES]]]`: many clients watch an API server while objects change. By default 500 clients of node:tls, each
 * watching one of 25 namespaces, and 20 watching all; 50 updates a second of 1,000 objects for 120 seconds. It fails where a client misses an event or gets
 * one out of order, where an event is encoded more than once, where the watch window grows beyond its bound, or where the heap in use, after a collection, differs by
 * more than 10 % between the start and the end of the updates. */
import { soak } from './soak.ts';

const [seconds = 120, clients = 500, rate = 50] = process.argv.slice(2).map(Number);
const faults = await soak({
  ...{ seconds, clients, everywhere: 20, rate, objects: 1000, window: 1000 },
  ...{ program: new URL('./clients.ts', import.meta.url), execArgv: process.execArgv },
  log: (line) => console.log(line),
});
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
