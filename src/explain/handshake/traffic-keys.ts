/** What TLS 1.3 derives from its traffic secrets: the keys and IVs of records, the key of Finished, the secrets after a KeyUpdate. The engine
 * reports the traffic secrets alone, so these are derived again. */
import { type Bytes, concat, equalBytes, i2osp, utf8ToBytes } from '../../bytes/index.ts';
import { type Hash, hkdfExpand, hmac, sha256 } from '../../hash/index.ts';
import { suiteHash } from '../../tls/internal.ts';
import { type Role, type TlsLog, tlsLogOf } from '../document/events.ts';
import type { Recording } from '../recording/recording.ts';

/** The client's events, or else the server's. */
export const logOf = ({ events }: Pick<Recording, 'events'>): TlsLog | undefined =>
  tlsLogOf(events, 'client') ?? tlsLogOf(events, 'server');

/** The hash of the session's suite; SHA-256 before there is one. */
export function hashOf(log: TlsLog): Hash {
  const found = log.find('negotiated');
  return found === undefined ? sha256 : suiteHash(found.negotiated.suite);
}

/** A value made by HKDF-Expand-Label (RFC 8446 §7.1) with an empty context. */
export interface Expanded {
  readonly name: string;
  readonly parent: string;
  readonly secret: Uint8Array;
  readonly label: string;
  readonly value: Bytes;
  readonly rule: string;
}

/** The MAC of a Finished (RFC 8446 §4.4.4). */
export interface FinishedMac {
  readonly name: string;
  readonly key: Expanded;
  readonly transcriptHash: Bytes;
  readonly verifyData: Uint8Array;
}

const ROLES = ['client', 'server'] as const;
const IV_LENGTH = 12;

/** HkdfLabel, encoded field by field. A test compares it with the engine's encoding. */
export function hkdfLabelOf(label: string, context: Uint8Array, length: number): Bytes {
  const prefixed = utf8ToBytes(`tls13 ${label}`);
  return concat(
    i2osp(BigInt(length), 2),
    new Uint8Array([prefixed.length]),
    prefixed,
    new Uint8Array([context.length]),
    context,
  );
}

/** All such values of a session of TLS 1.3, in the order of their secrets; none for another session. */
export function expandedSecrets(log: TlsLog): readonly Expanded[] {
  const suite = log.find('negotiated')?.negotiated.suite;
  if (suite === undefined || log.find('secret') === undefined) return [];
  const hash = hashOf(log);
  const keyLength = suite.includes('AES_128') ? 16 : 32;
  const from = (
    name: string,
    parent: string,
    secret: Uint8Array,
    label: string,
    length: number,
    rule: string,
  ): Expanded => ({
    ...{ name, parent, secret, label, rule },
    value: hkdfExpand(hash, secret, hkdfLabelOf(label, new Uint8Array(), length), length),
  });
  const recordKeys = (parent: string, secret: Uint8Array): Expanded[] => [
    from(keyNameOf(parent), parent, secret, 'key', keyLength, 'RFC 8446 §7.3'),
    from(ivNameOf(parent), parent, secret, 'iv', IV_LENGTH, 'RFC 8446 §7.3'),
  ];
  return log.all('secret').flatMap(({ name, secret }): readonly Expanded[] => {
    const finished = (own: string) => from(own, name, secret, 'finished', hash.outputLength, 'RFC 8446 §4.4.4');
    if (name === 'binder_key') return [finished('binder_finished_key')];
    const role = ROLES.find((one) => name.startsWith(`${one}_`));
    if (role === undefined) return [];
    if (name.endsWith('_handshake_traffic_secret'))
      return [...recordKeys(name, secret), finished(`${role}_finished_key`)];
    const all = recordKeys(name, secret);
    let before = { name: name as string, value: secret };
    for (let i = 1; i <= updatesOf(log, role); i++) {
      const next = from(`${name}_${i}`, before.name, before.value, 'traffic upd', hash.outputLength, 'RFC 8446 §7.2');
      all.push(next, ...recordKeys(next.name, next.value));
      before = next;
    }
    return all;
  });
}

/** The names of the key and of the IV that protect records under a traffic secret. */
export const keyNameOf = (secretName: string): string => secretName.replace('traffic_secret', 'write_key');
export const ivNameOf = (secretName: string): string => secretName.replace('traffic_secret', 'write_iv');

/** How often a side changed its key (RFC 8446 §4.6.3). */
const updatesOf = (log: TlsLog, role: Role): number =>
  log
    .all('message')
    .filter((one) => one.message.kind === 'key_update' && (one.direction === 'sent') === isOf(log, role)).length;

/** Whether a log is that side's own: the client sends its ClientHello. */
const isOf = (log: TlsLog, role: Role): boolean =>
  (log.find('message', ({ message }) => message.kind === 'client_hello')?.direction === 'sent') === (role === 'client');

/** The MACs in the Finished messages of a session of TLS 1.3. Those that do not come out, of a session that was changed, are left out. */
export function finishedMacs(log: TlsLog): readonly FinishedMac[] {
  const hash = hashOf(log);
  const keys = expandedSecrets(log).filter(({ name }) => name.endsWith('_finished_key'));
  const messages = log.all('message');
  return messages.flatMap((event, i): readonly FinishedMac[] => {
    if (event.message.kind !== 'finished') return [];
    const { verifyData } = event.message.value;
    const transcriptHash = hash.digest(transcriptOf(messages.slice(0, i), hash));
    const key = keys.find(({ value }) => equalBytes(hmac(hash, value, transcriptHash), verifyData));
    return key === undefined
      ? []
      : [{ name: key.name.replace('finished_key', 'verify_data'), key, transcriptHash, verifyData }];
  });
}

/** RFC 8446 §4.4.1: the messages one after another; before a HelloRetryRequest, the first ClientHello is there as its hash. */
function transcriptOf(
  messages: readonly { readonly bytes: Uint8Array; readonly message: { readonly kind: string } }[],
  hash: Hash,
): Bytes {
  const hasRetry = messages.some(({ message }) => message.kind === 'hello_retry_request');
  return concat(
    ...messages.map(({ bytes }, i) =>
      hasRetry && i === 0 ? concat(Uint8Array.of(MESSAGE_HASH, 0, 0, hash.outputLength), hash.digest(bytes)) : bytes,
    ),
  );
}

/** HandshakeType (RFC 8446 §4). */
const MESSAGE_HASH = 254;

/** The key and the IV under a secret, as `secretsInUse` names it: application secrets are counted from 0. */
export function recordKeysUnder(expanded: readonly Expanded[], secretName: string | undefined): readonly Expanded[] {
  const parent = secretName?.replace(/_0$/, '');
  return expanded.filter((one) => one.parent === parent && (one.label === 'key' || one.label === 'iv'));
}
