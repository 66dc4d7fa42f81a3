/** The settings of a session with a real server, through a relay. */
import { GROUPS, SUITES } from './handshakes.ts';
import { completed, type SettingField, type SettingTexts } from './settings.ts';

/** The fields of the form. `any`: what the engine offers by default. */
export const LIVE_FIELDS: readonly SettingField[] = [
  { kind: 'choice', name: 'version', usual: 'any', choices: ['any', 'TLSv1.3', 'TLSv1.2'] },
  { kind: 'choice', name: 'suite', usual: 'any', choices: ['any', ...SUITES] },
  { kind: 'choice', name: 'group', usual: 'any', choices: ['any', ...GROUPS] },
  { kind: 'text', name: 'servername', usual: '' },
  { kind: 'flag', name: 'request', usual: 'yes' },
  { kind: 'flag', name: 'unverified', usual: 'no' },
];

/** Whether a choice can be made beside the others: the version decides about suites, and both about groups. */
export function isFittingLive(name: string, choice: string, { version, suite }: SettingTexts): boolean {
  const spoken = suite === 'any' ? version : suite.includes('_WITH_') ? 'TLSv1.2' : 'TLSv1.3';
  if (name === 'suite' && choice !== 'any' && version !== 'any')
    return choice.includes('_WITH_') === (version === 'TLSv1.2');
  // RSA key transport has no group.
  if (name === 'group' && choice !== 'any')
    return !suite.startsWith('TLS_RSA_') && (spoken !== 'TLSv1.2' || choice !== 'X25519MLKEM768');
  return true;
}

/** The settings that are used: `any` in the place of a choice that does not fit. */
export function fittingLive(set: SettingTexts): SettingTexts {
  let texts = completed(LIVE_FIELDS, set);
  for (const name of ['suite', 'group'])
    if (!isFittingLive(name, texts[name], texts)) texts = { ...texts, [name]: 'any' };
  return texts;
}

/** A server as it is named to a relay. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** Reads `HOST:PORT`, an IPv6 address in brackets; undefined for another text. */
export function destinationOf(text: string): Destination | undefined {
  const [, six, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+)):([1-9]\d{0,4})$/i.exec(text) ?? [];
  const port = Number(digits);
  return digits === undefined || port > 65_535 ? undefined : { host: six ?? name, port };
}
