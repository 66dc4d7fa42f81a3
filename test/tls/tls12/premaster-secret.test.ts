import { describe, expect, it } from 'vitest';
import { concat, i2osp } from '../../../src/bytes/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { publicKeyOf } from '../../../src/keys/index.ts';
import { encryptPkcs1, type RsaPrivateKey, rsaep } from '../../../src/rsa/index.ts';
import { handshake } from '../../../src/tls/index.ts';
import { serverSettings } from '../../../src/tls/options.ts';
import { makePremasterSecret, recoverPremasterSecret } from '../../../src/tls/tls12/premaster-secret.ts';
import { serverCredentials, serverOptions } from '../parties.ts';
import { Script } from '../script.ts';

const random = seededRandom('premaster');
const privateKey = serverCredentials.key as RsaPrivateKey;
const publicKey = publicKeyOf(privateKey);
const k = 256;

const versioned = (...version: number[]) => concat(new Uint8Array(version), random.bytes(46));
const encrypted = (message: Uint8Array) => encryptPkcs1(publicKey, message, random);
/** An encoded message of any shape, encrypted. */
const raw = (...head: number[]) => {
  const EM = new Uint8Array(k).fill(0x77);
  EM.set(head);
  return i2osp(rsaep(publicKey, BigInt(`0x${Buffer.from(EM).toString('hex')}`)), k);
};

/** All ways to be no premaster secret (Bleichenbacher 1998; Klíma, Pokorný and Rosa 2003 for the version). */
const BAD: readonly (readonly [string, Uint8Array])[] = [
  ['another version', encrypted(versioned(3, 1))],
  ['47 bytes', encrypted(versioned(3, 3).subarray(0, 47))],
  ['49 bytes', encrypted(concat(versioned(3, 3), new Uint8Array(1)))],
  ['nothing', encrypted(new Uint8Array())],
  ['block type 1', raw(0, 1)],
  ['no separator', raw(0, 2)],
  ['a separator among the first eight', raw(0, 2, 7, 7, 0)],
  ['a number not below the modulus', new Uint8Array(k).fill(0xff)],
  ['a ciphertext too short', new Uint8Array(k - 1)],
  ['an empty ciphertext', new Uint8Array()],
];

const settings = serverSettings(serverOptions());

/** What a server recovers that has its key at hand. */
function recover(ciphertext: Uint8Array): Uint8Array {
  const recovered: Uint8Array[] = [];
  recoverPremasterSecret(ciphertext, 0x0303, { ...serverCredentials, key: privateKey }, settings, (secret) => {
    recovered.push(secret);
    return { next: { at: 'WAIT_FINISHED' }, effects: [] };
  });
  return recovered[0];
}

describe('properties', () => {
  it('is recovered as it was made', () => {
    const made = makePremasterSecret(0x0303, publicKey, random, undefined);
    expect(recover(made.encrypted)).toEqual(made.premasterSecret);
  });

  it.each(BAD)('is one that nobody knows, another each time: %s', (_, ciphertext) => {
    const [one, other] = [recover(ciphertext), recover(ciphertext)];
    for (const secret of [one, other]) {
      expect(secret).toHaveLength(48);
      expect([...secret.subarray(0, 2)]).toEqual([3, 3]);
    }
    // With a wrong version the rest is the client's, and the version put in makes the secret another than the client's.
    if (ciphertext !== BAD[0][1]) expect(one).not.toEqual(other);
  });
});

describe('regressions: a server answers every bad one alike (RFC 5246 §7.4.7.1)', () => {
  const script = new Script({ mutual: false });
  const lines = script.by('client');
  const at = lines.findIndex(({ kind }) => kind === 'client_key_exchange');

  it.each(BAD)('%s', (_, encryptedPreMasterSecret) => {
    const stage = script.stage('server').hear(lines.slice(0, at));
    const before = stage.kinds.length;
    const message = encode(handshake, { kind: 'client_key_exchange', value: { encryptedPreMasterSecret } });
    stage.say('handshake', message).hear(lines.slice(at + 1, at + 2));
    // Not a sign of anything until the client's Finished, which is under keys that the server does not have.
    expect(stage.kinds.length).toBe(before);
    expect(stage.connection.at).toBe('WAIT_FINISHED');
    stage.hear(lines.slice(at + 2, at + 3));
    expect(stage.error).toMatchObject({ code: 'bad-record-mac', alert: 'bad_record_mac' });
  });
});
