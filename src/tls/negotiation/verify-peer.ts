/** How each side validates the other's certificates. */
import type { Certificate, KeyUsageBit } from '../../x509/index.ts';
import type { ClientSettings, ServerSettings } from '../options.ts';
import { PeerVerified } from '../proofs.ts';
import type { Trust } from '../trust.ts';

/** @param usage - the use of the server's key in this handshake. @throws as `PeerVerified.check`. */
export function verifyServer(
  certificates: readonly Certificate[],
  usage: KeyUsageBit,
  { verification, time, name, observe }: ClientSettings,
): PeerVerified {
  const policy =
    verification.mode === 'dangerous-none'
      ? verification
      : ({ ...verification, time, purpose: 'serverAuth', name, usage } as const);
  return PeerVerified.check(certificates, policy, observe);
}

/** @throws as `PeerVerified.check`. */
export function verifyClient(
  certificates: readonly Certificate[],
  { roots, profile, revocation }: Trust,
  { time, observe }: ServerSettings,
): PeerVerified {
  const trust = { roots, profile, revocation, name: 'unchecked' } as const;
  const policy = { mode: 'roots', ...trust, time, purpose: 'clientAuth', usage: 'digitalSignature' } as const;
  return PeerVerified.check(certificates, policy, observe);
}
