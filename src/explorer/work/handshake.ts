/** The handshake room's work: a session between two ends, message by message. */
import { bytesToHex } from '../../bytes/index.ts';
import {
  type CertificateKind,
  type Fault,
  type HandshakeSettings,
  handshakeExhibit,
  type Language,
  loadSentences,
  type Recording,
  recordHandshake,
  renderHtmlFragment,
  secretNames,
  type UnfoldedSecret,
  unfoldSecret,
} from '../../explain/index.ts';
import { sha256 } from '../../hash/index.ts';
import { hmacSteps } from '../../reference/index.ts';
import type { CipherSuiteName, GroupName } from '../../tls/index.ts';
import { HANDSHAKE_FIELDS } from '../handshakes.ts';
import { SettingsReader, type SettingTexts } from '../settings.ts';

export interface HandshakeInput {
  readonly settings: SettingTexts;
  readonly language: Language;
}
export interface HandshakeOutcome {
  /** The settings of the session that was run. */
  readonly settings: HandshakeSettings;
  readonly title: string;
  readonly html: string;
  /** The names of the secrets that can be unfolded. */
  readonly secrets: readonly string[];
}

/** The time of every session, fixed so that a seed always gives the same bytes. */
const TIME = new Date('2026-01-01T00:00:00Z');

/** The settings, made consistent: those that do not fit the cipher suite are adjusted or dropped. @throws UsageError for a
 * setting that is not in its list. */
export function handshakeSettings(set: SettingTexts): HandshakeSettings {
  const of = new SettingsReader(HANDSHAKE_FIELDS, set);
  const suite = of.choice('suite') as CipherSuiteName;
  const fault = of.choice('fault');
  const is13 = !suite.includes('_WITH_');
  const group = of.choice('group') as GroupName;
  const hasGroup = is13 || (suite.includes('ECDHE') && !group.includes('MLKEM'));
  return {
    suite,
    certificate: certificateFor(suite, of.choice('certificate') as CertificateKind),
    ...(hasGroup && { group }),
    retry: is13 && of.flag('retry'),
    resume: of.flag('resume'),
    keyUpdate: is13 && of.flag('keyUpdate'),
    clientAuthentication: of.flag('clientAuthentication'),
    ...{ extendedMasterSecret: true, encryptThenMac: true, seed: of.text('seed'), time: TIME },
    fault: faultFor(fault, of.flag('clientAuthentication')),
  };
}

/** The fault, if it is possible: a client certificate can be missing only if the server requests one. */
const faultFor = (wanted: string, isAsked: boolean): Fault | undefined =>
  wanted === 'no' || (wanted === 'no-client-cert' && !isAsked) ? undefined : (wanted as Fault);

/** The kind of certificate. In TLS 1.2 the suite determines the kind of key. */
function certificateFor(suite: string, wanted: CertificateKind): CertificateKind {
  if (!suite.includes('_WITH_')) return wanted;
  if (!suite.includes('ECDSA')) return 'rsa';
  return wanted === 'rsa' ? 'ecdsa' : wanted;
}

/** Everything is shown: the secrets come from the seed that was typed in. @throws UsageError as `handshakeSettings`. */
export async function handshakeJob({ settings, language }: HandshakeInput): Promise<HandshakeOutcome> {
  const fitting = handshakeSettings(settings);
  const recording = await recorded(fitting);
  const exhibit = handshakeExhibit(recording);
  const sentences = await loadSentences(language);
  const html = renderHtmlFragment(exhibit, { showSecrets: true, level: 2, ids: 'tls-', language, sentences });
  return { settings: fitting, title: exhibit.title, html, secrets: secretNames(recording) };
}

/** The last session, cached: unfolding one of its secrets requests the same session again. */
let last: { readonly key: string; readonly recording: Recording } | undefined;

async function recorded(settings: HandshakeSettings): Promise<Recording> {
  const key = JSON.stringify(settings);
  if (last?.key !== key) last = { key, recording: await recordHandshake(settings) };
  return last.recording;
}

export interface UnfoldInput extends HandshakeInput {
  /** One of the outcome's `secrets`. */
  readonly secret: string;
}
export interface UnfoldOutcome {
  readonly title: string;
  readonly html: string;
  /** Settings with which the kernels room shows the computations that derived it. */
  readonly links: readonly { readonly title: string; readonly settings: SettingTexts }[];
}

/** The derivation of a secret; undefined for a name that the session does not have. @throws UsageError as `handshakeSettings`. */
export async function unfoldJob({ settings, language, secret }: UnfoldInput): Promise<UnfoldOutcome | undefined> {
  const unfolded = unfoldSecret(await recorded(handshakeSettings(settings)), secret);
  if (unfolded === undefined) return undefined;
  const { exhibit } = unfolded;
  const html = renderHtmlFragment(exhibit, { showSecrets: true, level: 3, ids: 'unfolded-', language });
  return { title: exhibit.title, html, links: linksOf(unfolded) };
}

function linksOf({ hash, hmacs, prf }: UnfoldedSecret): UnfoldOutcome['links'] {
  if (prf !== undefined) {
    const { secret, label, seed, length } = prf;
    const settings = { kernel: 'prf', hash, label, length: `${length}` };
    return [{ title: 'PRF', settings: { ...settings, secret: bytesToHex(secret), hexseed: bytesToHex(seed) } }];
  }
  // The kernels room supports HMAC only with SHA-256.
  if (hash !== 'sha256') return [];
  return hmacs.flatMap(({ title, key, text }): UnfoldOutcome['links'] => {
    const steps = [...hmacSteps(sha256, key, text)];
    const block = (name: string): string => bytesToHex(steps.find((step) => step.name === name)!.value);
    return [
      { title, settings: { kernel: 'hmac', hexkey: bytesToHex(key), hexmessage: bytesToHex(text) } },
      { title: `${title}: SHA-256 (1)`, settings: { kernel: 'sha256', hexmessage: block('(K0 ^ ipad) || text') } },
      { title: `${title}: SHA-256 (2)`, settings: { kernel: 'sha256', hexmessage: block('(K0 ^ opad) || H(…)') } },
    ];
  });
}
