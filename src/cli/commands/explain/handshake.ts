import {
  CERTIFICATE_KINDS,
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
import type { CipherSuiteName } from '../../../tls/index.ts';
import { wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, type ExitCode, usageError, type Values } from '../../command.ts';
import type { Context } from '../../context.ts';
import { inFile, readInput, writeOutput } from '../../files.ts';
import { type Observed, observeServer, placeOf, rootsOf, SERVER_OPTIONS } from '../../observed-session.ts';
import { PRESENT_OPTIONS, present, SENTENCE_OPTIONS } from '../../present.ts';
import { cipherSuiteNamed, groupNamed } from '../../tls-names.ts';

const OPTIONS = {
  version: { value: '1.3|1.2', help: 'the version of TLS; default that of the suite, 1.2 without one' },
  suite: {
    value: 'NAME',
    help: "the cipher suite, by OpenSSL's or the RFC's name; default AES128-SHA256, or TLS_AES_128_GCM_SHA256",
  },
  group: { value: 'NAME', help: 'the group of the key exchange, such as x25519 or X25519MLKEM768' },
  cert: { value: CERTIFICATE_KINDS.join('|'), help: 'the key type of the certificates; default rsa' },
  hrr: { help: 'TLS 1.3: the client guesses another group first; the server asks again' },
  resume: { help: 'show a session that is resumed' },
  keyupdate: { help: 'TLS 1.3: both sides update their keys during the session' },
  seed: { value: 'TEXT', help: 'seed of all keys and random bytes; default prism' },
  time: { value: 'ISO', help: 'the time of the session; default 2026-01-01T00:00:00Z' },
  fail: { value: FAULTS.join('|'), help: 'the fault to demonstrate' },
  'no-ems': { help: 'do not use the extended master secret' },
  'no-etm': { help: 'do not use encrypt-then-MAC' },
  connect: { value: 'HOST:PORT', help: 'instead, shake hands with this server, and show that session' },
  ...SERVER_OPTIONS,
  record: { value: 'FILE', help: 'save the run, including its secrets' },
  replay: { value: 'FILE', help: 'show a recording, and run it again from its seed to compare' },
  pcap: { value: 'FILE', help: 'write the session as a capture, for Wireshark' },
  keylogfile: { value: 'FILE', help: 'write its secrets (SSLKEYLOGFILE), for Wireshark' },
  ...PRESENT_OPTIONS,
  ...SENTENCE_OPTIONS,
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
    const { recording, exit, ends = DOCUMENTATION_ENDPOINTS } = await playedBy(values, context);
    if (values.record !== undefined) {
      await writeOutput(context, values.record, encodeRecording(recording), { secret: true });
    }
    if (values.keylogfile !== undefined) {
      await writeOutput(context, values.keylogfile, keyLogOf(recording.events), { secret: true });
    }
    if (values.pcap !== undefined) {
      await writeOutput(context, values.pcap, sessionPcap(recording.events, ends));
    }
    await present(context, handshakeExhibit(recording), values);
    return exit;
  },
});

interface Played {
  readonly recording: Recording;
  readonly exit: ExitCode;
  readonly ends?: Observed['ends'];
}

function playedBy(values: HandshakeValues, context: Context): Promise<Played> {
  if (values.connect === undefined)
    return values.replay === undefined ? play(values, context) : replay(values, context);
  const given = IN_MEMORY.find((name) => values[name] !== undefined && values[name] !== false);
  if (given !== undefined) throw usageError(`-${given} cannot be combined with -connect`);
  return live(values.connect, values, context);
}

/** Options that apply to a session in memory only. */
const IN_MEMORY = [
  ...(['version', 'suite', 'group', 'cert', 'hrr', 'resume', 'keyupdate'] as const),
  ...(['seed', 'time', 'fail', 'no-ems', 'no-etm', 'replay'] as const),
] as const;

