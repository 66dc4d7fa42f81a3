/** A TLS session explained: each message with its bytes and meaning, the checks, the secrets, and how it ended. */
import { type Annotation, annotate, type Span } from '../../codec/index.ts';
import { alertMessage, changeCipherSpec, type DescribedMessage, dialectOf, handshakeCodec } from '../../tls/index.ts';
import { ruleOf13 } from '../../tls/internal.ts';
import { certificate, name } from '../../x509/index.ts';
import { type Role, type TlsLog, tlsLogOf } from '../document/events.ts';
import type { Arrow, BytesPart, Checks, Exhibit, Fact, Part } from '../document/exhibit.ts';
import { bitsNamed, insideOf, opened } from '../document/span-layout.ts';
import { assertRecording, type RecordedRun, type Recording } from '../recording/recording.ts';
import { introductionOf } from './introduction.ts';
import { secretParts } from './key-derivation.ts';
import { keysInUse, secretsInUse } from './keys-in-use.ts';
import { isHelloOf13, spanOf13 } from './names-of-tls13.ts';
import { negotiationParts } from './negotiation.ts';
import { outcomeParts } from './outcome.ts';
import type { Fault } from './parties.ts';
import { type Carried, carriedIn, recordParts } from './records.ts';
import { tellMessage } from './tell-message.ts';
import { type Expanded, expandedSecrets, recordKeysUnder } from './traffic-keys.ts';

/** Shows a session from the events of both sides, or of one.
 * @param recording - of an in-memory run or of a live session. */
export function handshakeExhibit(recording: Recording): Exhibit {
  assertRecording(recording);
  const { run, events } = recording;
  const logs = { client: tlsLogOf(events, 'client'), server: tlsLogOf(events, 'server') };
  const [main, other] = logs.client ? [logs.client, logs.server] : [logs.server, undefined];
  if (main === undefined) return { title: 'A TLS session without recorded events', parts: [] };
  const secrets = secretParts(main, other);
  const version = main.find('negotiated')?.negotiated.version;
  const is13 = version === 'TLSv1.3';
  const carried = carriedIn(events);
  const expanded = expandedSecrets(main);
  const inUse = is13 ? secretsInUse(carried) : [];
  const arrows = carried.map((one, i) => arrowOf(one, logs, recordKeysUnder(expanded, inUse[i])));
  return {
    title: titleOf(run, version),
    parts: [
      { kind: 'prose', text: introductionOf(main) },
      { kind: 'facts', title: 'The session', rows: [...runFacts(run), ...agreedFacts(main, logs.server ?? main)] },
      ...negotiationParts(recording),
      { kind: 'sequence', title: 'What travelled', actors: ['client', 'server'], arrows },
      ...(is13
        ? [
            keysInUse(
              carried,
              arrows.map(({ label }) => label),
            ),
          ]
        : []),
      ...(['client', 'server'] as const).flatMap((role) => checksOf(role, logs[role])),
      ...(secrets.length === 0
        ? []
        : [{ kind: 'section', title: 'The secrets, each derived from the one before', parts: secrets } as const]),
      ...outcomeParts(events),
    ],
  };
}

const FAULT_TEXTS: Readonly<Record<Fault, string>> = {
  'bad-ca': 'another CA signed the server’s certificate',
  expired: 'the server’s certificate has expired',
  'wrong-name': 'the certificate names another host',
  tampered: 'one bit changes on the way',
  'no-client-cert': 'the client has no certificate',
};

function titleOf(run: RecordedRun, version: string | undefined): string {
  const tls = version?.replace('v', ' ') ?? 'TLS';
  return run.command === 'handshake'
    ? `A ${tls} handshake${run.fault === undefined ? '' : ` that goes wrong: ${FAULT_TEXTS[run.fault]}`}`
    : `A ${tls} session with ${run.peer}, as the ${run.role} saw it`;
}

function runFacts(run: RecordedRun): Fact[] {
  const time = { label: 'time', value: run.time.toISOString(), rule: '' };
  if (run.command !== 'handshake') return [time];
  return [{ label: 'seed', value: run.seed, rule: '' }, time];
}

/** @param server - the server's events, which have the reasons for its choices; a client's do not. */
function agreedFacts(log: TlsLog, server: TlsLog): Fact[] {
  const negotiated = log.find('negotiated')?.negotiated;
  if (negotiated === undefined) return [{ label: 'agreed on', value: 'nothing', rule: '' }];
  const { version, suite, extendedMasterSecret, encryptThenMac, serverName, alpn } = negotiated;
  // A client of TLS 1.2 learns of the group after the rest.
  const group = negotiated.group ?? log.find('shared-secret')?.group;
  const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');
  return [
    { label: 'version', value: version, rule: version === 'TLSv1.3' ? 'RFC 8446 §4.2.1' : 'RFC 5246 §E.1' },
    { label: 'cipher suite', value: suite, rule: version === 'TLSv1.3' ? 'RFC 8446 §B.4' : 'RFC 5246 §A.5' },
    ...(group === undefined
      ? []
      : [{ label: 'group', value: group, rule: version === 'TLSv1.3' ? 'RFC 8446 §4.2.7' : 'RFC 8422 §5.4' }]),
    ...choiceFacts(server),
    ...(version === 'TLSv1.3'
      ? []
      : [
          { label: 'extended master secret', value: yesOrNo(extendedMasterSecret), rule: 'RFC 7627' },
          { label: 'encrypt-then-MAC', value: yesOrNo(encryptThenMac), rule: 'RFC 7366' },
        ]),
    { label: 'server name', value: serverName ?? 'none', rule: 'RFC 6066 §3' },
    ...(alpn === undefined ? [] : [{ label: 'application protocol', value: alpn, rule: 'RFC 7301' }]),
  ];
}

