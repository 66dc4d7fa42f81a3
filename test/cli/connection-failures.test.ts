/** What becomes of a connection that fails: one kind of exit code for each kind of cause. */
import { expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { connectionFailure } from '../../src/cli/tls-options.ts';
import { ConnectionError } from '../../src/node/index.ts';
import { TlsError } from '../../src/tls/index.ts';

it.each([
  ['a handshake that takes too long', new ConnectionError('handshake-timeout', 'too long'), EXIT.network],
  ['a connection that was cut', new TlsError('truncated', 'RFC 5246 §7.2.1'), EXIT.network],
  ['a peer that we refuse', new TlsError('certificate-refused', 'RFC 5246 §7.4.2'), EXIT.no],
  ['a peer that refuses us', new TlsError('alert-received', 'RFC 5246 §7.2.2', { alert: 'unknown_ca' }), EXIT.no],
  ['a peer of another protocol', new TlsError('unknown-record-type', 'RFC 8446 §5', { advice: 'SSH' }), EXIT.network],
  ['a record of no type, later', new TlsError('unknown-record-type', 'RFC 8446 §5'), EXIT.no],
])('%s', (_name, error, exit) => {
  expect(connectionFailure(error)).toMatchObject({ code: error.code, exit });
});
