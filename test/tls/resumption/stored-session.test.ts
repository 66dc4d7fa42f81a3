/** Sessions outside their store: what comes back, and what is refused. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/hash/index.ts';
import { SessionStore } from '../../../src/tls/index.ts';
import { suiteNumbered } from '../../../src/tls/negotiation/suites.ts';
import {
  exportSession,
  importSession,
  MAX_TICKET,
  type StoredSession,
} from '../../../src/tls/resumption/stored-session.ts';
import { serverCredentials } from '../parties.ts';

const random = seededRandom('stored session');
const key = random.bytes(32);
const session: StoredSession = {
  suite: suiteNumbered(0x1301)!,
  ticket: random.bytes(100),
  sessionId: new Uint8Array(),
  secret: random.bytes(32),
  ticketAgeAdd: 7,
  receivedAt: 1_900_000_000_000,
  expiresAt: 1_900_000_001_000,
  certificates: serverCredentials.chain,
};

describe('a session outside its store', () => {
  it('comes back as it was, in bytes of its own', () => {
    const exported = exportSession(key, session);
    // A Buffer is a view: what comes of it must not be one.
    const back = importSession(Buffer.from(exported));
    expect(back).toEqual({ key, session: { ...session, certificates: [expect.anything()] } });
    expect(back.session.certificates[0].der).toEqual(serverCredentials.chain[0].der);
    back.session.secret.fill(0);
    expect(importSession(exported).session.secret).toEqual(session.secret);
  });

  it('is refused when it is cut, longer, or could not be offered', () => {
    const store = new SessionStore({ capacity: 1 });
    const refused = expect.objectContaining({ name: 'DecodeError' });
    const exported = exportSession(key, session);
    for (let length = 0; length < 200; length++) expect(() => store.add(exported.subarray(0, length))).toThrow(refused);
    expect(() => store.add(new Uint8Array([...exported, 0]))).toThrow(refused);
    const nothing = new Uint8Array();
    const unusable: StoredSession[] = [{ ...session, ticket: nothing, sessionId: random.bytes(32) }];
    unusable.push({ ...session, suite: suiteNumbered(0xc02f)!, ticket: nothing });
    unusable.push({ ...session, ticket: new Uint8Array(MAX_TICKET + 1) });
    for (const one of unusable)
      expect(() => exportSession(key, one)).toThrow(expect.objectContaining({ name: 'EncodeError' }));
    expect(store.size).toBe(0);
  });
});

describe('a store', () => {
  it.each([
    ['received in a second', session.receivedAt - 1000],
    ['that has expired', session.expiresAt],
  ])('drops a session %s', (_, now) => {
    const store = new SessionStore({ capacity: 1 });
    store.add(exportSession(key, session));
    expect(store.take(key, now, () => true)).toBeUndefined();
    expect(store.size).toBe(0);
  });

  it('gives one at both ends of its time, once', () => {
    for (const now of [session.receivedAt, session.expiresAt - 1]) {
      const store = new SessionStore({ capacity: 1 });
      store.add(exportSession(key, session));
      expect(store.take(key, now, () => true)?.ticket).toEqual(session.ticket);
      expect(store.take(key, now, () => true)).toBeUndefined();
    }
  });
});