/** What the server chose, and why. */
const choiceFacts = (log: TlsLog): Fact[] =>
  log.all('choice').map(({ what, chosen, reason }) => ({ label: what, value: `${chosen}: ${reason}`, rule: '' }));

type Logs = Readonly<Record<Role, TlsLog | undefined>>;

function arrowOf(carried: Carried, logs: Logs, keys: readonly Expanded[]): Arrow {
  const { from, records, missing } = carried;
  const { label, note, parts } = contentOf(carried, (logs.client ?? logs.server)!);
  const gap = missing === 0 ? '' : ` (after ${missing} records that were not recorded)`;
  return {
    from: from === 'client' ? 0 : 1,
    label,
    note: `${note}${gap}`,
    protected: records.some((record) => record.parts !== undefined),
    detail: [...parts, ...records.flatMap((record) => recordParts(record, keys))].map((part) =>
      isOf13(logs) ? partOf13(part) : part,
    ),
  };
}

const isOf13 = ({ client, server }: Logs): boolean =>
  (client ?? server)?.find('negotiated')?.negotiated.version === 'TLSv1.3';

/** What the codecs of both versions describe has the sections of RFC 5246; in a session of TLS 1.3, those of RFC 8446 hold. */
function partOf13(part: Part): Part {
  if (part.kind === 'bytes') return { ...part, span: spanOf13(part.span) };
  if (part.kind !== 'facts') return part;
  return { ...part, rows: part.rows.map((row) => ({ ...row, rule: ruleOf13(row.rule) })) };
}

interface Content {
  readonly label: string;
  readonly note: string;
  readonly parts: readonly Part[];
}

function contentOf(carried: Carried, log: TlsLog): Content {
  const { type, bytes } = carried;
  switch (type) {
    case 'handshake':
      return messageContent(bytes, log);
    case 'change_cipher_spec': {
      const parts = [
        { kind: 'bytes', title: 'The message', bytes, ...shown(annotate(changeCipherSpec, bytes)) } as const,
      ];
      const is13 = log.find('negotiated')?.negotiated.version === 'TLSv1.3';
      const note = is13
        ? 'means nothing here: it is sent for middleboxes that expect it'
        : 'everything I send from here on is protected';
      return { label: 'ChangeCipherSpec', note, parts };
    }
    case 'alert': {
      const { value, ...seen } = annotate(alertMessage, bytes);
      const raw = { kind: 'bytes', title: 'The message', bytes, ...shown(seen) } as const;
      const label = value === undefined ? 'Alert' : `Alert ${value.description}`;
      return { label, note: value?.level ?? 'malformed', parts: [raw] };
    }
    case 'application_data':
      return { label: 'application data', note: `${bytes.length} bytes`, parts: [] };
  }
}

function messageContent(bytes: Uint8Array, log: TlsLog): Content {
  const dialect = dialectOf(log.find('negotiated')?.negotiated);
  const { span, value, fault } = annotate(handshakeCodec(dialect, bytes), bytes);
  const tree = shown({ span: withCertificates(span, bytes), fault });
  const named = isHelloOf13(value?.value) ? { ...tree, span: spanOf13(tree.span) } : tree;
  const raw: BytesPart = { kind: 'bytes', title: 'The message', bytes, ...named };
  const label = span.children.at(-1)?.type ?? 'handshake message';
  if (value === undefined) return { label, note: 'malformed', parts: [raw] };
  const { note, facts } = tellMessage({ dialect, message: value } as DescribedMessage, log);
  const told = facts.length === 0 ? [] : [{ kind: 'facts', title: 'What it says', rows: facts } as const];
  return { label, note, parts: [...told, raw] };
}

/** A message's spans, including those inside the certificates and names that it carries. */
const withCertificates = (span: Span, bytes: Uint8Array): Span =>
  opened(span, (one, parent) => {
    if (one.name !== 'value') return undefined;
    if (parent?.type === 'ASN.1Cert' || parent?.type === 'X509Certificate')
      return insideOf(certificate, bytes, one)?.map(bitsNamed);
    return parent?.type === 'DistinguishedName' ? insideOf(name, bytes, one) : undefined;
  });

/** A span with its fault, if there is one. */
const shown = ({ span, fault }: Omit<Annotation<unknown>, 'value'>): Pick<BytesPart, 'fault' | 'span'> => ({
  span,
  ...(fault && { fault }),
});

function checksOf(role: Role, log: TlsLog | undefined): Checks[] {
  return (log?.all('peer-certificates') ?? []).flatMap(({ validation }) =>
    validation === undefined
      ? []
      : [
          {
            ...{ kind: 'checks', title: `What the ${role} checked`, checks: validation.checks },
            chosen: validation.checks.every(({ outcome }) => outcome !== 'fail'),
          },
        ],
  );
}
