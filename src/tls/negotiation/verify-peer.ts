/** How each end judges the other's certificates. */
import type { Certificate, KeyUsageBit } from '../../x509/index.ts';
import type { ClientSettings, ServerSettings } from '../options.ts';
import { PeerVerified } from '../proofs.ts';

/** @param usage - what the key in the server's certificate does in this handshake. @throws as `PeerVerified.check`. */
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
