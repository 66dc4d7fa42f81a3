/** The settings of a session between two ends in the page. */
import type { SettingField } from './settings.ts';

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
  flag('clientAuthentication', 'yes'),
  flag('retry'),
  flag('resume'),
  flag('keyUpdate'),
  { kind: 'text', name: 'seed', usual: 'prism' },
];
