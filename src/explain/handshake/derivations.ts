/** How each secret of a session was derived: the steps of the key schedule of TLS 1.3, the uses of the PRF of TLS 1.2. */
import { equalBytes } from '../../bytes/index.ts';
import { type Hash, hkdfExpand } from '../../hash/index.ts';
import type { SecretName } from '../../tls/index.ts';
import { earlierLogOf, type TlsLog } from '../document/events.ts';
import { assertRecording, type Recording } from '../recording/recording.ts';
import { expandedSecrets, finishedMacs, hashOf, hkdfLabelOf, logOf } from './traffic-keys.ts';

/** The secrets that `unfoldSecret` accepts, in order; empty for a session that ended before it derived any. */
export function secretNames(recording: Recording): readonly string[] {
  assertRecording(recording);
  const log = logOf(recording);
  if (log === undefined) return [];
  const agreed = agreementOf(log) === undefined ? [] : [SHARED_SECRET];
  const later = log.all('secret').map(({ name }) => name as string);
  const earlier = Object.keys(PRF_SECRETS).filter((name) => PRF_SECRETS[name](log) !== undefined);
  if (later.length === 0) return [...agreed, ...earlier];
  const earlier13 = earlierLogOf(recording.events);
  const schedule = [...new Set(later)].filter((name) => derivationOf(log, name, earlier13) !== undefined);
  const below = [...expandedSecrets(log), ...finishedMacs(log)].map(({ name }) => name);
  return [...agreed, ...schedule, ...below];
}

/** The name of the result of (EC)DHE among the secrets. */
export const SHARED_SECRET = 'shared_secret';

/** A step of the key schedule of TLS 1.3. */
export type Derivation =
  | {
      readonly kind: 'extract';
      /** The previous secret, whose "derived" secret is the salt; undefined: the salt is zeros. */
      readonly before: { readonly name: string; readonly secret: Uint8Array } | undefined;
      readonly inputName: string;
      readonly input: Uint8Array;
      readonly value: Uint8Array;
    }
  | {
      readonly kind: 'expand';
      readonly parent: string;
      readonly secret: Uint8Array;
      readonly label: string;
      readonly context: Uint8Array;
      readonly contextName: string;
      readonly value: Uint8Array;
      /** Whether the standard calls it Derive-Secret: its context is a transcript hash. */
      readonly isDeriveSecret: boolean;
    }
  /** The MAC in a Finished. */
  | {
      readonly kind: 'mac';
      readonly keyName: string;
      readonly key: Uint8Array;
      readonly text: Uint8Array;
      readonly value: Uint8Array;
    };

/** RFC 8446 §7.1: the label of each secret, and the one that it is derived from. */
const LABELS: Partial<Readonly<Record<SecretName, readonly [parent: SecretName, label: string]>>> = {
  binder_key: ['early_secret', 'res binder'],
  client_handshake_traffic_secret: ['handshake_secret', 'c hs traffic'],
  server_handshake_traffic_secret: ['handshake_secret', 's hs traffic'],
  client_application_traffic_secret: ['master_secret', 'c ap traffic'],
  server_application_traffic_secret: ['master_secret', 's ap traffic'],
  exporter_master_secret: ['master_secret', 'exp master'],
  resumption_master_secret: ['master_secret', 'res master'],
};

/** @param earlier - what is known of the session that was resumed.
 * @returns undefined for a name that the session does not have, or whose input was not observed: a ticket's PSK comes from an
 * earlier session. */
export function derivationOf(log: TlsLog, name: string, earlier: TlsLog): Derivation | undefined {
  const all = log.all('secret');
  // Of a PSK that the server did not take, there is an early secret too, which only the binder was made of.
  const find = (of: string) => all.findLast((event) => event.name === of);
  const own = find(name);
  if (own === undefined) return derivationBelow(log, name);
  if (name === 'psk') return pskDerivation(own.secret, earlier, hashOf(log));
  const zeros = new Uint8Array(own.secret.length);
  const value = own.secret;
  const extract = (parent: SecretName | undefined, inputName: string, input: Uint8Array): Derivation | undefined => {
    const before = parent === undefined ? undefined : find(parent);
    return parent !== undefined && before === undefined
      ? undefined
      : { kind: 'extract', before: before && { name: parent!, secret: before.secret }, inputName, input, value };
  };
  if (name === 'early_secret') {
    const psk = isResumed(all) ? find('psk')?.secret : undefined;
    return psk ? extract(undefined, 'psk', psk) : extract(undefined, 'no PSK: zeros', zeros);
  }
  if (name === 'master_secret') return extract('handshake_secret', 'zeros', zeros);
  if (name === 'handshake_secret') {
    const shared = log.find('shared-secret')?.sharedSecret;
    return shared && extract('early_secret', 'the shared secret of the key exchange', shared);
  }
  const [parent, label] = LABELS[name as SecretName] ?? [];
  const secret = (name === 'binder_key' ? all.find((event) => event.name === parent) : find(parent ?? ''))?.secret;
  if (parent === undefined || label === undefined || secret === undefined) return undefined;
  const { transcriptHash } = own;
  const context = transcriptHash ?? hashOf(log).digest(new Uint8Array());
  const contextName = transcriptHash === undefined ? 'the hash of nothing' : 'the hash of the messages so far';
  return { kind: 'expand', parent, secret, label, context, contextName, value, isDeriveSecret: true };
}

