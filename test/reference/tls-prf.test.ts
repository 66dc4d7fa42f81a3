import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { sha256 } from '../../src/hash/index.ts';
import { KEY_BLOCK_PARTS, keyBlockSteps, prfSteps, resultOf } from '../../src/reference/index.ts';
import { prf } from '../../src/tls/index.ts';
import { Transcript } from '../../src/tls/messages/transcript.ts';
import { RSA_CIPHER_SUITES, suitesOf } from '../../src/tls/negotiation/suites.ts';
import { keyBlock, MasterSecret } from '../../src/tls/tls12/key-schedule.ts';
import { runsOf } from '../property-runs.ts';

const bytes = fc.uint8Array({ maxLength: 100 });
const suite = fc.constantFrom(...suitesOf(RSA_CIPHER_SUITES, 'suites').tls12);
const random = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('vectors', () => {
  it('P_SHA256 as posted to the TLS working group (Test vectors for the TLS 1.2 PRF)', () => {
    const steps = [
      ...prfSteps(
        sha256,
        hexToBytes('9bbe436ba940f017b17652849a71db35'),
        'test label',
        hexToBytes('a0ba9f936cda311827a6f796ffd5198c'),
        100,
      ),
    ];
    expect(steps.filter(({ name }) => name === 'A').map(({ index }) => index['i'])).toEqual([1, 2, 3, 4]);
    expect(bytesToHex(steps.at(-1)!.value)).toBe(
      'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0' +
        '22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
    );
  });
});

describe('properties', () => {
  it('equals the kernel', () => {
    fc.assert(
      fc.property(bytes, fc.string(), bytes, fc.nat(150), (secret, label, seed, length) => {
        const text = label.replace(/[^ -~]/g, '.');
        expect(resultOf(prfSteps(sha256, secret, text, seed, length))).toEqual(prf(sha256, secret, text, seed, length));
      }),
    );
  });

  it('cuts the keys of every suite as the kernel does, all of them secret', () => {
    fc.assert(
      fc.property(random, random, bytes, suite, (client, server, premaster, suite) => {
        const randoms = { client, server };
        const master = MasterSecret.derive(
          premaster,
          { suite, randoms, sessionTranscript: Transcript.EMPTY, extended: false },
          undefined,
        );
        const { macKeyLength, keyLength: encKeyLength, fixedIvLength } = suite.bulk;
        const lengths = { macKeyLength, encKeyLength, fixedIvLength };
        const input = { masterSecret: master.bytes, clientRandom: client, serverRandom: server, ...lengths };
        const steps = [...keyBlockSteps(sha256, input)];
        const parts = resultOf(keyBlockSteps(sha256, input));
        const kernel = keyBlock(master, suite, randoms, undefined);
        expect(parts).toEqual({
          client_write_MAC_key: kernel.client.macKey,
          server_write_MAC_key: kernel.server.macKey,
          client_write_key: kernel.client.key,
          server_write_key: kernel.server.key,
          client_write_IV: kernel.client.fixedIv,
          server_write_IV: kernel.server.fixedIv,
        });
        expect(steps.filter(({ secret }) => !secret).map(({ name }) => name)).toEqual(['label + seed']);
        expect(steps.slice(-6).map(({ name }) => name)).toEqual([...KEY_BLOCK_PARTS]);
      }),
      runsOf(0.3),
    );
  });
});
