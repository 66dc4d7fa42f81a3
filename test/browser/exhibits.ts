/** Exhibits of everything that a page can show, from what the engine itself made. */

import { annotate } from '../../src/codec/index.ts';
import type { Arrow, BytesPart, Exhibit, Part, Search, SearchMark, Table } from '../../src/explain/index.ts';
import { seededRandom, sha256 } from '../../src/hash/index.ts';
import { encodePrivateKey, privateKeyInfo } from '../../src/keys/index.ts';
import { sha256Steps } from '../../src/reference/index.ts';
import { generateRsaKey, type RsaEvent } from '../../src/rsa/index.ts';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import { createClient, createServer, handshake, type TlsEvent, type TlsOutput } from '../../src/tls/index.ts';
import { type Certificate, certificate, makeName, selfSign, validateChain } from '../../src/x509/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { ca, clientCredentials, clientOptions, NOW, serverCredentials, serverOptions } from '../tls/parties.ts';

export const bytesOf = (title: string, of: Certificate): BytesPart => ({
  kind: 'bytes',
  title,
  bytes: of.der,
  ...annotate(certificate, of.der),
});

/** What would break out of a page that did not escape. */
export const HOSTILE = '</script><img src=x onerror="document.title=1">\'"&lt;{{}}\u202e';
export const smallKey = generateRsaKey({ modulusBits: 512, random: seededRandom('page'), insecure: true });
const keyDer = encodePrivateKey(smallKey, 'pkcs8');

const hostileCertificate = selfSign({
  subject: makeName(['CN', HOSTILE]),
  key: smallKey,
  scheme: RSA_PKCS1_SHA256,
  validity: { notBefore: NOW, notAfter: NOW },
  extensions: [],
  random: seededRandom('hostile'),
});

export const certificateExhibit: Exhibit = {
  title: 'The certificate of kube-apiserver',
  parts: [
    {
      kind: 'prose',
      text: 'A certificate binds a name to a public key. A CA has signed it; whoever trusts the CA’s root can trust the name. What is signed is DER: each value begins with a tag that says what it is.',
    },
    {
      kind: 'facts',
      title: 'In short',
      rows: [
        { label: 'subject', value: 'CN = kube-apiserver', rule: 'RFC 5280 §4.1.2.6' },
        { label: 'serial number', value: serverCredentials.chain[0].serialNumber, rule: 'RFC 5280 §4.1.2.2' },
        { label: 'SHA-256 fingerprint', value: sha256.digest(serverCredentials.chain[0].der), rule: '' },
        { label: 'private exponent', value: smallKey.privateExponent, rule: 'RFC 8017 §3.2', secret: true },
      ],
    },
    bytesOf('kube-apiserver.crt', serverCredentials.chain[0]),
    {
      kind: 'checks',
      title: 'kube-apiserver, then kubernetes-ca',
      chosen: true,
      checks: validateChain({
        ...JUDGED_BY,
        leaf: serverCredentials.chain[0],
        intermediates: [],
        roots: [ca],
        time: new Date('2031-06-01T00:00:00Z'),
        purpose: 'serverAuth',
        name: { dns: 'kubernetes.example' },
      }).checks,
    },
  ],
};

export const hostileExhibit: Exhibit = {
  title: HOSTILE,
  parts: [
    bytesOf(HOSTILE, hostileCertificate),
    { kind: 'facts', title: HOSTILE, rows: [{ label: HOSTILE, value: HOSTILE, rule: HOSTILE }] },
    { kind: 'prose', text: HOSTILE },
    { kind: 'table', title: HOSTILE, rule: HOSTILE, columns: [HOSTILE], rows: [[HOSTILE], ['2']] },
    {
      kind: 'sequence',
      title: HOSTILE,
      actors: [HOSTILE, HOSTILE],
      arrows: [
        { from: 0, label: HOSTILE, note: HOSTILE, protected: false, detail: [{ kind: 'prose', text: HOSTILE }] },
      ],
    },
  ],
};

export const keyExhibit: Exhibit = {
  title: 'A private key',
  parts: [{ kind: 'bytes', title: 'ca.key', bytes: keyDer, ...annotate(privateKeyInfo, keyDer) }],
};

