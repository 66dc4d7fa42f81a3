/** Operations on the secrets of TLS 1.3 that both roles share. */
import { type Bytes, bytesToHex, concat } from '../../bytes/index.ts';
import type { Hash } from '../../hash/index.ts';
import type { Negotiated } from '../events.ts';
import type { Group } from '../negotiation/groups.ts';
import type { CipherSuite13 } from '../negotiation/suites.ts';
import type { Settings } from '../options.ts';
import type { Protection } from '../record/protection.ts';
import type { SecretName, SecretWatch, TrafficSecret } from './key-schedule.ts';

/** The parameters negotiated by the two hellos. */
export interface Agreed13 {
  readonly suite: CipherSuite13;
  readonly group: Group;
}

/** The parameters negotiated by the hellos and EncryptedExtensions. */
export const negotiated13 = (
  { suite, group }: Agreed13,
  rest: Pick<Negotiated, 'alpn' | 'serverName'>,
): Negotiated => ({
  version: 'TLSv1.3',
  suite: suite.name,
  group: group.name,
  extendedMasterSecret: true,
  encryptThenMac: false,
  ...rest,
});

/** The record protection under a traffic secret (RFC 8446 §7.3). */
export function protectionUnder(secret: TrafficSecret, suite: CipherSuite13): Protection {
  const { key, iv } = secret.keys(suite.keyLength, suite.ivLength);
  return suite.protection(key, iv);
}

/** The labels of an SSLKEYLOGFILE (RFC 9850 §2). */
const LOGGED: Partial<Record<SecretName, string>> = {
  client_handshake_traffic_secret: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  server_handshake_traffic_secret: 'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  client_application_traffic_secret: 'CLIENT_TRAFFIC_SECRET_0',
  server_application_traffic_secret: 'SERVER_TRAFFIC_SECRET_0',
  exporter_master_secret: 'EXPORTER_SECRET',
};

/** Reports each secret to the observer and the key log; undefined if there is neither. Observers get copies: the engine overwrites
 * its own. */
export function secretWatch({ observe, keyLog }: Settings, clientRandom: Uint8Array): SecretWatch | undefined {
  if (observe === undefined && keyLog === undefined) return undefined;
  return (name, secret, transcriptHash) => {
    observe?.({ kind: 'secret', name, secret: secret.slice(), transcriptHash });
    const label = LOGGED[name];
    if (label !== undefined) keyLog?.(`${label} ${bytesToHex(clientRandom)} ${bytesToHex(secret)}`);
  };
}

/** The content that CertificateVerify signs (RFC 8446 §4.4.3). Its prefix separates it from all other signatures. */
export function signedContent(signer: 'client' | 'server', transcriptHash: Uint8Array): Bytes {
  const context = `TLS 1.3, ${signer} CertificateVerify`;
  const content = new Uint8Array(64 + context.length + 1 + transcriptHash.length).fill(0x20, 0, 64);
  for (let i = 0; i < context.length; i++) content[64 + i] = context.charCodeAt(i);
  content.set(transcriptHash, 64 + context.length + 1);
  return content;
}

/** After a HelloRetryRequest, this message with the hash of ClientHello1 replaces it in the transcript (RFC 8446 §4.4.1). */
export function messageHash(hash: Hash, clientHello: Uint8Array): Bytes {
  const MESSAGE_HASH = 254;
  return concat(new Uint8Array([MESSAGE_HASH, 0, 0, hash.outputLength]), hash.digest(clientHello));
}
