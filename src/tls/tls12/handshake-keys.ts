/** Key derivation steps that both roles share. */
import { bytesToHex, concat } from '../../bytes/index.ts';
import { encode, opaque } from '../../codec/index.ts';
import type { AnyCredentials } from '../credentials.ts';
import type { Negotiated, Observe } from '../events.ts';
import type { Exporter } from '../machine.ts';
import type { Transcript } from '../messages/transcript.ts';
import type { Group } from '../negotiation/groups.ts';
import type { CipherSuite } from '../negotiation/suites.ts';
import type { Settings } from '../options.ts';
import type { Protection } from '../record/protection.ts';
import { type KeyBlock, keyBlock, MasterSecret, type Randoms, verifyData } from './key-schedule.ts';
import { prf } from './prf.ts';

/** The parameters that the two hellos negotiated. */
export interface Agreed {
  readonly suite: CipherSuite;
  /** The ECDHE group, once the server has chosen it; a client learns it from ServerKeyExchange. */
  readonly group?: Group | undefined;
  readonly randoms: Randoms;
  readonly negotiated: Negotiated;
}

/** The secrets of a handshake, from ClientKeyExchange on. */
export interface Secrets {
  readonly master: MasterSecret;
  readonly keys: KeyBlock;
}

/** @param transcript - exactly up to ClientKeyExchange (RFC 7627 §3). */
export function deriveSecrets(
  premasterSecret: Uint8Array,
  agreed: Agreed,
  transcript: Transcript,
  settings: Settings,
): Secrets {
  const { suite, randoms, negotiated } = agreed;
  const inputs = { suite, randoms, sessionTranscript: transcript, extended: negotiated.extendedMasterSecret };
  return secretsOf(MasterSecret.derive(premasterSecret, inputs, settings.observe), agreed, settings);
}

/** The record keys under a master secret, new or resumed. */
export function secretsOf(master: MasterSecret, { suite, randoms }: Agreed, settings: Settings): Secrets {
  settings.keyLog?.(`CLIENT_RANDOM ${bytesToHex(randoms.client)} ${bytesToHex(master.bytes)}`);
  return { master, keys: keyBlock(master, suite, randoms, settings.observe) };
}

/** The record protection of one sender. */
export const protectionOf = (
  sender: 'client' | 'server',
  { suite, negotiated }: Agreed,
  { keys }: Secrets,
  { random }: Settings,
): Protection => suite.bulk.protection(keys[sender], { encryptThenMac: negotiated.encryptThenMac, random });

/** The verify_data of one sender's Finished, over the transcript's messages. */
export const finishedOf = (
  sender: 'client' | 'server',
  { suite }: Agreed,
  { master }: Secrets,
  transcript: Transcript,
  observe: Observe | undefined,
) => verifyData(sender, master, suite, transcript, observe);

/** The body of a Certificate message. Without credentials the list is empty, which tells the server that the client has no
 * certificate (RFC 5246 §7.4.6). */
export const certificateListOf = (credentials: AnyCredentials | undefined) => ({
  certificateList: credentials?.chain.map(({ der }) => der) ?? [],
});

/** RFC 5705 §4: PRF(master_secret, label, client_random + server_random + [the context and its length]). Not available without
 * the extended master secret, since two sessions could then be made to export the same value (RFC 7627 §5.4). */
export const exporterOf = ({ suite, randoms, negotiated }: Agreed, { master }: Secrets): Exporter | undefined =>
  negotiated.extendedMasterSecret
    ? {
        export(label, context, length) {
          const seed = concat(
            randoms.client,
            randoms.server,
            context === undefined ? new Uint8Array() : prefixed(context),
          );
          return prf(suite.hash, master.bytes, label, seed, length);
        },
      }
    : undefined;

/** Prefixed with its length in two bytes. */
const prefixed = (context: Uint8Array) => encode(opaque(16, 0, 2 ** 16 - 1), context);