/** The rounds of SHA-256 over `abc`. */
function roundsTable(): Table {
  const rows: string[][] = [];
  const word = (value: number): string => value.toString(16).padStart(8, '0');
  for (const step of sha256Steps(new TextEncoder().encode('abc'))) {
    if (step.name !== 'working variables') continue;
    rows.push([`${step.index['t'] ?? 'initial'}`, ...Object.values(step.value).map(word)]);
  }
  return {
    kind: 'table',
    title: 'The 64 rounds',
    rule: 'FIPS 180-4 §6.2.2 step 3',
    columns: ['t', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
    rows,
  };
}

const searchEvents: RsaEvent[] = [];
generateRsaKey({
  modulusBits: 1024,
  random: seededRandom('search 6'),
  insecure: true,
  observe: (event) => searchEvents.push(event),
});

/** The search for a prime, as the engine reports it. */
function searchFor(prime: 'p' | 'q', secret: boolean): Search {
  const refused = searchEvents.flatMap((event) =>
    event.kind === 'candidate-refused' && event.prime === prime ? [event] : [],
  );
  const start = refused[0].candidate;
  const marks = refused.map(({ candidate, because }): SearchMark => {
    const offset = Number(candidate - start);
    return because.test === 'trial-division'
      ? { offset, outcome: 'divisor', detail: `divisible by ${because.divisor}` }
      : { offset, outcome: 'miller-rabin', detail: 'not a prime: Miller-Rabin' };
  });
  for (const event of searchEvents) {
    if (event.kind === 'prime-found' && event.prime === prime)
      marks.push({ offset: Number(event.value - start), outcome: 'found', detail: 'prime' });
  }
  return { kind: 'search', title: `The search for ${prime}`, start, marks, ...(secret && { secret }) };
}

export const kernelExhibit: Exhibit = {
  title: 'SHA-256 of “abc”, and a key',
  parts: [
    {
      kind: 'section',
      title: 'The hash',
      parts: [
        { kind: 'prose', text: 'Each round mixes one word of the message schedule in. The digest is what is left.' },
        roundsTable(),
      ],
    },
    { kind: 'section', title: 'The key', parts: [searchFor('p', false), searchFor('q', true)] },
    { kind: 'section', title: 'A hidden table', parts: [{ ...roundsTable(), title: 'Secret rounds', secret: true }] },
  ],
};

/** A handshake in memory, its messages as the client saw them. */
function arrows(): Arrow[] {
  const events: TlsEvent[] = [];
  const client = createClient(clientOptions({ observe: (event) => events.push(event) }));
  const server = createServer(serverOptions());
  const raw = (outputs: readonly TlsOutput[]) =>
    outputs.flatMap((output) => (output.kind === 'send' ? [output.bytes] : []));
  server.start();
  let up = raw(client.start());
  while (up.length > 0)
    up = up.flatMap((bytes) => raw(server.receive(bytes))).flatMap((bytes) => raw(client.receive(bytes)));
  return events.flatMap((event): Arrow[] => {
    if (event.kind !== 'message') return [];
    const { direction, message, bytes } = event;
    const { span } = annotate(handshake, bytes);
    const detail: Part[] = [
      { kind: 'prose', text: `${message.kind}: ${bytes.length} bytes, of which the transcript keeps every one.` },
      { kind: 'bytes', title: 'The message', bytes, span },
    ];
    return [
      {
        from: direction === 'sent' ? 0 : 1,
        label: message.kind,
        note: `${bytes.length} bytes`,
        protected: false,
        detail,
      },
    ];
  });
}

export const handshakeExhibit: Exhibit = {
  title: 'A handshake',
  parts: [
    { kind: 'prose', text: 'The client and the server agree on keys; both show a certificate.' },
    {
      kind: 'sequence',
      title: 'Who sends what',
      actors: ['kubectl', 'kube-apiserver'],
      arrows: [
        ...arrows(),
        {
          from: 0,
          label: 'application data',
          note: 'GET /version',
          protected: true,
          detail: [{ kind: 'prose', text: 'Encrypted and with a MAC.' }],
        },
        { from: 1, label: 'application data', note: '{"minor":"32"}', protected: true, detail: [] },
      ],
    },
  ],
};

/** Five certificates in a row, as of one structure: 16 KiB and more. */
export const bigExhibit: Exhibit = {
  title: 'A long chain',
  parts: Array.from({ length: 18 }, (_, i) =>
    bytesOf(`certificate ${i}`, [ca, serverCredentials.chain[0], clientCredentials.chain[0]][i % 3]),
  ),
};

/** The first rows of a table, and the first marks of a search. */
function shortened(part: Part): Part {
  if (part.kind === 'section') return { ...part, parts: part.parts.map(shortened) };
  if (part.kind === 'table') return { ...part, rows: part.rows.slice(0, 4) };
  if (part.kind === 'search') return { ...part, marks: part.marks.slice(-12) };
  if (part.kind === 'sequence') return { ...part, arrows: part.arrows.filter((_, i) => i === 0 || i > 10) };
  return part.kind === 'bytes' ? bytesOf('small.crt', hostileCertificate) : part;
}

/** Something of every kind, and not too much of it: axe-core looks at each element several times. */
export const everyExhibit: Exhibit = {
  title: 'Something of every kind',
  parts: [
    ...certificateExhibit.parts.map(shortened),
    ...keyExhibit.parts,
    ...kernelExhibit.parts.map(shortened),
    ...handshakeExhibit.parts.map(shortened),
  ],
};
