/** A summary and the facts of each handshake message (RFC 5246 §7.4). */
import { bytesToUtf8, equalBytes, VitrineError } from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import {
  CODE_POINTS,
  cipherSuiteName,
  type DescribedMessage,
  type HandshakeKind,
  type HandshakeMessage,
  type Names,
} from '../../tls/index.ts';
import { ruleOf13 } from '../../tls/internal.ts';
import { type Certificate, decodeCertificate, formatGeneralName, name } from '../../x509/index.ts';
import { formatReadable } from '../../x509/internal.ts';
import type { TlsLog } from '../document/events.ts';
import type { Fact } from '../document/exhibit.ts';
import { supportedVersions, TLS13 } from './names-of-tls13.ts';

export interface Told {
  /** A short summary. */
  readonly note: string;
  readonly facts: readonly Fact[];
}
type ValueOf<K extends HandshakeKind> = Extract<HandshakeMessage, { readonly kind: K }>['value'];

/** @param log - the events of a side that sent or received the message. */
export type Teller = (value: never, log: TlsLog) => Told;

export const hex16 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
const suiteText = (id: number): string => nameOf(CODE_POINTS.cipherSuite, id);
const versionText = (version: number): string => VERSIONS[version] ?? hex16(version);

/** The versions of a hello. In TLS 1.3 the old field says TLS 1.2 for the sake of middleboxes, and nobody reads it. */
function versionFacts(legacy: number, supported: readonly number[], label: string, rule: string): Fact[] {
  if (supported.length === 0) return [{ label, value: versionText(legacy), rule }];
  return [
    { label, value: versionText(Math.max(...supported)), rule: 'RFC 8446 §4.2.1' },
    { label: 'legacy_version', value: `${versionText(legacy)}, always: it means nothing`, rule: ruleOf13(rule) },
  ];
}

const VERSIONS: Readonly<Record<number, string>> = { 771: 'TLS 1.2 (0x0303)', 772: 'TLS 1.3 (0x0304)' };

const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** With ECDHE: the public values of both sides (RFC 8422 §5.4, §5.7). */
export const ECDHE_TELLERS: Partial<Record<string, Teller>> = {
  server_key_exchange: ({ params, algorithm, signature }: EcdheValueOf<'server_key_exchange'>) => ({
    note: 'an ephemeral public value, signed with the key of its certificate',
    facts: [
      { label: 'group', value: nameOf(CODE_POINTS.namedGroup, params.namedCurve), rule: 'RFC 8422 §5.4' },
      { label: 'public value', value: params.point, rule: 'RFC 8422 §5.4' },
      { label: 'scheme', value: nameOf(CODE_POINTS.signatureScheme, algorithm), rule: 'RFC 5246 §7.4.1.4.1' },
      { label: 'signature', value: signature, rule: 'RFC 8422 §5.4' },
    ],
  }),
  client_key_exchange: ({ point }: EcdheValueOf<'client_key_exchange'>) => ({
    note: 'an ephemeral public value',
    facts: [{ label: 'public value', value: point, rule: 'RFC 8422 §5.7' }],
  }),
};
type EcdheMessage = Extract<DescribedMessage, { readonly dialect: 'tls12-ecdhe' }>['message'];
type EcdheValueOf<K> = Extract<EcdheMessage, { readonly kind: K }>['value'];
export const nameOf = (names: Names, number: number): string => {
  const known = names.get(number);
  return known === undefined ? hex16(number) : `${known} (${hex16(number)})`;
};

export const TELLERS: { readonly [K in HandshakeKind]: (value: ValueOf<K>, log: TlsLog) => Told } = {
  hello_request: () => ({ note: 'asks for another handshake', facts: [] }),
  client_hello: tellClientHello,
  server_hello: tellServerHello,
  certificate: tellCertificate,
  certificate_status: ({ response }) => ({
    note: 'an OCSP response about the certificate: whether its CA has revoked it',
    facts: [{ label: 'response', value: response, rule: 'RFC 6066 §8' }],
  }),
  certificate_request: tellCertificateRequest,
  server_hello_done: () => ({ note: 'the server is done: it is the client’s turn', facts: [] }),
  client_key_exchange: ({ encryptedPreMasterSecret }) => ({
    note: 'a fresh secret, encrypted with the server’s public key',
    facts: [
      { label: 'encrypted bytes', value: encryptedPreMasterSecret.length, rule: 'RFC 5246 §7.4.7.1' },
      {
        label: 'encryption',
        value: 'RSAES-PKCS1-v1_5: only the holder of the server’s key can read it',
        rule: 'RFC 8017 §7.2',
      },
    ],
  }),
  certificate_verify: tellCertificateVerify,
  new_session_ticket: ({ ticketLifetimeHint, ticket }) => ({
    note: 'the session, encrypted for the server itself: the client brings it back to resume',
    facts: [
      { label: 'lifetime', value: `${ticketLifetimeHint} s`, rule: 'RFC 5077 §3.3' },
      { label: 'ticket', value: ticket, rule: 'RFC 5077 §3.3' },
    ],
  }),
  finished: tellFinished,
};

