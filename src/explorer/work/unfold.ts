/** How a secret of a session was derived, down to the blocks of the hash. */
import { bytesToHex } from '../../bytes/index.ts';
import {
  decodeRecording,
  type Language,
  type UnfoldedAgreement,
  type UnfoldedSecret,
  unfoldSecret,
} from '../../explain/index.ts';
import { sha256, sha384 } from '../../hash/index.ts';
import { hmacSteps } from '../../reference/index.ts';
import type { SettingTexts } from '../settings.ts';
import { exhibitHtml, titlesIn } from './exhibit-html.ts';
import { handshakeSettings, recorded } from './handshake.ts';
import type { JobTools } from './job-tools.ts';

export interface UnfoldInput {
  /** The settings of a session in the page, or the recording of one with a server. */
  readonly session: { readonly settings: SettingTexts } | { readonly recording: Uint8Array };
  readonly language: Language;
  /** One of the names that came with the session. */
  readonly secret: string;
  /** Whether the secrets of a recording are shown; those of a session in the page come from the seed that was typed in, and always are. */
  readonly showSecrets: boolean;
}
export interface UnfoldOutcome {
  readonly title: string;
  readonly html: string;
  /** Settings with which the kernels room shows the computations that derived it; none for a recording, whose secrets belong into no address. */
  readonly links: readonly { readonly title: string; readonly settings: SettingTexts }[];
}

/** The derivation of a secret; undefined for a name that the session does not have. @throws UsageError as `handshakeSettings`. */
export async function unfoldJob(
  { session, language, secret, showSecrets }: UnfoldInput,
  tools?: Pick<JobTools, 'demandsSoFar'>,
): Promise<UnfoldOutcome | undefined> {
  const isOwn = 'settings' in session;
  const recording = isOwn
    ? await recorded(handshakeSettings(session.settings), tools)
    : decodeRecording(session.recording);
  const unfolded = unfoldSecret(recording, secret);
  if (unfolded === undefined) return undefined;
  const { exhibit } = unfolded;
  const options = { showSecrets: isOwn || showSecrets, level: 3, ids: 'unfolded-', language, ownTexts: true };
  const say = await titlesIn(language);
  return {
    title: say(exhibit.title),
    html: await exhibitHtml(exhibit, options),
    links: isOwn ? linksOf(unfolded).map(({ title, settings }) => ({ title: say(title), settings })) : [],
  };
}

function linksOf({ hash, hmacs, prf, agreements = [] }: UnfoldedSecret): UnfoldOutcome['links'] {
  return [
    ...agreements.map(agreementLink),
    ...(prf === undefined ? [] : [prfLink(hash, prf)]),
    ...hmacLinks(hash, hmacs),
  ];
}

function agreementLink(agreement: UnfoldedAgreement): UnfoldOutcome['links'][number] {
  switch (agreement.kind) {
    case 'x25519': {
      const [hexscalar, hexu] = [agreement.privateKey, agreement.peer].map((bytes) => bytesToHex(bytes));
      return { title: 'X25519', settings: { kernel: 'x25519', hexscalar, hexu } };
    }
    case 'ecdh': {
      const { curve } = agreement;
      const [hexd, hexpeer] = [agreement.privateKey, agreement.peer].map((bytes) => bytesToHex(bytes));
      return { title: `ECDH, ${curve}`, settings: { kernel: 'ecdh', curve, hexd, hexpeer } };
    }
    case 'ml-kem-768': {
      const [hexseedd, hexseedz, hexm] = [agreement.d, agreement.z, agreement.m].map((bytes) => bytesToHex(bytes));
      return { title: 'ML-KEM-768', settings: { kernel: 'ml-kem', hexseedd, hexseedz, hexm } };
    }
  }
}

function prfLink(
  hash: string,
  { secret, label, seed, length }: NonNullable<UnfoldedSecret['prf']>,
): UnfoldOutcome['links'][number] {
  const settings = { kernel: 'prf', hash, label, length: `${length}` };
  return { title: 'PRF', settings: { ...settings, secret: bytesToHex(secret), hexseed: bytesToHex(seed) } };
}

function hmacLinks(hash: string, hmacs: UnfoldedSecret['hmacs']): UnfoldOutcome['links'] {
  const [algorithm, name] = hash === 'sha384' ? [sha384, 'SHA-384'] : [sha256, 'SHA-256'];
  return hmacs.flatMap(({ title, key, text }): UnfoldOutcome['links'] => {
    const steps = [...hmacSteps(algorithm, key, text)];
    const block = (name: string): string => bytesToHex(steps.find((step) => step.name === name)!.value);
    return [
      { title, settings: { kernel: 'hmac', hash, hexkey: bytesToHex(key), hexmessage: bytesToHex(text) } },
      { title: `${title}: ${name} (1)`, settings: { kernel: hash, hexmessage: block('(K0 ^ ipad) || text') } },
      { title: `${title}: ${name} (2)`, settings: { kernel: hash, hexmessage: block('(K0 ^ opad) || H(…)') } },
    ];
  });
}
