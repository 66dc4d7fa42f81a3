import { SETTING_FAULTS } from '../../setting-error.ts';

/** The words of forms, in English: the labels of fields and of their choices that several rooms have, and what can be wrong. They are loaded with the rooms
 * that have forms. */
export const FORM_ENGLISH = {
  ...SETTING_FAULTS,
  'form.hex': '{0} (hexadecimal)',
  'form.text': '{0} (text)',
  'field.seed': 'Seed of everything random',
  'field.suite': 'Cipher suite',
  'field.group': 'Group of the key exchange',
  'field.certificate': 'Kind of the certificates’ keys',
  'field.fault': 'What goes wrong',
  'field.clientAuthentication': 'The server asks for the client’s certificate',
  'field.retry': 'The client guesses another group first',
  'field.resume': 'A session that is resumed',
  'field.keyUpdate': 'Both ends change their keys on the way',
  'choice.ecdsa': 'ECDSA on P-256',
  'choice.ed25519': 'Ed25519',
  'choice.rsa': 'RSA, 2048 bits',
  'choice.no': 'nothing',
  'choice.bad-ca': 'another CA signed the server’s certificate',
  'choice.expired': 'the server’s certificate has expired',
  'choice.wrong-name': 'the certificate names another host',
  'choice.tampered': 'one bit changes on the way',
  'choice.no-client-cert': 'the client has no certificate',
} as const;

export type FormWordName = keyof typeof FORM_ENGLISH;
/** Whether there is a text of this name. */
export const isFormWord = (name: string): name is FormWordName => Object.hasOwn(FORM_ENGLISH, name);
