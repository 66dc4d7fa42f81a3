import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, bytesToHex, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { sha256, sha384 } from '../../../src/hash/index.ts';
import {
  EarlySecret,
  hkdfExpandLabel,
  hkdfLabel,
  hkdfLabelOf,
  type SecretName,
  TrafficSecret,
} from '../../../src/tls/tls13/key-schedule.ts';

describe('vectors', () => {
  // RFC 8448 §3, Simple 1-RTT Handshake. The trace checks itself: each value is made of the ones before.
  it('are those of RFC 8448 §3', () => {
    const seen = new Map<SecretName, string>();
    const watch = (name: SecretName, secret: Uint8Array) => seen.set(name, bytesToHex(secret));
    const shared = hexToBytes('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d');
    const hello = hexToBytes('860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8');
    const secret = EarlySecret.from(sha256, undefined, watch).handshake(shared as Bytes, watch);
    const { server } = secret.traffic(hello, watch);
    expect(seen.get('early_secret')).toBe('33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a');
    expect(seen.get('handshake_secret')).toBe('1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac');
    expect(seen.get('client_handshake_traffic_secret')).toBe(
      'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21',
    );
    expect(seen.get('server_handshake_traffic_secret')).toBe(
      'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38',
    );
    const { key, iv } = server.keys(16, 12);
    expect(bytesToHex(key)).toBe('3fce516009c21727d0f2e4e86ee403bc');
    expect(bytesToHex(iv)).toBe('5d313eb2671276ee13000b30');
    secret.master(watch);
    expect(seen.get('master_secret')).toBe('18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919');
  });
});

describe('misuse', () => {
  it('has no secret that serves twice', () => {
    const early = EarlySecret.from(sha384, undefined);
    const shared = new Uint8Array(32).fill(1);
    const handshake = early.handshake(shared);
    expect(shared).toEqual(new Uint8Array(32));
    expect(() => early.binderKey()).toThrow('after it had served');
    const master = handshake.master();
    expect(() => handshake.traffic(new Uint8Array(48))).toThrow('after it had served');
    master.resumption(new Uint8Array(48));
    expect(() => master.application(new Uint8Array(48))).toThrow('after it had served');
  });

  it('overwrites a traffic secret that was updated', () => {
    const bytes = new Uint8Array(32).fill(7);
    const expected = hkdfExpandLabel(sha256, bytes, 'traffic upd', new Uint8Array(), 32);
    const next = new TrafficSecret(sha256, bytes).updated();
    expect(bytes).toEqual(new Uint8Array(32));
    expect(next.keys(16, 12)).toEqual(new TrafficSecret(sha256, expected).keys(16, 12));
  });
});

describe('properties', () => {
  it('HkdfLabel is made as its codec makes it', () => {
    const label = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 249 });
    const length = fc.nat(2 ** 16 - 1);
    fc.assert(
      fc.property(label, fc.uint8Array({ maxLength: 255 }), length, (text, context, bytes) => {
        const codec = encode(hkdfLabel, { length: bytes, label: utf8ToBytes(`tls13 ${text}`), context });
        expect(hkdfLabelOf(text, context, bytes)).toEqual(codec);
      }),
    );
  });
});
