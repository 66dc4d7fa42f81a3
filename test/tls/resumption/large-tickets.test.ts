/** A client's certificates that do not fit in a ticket, whose length has two bytes: the session goes on, and cannot be resumed. */
import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/hash/index.ts';
import { RSA_PKCS1_SHA256 } from '../../../src/signatures/index.ts';
import { type CipherSuiteName, SessionStore, type TlsEvent } from '../../../src/tls/index.ts';
import { caExtensions } from '../../../src/x509/index.ts';
import { draftBy } from '../../fixtures/draft.ts';
import { opensslKey } from '../../fixtures/rsa-vectors.ts';
import { JUDGED_BY } from '../../judged.ts';
import { clientCredentials } from '../parties.ts';
import { Reunion } from './reunion.ts';

const draft = draftBy({
  ...{ scheme: RSA_PKCS1_SHA256, random: seededRandom('large'), identified: true },
  ...{ notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') },
});
const issuerKey = opensslKey(3072);
const issuer = draft({ subject: 'large', key: issuerKey, extensions: caExtensions() });
const value = new Uint8Array(2 ** 16).fill(1);
const extensions = [{ extnID: '1.2.3.4', critical: false, extnValue: { kind: 'other', value } }] as const;
const { key } = clientCredentials;
const credentials = {
  chain: [draft({ subject: 'jane', key, issuer, issuerKey, extensions } as Parameters<typeof draft>[0])],
  key,
} as typeof clientCredentials;

it.each<[CipherSuiteName, number]>([
  // RFC 5077 §3.3: the ticket was promised, and is empty.
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 1],
  ['TLS_AES_128_GCM_SHA256', 0],
])('%s', (suite, sent) => {
  const tickets: unknown[] = [];
  const observe = (event: TlsEvent) => {
    if (event.kind !== 'message' || event.message.kind !== 'new_session_ticket') return;
    tickets.push(event.message.value.ticket.length);
  };
  const sessions = new SessionStore({ capacity: 4 });
  const pair = new Reunion()
    .meet(
      { ciphers: [suite], credentials, observe, resumption: { sessions, port: 1 } },
      { ciphers: [suite], clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [issuer] } },
    )
    .talk()
    .close();
  expect([pair.client.error, pair.server.error]).toEqual([undefined, undefined]);
  expect(pair.server.plaintext.length).toBeGreaterThan(0);
  expect(tickets).toEqual(Array(sent).fill(0));
  expect(sessions.size).toBe(0);
});
