/** Shows what protects the session: five failures, each with the error that its user would see. */
import { createConnection, createServer, type Server } from 'node:net';
import { decode } from '../../codec/index.ts';
import { CONTENT, recordHeader, TlsError } from '../../tls/index.ts';
import type { Page } from './page.ts';
import type { Texts } from './texts.ts';

/** Length of a record's header in bytes. */
const HEADER = 5;

/** One failure. */
export interface Trial {
  readonly title: string;
  /** Tries to connect, which is expected to fail. @returns the error that the user sees. */
  attempt(): Promise<string>;
}

export async function tellTrials(page: Page, trials: readonly Trial[], texts: Texts): Promise<void> {
  await page.heading('✗', texts.trials.title, '');
  for (const { title, attempt } of trials) {
    await page.say(title);
    await page.paragraph(await attempt());
  }
}

/** The error that a failed connection shows its user: the reason, the rule, and the alert. @throws any error that is not a
 * rejection by TLS. */
export async function refusal(connecting: Promise<unknown>, { trials }: Texts): Promise<string> {
  try {
    await connecting;
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    const { alert, direction, validation } = error;
    if (direction === 'received') return trials.serverEnds(alert, error.rule);
    const fault = validation?.checks.find(({ outcome }) => outcome === 'fail') ?? { detail: error.message, ...error };
    return trials.clientEnds(fault.detail, fault.rule, alert);
  }
  throw new Error('a session that should have failed did not');
}

/** A relay to `port` that flips one bit in the client's first record of application data.
 * @param handshakeRecords - how many records the client's handshake has that look like application data (RFC 8446 §5.2). */
export function flippingRelay(port: number, handshakeRecords: () => number): Server {
  return createServer((client) => {
    const flip = bitFlipper(handshakeRecords);
    const upstream = createConnection({ host: '127.0.0.1', port });
    client.on('data', (chunk) => upstream.write(flip(chunk)));
    upstream.pipe(client);
    client.on('close', () => upstream.destroy());
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
  });
}

/** @param skipped - returns how many records of type application data are left unchanged; called at the header of each.
 * @returns a function that returns chunks of any size unchanged, except for one flipped bit. */
export function bitFlipper(skipped: () => number): (chunk: Uint8Array) => Uint8Array {
  const header = new Uint8Array(HEADER);
  let have = 0;
  /** Bytes of the current record's fragment that are still to come. */
  let left = 0;
  let target = false;
  let seen = 0;
  let done = false;
  return (chunk) => {
    const passed = chunk.slice();
    for (let i = 0; i < passed.length && !done; i++) {
      if (left > 0) {
        left--;
        if (!target || left > 0) continue;
        passed[i] ^= 1;
        done = true;
      } else {
        header[have++] = passed[i];
        if (have < HEADER) continue;
        const { type, length } = decode(recordHeader, header);
        const isData = type === CONTENT.application_data;
        if (isData) seen++;
        [have, left, target] = [0, length, isData && seen > skipped()];
      }
    }
    return passed;
  };
}
