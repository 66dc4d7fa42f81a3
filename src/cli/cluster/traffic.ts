/** Which component connects to which, with which certificates: arrows, made only from reported handshakes. */
import type { HandshakeReport, ShownCertificate } from '../supervised.ts';

/** The two ends of a connection, and the certificates that they presented. */
interface Ends {
  readonly from: string;
  readonly to: string;
  /** undefined: the client presented none. */
  readonly client: ShownCertificate | undefined;
  readonly server: ShownCertificate | undefined;
}

/** Handshakes between the same two ends with the same certificates. */
export interface Arrow extends Ends {
  /** The protocol version of the last handshake. */
  readonly version: string;
  readonly suite: string;
  readonly at: string;
  /** The number of handshakes, and how many of them resumed a session. */
  readonly count: number;
  readonly resumed: number;
  /** How many handshakes the server reported too, which means that it verified the client's certificate. */
  readonly confirmed: number;
}

/** How often a certificate was seen. */
export interface Sightings {
  /** Number of completed handshakes in which its holder presented it. */
  readonly shown: number;
  /** Number of handshakes in which one of our components verified it. */
  readonly verified: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Milliseconds to wait for the client's report of a handshake that its server has reported: the two reports come through
 * different pipes. */
const PATIENCE_MS = 1500;
/** Maximum clients' reports that wait for a match, and maximum arrows. A cluster has far fewer. */
const MAX_OPEN = 4096;
const MAX_ARROWS = 1000;
/** The name of a client that is not a component of the cluster, from its certificate. */
const outsiderName = (certificate: ShownCertificate | undefined): string =>
  certificate === undefined ? 'a client without a certificate' : certificate.subject;

const portName = (port: number): string => `port ${port}`;
const keyOf = ({ from, to, client, server }: Ends): string =>
  JSON.stringify([from, to, client?.serial, server?.serial]);

interface Waiting {
  readonly to: string;
  readonly report: HandshakeReport;
  readonly timer: NodeJS.Timeout;
}

export class Traffic {
  readonly #arrows = new Map<string, Mutable<Arrow>>();
  readonly #sightings = new Map<string, Mutable<Sightings>>();
  /** The component at each port. */
  readonly #listeners = new Map<number, string>();
  /** Arrows by the two ports of a client's report. */
  readonly #open = new Map<string, Mutable<Arrow>>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #onChange: (arrow: Arrow, isNew: boolean) => void;

  /** @param onChange - called for each arrow that is new or was used again. */
  constructor(onChange: (arrow: Arrow, isNew: boolean) => void) {
    this.#onChange = onChange;
  }

  /** Records that a component listens on a port. */
  listen(component: string, port: number): void {
    this.#listeners.set(port, component);
    // Clients may have connected to the port before the component reported that it listens.
    for (const [key, arrow] of [...this.#arrows]) {
      if (arrow.to !== portName(port)) continue;
      this.#arrows.delete(key);
      arrow.to = component;
      this.#arrows.set(keyOf(arrow), arrow);
    }
  }

  /** Adds the report of one end about a handshake. */
  take(component: string, report: HandshakeReport): void {
    this.#see(report.own, 'shown');
    this.#see(report.peer, 'verified');
    if (report.role === 'client') this.#takeClient(component, report);
    else this.#takeServer(this.#listeners.get(report.localPort) ?? component, report);
  }

  /** The arrows, ordered by their server. */
  get arrows(): readonly Arrow[] {
    const key = ({ to, from, client }: Arrow): string => `${to}\0${from}\0${client?.serial ?? ''}`;
    return [...this.#arrows.values()].toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  /** @param serial - hexadecimal. */
  sightings(serial: string): Sightings {
    return this.#sightings.get(serial) ?? { shown: 0, verified: 0 };
  }

  /** Discards the reports that wait for a match. */
  close(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #see(certificate: ShownCertificate | undefined, how: keyof Sightings): void {
    if (certificate === undefined) return;
    const seen = this.#sightings.get(certificate.serial) ?? { shown: 0, verified: 0 };
    seen[how]++;
    if (this.#sightings.size < MAX_OPEN) this.#sightings.set(certificate.serial, seen);
  }

  #takeClient(from: string, report: HandshakeReport): void {
    const { localPort, remotePort } = report;
    const to = this.#listeners.get(remotePort) ?? portName(remotePort);
    const arrow = this.#add(from, to, report, report.own, report.peer);
    if (arrow === undefined) return;
    const key = `${localPort} ${remotePort}`;
    this.#open.set(key, arrow);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN) this.#open.delete(oldest);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(key);
    this.#confirm(key, arrow);
  }

  #takeServer(to: string, report: HandshakeReport): void {
    const key = `${report.remotePort} ${report.localPort}`;
    const open = this.#open.get(key);
    const outsider = (): void => {
      this.#waiting.delete(key);
      const arrow = this.#add(outsiderName(report.peer), to, report, report.peer, report.own);
      if (arrow !== undefined) this.#confirm(key, arrow);
    };
    if (open !== undefined) this.#confirm(key, open);
    else if (this.#waiting.size >= MAX_OPEN) outsider();
    else this.#waiting.set(key, { to, report, timer: setTimeout(outsider, PATIENCE_MS).unref() });
  }

  #confirm(key: string, arrow: Mutable<Arrow>): void {
    this.#open.delete(key);
    arrow.confirmed++;
    this.#onChange(arrow, false);
  }

  #add(
    from: string,
    to: string,
    { version, suite, at, resumed }: HandshakeReport,
    client: ShownCertificate | undefined,
    server: ShownCertificate | undefined,
  ): Mutable<Arrow> | undefined {
    const key = keyOf({ from, to, client, server });
    let arrow = this.#arrows.get(key);
    const isNew = arrow === undefined;
    if (isNew && this.#arrows.size >= MAX_ARROWS) return undefined;
    arrow ??= { from, to, client, server, version, suite, at, count: 0, resumed: 0, confirmed: 0 };
    Object.assign(arrow, { version, suite, at, count: arrow.count + 1, resumed: arrow.resumed + (resumed ? 1 : 0) });
    this.#arrows.set(key, arrow);
    this.#onChange(arrow, isNew);
    return arrow;
  }
}