/** A session with a server, whose certificate must be valid. */
async function live(address: string, values: HandshakeValues, context: Context): Promise<Played> {
  const trust = { roots: await rootsOf(values, context), profile: 'rfc5280', revocation: { policy: 'off' } } as const;
  const place = placeOf(address, 'connect', values);
  const { recording, ends, failure } = await observeServer(place, trust, context);
  if (failure !== undefined) await context.note(failure.message);
  return { recording, ends, exit: failure === undefined ? EXIT.ok : EXIT.no };
}

async function play(values: HandshakeValues, { signal }: Context): Promise<Played> {
  const settings = settingsOf(values);
  return {
    recording: await recordHandshake(settings, seededKeys(settings.seed, signal, settings.certificate)),
    exit: EXIT.ok,
  };
}

function settingsOf(values: HandshakeValues): HandshakeSettings {
  const { seed = 'prism', time = '2026-01-01T00:00:00Z', fail, cert, group: named, hrr, resume, keyupdate } = values;
  const suite = suiteOf(values);
  const is13 = !suite.includes('_WITH_');
  if (!is13 && hrr) throw usageError('-hrr is for TLS 1.3: give -version 1.3');
  if (!is13 && keyupdate) throw usageError('-keyupdate is for TLS 1.3: give -version 1.3');
  if (suite.startsWith('TLS_RSA_') && (named !== undefined || (cert ?? 'rsa') !== 'rsa'))
    throw usageError('RSA key transport has no group and needs an RSA certificate: choose an ECDHE suite');
  const group = named === undefined ? undefined : groupNamed(named);
  return {
    suite,
    ...((group ?? hrr) && { group: group ?? 'secp256r1' }),
    ...(cert !== undefined && { certificate: wordValue(cert, 'cert', CERTIFICATE_KINDS) }),
    ...(hrr && { retry: true }),
    ...(resume && { resume: true }),
    ...(keyupdate && { keyUpdate: true }),
    extendedMasterSecret: !values['no-ems'],
    encryptThenMac: !values['no-etm'],
    fault: fail === undefined ? undefined : wordValue(fail, 'fail', FAULTS),
    seed,
    time: timeValue(time),
  };
}

/** The suite of the given name and version. */
function suiteOf({ version: given, suite: name, cert, group }: HandshakeValues): CipherSuiteName {
  const version = given === undefined ? undefined : wordValue(given, 'version', ['1.3', '1.2'] as const);
  if (name !== undefined) {
    const suite = cipherSuiteNamed(name);
    const own = suite.includes('_WITH_') ? '1.2' : '1.3';
    if (version !== undefined && version !== own)
      throw usageError(`-suite ${name} belongs to TLS ${own}, not ${version}`);
    return suite;
  }
  if (version === '1.3') return 'TLS_AES_128_GCM_SHA256';
  if (cert === 'ecdsa' || cert === 'ed25519') return 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';
  return group === undefined ? 'TLS_RSA_WITH_AES_128_CBC_SHA256' : 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
}

/** A time within the range of both certificates (UTCTime, GeneralizedTime) and captures (32 bits). */
function timeValue(given: string): Date {
  const time = new Date(given);
  const year = time.getUTCFullYear();
  if (/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(given) && year >= 1980 && year <= 2090) return time;
  throw usageError(`-time needs a time from 1980 to 2090 such as 2026-01-01T00:00:00Z, not ${JSON.stringify(given)}`);
}

const PLAYED = [
  'version',
  'group',
  'cert',
  'hrr',
  'resume',
  'keyupdate',
  'suite',
  'seed',
  'time',
  'fail',
  'no-ems',
  'no-etm',
] as const;

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
  const { same } = await replayHandshake({ ...recording, run }, seededKeys(run.seed, context.signal, run.certificate));
  const { length } = recording.events;
  await context.note(
    same
      ? `repeated from its seed: all ${length} events are identical, byte by byte`
      : 'repeated from its seed, the bytes differ: the recording was changed, or made by another version',
  );
  return { recording, exit: same ? EXIT.ok : EXIT.no };
}

/** Maximum bytes of a recording: 64 MiB. */
const MAX_RECORDING = 2 ** 26;
