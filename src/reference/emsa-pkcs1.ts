/** EMSA-PKCS1-v1_5 as RFC 8017 writes it, with the DigestInfo built from its ASN.1 rather than read from a table. */
import { assertInteger, type Bytes, concat, hexToBytes, UsageError } from '../bytes/index.ts';
import type { Hash } from '../hash/index.ts';
import { assertEachBytes, assertHashFunction } from './arguments.ts';
import { type Step, type Steps, step } from './step.ts';

export type EmsaPkcs1Step = Step<'H' | 'T' | 'PS' | 'EM', Bytes>;

/** The contents octets of the OIDs of §B.1: 1.3.14.3.2.26 and 2.16.840.1.101.3.4.2.x. */
const OID: Readonly<Record<string, string>> = {
  sha1: '2b0e03021a',
  sha224: '608648016503040204',
  sha256: '608648016503040201',
  sha384: '608648016503040202',
  sha512: '608648016503040203',
};

/** EMSA-PKCS1-V1_5-ENCODE (§9.2) of a message into `emLen` bytes, which must be enough. */
export function* emsaPkcs1Steps(hash: Hash, M: Uint8Array, emLen: number): Steps<EmsaPkcs1Step, Bytes> {
  assertHashFunction(hash, 'hash');
  assertEachBytes({ M });
  if (!Object.hasOwn(OID, hash.name)) throw new UsageError('out-of-range', 'hash', 'must be SHA-1 or one of SHA-2');
  const H = hash.digest(M);
  yield step('H', 'RFC 8017 §9.2 step 1', H);
  // DigestInfo ::= SEQUENCE { digestAlgorithm SEQUENCE { algorithm, parameters NULL }, digest OCTET STRING }
  const digestAlgorithm = der(0x30, der(0x06, hexToBytes(OID[hash.name])), der(0x05));
  const T = der(0x30, digestAlgorithm, der(0x04, H));
  yield step('T', 'RFC 8017 §9.2 step 2', T);
  // Step 3: PS has at least eight bytes.
  assertInteger(emLen, 'emLen', T.length + 11, 65_536);
  const PS = new Uint8Array(emLen - T.length - 3).fill(0xff);
  yield step('PS', 'RFC 8017 §9.2 step 4', PS);
  const EM = concat(hexToBytes('0001'), PS, hexToBytes('00'), T);
  yield step('EM', 'RFC 8017 §9.2 step 5', EM);
  return EM;
}

/** An element with fewer than 128 bytes of contents (X.690 §8.1.3.4). */
function der(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const bytes = concat(...contents);
  return concat(new Uint8Array([tag, bytes.length]), bytes);
}