export const HELLOS: Partial<Record<string, Teller>> = { client_hello: tellClientHello, server_hello: tellServerHello };

function tellClientHello(hello: ValueOf<'client_hello'>): Told {
  const extensions = hello.extensions ?? [];
  const names = extensions.flatMap((one) => (one.kind === 'server_name' ? one.value : []));
  const serverName = names[0] && textOf(names[0].hostName);
  const versions = supportedVersions(extensions);
  const rule = versions.includes(TLS13) ? 'RFC 8446 §4.1.2' : 'RFC 5246 §7.4.1.2';
  return {
    note: `offers ${countOf(hello.cipherSuites.length, 'cipher suite')}${serverName ? `, dials ${serverName}` : ''}`,
    facts: [
      ...versionFacts(hello.clientVersion, versions, 'highest version', 'RFC 5246 §7.4.1.2'),
      { label: 'client random', value: hello.random, rule },
      ...hello.cipherSuites.map((id, i) => ({
        ...{ label: i === 0 ? 'cipher suites' : '', value: suiteText(id) },
        rule,
      })),
      ...extensionFacts(extensions, versions),
      ...offerFacts(extensions),
      ...(serverName ? [{ label: 'server name', value: serverName, rule: 'RFC 6066 §3' }] : []),
    ],
  };
}

/** What TLS 1.3 adds to a ClientHello: the versions, a public value of each group, and a session to resume with its proof. */
function offerFacts(extensions: NonNullable<ValueOf<'client_hello'>['extensions']>): Fact[] {
  return extensions.flatMap((one): Fact[] => {
    switch (one.kind) {
      case 'supported_versions':
        return [{ label: 'versions', value: one.value.map(versionText).join(', '), rule: 'RFC 8446 §4.2.1' }];
      case 'key_share':
        return one.value.map(({ group, keyExchange }) => shareFact(group, keyExchange));
      case 'pre_shared_key':
        return one.value.identities.flatMap(({ identity }, i) => [
          { label: 'ticket', value: identity, rule: 'RFC 8446 §4.2.11' },
          { label: 'its binder', value: one.value.binders[i], rule: 'RFC 8446 §4.2.11.2' },
        ]);
      default:
        return [];
    }
  });
}

const shareFact = (group: number, value: Uint8Array): Fact => ({
  ...{ label: `key share, ${CODE_POINTS.namedGroup.get(group) ?? hex16(group)}`, value },
  rule: 'RFC 8446 §4.2.8',
});

function tellServerHello(hello: ValueOf<'server_hello'>): Told {
  const versions = supportedVersions(hello.extensions);
  const rule = versions.includes(TLS13) ? 'RFC 8446 §4.1.3' : 'RFC 5246 §7.4.1.3';
  return {
    note: `chooses ${cipherSuiteName(hello.cipherSuite) ?? hex16(hello.cipherSuite)}`,
    facts: [
      ...versionFacts(hello.serverVersion, versions, 'version', 'RFC 5246 §7.4.1.3'),
      { label: 'server random', value: hello.random, rule },
      { label: 'cipher suite', value: suiteText(hello.cipherSuite), rule },
      ...extensionFacts(hello.extensions ?? [], versions),
      ...(hello.extensions ?? []).flatMap((one): Fact[] => {
        if (one.kind === 'key_share') return [shareFact(one.value.group, one.value.keyExchange)];
        if (one.kind !== 'pre_shared_key') return [];
        return [{ label: 'resumes', value: `ticket ${one.value.selectedIdentity}`, rule: 'RFC 8446 §4.2.11' }];
      }),
    ],
  };
}

