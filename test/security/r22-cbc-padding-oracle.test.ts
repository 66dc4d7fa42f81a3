// CVE-2018-1000159 (tlslite-ng#234), CVE-2015-3220, CVE-2013-0169 (Lucky Thirteen): whatever is wrong with a CBC record, its padding
// or its MAC, the answer is one: bad_record_mac, from one place in the code, after the same work.
import { describe, expect, it } from 'vitest';
import { concat } from '../../src/bytes/index.ts';
import { aes, cbcEncrypt } from '../../src/cipher/index.ts';
import { type Hash, type HashState, hmac, seededRandom, sha1, sha256 } from '../../src/hash/index.ts';
import { TlsError } from '../../src/tls/index.ts';
import { encryptThenMac, macThenEncrypt } from '../../src/tls/record/cbc-protection.ts';
import { macHeader } from '../../src/tls/record/protection.ts';
import { clientOptions, Pair, serverOptions } from '../tls/parties.ts';

const random = seededRandom('r22');
const cipher = aes(random.bytes(16));
const macKey = random.bytes(32);
/** Bytes of every decrypted record here: room for the longest padding. */
const SIZE = 512;

/** Counts the blocks that go through a hash's compression function (FIPS 180-4 §5.1.1: one bit and 64 of length are added). */
function counting(hash: Hash): { hash: Hash; count(): number } {
  let blocks = 0;
  const wrap = (state: HashState, length: number): HashState => ({
    update(data) {
      state.update(data);
      blocks += Math.floor(((length % 64) + data.length) / 64);
      length += data.length;
      return this;
    },
    digest() {
      blocks += Math.ceil(((length % 64) + 9) / 64);
      return state.digest();
    },
    clone: () => wrap(state.clone(), length),
  });
  return { hash: { ...hash, create: () => wrap(hash.create(), 0) }, count: () => blocks };
}

/** A record with that padding, and whatever wrong with it. */
function record(hash: Hash, padding: Uint8Array, flipMac: (mac: Uint8Array) => void): Uint8Array {
  const content = new Uint8Array(SIZE - padding.length - hash.outputLength).fill(0x61);
  const mac = hmac(hash, macKey, concat(macHeader(0, 23, content.length), content));
  flipMac(mac);
  const iv = random.bytes(16);
  return concat(iv, cbcEncrypt(cipher, iv, concat(content, mac, padding)));
}
const paddingOf = (length: number) => new Uint8Array(length + 1).fill(length);

/** How opening fails: all that anyone can see of it, the place in the code included; `opened` where it does not. */
function verdict(hash: Hash, fragment: Uint8Array): { verdict: unknown; blocks: number } {
  const counter = counting(hash);
  const protection = macThenEncrypt({ cipher, hash: counter.hash, macKey, random });
  const before = counter.count();
  try {
    protection.open(0, 23, fragment);
    return { verdict: 'opened', blocks: counter.count() - before };
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    const { code, alert, rule, message, stack = '' } = error;
    const places = stack.split('\n').filter((line) => line.includes('/src/'));
    return { verdict: { code, alert, rule, message, places }, blocks: counter.count() - before };
  }
}

describe.each([sha1, sha256])('MAC-then-encrypt with $name', (hash) => {
  const lengths = Array.from({ length: 256 }, (_, length) => length);
  const good = lengths.map((length) =>
    verdict(
      hash,
      record(hash, paddingOf(length), () => {}),
    ),
  );
  const badMac = lengths.map((length) =>
    verdict(
      hash,
      record(hash, paddingOf(length), (mac) => (mac[length % mac.length] ^= 1 << (length % 8))),
    ),
  );
  const badPadding = lengths.slice(1).map((length) => {
    const padding = paddingOf(length);
    padding[length >> 1] ^= 0x80;
    return verdict(
      hash,
      record(hash, padding, () => {}),
    );
  });
  const tooLong = verdict(
    hash,
    record(hash, new Uint8Array([0xff]), () => {}),
  );

  it('opens every padding length there is', () => {
    expect(good.map(({ verdict }) => verdict)).toEqual(lengths.map(() => 'opened'));
  });

  it('answers a flipped bit of the MAC and a bad padding alike, at every length', () => {
    expect(badMac[0].verdict).toMatchObject({ code: 'bad-record-mac', alert: 'bad_record_mac' });
    expect(badMac[0].verdict).toHaveProperty('places.length', 3);
    expect(new Set([...badMac, ...badPadding, tooLong].map(({ verdict }) => JSON.stringify(verdict))).size).toBe(1);
  });

  it('hashes as many blocks whatever the padding is', () => {
    expect(new Set([...good, ...badMac, ...badPadding, tooLong].map(({ blocks }) => blocks)).size).toBe(1);
  });
});

it('refuses a bad padding under encrypt-then-MAC too, where the MAC is right', () => {
  const protection = encryptThenMac({ cipher, hash: sha256, macKey, random });
  const sealed = (padded: Uint8Array) => {
    const iv = random.bytes(16);
    const body = concat(iv, cbcEncrypt(cipher, iv, padded));
    return concat(body, hmac(sha256, macKey, concat(macHeader(0, 23, body.length), body)));
  };
  const padded = new Uint8Array(32).fill(15, 16);
  expect(protection.open(0, 23, sealed(padded))).toEqual(new Uint8Array(16));
  for (const [at, value] of [
    [16, 14],
    [30, 14],
    [31, 32],
    [31, 255],
  ]) {
    expect(() => protection.open(0, 23, sealed(padded.with(at, value)))).toThrow(
      expect.objectContaining({ code: 'bad-record-mac', alert: 'bad_record_mac' }),
    );
  }
});

it('prefers encrypt-then-MAC, where no padding is looked at before the MAC is right', () => {
  const ciphers = ['TLS_RSA_WITH_AES_128_CBC_SHA256'] as const;
  const { client, server } = new Pair(clientOptions({ ciphers }), serverOptions({ ciphers })).handshake();
  expect(client.connection.session?.encryptThenMac).toBe(true);
  expect(server.connection.session?.encryptThenMac).toBe(true);
});
