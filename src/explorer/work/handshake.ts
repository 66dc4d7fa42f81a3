/** The handshake room's work: a session between two ends, message by message. */
import {
  type CertificateKind,
  type Fault,
  type HandshakeOffer,
  type HandshakeSettings,
  handshakeExhibit,
  type Language,
  loadSentences,
  type Recording,
  recordHandshake,
  secretNames,
} from '../../explain/index.ts';
import type { CipherSuiteName, GroupName } from '../../tls/index.ts';
import { fittingTexts, HANDSHAKE_FIELDS } from '../handshakes.ts';
import { SettingsReader, type SettingTexts } from '../settings.ts';
import { exhibitHtml, titleIn } from './exhibit-html.ts';
import type { JobTools } from './job-tools.ts';

export interface HandshakeInput {
  readonly settings: SettingTexts;
  readonly language: Language;
}
/** A session, rendered. */
export interface ShownSession {
  readonly title: string;
  readonly html: string;
  /** The names of the secrets that can be unfolded. */
  readonly secrets: readonly string[];
}
export interface HandshakeOutcome extends ShownSession {
  /** The settings of the session that was run. */
  readonly settings: HandshakeSettings;
}

/** The time of every session, fixed so that a seed always gives the same bytes. */
const TIME = new Date('2026-01-01T00:00:00Z');

/** The settings, made consistent, as the form shows them (`fittingTexts`). @throws UsageError for a
 * setting that is not in its list. */
export function handshakeSettings(set: SettingTexts): HandshakeSettings {
  const given = new SettingsReader(HANDSHAKE_FIELDS, set);
  for (const name of ['suite', 'group', 'certificate', 'fault']) given.choice(name);
  const fitting = fittingTexts(set);
  const of = new SettingsReader(HANDSHAKE_FIELDS, fitting);
  const fault = of.choice('fault');
  const offers = offersOf(of);
  return {
    suite: of.choice('suite') as CipherSuiteName,
    certificate: of.choice('certificate') as CertificateKind,
    ...(fitting['group'] !== '' && { group: of.choice('group') as GroupName }),
    ...(offers && { offers }),
    retry: of.flag('retry'),
    resume: of.flag('resume'),
    keyUpdate: of.flag('keyUpdate'),
    clientAuthentication: of.flag('clientAuthentication'),
    ...{ extendedMasterSecret: true, encryptThenMac: true, seed: of.text('seed'), time: TIME },
    fault: fault === 'no' ? undefined : (fault as Fault),
  };
}

/** The lists of the sides that have some; undefined for a session with one suite and one group. */
function offersOf(of: SettingsReader): HandshakeSettings['offers'] {
  const [client, server] = (['client', 'server'] as const).map((role): HandshakeOffer | undefined => {
    const suites = of.list(`${role}Suites`) as readonly CipherSuiteName[];
    const groups = of.list(`${role}Groups`) as readonly GroupName[];
    if (suites.length + groups.length === 0) return undefined;
    return { ...(suites.length > 0 && { suites }), ...(groups.length > 0 && { groups }) };
  });
  return client || server ? { ...(client && { client }), ...(server && { server }) } : undefined;
}

/** The parts of the engine that come apart (`scripts/explorer/late.ts`), and that a session uses. @throws UsageError as `handshakeSettings`. */
export function partsOf(set: SettingTexts): readonly string[] {
  const { suite, group, offers, certificate, resume } = handshakeSettings(set);
  const lists = [offers?.client, offers?.server];
  const suites = [suite, ...lists.flatMap((one) => one?.suites ?? [])];
  const groups = [group, ...lists.flatMap((one) => one?.groups ?? [])];
  return [
    ...['p256', '25519'],
    ...(suites.some((one) => one.includes('_WITH_')) ? ['tls1.2'] : []),
    ...(suites.some((one) => one.endsWith('SHA384')) || certificate === 'ed25519' ? ['sha512'] : []),
    // Tickets are sealed by ChaCha20-Poly1305, whatever the suite.
    ...(suites.some((one) => one.includes('CHACHA20')) || resume ? ['chacha20'] : []),
    ...(certificate === 'rsa' ? ['rsa'] : []),
    ...(groups.includes('secp384r1') ? ['p384'] : []),
    ...(groups.includes('X25519MLKEM768') ? ['ml-kem'] : []),
  ];
}

/** Everything is shown: the secrets come from the seed that was typed in. @throws UsageError as `handshakeSettings`. */
export async function handshakeJob(
  { settings, language }: HandshakeInput,
  tools?: Pick<JobTools, 'demandsSoFar'>,
): Promise<HandshakeOutcome> {
  const fitting = handshakeSettings(settings);
  return { settings: fitting, ...(await shown(await recorded(fitting, tools), language, true)) };
}

/** The last session, cached: unfolding one of its secrets requests the same session again. */
let last: { readonly key: string; readonly recording: Recording } | undefined;

export async function recorded(
  settings: HandshakeSettings,
  { demandsSoFar }: Pick<JobTools, 'demandsSoFar'> = { demandsSoFar: () => 0 },
): Promise<Recording> {
  const key = JSON.stringify(settings);
  if (last?.key === key) return last.recording;
  const before = demandsSoFar();
  const recording = await recordHandshake(settings);
  // Within TLS, a function that is not loaded yet looks like a failure of the session: the job is run again, and must not find it here.
  if (demandsSoFar() === before) last = { key, recording };
  return recording;
}

/** Renders a session, with its secrets or with these covered. */
export async function shown(recording: Recording, language: Language, showSecrets: boolean): Promise<ShownSession> {
  const exhibit = handshakeExhibit(recording);
  const sentences = await loadSentences(language);
  const options = { showSecrets, level: 2, ids: 'tls-', language, sentences, ownTexts: true };
  const html = await exhibitHtml(exhibit, options);
  return { title: await titleIn(language, exhibit.title), html, secrets: secretNames(recording) };
}
