/** Reports why handshakes with a server failed, and what the client can do: one line each, on standard error. */
import type { TlsServer, TlsSocket } from '../node/index.ts';
import { TlsError, type TlsErrorCode } from '../tls/index.ts';
import type { Context } from './context.ts';
import { failureOf } from './failures.ts';
import { connectionFailure } from './tls-options.ts';
import { type TlsVersions, versionsText } from './tls-version-options.ts';

/** By the error's code. */
const ADVICE: Partial<Readonly<Record<TlsErrorCode, string>>> = {
  'certificate-missing': 'give the client a certificate of the cluster’s CA',
  'certificate-refused': 'give the client a certificate of this cluster’s CA, as vitrine pki user makes them',
  'certificate-unsuitable': 'give the client a certificate with clientAuth and an RSA, EC or Ed25519 key',
  'no-common-group': 'let the client offer X25519 or a NIST curve',
  'no-common-protocol': 'let the client offer http/1.1 (ALPN), or no protocol at all',
  'no-common-scheme': 'let the client accept a signature scheme of the server’s key',
  'no-common-suite': 'let the client offer TLS 1.3, or ECDHE with AES-GCM or ChaCha20-Poly1305 in TLS 1.2',
  'unknown-record-type': 'let the client speak TLS: https, not http',
  truncated: 'a client that does not trust the server may go without a word: let it trust pki/ca.crt of the cluster',
  'signature-wrong': 'the key of the client is not that of its certificate',
};
/** By the alert that the client sent. */
const BY_ALERT: Readonly<Record<string, string>> = {
  bad_certificate: 'let the client trust pki/ca.crt of the cluster, and dial a name that the certificate has',
  certificate_expired: 'renew the certificate (vitrine pki renew), or look at the clock of the client',
  certificate_unknown: 'let the client trust pki/ca.crt of the cluster, and dial a name that the certificate has',
  handshake_failure: 'let the client offer TLS 1.3, or ECDHE with an AEAD',
  unknown_ca: 'let the client trust pki/ca.crt of the cluster (kubectl: certificate-authority)',
};

/** Maximum lines per period, and the period in milliseconds. Without the limit many clients could fill the disk. */
const MAX_LINES = 20;
const PERIOD = 60_000;

/** Reports each failed handshake, up to a rate limit. @param versions - the versions that the server supports. */
export function tellFailures(server: TlsServer, context: Context, versions: TlsVersions = {}): void {
  let [begun, told] = [Number.NEGATIVE_INFINITY, 0];
  server.on('tlsClientError', (error: Error, socket: TlsSocket) => {
    const now = performance.now();
    if (now - begun > PERIOD) [begun, told] = [now, 0];
    if (++told > MAX_LINES) return;
    const more = told === MAX_LINES ? '; further ones are not reported for a minute' : '';
    // The server continues if standard error is closed.
    void context.note(`${handshakeFailure(error, socket.remoteAddress, versions)}${more}`).catch(() => undefined);
  });
}

/** The line about a failed handshake. @param from - the client's address. @param versions - the versions that the server supports. */
export function handshakeFailure(error: Error, from: string | undefined, versions: TlsVersions = {}): string {
  const why = failureOf(connectionFailure(error)).line ?? error.message;
  const advice = error instanceof TlsError ? adviceFor(error, versions) : undefined;
  return `handshake with ${from ?? 'a client'} failed: ${why}${advice === undefined ? '' : `; ${advice}`}`;
}

function adviceFor({ code, alert }: TlsError, versions: TlsVersions): string | undefined {
  const name = code === 'alert-received' ? alert : code;
  if (name === 'no-common-version' || name === 'protocol_version' || name === 'record-version')
    return `let the client speak ${versionsText(versions)}`;
  return code === 'alert-received' ? BY_ALERT[alert ?? ''] : ADVICE[code];
}