/** Whether the PSK that was offered became part of the secrets: the client begins anew with zeros if the server did not take it. */
const isResumed = (all: readonly { readonly name: SecretName }[]): boolean =>
  all.filter(({ name }) => name === 'early_secret').length === 1;

/** RFC 8446 §4.6.1. @returns undefined if no ticket of the earlier session has this PSK. */
function pskDerivation(value: Uint8Array, earlier: TlsLog, hash: Hash): Derivation | undefined {
  const secret = earlier.find('secret')?.secret;
  const context = earlier
    .all('message')
    .flatMap(({ message }) => ('ticketNonce' in message.value ? [message.value.ticketNonce] : []))
    .find(
      (nonce) =>
        secret &&
        equalBytes(hkdfExpand(hash, secret, hkdfLabelOf('resumption', nonce, value.length), value.length), value),
    );
  if (secret === undefined || context === undefined) return undefined;
  const parent = 'the earlier session’s resumption_master_secret';
  const contextName = 'the nonce of the ticket';
  return { kind: 'expand', parent, secret, label: 'resumption', context, contextName, value, isDeriveSecret: false };
}

/** The keys and IVs of records, the keys of Finished, and their MACs. */
function derivationBelow(log: TlsLog, name: string): Derivation | undefined {
  const expanded = expandedSecrets(log).find((one) => one.name === name);
  if (expanded !== undefined) {
    const nothing = { context: new Uint8Array(), contextName: 'nothing', isDeriveSecret: false };
    return { kind: 'expand', ...expanded, ...nothing };
  }
  const mac = finishedMacs(log).find((one) => one.name === name);
  if (mac === undefined) return undefined;
  const { key, transcriptHash, verifyData } = mac;
  return { kind: 'mac', keyName: key.name, key: key.value, text: transcriptHash, value: verifyData };
}

/** The private key with which this side computed the result of (EC)DHE, and the other side's public value.
 * @returns undefined if they were not recorded. */
export function agreementOf(log: TlsLog) {
  const event = log.find('shared-secret');
  if (event?.ephemeral === undefined) return undefined;
  const { group, sharedSecret, ephemeral } = event;
  return { group, sharedSecret, ...ephemeral };
}

export interface PrfInput {
  readonly secret: Uint8Array;
  readonly label: string;
  readonly seed: Uint8Array;
  readonly value: Uint8Array;
}

/** The secrets that TLS 1.2 derives (RFC 5246 §6.3, §7.4.9, §8.1). */
export const PRF_SECRETS: Readonly<Record<string, (log: TlsLog) => PrfInput | undefined>> = {
  master_secret: (log) => {
    const secret = log.find('premaster-secret')?.premasterSecret ?? log.find('shared-secret')?.sharedSecret;
    const own = log.find('master-secret');
    return secret && own && { secret, label: own.label, seed: own.seed, value: own.masterSecret };
  },
  key_block: (log) => {
    const secret = log.find('master-secret')?.masterSecret;
    const own = log.find('key-block');
    return secret && own && { secret, label: own.label, seed: own.seed, value: own.block };
  },
  client_verify_data: (log) => verifyDataOf(log, 'client finished'),
  server_verify_data: (log) => verifyDataOf(log, 'server finished'),
};

function verifyDataOf(log: TlsLog, label: string): PrfInput | undefined {
  const secret = log.find('master-secret')?.masterSecret;
  const own = log.find('verify-data', (event) => event.label === label);
  return secret && own && { secret, label, seed: own.transcriptHash, value: own.verifyData };
}
