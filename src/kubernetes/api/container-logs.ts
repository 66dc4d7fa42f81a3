/** The output of containers, stored for reading and following. */
import {
  assertArray,
  assertDate,
  assertFields,
  assertFunction,
  assertInteger,
  assertMethods,
  assertOptions,
  assertString,
} from '../../bytes/index.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import { containersOf } from './cluster.ts';

export interface LogLine {
  readonly time: Date;
  readonly text: string;
}

/** One container of one pod. */
export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The source of containers' logs for the kubelet. A position counts lines since the first one; old lines may have been dropped. */
export interface LogSource {
  /** The stored lines from a position on, and the position after them. */
  read(container: ContainerRef, start: number): { readonly lines: readonly LogLine[]; readonly next: number };
  /** Waits until there is a line at `next`, or `signal` aborts; in both cases it resolves. */
  waitFor(container: ContainerRef, next: number, signal: AbortSignal): Promise<void>;
}

interface ContainerLog {
  readonly lines: LogLine[];
  /** Position of `lines[0]`. */
  first: number;
  readonly waiting: Set<() => void>;
}

/** Logs in memory: the newest `capacity` lines of each container. A slow reader loses lines; memory use does not grow. */
export class MemoryLogs implements LogSource {
  readonly #capacity: number;
  readonly #logs = new Map<string, ContainerLog>();

  /** @throws UsageError. */
  constructor(capacity: number) {
    assertInteger(capacity, 'capacity', 1);
    this.#capacity = capacity;
  }

  append(container: ContainerRef, line: LogLine): void {
    assertFields(line, 'line', 'a line with its time', 'time', 'text');
    assertDate(line.time, 'line.time');
    assertString(line.text, 'line.text');
    const log = this.#of(container);
    log.lines.push(line);
    if (log.lines.length > this.#capacity) {
      log.lines.shift();
      log.first++;
    }
    for (const wake of log.waiting) wake();
  }

  read(container: ContainerRef, start: number): { lines: readonly LogLine[]; next: number } {
    assertInteger(start, 'start', 0);
    const { lines, first } = this.#of(container);
    return { lines: lines.slice(Math.max(0, start - first)), next: first + lines.length };
  }

  async waitFor(container: ContainerRef, next: number, signal: AbortSignal): Promise<void> {
    assertInteger(next, 'next', 0);
    assertMethods(signal, 'signal', 'an AbortSignal', 'addEventListener', 'removeEventListener');
    const log = this.#of(container);
    if (log.first + log.lines.length > next || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        log.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      log.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #of(of: ContainerRef): ContainerLog {
    assertFields(of, 'container', 'a container of a pod', 'namespace', 'pod', 'container');
    const { namespace, pod, container } = of;
    for (const [name, text] of Object.entries({ namespace, pod, container })) assertString(text, `container.${name}`);
    const key = JSON.stringify([namespace, pod, container]);
    const log = this.#logs.get(key) ?? { lines: [], first: 0, waiting: new Set() };
    this.#logs.set(key, log);
    return log;
  }
}

/** Lines that the default cluster's containers log in turn; any other container logs only ticks. */
const CHATTER: ReadonlyMap<string, readonly string[]> = new Map([
  ['api', ['GET /orders 200 4ms', 'GET /orders/1742 200 2ms', 'POST /orders 201 11ms']],
  ['coredns', ['[INFO] 10.244.0.10:41234 - "A IN orders.default.svc.cluster.local. udp" NOERROR']],
  ['etcd', ['{"level":"info","msg":"finished scheduled compaction"}', '{"level":"info","msg":"saved snapshot"}']],
  ['nginx', ['10.244.0.1 - - "GET / HTTP/1.1" 200 615', '10.244.0.1 - - "GET /healthz HTTP/1.1" 200 2']],
  ['orders', ['accepted order 1742', 'charged order 1742', 'shipped order 1742']],
]);
const TICK = ['still running'];

/** Writes a line to the log of every running container, now and then periodically.
 * @returns a function that stops it. The timer alone does not keep the process alive. */
export function keepWriting(
  logs: MemoryLogs,
  pods: readonly KubernetesObject[],
  options: { readonly intervalMs: number; now(): Date },
): () => void {
  assertMethods(logs, 'logs', 'MemoryLogs', 'append');
  assertArray(pods, 'pods');
  assertOptions(options, 'options', ['intervalMs', 'now']);
  assertInteger(options.intervalMs, 'options.intervalMs', 1);
  assertFunction(options.now, 'options.now');
  let round = 0;
  const write = (): void => {
    for (const pod of pods.filter((each) => textOf(each, 'status', 'phase') === 'Running')) {
      for (const container of containersOf(pod)) {
        const texts = CHATTER.get(container) ?? TICK;
        const ref = { namespace: textOf(pod, 'metadata', 'namespace'), pod: textOf(pod, 'metadata', 'name') };
        logs.append({ ...ref, container }, { time: options.now(), text: texts[round % texts.length] });
      }
    }
    round++;
  };
  write();
  const timer = setInterval(write, options.intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** The reason that a container has no log yet, or ''. */
export function waitingReason(pod: KubernetesObject, container: string): string {
  const statuses = fieldOf(pod, 'status', 'containerStatuses');
  const status = Array.isArray(statuses) && statuses.find((each) => textOf(each, 'name') === container);
  return textOf(status, 'state', 'waiting', 'reason');
}
