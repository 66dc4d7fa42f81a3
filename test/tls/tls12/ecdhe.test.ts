/** ECDHE in TLS 1.2 (RFC 8422). */
import { describe, expect, it } from 'vitest';
import { decode, encode, list } from '../../../src/codec/index.ts';
import {
  type ClientOptions,
  GROUP_NAMES,
  type ServerOptions,
  type TlsEvent,
  tlsRecord,
} from '../../../src/tls/index.ts';
import { ECDHE_MESSAGES } from '../../../src/tls/tls12/messages.ts';
import { clientOptions, Pair, serverOptions, signOnlyCredentials, type Transport } from '../parties.ts';

const SUITE = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
const ciphers = [SUITE] as const;
const meet = (client: Partial<ClientOptions>, server: Partial<ServerOptions>, transport?: Transport) =>
  new Pair(clientOptions({ ciphers, ...client }), serverOptions({ ciphers, ...server }), transport).handshake();
const errorsOf = ({ client, server }: Pair) => [client.error?.code, server.error?.code];

/** Changes one handshake message on its way, if it comes in the clear. */
function changing<K extends keyof typeof ECDHE_MESSAGES>(
  kind: K,
  change: (
    value: Extract<(typeof ECDHE_MESSAGES)[K], { kind: K }>['codec'] extends { decode(r: never): infer M } ? M : never,
  ) => unknown,
): Transport {
  const { type, codec } = ECDHE_MESSAGES[kind];
  return (bytes) => {
    if (bytes.length === 0) return [];
    return decode(list(tlsRecord), bytes).map((record) => {
      if (record.type !== 22 || record.fragment[0] !== type) return encode(tlsRecord, record);
      const fragment = encode(codec as never, change(decode(codec as never, record.fragment) as never) as never);
      return encode(tlsRecord, { ...record, fragment });
    });
  };
}

describe('vectors', () => {
  it.each(GROUP_NAMES.filter((name) => !name.includes('MLKEM')))('agrees on %s', (group) => {
    const pair = meet({ groups: [group] }, {})
      .talk()
      .close();
    expect(errorsOf(pair)).toEqual([undefined, undefined]);
    expect(pair.server.connection.session).toMatchObject({ suite: SUITE, group });
  });

  it("takes the server's order of groups, and tells why", () => {
    const events: TlsEvent[] = [];
    meet({}, { groups: ['secp384r1', 'x25519'], observe: (event) => events.push(event) });
    expect(events).toContainEqual({
      kind: 'choice',
      what: 'group',
      chosen: 'secp384r1',
      reason: 'our first group that the client supports',
    });
  });

  it('is what is spoken where nothing is named, and never RSA key transport', () => {
    const versions = ['TLSv1.2'] as const;
    const { client } = meet({ ciphers: undefined as never, versions }, { ciphers: undefined as never });
    expect(client.connection.session?.suite).toBe(SUITE);
    const { server } = meet({ ciphers: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] }, { ciphers: undefined as never });
    expect(server.error?.code).toBe('no-common-suite');
  });

  it('is done with a certificate that only signs', () => {
    const pair = meet({}, { credentials: signOnlyCredentials });
    expect(errorsOf(pair)).toEqual([undefined, undefined]);
  });

  it('gives both ends the same secrets, and another one each time', () => {
    const secretsOf = (seed: Partial<ClientOptions>) => {
      const seen: { client: TlsEvent[]; server: TlsEvent[] } = { client: [], server: [] };
      meet({ observe: (event) => seen.client.push(event), ...seed }, { observe: (event) => seen.server.push(event) });
      const of = (events: TlsEvent[]) =>
        events
          .filter(({ kind }) => kind === 'shared-secret' || kind === 'master-secret')
          // Each end has an ephemeral key of its own.
          .map((event) => ({ ...event, ephemeral: undefined }));
      expect(of(seen.client)).toEqual(of(seen.server));
      expect(of(seen.client)).toHaveLength(2);
      return of(seen.client)[0];
    };
    expect(secretsOf({})).not.toEqual(
      secretsOf({ random: { source: 'other', bytes: (n) => new Uint8Array(n).fill(7) } }),
    );
  });
});

describe('misuse', () => {
  it('has no suite without a group of both', () => {
    const pair = meet({ groups: ['secp521r1'] }, { groups: ['x25519', 'secp256r1'] });
    expect(errorsOf(pair)).toEqual(['alert-received', 'no-common-suite']);
  });

  it('has no suite without a scheme of both', () => {
    const pair = meet({ signatureSchemes: ['rsa_pkcs1_sha512'] }, { signatureSchemes: ['rsa_pkcs1_sha256'] });
    expect(errorsOf(pair)).toEqual(['alert-received', 'no-common-suite']);
  });

  it('refuses parameters that are not signed as they are', () => {
    const pair = meet(
      {},
      {},
      changing('server_key_exchange', (message) => {
        const { value } = message as { value: { params: { point: Uint8Array } } };
        value.params.point[3] ^= 1;
        return message;
      }),
    );
    expect(pair.client.error).toMatchObject({ code: 'signature-wrong', alert: 'decrypt_error' });
  });

  it('refuses a scheme, and a group, that was not offered', () => {
    const scheme = changing('server_key_exchange', (message) => {
      const { value } = message as { value: object };
      return { ...message, value: { ...value, algorithm: 0x0201 } };
    });
    expect(meet({}, {}, scheme).client.error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
    const group = changing('server_key_exchange', (message) => {
      const { value } = message as { value: { params: object } };
      return { ...message, value: { ...value, params: { ...value.params, namedCurve: 30 } } };
    });
    expect(meet({}, {}, group).client.error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
  });

  it.each([
    ['zero', 'x25519', new Uint8Array(32)],
    ['a short one', 'x25519', new Uint8Array(31).fill(9)],
    ['one off the curve', 'secp256r1', new Uint8Array(65).fill(4)],
    ['the identity', 'secp256r1', new Uint8Array(1)],
  ] as const)('refuses a public value of the client: %s, %s', (_, group, point) => {
    const pair = meet(
      {},
      { groups: [group] },
      changing('client_key_exchange', (message) => ({ ...message, value: { point } })),
    );
    expect(pair.server.error).toMatchObject({ code: 'key-share-wrong', alert: 'illegal_parameter' });
  });
});

describe('extended master secret (RFC 7627)', () => {
  it.each([
    ['prefer', 'off', false],
    ['off', 'prefer', false],
    ['prefer', 'prefer', true],
  ] as const)('client %s, server %s: %s', (ours, theirs, used) => {
    const pair = meet({ extendedMasterSecret: ours }, { extendedMasterSecret: theirs });
    expect(errorsOf(pair)).toEqual([undefined, undefined]);
    expect(pair.client.connection.session?.extendedMasterSecret).toBe(used);
  });

  it('is required by name', () => {
    const pair = meet({ extendedMasterSecret: 'off' }, { extendedMasterSecret: 'require' });
    expect(errorsOf(pair)).toEqual(['alert-received', 'extended-master-secret-missing']);
  });
});
