/** What a session is about, in a paragraph: of the messages that it has, and of no others. */
import type { TlsLog } from '../document/events.ts';

const STRANGERS = 'Two parties who share nothing but a CA come to share keys.';
const DATA = 'What comes after is encrypted and protected from change.';

/** The sentences are told one by one in other languages, too: each says one thing. */
const TEXTS = {
  unfinished: [
    'Two parties want to agree on keys.',
    'They part before a version of TLS and a cipher suite are agreed on.',
  ],
  shares13: [
    STRANGERS,
    'The two hellos carry a key share each, from which both derive the same secret: it never travels, and everything after the hellos is encrypted.',
  ],
  both13: ['Each side shows its certificate, signs all that was said, and proves in Finished that it has the keys.'],
  server13: [
    'The server shows its certificate and signs all that was said; each side proves in Finished that it has the keys.',
  ],
  certificates13: ['The keys of the certificates only sign: they open no recording.'],
  resumed13: [
    'Two parties who have met before take up their session again.',
    'The client shows the ticket that it was given then, and no certificate is shown: whoever has the secret behind the ticket is the same as last time.',
    'That secret and a fresh exchange of key shares make the keys; everything after the hellos is encrypted, and each side proves in Finished that it has them.',
  ],
  resumed12: [
    'Two parties who have met before take up their session again.',
    'No certificate is shown and no secret is agreed on: from the master secret of last time and two new random values both derive new keys, and prove it in Finished.',
    DATA,
  ],
  opening12: [
    STRANGERS,
    'The client opens with a ClientHello; the server answers and shows its certificate, which the client verifies.',
  ],
  exchange12: [
    'The server signs the key share that it sends, the client sends one too, and from the two both derive the same secret: it never travels.',
  ],
  transport12: [
    'The client sends a secret under the server’s public key: whoever gets its private key later opens the recording.',
  ],
  client12: ['The client shows a certificate of its own, and signs all that was said.'],
  keys12: ['Both derive keys from the secret, and prove it in Finished.', DATA],
} as const;

/** @param log - of one end, the client's where it is known. */
export function introductionOf(log: TlsLog): string {
  return paragraphs(log)
    .flatMap((name) => TEXTS[name])
    .join(' ');
}

function paragraphs(log: TlsLog): readonly (keyof typeof TEXTS)[] {
  const negotiated = log.find('negotiated')?.negotiated;
  if (negotiated === undefined) return ['unfinished'];
  const has = (kind: string): boolean => log.find('message', ({ message }) => message.kind === kind) !== undefined;
  const isResumed = has('finished') && !has('certificate');
  if (negotiated.version === 'TLSv1.3') {
    if (isResumed) return ['resumed13'];
    return ['shares13', has('certificate_request') ? 'both13' : 'server13', 'certificates13'];
  }
  if (isResumed) return ['resumed12'];
  const secret = negotiated.suite.startsWith('TLS_RSA_') ? 'transport12' : 'exchange12';
  return ['opening12', secret, ...(has('certificate_request') ? (['client12'] as const) : []), 'keys12'];
}
