import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOid } from '../../src/asn1/index.ts';
import { systemRandom } from '../../src/bytes/index.ts';
import { encode } from '../../src/codec/index.ts';
import { sha1, sha224, sha256, sha384, sha512 } from '../../src/hash/index.ts';
import { emsaPkcs1Steps, resultOf } from '../../src/reference/index.ts';
import { digestInfo, modulusLength, recoverEncodedMessage, signPkcs1 } from '../../src/rsa/index.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

describe('properties', () => {
  it('equals what is inside the kernel’s signature', () => {
    const key = opensslKey(1024);
    fc.assert(
      fc.property(fc.constantFrom(sha1, sha224, sha256, sha384, sha512), fc.uint8Array(), (hash, message) => {
        const EM = resultOf(emsaPkcs1Steps(hash, message, modulusLength(key)));
        expect(recoverEncodedMessage(key, signPkcs1(hash, key, message, systemRandom))).toEqual(EM);
      }),
      runsOf(0.3),
    );
  });

  it('builds the prefixes of RFC 8017 §9.2 note 1 from ASN.1, for every hash that the table lists', () => {
    const lengths = { sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 };
    for (const [name, outputLength] of Object.entries(lengths)) {
      const hash = { ...sha256, name, outputLength, digest: () => new Uint8Array(outputLength) };
      const T = [...emsaPkcs1Steps(hash, new Uint8Array(0), 128)].find((step) => step.name === 'T')!.value;
      const digestAlgorithm = { algorithm: hashOid(name)!, parameters: null };
      expect(T).toEqual(encode(digestInfo, { digestAlgorithm, digest: new Uint8Array(outputLength) }));
    }
  });
});
