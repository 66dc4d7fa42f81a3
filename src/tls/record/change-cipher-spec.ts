import type { Bytes } from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import { TlsError } from '../errors.ts';
import type { TlsVersion } from '../negotiation/signature-schemes.ts';
import { changeCipherSpec } from './records.ts';

/** RFC 8446 §5: any content other than the single byte is an unexpected message; in TLS 1.2 it is a malformed one.
 * @throws TlsError; DecodeError */
export function checkChangeCipherSpec(plaintext: Bytes, version: TlsVersion | undefined): void {
  if (version !== 'TLSv1.3') decode(changeCipherSpec, plaintext);
  else if (plaintext.length !== 1 || plaintext[0] !== 1) throw new TlsError('unexpected-message', 'RFC 8446 §5');
}
