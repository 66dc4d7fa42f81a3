/** A session with a real server, through a relay. The TLS runs here; the relay sees ciphertext only. */
import { systemRandom, UsageError, utf8ToBytes } from '../../bytes/index.ts';
import { encodeRecording, SessionRecorder } from '../../explain/index.ts';
import { type CipherSuiteName, type GroupName, TlsError, type TlsVersion } from '../../tls/index.ts';
import { type ConnectOptions, connect, type TlsStreams } from '../../web/index.ts';
import { decodeCertificate, parseIpAddress } from '../../x509/index.ts';
import { destinationOf, fittingLive, LIVE_FIELDS } from '../live.ts';
import { SettingsReader, type SettingTexts } from '../settings.ts';
import type { JobTools } from './job-tools.ts';

export interface LiveInput {
  /** The relay's address, with its token. */
  readonly relay: string;
  /** `HOST:PORT`, as the relay knows it. */
  readonly destination: string;
  /** Certificates that the server's chain must lead to one of. */
  readonly roots: readonly Uint8Array[];
  readonly settings: SettingTexts;
}
export interface LiveOutcome {
  /** The session as the client saw it, with its secrets. */
  readonly recording: Uint8Array;
}

/** Maximum bytes that are read of an answer, and milliseconds that it is waited for. */
const MOST_ANSWER = 2 ** 16;
const PATIENCE = 3000;

/** Whoever starts the worker on a host that runs no relay, and gives it no policy, cannot make it connect to anything.
 * @throws UsageError unless the relay is the one that the server of the worker's script names. */
export function checkRelay({ relay }: LiveInput, named: Pick<JobTools, 'relay'>): void {
  if (relay === named.relay) return;
  throw new UsageError('out-of-range', 'relay', 'must be the one that the server of this page names');
}

/** Shakes hands, asks for `/` if that is wanted, and closes. A session that TLS ended is recorded up to there.
 * @throws UsageError for a setting that is not in its list; WebError if the relay refuses or cannot be reached. */
export async function liveJob({ relay, destination, roots, settings }: LiveInput): Promise<LiveOutcome> {
  const server = destinationOf(destination);
  if (server === undefined) throw new UsageError('out-of-range', 'destination', 'must be HOST:PORT');
  const of = new SettingsReader(LIVE_FIELDS, fittingLive(settings));
  const name = of.text('servername') || server.host;
  const recorder = new SessionRecorder('client', new Date());
  try {
    const streams = await connect({
      ...{ relay, ...server, name: parseIpAddress(name) ? { ip: name } : { dns: name } },
      ...{ ...offered(of), random: systemRandom, time: () => new Date() },
      verification: verification(roots, of.flag('unverified')),
      observe: (event) => recorder.take(event, new Date()),
    });
    await exchange(streams, of.flag('request') ? requestTo(name) : undefined);
    recorder.end(undefined);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    recorder.end(error);
  }
  return { recording: encodeRecording(recorder.recording(destination)) };
}

/** The choices that narrow what the engine offers by default. */
function offered(of: SettingsReader): Pick<ConnectOptions, 'ciphers' | 'groups' | 'versions'> {
  const [version, suite, group] = [of.choice('version'), of.choice('suite'), of.choice('group')];
  return {
    ...(version !== 'any' && { versions: [version as TlsVersion] }),
    ...(suite !== 'any' && { ciphers: [suite as CipherSuiteName] }),
    ...(group !== 'any' && { groups: [group as GroupName] }),
  };
}

const verification = (roots: readonly Uint8Array[], isUnverified: boolean): ConnectOptions['verification'] =>
  isUnverified
    ? { mode: 'dangerous-none' }
    : {
        ...{ mode: 'roots', profile: 'rfc5280', revocation: { policy: 'off' } },
        roots: roots.map((der) => decodeCertificate(der)),
      };

const requestTo = (name: string): string =>
  `GET / HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: vitrine\r\nConnection: close\r\n\r\n`;

/** Sends the request, and reads until the answer ends, is long enough, or does not come. */
async function exchange(streams: TlsStreams, request: string | undefined): Promise<void> {
  const late = setTimeout(() => void streams.close(), PATIENCE);
  try {
    if (request !== undefined) {
      await streams.writable.getWriter().write(utf8ToBytes(request));
      await readAnswer(streams);
    }
    await streams.close();
  } finally {
    clearTimeout(late);
  }
}

async function readAnswer({ readable }: TlsStreams): Promise<void> {
  const reader = readable.getReader();
  for (let length = 0; length < MOST_ANSWER; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value!.length;
  }
}
