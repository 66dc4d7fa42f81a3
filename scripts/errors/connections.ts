/** The error codes of vitrine/tls and vitrine/node. */
import type { ConnectionErrorCode, FetchErrorCode, FileErrorCode, HttpErrorCode } from '../../src/node/errors.ts';
import type { TlsErrorCode } from '../../src/tls/errors.ts';
import type { WebErrorCode } from '../../src/web/errors.ts';
import { PEER, REPORT, type Rows } from './rows.ts';

export const TLS: Rows<TlsErrorCode> = {
  'alert-received': ['the peer ended the connection with an alert', 'Look at `alert`, and at the log of the peer.'],
  'bad-record-mac': ['a record does not decrypt', 'It was changed on the way, or the peer has other keys.'],
  'binder-wrong': [
    'a PSK binder does not verify, or there is not one for each identity',
    'The client has another PSK than its ticket, or its ClientHello was changed on the way.',
  ],
  'certificate-malformed': ["the peer's certificate cannot be read", PEER],
  'certificate-missing': ['a certificate was demanded, and none came', 'The peer must be given one.'],
  'certificate-refused': ["the peer's certificate chain was refused", 'Look at `validation`: it has every check.'],
  'certificate-unsuitable': [
    'the key of the certificate does not fit the suite',
    'Use another certificate, or other suites.',
  ],
  'closed-early': ['the peer closed before the handshake was complete', 'Look at the log of the peer.'],
  'downgrade-detected': [
    'the server signals TLS 1.3 and speaks less',
    'Someone in between may have changed the hello.',
  ],
  'duplicate-extension': ['an extension came twice', PEER],
  'early-data-too-long': ['more early data came than is passed over', PEER],
  'empty-fragment': ['an empty record where none may be', PEER],
  'extended-master-secret-missing': [
    'the peer does not know RFC 7627',
    'Update the peer, or set `extendedMasterSecret`.',
  ],
  'extension-missing': ['an extension that must be there is not', PEER],
  'finished-wrong': ['Finished is not that of this handshake', 'Something was changed on the way.'],
  'inappropriate-fallback': [
    'the client fell back to a version below the best that both speak',
    'Someone in between may have broken its first try.',
  ],
  internal: ['a fault of this library', REPORT],
  'key-share-wrong': ["the peer's public value is not an element of its group", PEER],
  'malformed-message': ['a message cannot be read', PEER],
  'message-too-large': ['a handshake message is larger than the bound', PEER],
  'no-common-group': ['no group that both know', 'Set `groups`.'],
  'no-common-protocol': ['no ALPN protocol that both know', 'Set `alpn`.'],
  'no-common-scheme': [
    'no signature scheme that both know and that fits the key',
    'Use another key, or set `signatureSchemes`.',
  ],
  'no-common-suite': ['no suite that both know', 'Set `ciphers`.'],
  'no-common-version': ['no version that both know', 'Set `versions`; the peer may be older than TLS 1.2.'],
  'not-offered': ['the peer chose something that was not offered', PEER],
  'null-compression-missing': ['the client does not offer to leave out compression', PEER],
  'point-format-missing': ['the peer does not take uncompressed points', PEER],
  'record-overflow': ['a record is longer than allowed', PEER],
  'record-version': ['a record has no TLS version', 'The peer may not speak TLS on this port.'],
  'renegotiation-info-wrong': ['the renegotiation information is not empty', PEER],
  'renegotiation-refused': ['the peer insists on renegotiation', 'There is none here.'],
  'sequence-exhausted': ['all record numbers are used', 'Open another connection.'],
  'server-name-syntax': ['the name that the client dials is no DNS name', PEER],
  'signature-wrong': [
    'the signature over the handshake is wrong',
    'The peer does not have the key of its certificate.',
  ],
  'too-many-certificates': ['more certificates than the bound', PEER],
  'too-many-useless-records': ['records that bring nothing, one after another', PEER],
  'too-much-held': [
    'the peer sent more than we hold while a private key was awaited',
    'Answer the request sooner, and stop reading from the transport until then.',
  ],
  truncated: ['the transport ended without close_notify', 'What came may be incomplete.'],
  'ocsp-response-malformed': ['the OCSP response that came with the certificate cannot be read', PEER],
  'unexpected-message': ['a message that this state does not take', PEER],
  'unknown-record-type': ['what came is no TLS record', 'The message says what it looks like.'],
  'unsolicited-extension': ['an extension that was not asked for', PEER],
};
export const FETCH: Rows<FetchErrorCode> = {
  'fetch-failed': ['the connection failed, or ended too early', 'Try again; look at `cause`.'],
  'fetch-private': [
    'a certificate, or a redirect, leads to an address that is not of the public Internet',
    'Set `allowPrivate` if the certificates are of your own CA; redirects never lead there.',
  ],
  'fetch-redirects': ['more redirects than the limit allows', 'Tell the CA.'],
  'fetch-scheme': ['the URL is not http', 'Tell the CA.'],
  'fetch-status': ['the server answers with another status than 200', 'Try again; tell the CA.'],
  'fetch-timeout': ['no answer within the limit', 'Try again, or raise `timeout`.'],
  'fetch-too-large': ['the answer is larger than the limit', 'Raise `maxBytes`, if the source is trusted.'],
  'fetch-too-many': ['the chain names more sources than the limit allows', 'Raise `maxFetches`.'],
};
export const HTTP: Rows<HttpErrorCode> = {
  'http-cut': [
    'the peer closed the connection before its answer was complete',
    'Try again; look at the log of the peer.',
  ],
  'http-malformed': ['the answer is not HTTP/1.1', 'The peer may speak another protocol on this port.'],
  'http-timeout': ['no complete answer within the limit', 'Try again; look at the log of the peer.'],
  'http-tls': [
    'one side refused the other in the TLS handshake',
    'The message says which, and why; `cause` is the error of the handshake.',
  ],
  'http-too-large': ['the answer, or its header section, is larger than the limit', PEER],
  'http-unexpected': [
    'the answer is not of the kind that was asked for',
    'Check the address: something else than an API server may answer there.',
  ],
  'http-upgrade': ['the peer switches to a protocol that was not asked for', PEER],
};
export const CONNECTION: Rows<ConnectionErrorCode> = {
  closed: ['the server was closed during the handshake', 'Connect again.'],
  'handshake-timeout': ['the handshake took too long', 'Look at the peer; or set `handshakeTimeout`.'],
  'key-unavailable': [
    'the private key could not be used: its thread has ended, or its pool is closed',
    'Look at what ended it; a new request starts another thread.',
  ],
  'too-many-handshakes': ['too many handshakes were pending, and this one gave way', 'Connect again.'],
};
export const WEB: Rows<WebErrorCode> = {
  closed: ['the connection was broken off from this side', 'Connect again.'],
  'handshake-timeout': ['the handshake took too long', 'Look at the server; or set `handshakeTimeout`.'],
  'relay-closed': [
    'the relay closed the connection before it came to its end',
    'Look at what the relay says on standard error: a page is not told more.',
  ],
  'relay-refused': [
    'no relay answers at the address, or it refuses the page, the token or the server',
    'Look at what the relay says on standard error: a page is not told more.',
  ],
};
export const FILE: Rows<FileErrorCode> = {
  'mount-point': [
    'the file is a mount point, as by docker run -v FILE:FILE, and cannot be replaced in one step',
    'Mount its folder, or write another file and copy it there.',
  ],
  'folder-not-writable': [
    'the file may be written, but not its folder, where the new content is written first',
    'Write into another folder.',
  ],
  'in-use': ['another process is at work on the file or folder', 'Wait for it.'],
  'no-system-roots': [
    'the machine has no trusted roots where they are looked for',
    'Install them, or set SSL_CERT_FILE.',
  ],
};
