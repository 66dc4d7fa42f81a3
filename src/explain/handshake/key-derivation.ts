/** A session's secrets, and how each is derived from the one before (RFC 5246 §6.3, §8.1; RFC 7627 §4). */
import { bytesToHex, equalBytes } from '../../bytes/index.ts';
import type { SecretName } from '../../tls/index.ts';
import { type EngineEvent, type TlsEventOf, type TlsLog, tlsLogOf } from '../document/events.ts';
import type { Fact, Facts, Part } from '../document/exhibit.ts';
import { scheduleParts } from './key-schedule.ts';

/** @param other - the other side's events, if both were observed. @returns one part for each secret that was derived. */
export function secretParts(log: TlsLog, other: TlsLog | undefined): readonly Part[] {
  if (log.find('secret') !== undefined) return scheduleParts(log, other);
  const premaster = log.find('premaster-secret');
  const master = log.find('master-secret');
  const keys = log.find('key-block');
  const finished = log.all('verify-data');
  return [
    ...(premaster === undefined ? [] : [premasterFacts(premaster, other?.find('premaster-secret'))]),
    ...(master === undefined ? [] : [masterFacts(master)]),
    ...(keys === undefined ? [] : [keyFacts(keys)]),
    ...(finished.length === 0 ? [] : [finishedFacts(finished)]),
  ];
}

function premasterFacts(
  { direction, premasterSecret, encrypted }: TlsEventOf<'premaster-secret'>,
  other: TlsEventOf<'premaster-secret'> | undefined,
): Facts {
  const rule = 'RFC 5246 §7.4.7.1';
  const made = direction === 'sent' ? 'the version offered, and 46 random bytes' : 'decrypted with the server’s key';
  const rows: Fact[] = [
    { label: 'made of', value: made, rule },
    { label: 'premaster_secret', value: premasterSecret, rule, secret: true },
    { label: 'as sent, encrypted', value: encrypted, rule },
  ];
  if (other !== undefined) {
    const same = equalBytes(premasterSecret, other.premasterSecret);
    rows.push({ label: 'the server recovered', value: same ? 'the same' : 'ANOTHER', rule });
  }
  return {
    kind: 'facts',
    title: 'Premaster secret: known to the client, and to any holder of the server’s private key',
    rows,
  };
}

function masterFacts({ label, seed, masterSecret }: TlsEventOf<'master-secret'>): Facts {
  const extended = label === 'extended master secret';
  const rule = extended ? 'RFC 7627 §4' : 'RFC 5246 §8.1';
  const seedName = extended ? 'session_hash' : 'client_random || server_random';
  return {
    kind: 'facts',
    title: 'Master secret: the premaster secret, bound to this handshake',
    rows: [
      { label: 'master_secret =', value: `PRF(premaster_secret, "${label}", ${seedName})[0..47]`, rule },
      { label: seedName, value: seed, rule },
      { label: 'master_secret', value: masterSecret, rule, secret: true },
    ],
  };
}

function keyFacts({ label, seed, block, parts }: TlsEventOf<'key-block'>): Facts {
  const rule = 'RFC 5246 §6.3';
  let at = 0;
  const cut = Object.entries(parts).filter(([, part]) => part.length > 0);
  return {
    kind: 'facts',
    title: `Key block: ${block.length} bytes, cut in this order`,
    rows: [
      { label: 'key_block =', value: `PRF(master_secret, "${label}", server_random || client_random)`, rule },
      { label: 'both randoms', value: seed, rule },
      { label: 'key_block', value: block, rule, secret: true },
      ...cut.map(([name, part]): Fact => {
        const range = `${at}..${(at += part.length) - 1}`;
        return { label: name, value: part, rule: `${rule}, bytes ${range}`, secret: true };
      }),
    ],
  };
}

function finishedFacts(events: readonly TlsEventOf<'verify-data'>[]): Facts {
  const rule = 'RFC 5246 §7.4.9';
  return {
    kind: 'facts',
    title: 'Finished: each side proves that it has the master secret and saw the same messages',
    rows: events.flatMap(({ label, transcriptHash, verifyData }) => [
      { label: 'verify_data =', value: `PRF(master_secret, "${label}", Hash(handshake_messages))[0..11]`, rule },
      { label: 'Hash(handshake_messages)', value: transcriptHash, rule },
      { label: 'verify_data', value: verifyData, rule },
    ]),
  };
}

/** The labels of TLS 1.3 (RFC 9850 §2). */
const LOGGED: Partial<Readonly<Record<SecretName, string>>> = {
  client_handshake_traffic_secret: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  server_handshake_traffic_secret: 'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  client_application_traffic_secret: 'CLIENT_TRAFFIC_SECRET_0',
  server_application_traffic_secret: 'SERVER_TRAFFIC_SECRET_0',
  exporter_master_secret: 'EXPORTER_SECRET',
};

/** The lines of an SSLKEYLOGFILE for the observed session. Secret: these lines decrypt it. */
export function keyLogOf(events: readonly EngineEvent[]): string {
  const log = tlsLogOf(events, 'client') ?? tlsLogOf(events, 'server');
  const master = log?.find('master-secret');
  const hello = log?.find('message', ({ message }) => message.kind === 'client_hello')?.message;
  if (log === undefined || hello?.kind !== 'client_hello') return '';
  const random = bytesToHex(hello.value.random);
  const lines = log.all('secret').flatMap(({ name, secret }) => {
    const label = LOGGED[name];
    return label === undefined ? [] : [`${label} ${random} ${bytesToHex(secret)}\n`];
  });
  if (master !== undefined) lines.push(`CLIENT_RANDOM ${random} ${bytesToHex(master.masterSecret)}\n`);
  return lines.join('');
}
