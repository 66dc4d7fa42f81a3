/** The list of CAs that a server shows when it asks for a certificate (RFC 5246 §7.4.4). */

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/hash/index.ts';
import { RSA_PKCS1_SHA256 } from '../../../src/signatures/index.ts';
import type { TlsEvent } from '../../../src/tls/index.ts';
import { anchorOf, type Certificate, caExtensions, makeName, type Root, selfSign } from '../../../src/x509/index.ts';
import { JUDGED_BY } from '../../judged.ts';
import { ca, clientCredentials, clientOptions, NOW, Pair, serverOptions } from '../parties.ts';

/** A root whose name has so many attributes of 64 characters. */
const rootNamed = (attributes: number, last: string): Certificate =>
  selfSign({
    subject: makeName(
      ...Array.from({ length: attributes }, (): [string, string] => ['O', 'x'.repeat(64)]),
      ...(last === '' ? [] : [['CN', last] as [string, string]]),
    ),
    key: clientCredentials.key,
    scheme: RSA_PKCS1_SHA256,
    random: seededRandom('roots'),
    validity: { notBefore: new Date(NOW.getTime() - 1000), notAfter: new Date(NOW.getTime() + 1000) },
    extensions: caExtensions(),
  });

/** What a client is asked for by a server with these roots, once the handshake is done. */
function asked(roots: readonly Root[]): readonly Uint8Array[] {
  let authorities: readonly Uint8Array[] | undefined;
  const observe = (event: TlsEvent): void => {
    if (event.kind !== 'message' || event.dialect !== 'tls12' || event.message.kind !== 'certificate_request') return;
    authorities = event.message.value.certificateAuthorities;
  };
  const server = serverOptions({ clientCertificate: { mode: 'require', ...JUDGED_BY, roots } });
  const { client } = new Pair(clientOptions({ observe }), server).handshake();
  expect(client.connection.session?.suite).toBeDefined();
  return authorities!;
}

const lengthOf = (names: readonly Uint8Array[]): number => names.reduce((sum, name) => sum + 2 + name.length, 0);

describe('vectors', () => {
  it('names the roots, up to the 65,535 bytes of the list', () => {
    const wide = rootNamed(800, '');
    const left = 2 ** 16 - 1 - lengthOf([ca.subject.bytes, wide.subject.bytes]);
    // A root of one attribute takes 2 bytes in the list and 4 of the outer SEQUENCE besides its attribute; those below take what is left.
    const filling: Certificate[] = [];
    for (let rest = left; rest > 0; ) {
      const text = 'y'.repeat(Math.min(64, rest > 170 ? 64 : rest > 85 ? Math.floor(rest / 2) - 15 : rest - 15));
      filling.push(rootNamed(0, text));
      rest -= lengthOf([filling.at(-1)!.subject.bytes]);
    }
    const roots = [ca, wide, ...filling];
    const names = roots.map(({ subject }) => subject.bytes);
    expect(lengthOf(names)).toBe(2 ** 16 - 1);
    expect(asked(roots)).toEqual(names);
  });

  it('names an anchor that is a name and a key alone, and takes its client', () => {
    const anchor = anchorOf(ca.subject, ca.publicKey);
    expect(asked([anchor])).toEqual([ca.subject.bytes]);
  });

  it('is empty where they are longer together: any certificate may be shown, and each is still verified', () => {
    const roots = [ca, rootNamed(500, 'one'), rootNamed(500, 'two')];
    expect(lengthOf(roots.map(({ subject }) => subject.bytes))).toBeGreaterThan(2 ** 16 - 1);
    expect(asked(roots)).toEqual([]);
  });
});