const extensionFacts = (
  extensions: readonly { readonly kind: string; readonly type?: number }[],
  versions: readonly number[],
): Fact[] => [
  {
    label: 'extensions',
    value: extensions.map(({ kind, type }) => (kind === 'unknown' ? `${type}` : kind)).join(', ') || 'none',
    rule: versions.includes(TLS13) ? 'RFC 8446 §4.2' : 'RFC 5246 §7.4.1.4',
  },
];

function tellCertificate({ certificateList }: ValueOf<'certificate'>): Told {
  const certificates = certificateList.map(certificateOf);
  return {
    note: certificateNote(certificates),
    facts: certificates.flatMap((one) => (one === undefined ? [] : certificateFacts(one))),
  };
}

/** @param certificates - undefined for each malformed certificate. */
export function certificateNote(certificates: readonly (Certificate | undefined)[]): string {
  const [leaf] = certificates;
  if (leaf !== undefined) return `“I am ${formatReadable(leaf.subject.value)}”`;
  return certificates.length === 0 ? 'no certificate' : 'a malformed certificate';
}

export function certificateOf(der: Uint8Array): Certificate | undefined {
  try {
    return decodeCertificate(der);
  } catch (error) {
    if (error instanceof VitrineError) return undefined;
    throw error;
  }
}

export function certificateFacts({ subject, issuer, notBefore, notAfter, subjectAltNames }: Certificate): Fact[] {
  return [
    { label: 'subject', value: formatReadable(subject.value), rule: 'RFC 5280 §4.1.2.6' },
    { label: 'issuer', value: formatReadable(issuer.value), rule: 'RFC 5280 §4.1.2.4' },
    { label: 'validity', value: `${timeText(notBefore)} to ${timeText(notAfter)}`, rule: 'RFC 5280 §4.1.2.5' },
    ...(subjectAltNames.length === 0
      ? []
      : [{ label: 'names', value: subjectAltNames.map(formatGeneralName).join(', '), rule: 'RFC 5280 §4.2.1.6' }]),
  ];
}

const timeText = (time: Date): string => time.toISOString().replace('.000', '');

function tellCertificateRequest({ certificateAuthorities }: ValueOf<'certificate_request'>): Told {
  const authorities = certificateAuthorities.map(nameText);
  return {
    note: 'requests the client’s certificate too',
    facts: [
      {
        label: 'accepts certificates issued by',
        value: authorities.join('; ') || 'any authority',
        rule: 'RFC 5246 §7.4.4',
      },
    ],
  };
}

export function nameText(der: Uint8Array): string {
  try {
    return formatReadable(decode(name, der));
  } catch (error) {
    if (error instanceof VitrineError) return '(malformed)';
    throw error;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return bytesToUtf8(bytes);
  } catch (error) {
    if (error instanceof VitrineError) return '(malformed)';
    throw error;
  }
}

function tellCertificateVerify({ signature }: ValueOf<'certificate_verify'>, log: TlsLog): Told {
  const proof = log.find('transcript-signature');
  const rule = 'RFC 5246 §7.4.8';
  const facts: Fact[] =
    proof === undefined
      ? []
      : [
          { label: 'scheme', value: proof.scheme, rule: 'RFC 5246 §7.4.1.4.1' },
          { label: 'hash of all messages', value: proof.transcriptHash, rule },
          { label: 'the signature is', value: proof.valid ? 'right' : 'WRONG', rule },
        ];
  return {
    note: 'signs all messages so far, with the key of its certificate',
    facts: [...facts, { label: 'signature', value: signature, rule }],
  };
}

function tellFinished({ verifyData }: ValueOf<'finished'>, log: TlsLog): Told {
  const rule = 'RFC 5246 §7.4.9';
  const ours = log.find('verify-data', (one) => equalBytes(one.verifyData, verifyData));
  return {
    note: 'a hash of all messages so far, keyed with the master secret',
    facts: [
      { label: 'verify_data', value: verifyData, rule },
      ...(ours === undefined
        ? []
        : [
            { label: 'which is', value: `PRF(master_secret, "${ours.label}", Hash(all messages))[0..11]`, rule },
            { label: 'Hash(all messages)', value: ours.transcriptHash, rule },
          ]),
    ],
  };
}
