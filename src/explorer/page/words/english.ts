/** The words of the page, in English. */
import type { FormWordName } from './forms.ts';

export const ENGLISH = {
  skip: 'Skip to the content',
  rooms: 'Rooms',
  language: '中文',
  light: 'Light colours',
  dark: 'Dark colours',
  working: 'Working…',
  cancel: 'Cancel',
  cancelled: 'Cancelled.',
  done: 'Done.',
  copyLink: 'Copy link',
  copyProgram: 'Copy as TypeScript',
  copied: 'Copied.',
  notCopied: 'The browser does not allow it; the text is selected below.',
  noLink: 'This input is secret or too long for a link.',
  stateTooLong: 'This state is too long for a link: the address leads to the room alone.',
  engineTexts: '',
  footer: 'Everything runs in this page. It loads nothing else, sends nothing and stores nothing.',
  relayed: 'Everything runs in this page. It sends what you send to a server through its relay, and nothing else.',

  inspect: 'Inspect',
  inspectLead:
    'Every byte of a certificate, key, request or revocation list, and what it means. Change a byte, a name or a date, and see what the decoder, the signature and each rule say.',
  paste:
    'Paste PEM, a kubeconfig, hexadecimal or base64, or drop a file here: DER too, a session’s recording or capture (pcap)',
  openFile: 'Open a file',
  show: 'Show',
  beginWith: 'Or begin with',
  newcomer: 'New to this? The lessons begin with what a hash is.',
  otherInput: 'Another input',
  'sample.server': 'a server’s certificate',
  'sample.ca': 'a CA',
  'sample.request': 'a request',
  'sample.crl': 'a revocation list',
  'sample.ocsp': 'an OCSP response',
  'sample.key': 'a private key',
  'sample.kubeconfig': 'a kubeconfig',
  structures: 'Structures in the input',
  moreStructures: '{0} more structures are left out.',
  levels: '({0} levels)',
  changeHint: 'Choose a field in the tree, or a byte, to change it.',
  tooLarge: 'The input is larger than 16 MiB.',
  tooLong: 'It took too long, and was stopped.',
  handshake: 'Handshake',
  chains: 'Chains',
  lab: 'Lab',
  measure: 'Measure',
  kernels: 'Kernels',
  lessons: 'Lessons',
  allLessons: 'All lessons',
  right: 'Right.',
  wrong: 'Not yet. Try again, or look at the answer.',
  wrongOpen: 'This is another answer than the one below.',
  algorithm: 'Algorithm',
  showAll: 'Show all',
} as const;

export type WordName = keyof typeof ENGLISH;

export type Words = Readonly<Record<FormWordName | WordName, string>>;
