/** How a session ended: well, or by which alert, why, and by which rule. */
import { bytesToHex, concat } from '../../bytes/index.ts';
import type { TlsErrorCode } from '../../tls/index.ts';
import { type EngineEvent, type Role, type SessionFailure, type TlsLog, tlsLogOf } from '../document/events.ts';
import type { Fact, Part } from '../document/exhibit.ts';

type EndEvent = Extract<EngineEvent, { readonly source: 'end' }>;

/** What the codes mean that a person may meet without a hostile peer. */
const REASONS: Partial<Readonly<Record<TlsErrorCode, string>>> = {
  'bad-record-mac':
    'a record did not open. Nothing tells whether its padding or its MAC was wrong: whoever could ask for that could decrypt (Vaudenay 2002)',
  'certificate-missing': 'a certificate was demanded, and the client’s list of certificates was empty',
  'closed-early': 'the peer closed before the handshake was done',
  'extended-master-secret-missing':
    'the other end has no extended master secret, without which sessions can be mixed up',
  'finished-wrong':
    'the other end’s Finished does not match what was said here: someone changed a message, or has another secret',
  'no-common-suite': 'the two ends have no cipher suite in common',
  'no-common-version': 'the two ends have no version of TLS in common',
  'signature-wrong': 'the handshake is not signed by the key of the certificate that was shown',
  truncated: 'the transport ended without a close_notify: someone may have cut off the rest',
};

/** @returns no part where no end is known. */
export function outcomeParts(events: readonly EngineEvent[]): readonly Part[] {
  const ends = events.filter((event): event is EndEvent => event.source === 'end');
  const failed = ends.find(({ failure }) => failure !== undefined && failure.direction !== 'received');
  const rows = ends.flatMap(({ role, failure }): Fact[] =>
    failure === undefined
      ? [{ label: `the ${role}`, value: 'saw it end with the peer’s close_notify', rule: 'RFC 5246 §7.2.1' }]
      : failureFacts(role, failure),
  );
  const reason = failed?.failure && reasonOf(failed.role, failed.failure, tlsLogOf(events, failed.role));
  return [
    ...(rows.length === 0 ? [] : [{ kind: 'facts', title: 'How it ended', rows } as const]),
    ...(reason === undefined ? [] : [{ kind: 'prose', text: reason } as const]),
    ...changesOnTheWay(events),
  ];
}

function failureFacts(role: Role, { alert, code, direction, rule }: SessionFailure): Fact[] {
  const text = {
    sent: `ended it with the alert ${alert} (${code})`,
    received: `was told the alert ${alert}, and ended it`,
    none: `saw it end without a word (${code})`,
  };
  return [{ label: `the ${role}`, value: text[direction], rule }];
}

function reasonOf(role: Role, { code, rule }: SessionFailure, log: TlsLog | undefined): string {
  const validation = log?.find('peer-certificates')?.validation;
  const check = validation?.checks.find(({ outcome }) => outcome === 'fail');
  if (code === 'certificate-refused' && check !== undefined) {
    return `Why: the ${role} checked the certificate of ${check.subject || 'nobody'}, and found ${check.code}: ${check.detail} (${check.rule}).`;
  }
  return `Why: ${REASONS[code] ?? `the other end broke a rule, ${code}`} (${rule}).`;
}

/** Where the bytes that arrived are not those that were sent. */
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
    return [{ kind: 'facts', title: 'Changed on its way', rows }];
  });
}
