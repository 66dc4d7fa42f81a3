import {
  DOCUMENTATION_ENDPOINTS,
  decodeRecording,
  encodeRecording,
  FAULTS,
  type HandshakeSettings,
  handshakeExhibit,
  keyLogOf,
  type Recording,
  recordHandshake,
  replayHandshake,
  seededKeys,
  sessionPcap,
} from '../../../explain/index.ts';
import { wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, type ExitCode, usageError, type Values } from '../../command.ts';
import type { Context } from '../../context.ts';
import { inFile, readInput, writeOutput } from '../../files.ts';
import { PRESENT_OPTIONS, present } from '../../present.ts';
import { cipherSuiteNamed } from '../../tls-options.ts';

const OPTIONS = {
  suite: { value: 'NAME', help: "the cipher suite, by OpenSSL's or the RFC's name; default AES128-SHA256" },
  seed: { value: 'TEXT', help: 'seed of all keys and random bytes; default prism' },
  time: { value: 'ISO', help: 'the time of the session; default 2026-01-01T00:00:00Z' },
  fail: { value: FAULTS.join('|'), help: 'the fault to demonstrate' },
  'no-ems': { help: 'do not use the extended master secret' },
  'no-etm': { help: 'without encrypt-then-MAC' },
  record: { value: 'FILE', help: 'save the run, including its secrets' },
  replay: { value: 'FILE', help: 'show a recording, and run it again from its seed to compare' },
  pcap: { value: 'FILE', help: 'write the session as a capture, for Wireshark' },
  keylogfile: { value: 'FILE', help: 'write its secrets (SSLKEYLOGFILE), for Wireshark' },
  ...PRESENT_OPTIONS,
} as const;
type HandshakeValues = Values<typeof OPTIONS>;

export const explainHandshake = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'Runs a session between a client and a server in memory, and shows its messages, checks and secrets. The same options always give the same bytes.',
    'The keys come from a public seed, so the session protects nothing. A capture and its keys: tshark -r FILE -o tls.keylog_file:FILE.',
  ],
  async run(values, _operands, context) {
    const { recording, exit } = await (values.replay === undefined ? play(values, context) : replay(values, context));
    if (values.record !== undefined) {
      await writeOutput(context, values.record, encodeRecording(recording), { secret: true });
    }
    if (values.keylogfile !== undefined) {
      await writeOutput(context, values.keylogfile, keyLogOf(recording.events), { secret: true });
    }
    if (values.pcap !== undefined) {
      await writeOutput(context, values.pcap, sessionPcap(recording.events, DOCUMENTATION_ENDPOINTS));
    }
    await present(context, handshakeExhibit(recording), values);
    return exit;
  },
});

interface Played {
  readonly recording: Recording;
  readonly exit: ExitCode;
}

async function play(values: HandshakeValues, { signal }: Context): Promise<Played> {
  const settings = settingsOf(values);
  return { recording: await recordHandshake(settings, seededKeys(settings.seed, signal)), exit: EXIT.ok };
}

function settingsOf(values: HandshakeValues): HandshakeSettings {
  const { seed = 'prism', time = '2026-01-01T00:00:00Z', fail, suite = 'AES128-SHA256' } = values;
  return {
    suite: cipherSuiteNamed(suite),
    extendedMasterSecret: !values['no-ems'],
    encryptThenMac: !values['no-etm'],
    fault: fail === undefined ? undefined : wordValue(fail, 'fail', FAULTS),
    seed,
    time: timeValue(time),
  };
}

/** Certificates have UTCTime or GeneralizedTime, and captures what fits 32 bits. */
function timeValue(given: string): Date {
  const time = new Date(given);
  const year = time.getUTCFullYear();
  if (/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(given) && year >= 1980 && year <= 2090) return time;
  throw usageError(`-time needs a time from 1980 to 2090 such as 2026-01-01T00:00:00Z, not ${JSON.stringify(given)}`);
}

const PLAYED = ['suite', 'seed', 'time', 'fail', 'no-ems', 'no-etm'] as const;

async function replay(values: HandshakeValues, context: Context): Promise<Played> {
  const given = PLAYED.find((option) => values[option] !== undefined && values[option] !== false);
  if (given !== undefined) throw usageError(`-replay or -${given}, not both: a recording contains its options`);
  const file = await readInput(context, values.replay, MAX_RECORDING);
  const recording = inFile(values.replay, () => decodeRecording(file));
  const { run } = recording;
  if (run.command !== 'handshake') {
    await context.note('a session with an external peer; it is shown but cannot be repeated');
    return { recording, exit: EXIT.ok };
  }
  const { same } = await replayHandshake({ ...recording, run }, seededKeys(run.seed, context.signal));
  const { length } = recording.events;
  await context.note(
    same
      ? `repeated from its seed: all ${length} events are identical, byte by byte`
      : 'repeated from its seed, the bytes differ: the recording was changed, or made by another version',
  );
  return { recording, exit: same ? EXIT.ok : EXIT.no };
}

/** As much as a recording may have: 64 MiB. */
const MAX_RECORDING = 2 ** 26;
