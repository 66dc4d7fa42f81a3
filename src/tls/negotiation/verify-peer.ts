/** How each side validates the other's certificates. */
import type { Certificate, KeyUsageBit } from '../../x509/index.ts';
import type { ClientSettings, ServerSettings } from '../options.ts';
import { PeerVerified } from '../proofs.ts';

/** @param usage - the use of the server's key in this handshake. @throws as `PeerVerified.check`. */
export function verifyServer(
  certificates: readonly Certificate[],
  usage: KeyUsageBit,
  { verification, time, serverName, observe }: ClientSettings,
): PeerVerified {
  const policy =
    verification.mode === 'dangerous-none'
      ? verification
      : ({ ...verification, time, purpose: 'serverAuth', name: serverName, usage } as const);
  return PeerVerified.check(certificates, policy, observe);
}

/** @throws as `PeerVerified.check`. */
export function verifyClient(
  certificates: readonly Certificate[],
  roots: readonly Certificate[],
  { time, observe }: ServerSettings,
): PeerVerified {
  const policy = { mode: 'roots', roots, time, purpose: 'clientAuth', usage: 'digitalSignature' } as const;
  return PeerVerified.check(certificates, policy, observe);
}
