/** The settings of a session between two ends in the page. */
import { completed, type SettingField, type SettingTexts } from './settings.ts';

/** The suites, those of TLS 1.3 first; the last ones have no forward secrecy. */
export const SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_128_CBC_SHA256',
] as const;

export const GROUPS = ['x25519', 'secp256r1', 'secp384r1', 'X25519MLKEM768'] as const;
/** The faults to demonstrate; `no`: none. */
export const WRONGS = ['no', 'bad-ca', 'expired', 'wrong-name', 'tampered', 'no-client-cert'] as const;

const flag = (name: string, usual = 'no'): SettingField => ({ kind: 'flag', name, usual });

/** The fields of the form. */
export const HANDSHAKE_FIELDS: readonly SettingField[] = [
  { kind: 'choice', name: 'suite', usual: SUITES[0], choices: SUITES },
  { kind: 'choice', name: 'group', usual: GROUPS[0], choices: GROUPS },
  { kind: 'choice', name: 'certificate', usual: 'ecdsa', choices: ['ecdsa', 'ed25519', 'rsa'] },
  { kind: 'choice', name: 'fault', usual: 'no', choices: WRONGS },
  { kind: 'list', name: 'clientSuites', usual: '', choices: SUITES },
  { kind: 'list', name: 'clientGroups', usual: '', choices: GROUPS },
  { kind: 'list', name: 'serverSuites', usual: '', choices: SUITES },
  { kind: 'list', name: 'serverGroups', usual: '', choices: GROUPS },
  flag('clientAuthentication', 'yes'),
  flag('retry'),
  flag('resume'),
  flag('keyUpdate'),
  { kind: 'text', name: 'seed', usual: 'prism' },
];

/** Whether a side has a list of its own: then what the session has is not known before it is run. */
export const hasLists = (texts: SettingTexts): boolean =>
  HANDSHAKE_FIELDS.some(({ kind, name }) => kind === 'list' && texts[name] !== '');

/** Whether a choice can be made beside the others: TLS 1.2 has no retry, no KeyUpdate and no hybrid group; its suite names the kind of the
 * certificates' keys; without (EC)DHE there is no group. Where a side has a list, the groups decide about a retry. */
export function isFitting(name: string, choice: string, texts: SettingTexts): boolean {
  const { suite, clientAuthentication } = texts;
  if (name !== 'fault' && hasLists(texts)) return name !== 'retry' || choice === 'no';
  const is13 = !suite.includes('_WITH_');
  switch (name) {
    case 'group':
      return is13 || (suite.includes('ECDHE') && choice !== 'X25519MLKEM768');
    case 'certificate':
      return is13 || suite.includes('_ECDSA_') !== (choice === 'rsa');
    case 'retry':
    case 'keyUpdate':
      return is13 || choice === 'no';
    case 'fault':
      return choice !== 'no-client-cert' || clientAuthentication === 'yes';
    default:
      return true;
  }
}

/** The settings that are used: in the place of a choice that does not fit stands the first that does, or '' if none does. */
export function fittingTexts(set: SettingTexts): SettingTexts {
  const texts = completed(HANDSHAKE_FIELDS, set);
  return Object.fromEntries(
    HANDSHAKE_FIELDS.map((field) => {
      const { name } = field;
      const choices = field.kind === 'choice' ? field.choices : ['no'];
      // A choice of no list is refused where it is read.
      const isKept = !choices.includes(texts[name]) && field.kind !== 'flag';
      if (isKept || isFitting(name, texts[name], texts)) return [name, texts[name]];
      return [name, choices.find((choice) => isFitting(name, choice, texts)) ?? ''];
    }),
  );
}
