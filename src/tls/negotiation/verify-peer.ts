/** How each side validates the other's certificates. */
import { DecodeError } from '../../codec/index.ts';
import {
  type Certificate,
  decodeOcspResponse,
  type KeyUsageBit,
  type OcspResponse,
  type Revocation,
} from '../../x509/index.ts';
import { ruleOf, TlsError } from '../errors.ts';
import type { ClientSettings, ServerSettings } from '../options.ts';
import { PeerVerified } from '../proofs.ts';
import type { ClientJudgement, Trust } from '../trust.ts';
import type { TlsVersion } from './signature-schemes.ts';

/** The OCSP responses that came with the certificates, by their index. */
export type Staples = readonly (Uint8Array | undefined)[];

/** @param how - `usage`: the use of the server's key in this handshake. @param staples - undefined if we asked for none.
 * @throws as `PeerVerified.check`; TlsError `ocsp-response-malformed`. */
export function verifyServer(
  certificates: readonly Certificate[],
  { usage, version }: { readonly usage: KeyUsageBit; readonly version: TlsVersion },
  { verification, time, name, observe }: ClientSettings,
  staples?: Staples,
): PeerVerified {
  const policy =
    verification.mode === 'dangerous-none'
      ? verification
      : ({
          time,
          purpose: 'serverAuth',
          name,
          usage,
          version,
          ...verification,
          revocation: withStaples(verification.revocation, staples),
        } as const);
  return PeerVerified.check(certificates, policy, observe, staples?.[0]);
}

/** The caller's revocation checks, with the server's responses added. RFC 7633 §4.3.3: a certificate with must-staple needs one of these. */
function withStaples(revocation: Revocation, staples: Staples | undefined): Revocation {
  if (revocation.policy === 'off' || staples === undefined) return revocation;
  const { stapledResponses = [], mustStaple = true } = revocation;
  const stapled = staples.filter((one) => one !== undefined).map(readStaple);
  return { ...revocation, mustStaple, stapledResponses: [...stapledResponses, ...stapled] };
}

function readStaple(der: Uint8Array): OcspResponse {
  try {
    return decodeOcspResponse(der);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new TlsError('ocsp-response-malformed', error.rule, { cause: error });
  }
}

/** @throws as `PeerVerified.check`; TlsError `certificate-refused` with the alert that the caller's `judge` returned. */
export function verifyClient(
  certificates: readonly Certificate[],
  version: TlsVersion,
  { roots, profile, revocation, judge }: Trust & ClientJudgement,
  { time, observe }: ServerSettings,
): PeerVerified {
  const trust = { roots, profile, revocation, name: 'unchecked' } as const;
  const use = { purpose: 'clientAuth', usage: 'digitalSignature', version } as const;
  const policy = { mode: 'roots', ...trust, time, ...use } as const;
  const peer = PeerVerified.check(certificates, policy, observe);
  const alert = judge?.(peer.chain);
  if (alert === undefined) return peer;
  throw new TlsError('certificate-refused', ruleOf(version, 'RFC 5246 §7.4.6', 'RFC 8446 §4.4.2.4'), {
    alert,
    advice: 'by a judgement of the application',
  });
}
