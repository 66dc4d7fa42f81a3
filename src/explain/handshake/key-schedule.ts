/** The key schedule of TLS 1.3 (RFC 8446 §7.1) as a picture: each secret, what it is derived from, and what it protects. */
import { equalBytes } from '../../bytes/index.ts';
import type { SecretName } from '../../tls/index.ts';
import type { TlsLog } from '../document/events.ts';
import type { Fact, Facts, Part, Table } from '../document/exhibit.ts';
import { expandedSecrets } from './traffic-keys.ts';

interface Row {
  readonly name: SecretName;
  /** The branch of the tree before the name. */
  readonly branch: string;
  readonly madeOf: string;
  readonly protects: string;
}

/** In the order of RFC 8446 §7.1, from the top of its picture to the bottom. */
const SCHEDULE: readonly Row[] = [
  {
    name: 'psk',
    branch: '',
    madeOf: 'the earlier session’s resumption_master_secret, "resumption", the nonce of the ticket',
    protects: 'only what is derived from it',
  },
  {
    name: 'early_secret',
    branch: '',
    madeOf: 'HKDF-Extract(0, PSK), or of zeros without a PSK',
    protects: 'only what is derived from it',
  },
  {
    name: 'binder_key',
    branch: '├─ ',
    madeOf: '"res binder"',
    protects: 'the binder: proof that the client has the PSK',
  },
  {
    name: 'handshake_secret',
    branch: '▼ ',
    madeOf: 'HKDF-Extract(Derive-Secret(early_secret, "derived"), shared secret)',
    protects: 'only what is derived from it',
  },
  {
    name: 'client_handshake_traffic_secret',
    branch: '├─ ',
    madeOf: '"c hs traffic", hash of ClientHello … ServerHello',
    protects: 'the client’s Certificate, CertificateVerify, Finished',
  },
  {
    name: 'server_handshake_traffic_secret',
    branch: '├─ ',
    madeOf: '"s hs traffic", hash of ClientHello … ServerHello',
    protects: 'EncryptedExtensions to the server’s Finished',
  },
  {
    name: 'master_secret',
    branch: '▼ ',
    madeOf: 'HKDF-Extract(Derive-Secret(handshake_secret, "derived"), 0)',
    protects: 'only what is derived from it',
  },
  {
    name: 'client_application_traffic_secret',
    branch: '├─ ',
    madeOf: '"c ap traffic", hash of ClientHello … server’s Finished',
    protects: 'the client’s data',
  },
  {
    name: 'server_application_traffic_secret',
    branch: '├─ ',
    madeOf: '"s ap traffic", hash of ClientHello … server’s Finished',
    protects: 'the server’s data and tickets',
  },
  {
    name: 'exporter_master_secret',
    branch: '├─ ',
    madeOf: '"exp master", hash of ClientHello … server’s Finished',
    protects: 'keys that applications export',
  },
  {
    name: 'resumption_master_secret',
    branch: '└─ ',
    madeOf: '"res master", hash of ClientHello … client’s Finished',
    protects: 'the PSK of each ticket',
  },
];

/** @param other - the other side's events, if both were observed. @returns the shared secret, the picture, and the values. */
export function scheduleParts(log: TlsLog, other: TlsLog | undefined): readonly Part[] {
  const values = new Map(log.all('secret').map((event) => [event.name, event]));
  const rows = SCHEDULE.filter(({ name }) => values.has(name));
  const picture: Table = {
    kind: 'table',
    title: 'The key schedule: what each secret is made of, and what it protects',
    rule: 'RFC 8446 §7.1',
    columns: ['secret', 'made of', 'protects'],
    rows: rows.map(({ name, branch, madeOf, protects }) => [`${branch}${name}`, madeOf, protects]),
  };
  const facts: Facts = {
    kind: 'facts',
    title: 'The same secrets, with their values',
    rows: rows.flatMap(({ name }): Fact[] => {
      const { secret, transcriptHash } = values.get(name)!;
      const rule = 'RFC 8446 §7.1';
      const hash = transcriptHash && { label: '  from the transcript hash', value: transcriptHash, rule };
      return [{ label: name, value: secret, rule, secret: true }, ...(hash ? [hash] : [])];
    }),
  };
  return [...agreement(log, other), picture, facts, expandedFacts(log)];
}

/** The values that protect bytes: of the secrets above, the records and Finished see these alone. */
function expandedFacts(log: TlsLog): Facts {
  const rows = expandedSecrets(log).flatMap(({ name, parent, label, value, rule }): Fact[] => [
    { label: name, value, rule, secret: true },
    { label: '  made by', value: `HKDF-Expand-Label(${parent}, "${label}", "", ${value.length})`, rule: '' },
  ]);
  return { kind: 'facts', title: 'The keys that protect records and Finished, from these secrets', rows };
}

function agreement(log: TlsLog, other: TlsLog | undefined): Facts[] {
  const event = log.find('shared-secret');
  if (event === undefined) return [];
  const { group, sharedSecret } = event;
  const isHybrid = group === 'X25519MLKEM768';
  const rule = isHybrid ? 'RFC 10024' : 'RFC 8446 §7.4.2';
  const rows: Fact[] = [
    { label: 'group', value: group, rule },
    { label: 'made of', value: 'one side’s ephemeral private key, and the other side’s key share', rule },
    { label: 'shared secret', value: sharedSecret, rule, secret: true },
  ];
  if (isHybrid) {
    rows.push(
      { label: '  of ML-KEM-768', value: sharedSecret.subarray(0, 32), rule: 'FIPS 203', secret: true },
      { label: '  of X25519', value: sharedSecret.subarray(32), rule: 'RFC 7748 §6.1', secret: true },
    );
  }
  const theirs = other?.find('shared-secret')?.sharedSecret;
  if (theirs !== undefined) {
    rows.push({ label: 'the server derived', value: equalBytes(theirs, sharedSecret) ? 'the same' : 'ANOTHER', rule });
  }
  return [{ kind: 'facts', title: 'Shared secret: known to the two sides alone, and never sent', rows }];
}
