/** Certificate and CertificateVerify of TLS 1.3, as each side sends and reads them (RFC 8446 §4.4). */
import type { Certificate } from '../../x509/index.ts';
import type { AnyCredentials } from '../credentials.ts';
import { TlsError } from '../errors.ts';
import type { Flight } from '../flight.ts';
import type { Step } from '../machine.ts';
import { CERTIFICATE_STATUS_TYPES } from '../messages/code-points.ts';
import { extensionValue } from '../messages/extensions.ts';
import type { Transcript } from '../messages/transcript.ts';
import { readCertificates } from '../negotiation/peer-certificates.ts';
import type { SignatureScheme } from '../negotiation/signature-schemes.ts';
import type { Staples } from '../negotiation/verify-peer.ts';
import type { Settings } from '../options.ts';
import { KeyProven, type PeerVerified } from '../proofs.ts';
import { useKey } from '../use-key.ts';
import { signedContent } from './handshake-keys.ts';
import { MESSAGES, type MessageValue } from './messages.ts';

const NOTHING = new Uint8Array();

/** A certificate to present, and the scheme that its key signs with. */
export interface SigningCredentials {
  readonly credentials: AnyCredentials;
  readonly scheme: SignatureScheme;
}

interface Presented {
  readonly signer: 'client' | 'server';
  readonly chosen: SigningCredentials | undefined;
  readonly staple?: Uint8Array | undefined;
}

/** Sends Certificate and CertificateVerify; without credentials an empty Certificate, which means that the client has no certificate.
 * @param staple - an OCSP response about the leaf, if the peer asked for one (§4.4.2.1). @param then - called after both were added to the
 * flight. */
export function sendCertificate<S>(
  flight: Flight,
  { signer, chosen, staple }: Presented,
  settings: Settings,
  then: () => Step<S>,
): Step<S> {
  const chain = chosen?.credentials.chain ?? [];
  flight.send(MESSAGES.certificate, {
    certificateRequestContext: NOTHING,
    certificateList: chain.map(({ der }, i) => ({ certData: der, extensions: i === 0 ? stapled(staple) : [] })),
  });
  if (chosen === undefined) return then();
  const { credentials, scheme } = chosen;
  const { id: algorithm, name } = scheme;
  const transcriptHash = flight.transcript.digest();
  const message = signedContent(signer, transcriptHash);
  return useKey(credentials, { kind: 'sign', scheme: name, message }, settings, (signature) => {
    const seen = { direction: 'sent', scheme: name, transcriptHash, signature, valid: true } as const;
    settings.observe?.({ kind: 'transcript-signature', ...seen });
    flight.send(MESSAGES.certificate_verify, { algorithm, signature });
    return then();
  });
}

const stapled = (response: Uint8Array | undefined) =>
  response === undefined
    ? []
    : [{ kind: 'status_request', value: { statusType: CERTIFICATE_STATUS_TYPES.ocsp, response } } as const];

/** The OCSP responses of a Certificate message. */
export const staplesOf = ({ certificateList }: MessageValue<'certificate'>): Staples =>
  certificateList.map(({ extensions }) => extensionValue(extensions, 'status_request')?.response);

/** The certificates of a Certificate message of the handshake. @param asked - whether we asked for OCSP responses. @throws TlsError */
export function certificatesOf(
  { certificateRequestContext, certificateList }: MessageValue<'certificate'>,
  asked = false,
): readonly Certificate[] {
  // §4.4.2: the context is empty in a handshake.
  if (certificateRequestContext.length > 0) throw new TlsError('not-offered', 'RFC 8446 §4.4.2');
  // §4.4.2: an extension must answer one of the request, and status_request is the only one that we send.
  const isAsked = ({ kind }: { readonly kind: string }) => asked && kind === 'status_request';
  if (!certificateList.every(({ extensions }) => extensions.every(isAsked))) {
    throw new TlsError('unsolicited-extension', 'RFC 8446 §4.4.2');
  }
  return readCertificates(
    certificateList.map(({ certData }) => certData),
    'TLSv1.3',
  );
}

/** @param transcript - up to Certificate. @throws TlsError `not-offered`, `signature-wrong`. */
export function verifySignature(
  signer: 'client' | 'server',
  peer: PeerVerified,
  transcript: Transcript,
  { algorithm, signature }: MessageValue<'certificate_verify'>,
  settings: Settings,
): KeyProven {
  const transcriptHash = transcript.digest();
  const message = signedContent(signer, transcriptHash);
  return KeyProven.check(
    peer,
    { algorithm, signature, message, version: 'TLSv1.3' },
    settings,
    ({ hash: _, ...seen }) => settings.observe?.({ kind: 'transcript-signature', transcriptHash, ...seen }),
  );
}
