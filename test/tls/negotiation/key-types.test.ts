/** Certificates of every kind of key that signs, in both versions, in both roles. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/hash/index.ts';
import { generateKey, type PrivateKey, RsaPssPrivateKey } from '../../../src/keys/index.ts';
import type { ClientOptions, Credentials, GroupName, ServerOptions, TlsEvent } from '../../../src/tls/index.ts';
import { fixturePki, type Party } from '../../fixtures/pki.ts';
import { opensslKey } from '../../fixtures/rsa-vectors.ts';
import { JUDGED_BY } from '../../judged.ts';
import { changingHello } from '../hellos.ts';
import { clientOptions, NOW, Pair, serverOptions, type Transport } from '../parties.ts';

const random = seededRandom('key types');
const year = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const pki = fixturePki({ validity: year, random });
const ec = (curve: 'P-256' | 'P-384' | 'P-521') => generateKey({ type: 'ec', curve, random });
const KEYS: Readonly<Record<string, PrivateKey>> = {
  'P-256': ec('P-256'),
  'P-384': ec('P-384'),
  'P-521': ec('P-521'),
  Ed25519: generateKey({ type: 'ed25519', random }),
  'rsa-pss': new RsaPssPrivateKey(opensslKey(2048).components(), undefined),
};

interface Identity {
  readonly root: Party;
  readonly server: Credentials;
  readonly client: Credentials;
}
const credentials = ({ certificate, privateKey }: Party): Credentials => ({ chain: [certificate], key: privateKey });
function identity(key: PrivateKey): Identity {
  const root = pki.authority('root', key);
  const usage = ['digitalSignature'] as const;
  const leaf = { subject: 'leaf', key, usage, names: 'DNS:kubernetes' } as const;
  return {
    root,
    server: credentials(pki.leaf(root, { ...leaf, purpose: 'serverAuth' })),
    client: credentials(pki.leaf(root, { ...leaf, purpose: 'clientAuth' })),
  };
}
const IDENTITIES = Object.fromEntries(Object.entries(KEYS).map(([name, key]) => [name, identity(key)]));

/** Both ends with a key of that kind. */
function meet(
  kind: string,
  version: 'TLSv1.2' | 'TLSv1.3',
  client: Partial<ClientOptions> = {},
  server = {},
  transport?: Transport,
): Pair {
  const own = IDENTITIES[kind];
  const roots = [own.root.certificate];
  const both = { ciphers: undefined as never, versions: [version], time: () => NOW } as const;
  return new Pair(
    clientOptions({
      ...both,
      verification: { mode: 'roots', ...JUDGED_BY, roots },
      credentials: own.client,
      ...client,
    }),
    serverOptions({
      ...both,
      credentials: own.server,
      clientCertificate: { mode: 'require', ...JUDGED_BY, roots },
      ...(server as Partial<ServerOptions>),
    }),
    transport,
  ).handshake();
}
const errorsOf = ({ client, server }: Pair) => [client.error?.code, server.error?.code];

describe('vectors', () => {
  const cases = Object.keys(KEYS).flatMap((kind) =>
    (['TLSv1.2', 'TLSv1.3'] as const).map((version) => ({ kind, version })),
  );
  it.each(cases)('$kind in $version', ({ kind, version }) => {
    const events: TlsEvent[] = [];
    const pair = meet(kind, version, { observe: (event) => events.push(event) })
      .talk()
      .close();
    expect(errorsOf(pair)).toEqual([undefined, undefined]);
    expect(pair.server.connection.session?.peer?.leaf.der).toEqual(IDENTITIES[kind].client.chain[0].der);
    const schemes = events.flatMap((event) =>
      event.kind === 'transcript-signature' || event.kind === 'parameters-signature' ? [event.scheme] : [],
    );
    const expected = {
      ...{ 'P-256': 'ecdsa_secp256r1_sha256', 'P-384': 'ecdsa_secp384r1_sha384', 'P-521': 'ecdsa_secp521r1_sha512' },
      ...{ Ed25519: 'ed25519', 'rsa-pss': 'rsa_pss_pss_sha256' },
    };
    // TLS 1.2 ties no curve to a hash: there the first is what both take first.
    if (version === 'TLSv1.3') expect(schemes).toEqual(Array(2).fill(expected[kind as keyof typeof expected]));
    else expect(schemes).toHaveLength(2);
  });
});

describe('misuse', () => {
  const groups = (names: readonly GroupName[]): Partial<ClientOptions> => ({ groups: names });
  it('shows no ECDSA certificate on a curve that a client of TLS 1.2 does not list (RFC 8422 §5.1)', () => {
    expect(errorsOf(meet('P-384', 'TLSv1.2', groups(['x25519', 'secp256r1'])))[1]).toBe('no-common-suite');
    expect(errorsOf(meet('P-384', 'TLSv1.2', groups(['x25519', 'secp384r1'])))).toEqual([undefined, undefined]);
    // In TLS 1.3 the schemes say it.
    expect(errorsOf(meet('P-384', 'TLSv1.3', groups(['x25519', 'secp256r1'])))).toEqual([undefined, undefined]);
    const schemes = { signatureSchemes: ['ecdsa_secp256r1_sha256'] };
    expect(errorsOf(meet('P-384', 'TLSv1.3', schemes))[1]).toBe('no-common-scheme');
  });

  it('takes none, in TLS 1.2, on a curve that it did not list (RFC 8422 §5.3)', () => {
    // The server hears a client that lists no groups, and so shows what it has.
    const listsNoGroups = changingHello(({ extensions }) => ({
      extensions: extensions?.filter(({ kind }) => kind !== 'supported_groups'),
    }));
    const pair = meet('P-384', 'TLSv1.2', groups(['x25519', 'secp256r1']), {}, listsNoGroups);
    expect(pair.client.error).toMatchObject({ code: 'not-offered', rule: 'RFC 8422 §5.3' });
  });

  it('shows the first certificate that the client can verify', () => {
    const credentials = [IDENTITIES['P-384'].server, IDENTITIES.Ed25519.server];
    const both = { credentials, clientCertificate: { mode: 'none' } };
    const trusts = (kind: string): Partial<ClientOptions> => ({
      verification: { mode: 'roots', ...JUDGED_BY, roots: [IDENTITIES[kind].root.certificate] },
    });
    const ed25519 = { ...trusts('Ed25519'), signatureSchemes: ['ed25519', 'ecdsa_secp384r1_sha384'] };
    expect(errorsOf(meet('P-384', 'TLSv1.3', ed25519, both))[0]).toBe('certificate-refused');
    const only = { ...trusts('Ed25519'), signatureSchemes: ['ed25519'] };
    expect(meet('P-384', 'TLSv1.3', only, both).client.error).toBeUndefined();
  });

  it('takes no key that cannot sign', () => {
    const key = generateKey({ type: 'x25519', random });
    expect(() => clientOptionsWith({ ...IDENTITIES['P-256'].client, key })).toThrow(
      expect.objectContaining({ name: 'UsageError', code: 'out-of-range', argument: 'credentials.key' }),
    );
  });
});

const clientOptionsWith = (own: Credentials) => new Pair(clientOptions({ credentials: own }), serverOptions());
