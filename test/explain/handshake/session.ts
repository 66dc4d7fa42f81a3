/** Sessions in memory for the tests: keys by OpenSSL, since making them is the slow part. */
import type { PartyKeys } from '../../../src/explain/handshake/parties.ts';
import { type HandshakeSettings, recordHandshake } from '../../../src/explain/handshake/session.ts';
import type { Recording } from '../../../src/explain/recording/recording.ts';
import { opensslKey } from '../../fixtures/rsa-vectors.ts';

export const keys: PartyKeys = async (owner) => opensslKey(owner === 'ca' ? 3072 : 2048);

export const settings = (over: Partial<HandshakeSettings> = {}): HandshakeSettings => ({
  suite: 'TLS_RSA_WITH_AES_128_CBC_SHA256',
  extendedMasterSecret: true,
  encryptThenMac: true,
  fault: undefined,
  seed: 'a test',
  time: new Date('2026-01-01T00:00:00Z'),
  ...over,
});

const played = new Map<string, Promise<Recording>>();
/** The session of those settings, run once. */
export function session(over: Partial<HandshakeSettings> = {}): Promise<Recording> {
  const given = settings(over);
  const key = JSON.stringify(given);
  const recording = played.get(key) ?? recordHandshake(given, keys);
  played.set(key, recording);
  return recording;
}
