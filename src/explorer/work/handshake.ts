/** The handshake room's work: a session between two ends, message by message. */
import {
  type CertificateKind,
  type Fault,
  type HandshakeSettings,
  handshakeExhibit,
  type Language,
  loadSentences,
  recordHandshake,
  renderHtmlFragment,
} from '../../explain/index.ts';
import type { CipherSuiteName, GroupName } from '../../tls/index.ts';
import { HANDSHAKE_FIELDS } from '../handshakes.ts';
import { SettingsReader, type SettingTexts } from '../settings.ts';

export interface HandshakeInput {
  readonly settings: SettingTexts;
  readonly language: Language;
}
export interface HandshakeOutcome {
  /** What was run. */
  readonly settings: HandshakeSettings;
  readonly title: string;
  readonly html: string;
}

/** When every session takes place, so that one seed always gives the same bytes. */
const TIME = new Date('2026-01-01T00:00:00Z');

/** What is set, made to fit: what does not go together gives way to the suite. @throws UsageError for a setting that is not in its list. */
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
    ...{ extendedMasterSecret: true, encryptThenMac: true, seed: of.text('seed'), time: TIME },
    fault: fault === 'no' ? undefined : (fault as Fault),
  };
}

/** In TLS 1.2 the suite says what kind of key signs or decrypts. */
function certificateFor(suite: string, wanted: CertificateKind): CertificateKind {
  if (!suite.includes('_WITH_')) return wanted;
  if (!suite.includes('ECDSA')) return 'rsa';
  return wanted === 'rsa' ? 'ecdsa' : wanted;
}

/** Everything is shown: the secrets come from the seed that was typed in. @throws UsageError as `handshakeSettings`. */
export async function handshakeJob({ settings, language }: HandshakeInput): Promise<HandshakeOutcome> {
  const fitting = handshakeSettings(settings);
  const recording = await recordHandshake(fitting);
  const exhibit = handshakeExhibit(recording);
  const sentences = await loadSentences(language);
  const html = renderHtmlFragment(exhibit, { showSecrets: true, level: 2, ids: 'tls-', language, sentences });
  return { settings: fitting, title: exhibit.title, html };
}
