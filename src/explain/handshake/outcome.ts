/** How a session ended: properly, or by which alert, for which reason, and by which rule. */
import { bytesToHex, concat } from '../../bytes/index.ts';
import type { TlsErrorCode } from '../../tls/index.ts';
import { type EngineEvent, type Role, type SessionFailure, type TlsLog, tlsLogOf } from '../document/events.ts';
import type { Fact, Part } from '../document/exhibit.ts';

type EndEvent = Extract<EngineEvent, { readonly source: 'end' }>;

const NO_RECORD =
  'what came is no record of TLS 1.2 or 1.3: the other side may speak another version here, or another protocol, such as HTTP';

/** Explanations of the codes that can occur without a hostile peer. */
const REASONS: Partial<Readonly<Record<TlsErrorCode, string>>> = {
  'bad-record-mac':
    'a record could not be decrypted. The alert does not tell whether its padding or its MAC was wrong: an attacker who knew could decrypt (Vaudenay 2002)',
  'certificate-missing': 'a certificate was required, but the client’s certificate list was empty',
  'closed-early': 'the peer closed the connection before the handshake was complete',
  'extended-master-secret-missing':
    'the other side does not support the extended master secret, without which sessions can be confused',
  'finished-wrong':
    'the other side’s Finished does not match this side’s messages: a message was changed, or the secrets differ',
  internal: 'a fault of this side’s own program; the other side did nothing wrong',
  'no-common-group': 'the two sides have no group in common',
  'no-common-scheme': 'the server has no signature scheme that the client knows and that fits its key',
  'no-common-suite': 'the two sides have no cipher suite in common, or none that a certificate and a group of both fit',
  'no-common-version': 'the two sides have no TLS version in common',
  'record-version': NO_RECORD,
  'signature-wrong': 'the signature does not verify with the key of the presented certificate',
  'unknown-record-type': NO_RECORD,
  truncated: 'the transport ended without a close_notify: data may have been cut off',
};

/** Of a suite whose records have neither padding before the MAC nor a MAC of their own. */
const TAG_WRONG =
  'the tag of a record does not fit: the record was changed on the way, or protected by other keys. Nothing of it is used';

/** @returns no part if the end was not observed. */
export function outcomeParts(events: readonly EngineEvent[]): readonly Part[] {
  const ends = events.filter((event): event is EndEvent => event.source === 'end');
  const failed = ends.find(({ failure }) => failure !== undefined && failure.direction !== 'received');
  const is13 = tlsLogOf(events, 'client')?.find('negotiated')?.negotiated.version === 'TLSv1.3';
  const rows = ends.flatMap(({ role, failure }): Fact[] =>
    failure === undefined
      ? [
          {
            label: `the ${role}`,
            value: 'received the peer’s close_notify',
            rule: is13 ? 'RFC 8446 §6.1' : 'RFC 5246 §7.2.1',
          },
        ]
      : failureFacts(role, failure),
  );
  const reason = failed?.failure && reasonOf(failed.role, failed.failure, tlsLogOf(events, failed.role));
  return [
    ...(rows.length === 0 ? [] : [{ kind: 'facts', title: 'How it ended', rows } as const]),
    ...(is13 && failed?.role === 'server' && wasConnectedAlone(events) ? [{ kind: 'prose', text: LATE } as const] : []),
    ...(reason === undefined ? [] : [{ kind: 'prose', text: reason } as const]),
    ...changesOnTheWay(events),
  ];
}

/** RFC 8446 §4.4.2: the client's Certificate and Finished are one flight, so its handshake is complete before it learns whether
 * the server accepts its certificate. */
const LATE =
  'The client counted as connected when it had sent its Finished, before the server’s verdict. The alert reaches it with its first read.';

/** Whether the handshake was complete for the client, but not for the server. */
const wasConnectedAlone = (events: readonly EngineEvent[]): boolean =>
  isConnected(events, 'client') && !isConnected(events, 'server');

const isConnected = (events: readonly EngineEvent[], role: Role): boolean =>
  tlsLogOf(events, role)
    ?.all('state')
    .some(({ to }) => to === 'CONNECTED') ?? false;

function failureFacts(role: Role, { alert, code, direction, rule }: SessionFailure): Fact[] {
  const text = {
    sent: `sent the alert ${alert} (${code})`,
    received: `received the alert ${alert}`,
    none: `ended without an alert (${code})`,
  };
  return [{ label: `the ${role}`, value: text[direction], rule }];
}

function reasonOf(role: Role, { code, rule }: SessionFailure, log: TlsLog | undefined): string {
  const validation = log?.find('peer-certificates')?.validation;
  const check = validation?.checks.find(({ outcome }) => outcome === 'fail');
  if (code === 'certificate-refused' && check !== undefined) {
    return `Why: the ${role} checked the certificate of ${check.subject || '(empty subject)'}; ${check.code} failed: ${check.detail} (${check.rule}).`;
  }
  if (code === 'truncated' && log?.find('record', ({ direction }) => direction === 'received') === undefined) {
    return `Why: the other side closed the connection without an answer: it may not speak TLS here (${rule}).`;
  }
  if (code === 'bad-record-mac' && /GCM|CCM|POLY1305/.test(log?.find('negotiated')?.negotiated.suite ?? '')) {
    return `Why: ${TAG_WRONG} (${rule}).`;
  }
  return `Why: ${REASONS[code] ?? `the other side violated a rule: ${code}`} (${rule}).`;
}

/** The place where the received bytes differ from the sent ones. */
function changesOnTheWay(events: readonly EngineEvent[]): readonly Part[] {
  return (['client', 'server'] as const).flatMap((from): Part[] => {
    const records = tlsLogOf(events, from)?.all('record') ?? [];
    const sent = concat(...records.filter(({ direction }) => direction === 'sent').map(({ bytes }) => bytes));
    const arrived = concat(
      ...events.flatMap((event) => (event.source === 'wire' && event.from === from ? [event.bytes] : [])),
    );
    const at = sent.findIndex((byte, i) => i < arrived.length && byte !== arrived[i]);
    if (at < 0) return [];
    const one = (raw: Uint8Array) => `0x${bytesToHex(raw.subarray(at, at + 1))}`;
    const rows = [
      { label: `byte ${at} that the ${from} sent`, value: one(sent), rule: '' },
      { label: 'as it arrived', value: one(arrived), rule: '' },
    ];
    return [{ kind: 'facts', title: 'Changed in transit', rows }];
  });
}
