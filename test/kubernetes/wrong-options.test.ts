/** Options of servers, handlers and stores: one that is misspelt, missing or of another type is a UsageError that names it, before anything is
 * opened. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey, publicKeyOf } from '../../src/keys/index.ts';
import * as kubernetes from '../../src/kubernetes/index.ts';
import { CLUSTER_PLAN, clusterNames, selfSigned, specOf } from '../../src/kubernetes/pki/index.ts';
import { revocationFetcher } from '../../src/node/index.ts';
import { certificatePem, makeName, requireValid, validateChain } from '../../src/x509/index.ts';

const random = seededRandom('wrong options');
const time = new Date('2026-06-01T00:00:00Z');
const now = (): Date => time;
const key = generateKey({ type: 'ec', curve: 'P-256', random });
const spec = { subject: makeName(['CN', 'x']), purposes: [], names: [] } as const;
const ca = selfSigned(spec, key, { time, random, caDays: 1 });
const tls = { cert: certificatePem(ca), key, roots: [ca] };

const registry = new kubernetes.Registry({ store: new kubernetes.MemoryStore(), random, now });
const api = { registry, now, connectKubelet: () => undefined as never };
const identityOf = () => undefined;
const kubelet = {
  ...{ nodeName: 'n', cluster: { find: identityOf, list: () => [] }, authorizer: () => undefined as never },
  ...{ logs: new kubernetes.MemoryLogs(1), now },
};
const listen = { host: '127.0.0.1', port: 0, tls };
const whoami = { host: '127.0.0.1', requestHeaderRoots: [ca], random, now };
const crl = { authorities: [ca], strict: true, now, onWarning: () => undefined };
const issuer = { issuer: 'https://a', key, server: () => 'https://a', random };

/** What is wrong with an argument, by the name that it has in errors. */
type Row = readonly [argument: string, sound: object, call: (given: never) => unknown];
const ROWS: Readonly<Record<string, Row>> = {
  apiServerHandler: ['options', { ...api, identityOf }, kubernetes.apiServerHandler],
  'startApiServer, listen': ['listen', listen, (given) => kubernetes.startApiServer(given, api)],
  'startApiServer, options': ['options', api, (given) => kubernetes.startApiServer({ ...listen, port: -1 }, given)],
  kubeletHandler: ['options', { ...kubelet, identityOf }, kubernetes.kubeletHandler],
  'startKubelet, listen': ['listen', listen, (given) => kubernetes.startKubelet(given, kubelet)],
  'startKubelet, options': ['options', kubelet, (given) => kubernetes.startKubelet({ ...listen, port: -1 }, given)],
  kubeletConnector: ['tls', tls, (given) => kubernetes.kubeletConnector(given)],
  startWhoami: ['options', whoami, kubernetes.startWhoami],
  Aggregator: ['options', { registry, tls: () => tls, now }, (given) => new kubernetes.Aggregator(given)],
  ClientRevocation: ['options', crl, (given) => new kubernetes.ClientRevocation(given)],
  Registry: ['options', { store: registry.store, random, now }, (given) => new kubernetes.Registry(given)],
  ServerMetrics: ['sources', { now, revision: async () => 1 }, (given) => new kubernetes.ServerMetrics(given)],
  TokenIssuer: ['options', issuer, (given) => new kubernetes.TokenIssuer(given)],
};

const named = (argument: string) => expect.objectContaining({ argument: expect.stringMatching(argument) });
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error;
  }
  return undefined;
}

describe.each(Object.entries(ROWS))('%s', (_, [argument, sound, call]) => {
  const refused = async (given: object, wrong: string): Promise<void> =>
    expect(await errorOf(() => call(given as never))).toEqual(named(`^${argument}(\\.${wrong}\\b.*)?$`));

  it('refuses a name that is misspelt', async () => {
    const error = await errorOf(() => call({ ...sound, misspelt: 1 } as never));
    expect(error).toMatchObject({ code: 'unknown-option', argument });
  });

  it.each(Object.keys(sound).filter((name) => name !== 'port'))('refuses to do without %s', async (name) => {
    // A certificate without its key is what the other part of TLS refuses, at the first use.
    if (argument === 'tls' && name === 'key') return;
    await refused({ ...sound, [name]: undefined }, name);
  });

  it.each(Object.keys(sound))('refuses junk for %s', async (name) => {
    if (argument === 'tls' || name === 'tls') return;
    for (const junk of [null, 1.5, Symbol('junk'), [null]]) await refused({ ...sound, [name]: junk }, name);
  });
});

describe('a port', () => {
  it.each([-1, 70_000, 1.5, 'x', null, Symbol('x')])('that is none is refused: %s', async (port) => {
    const given = { port } as { port: number };
    expect(await errorOf(() => kubernetes.startApiServer({ ...listen, ...given }, api))).toEqual(named('listen.port'));
    expect(await errorOf(() => kubernetes.startWhoami({ ...whoami, ...given }))).toEqual(named('options.port'));
  });
});

/** Calls that are wrong in one place: its name, the call. */
const CALLS: readonly (readonly [string, () => unknown])[] = [
  ['kept', () => new kubernetes.MemoryStore({ kept: 5 } as never)],
  ['capacity', () => new kubernetes.MemoryLogs('x' as never)],
  ['options.limit', () => registry.store.list('/', { limit: -1 })],
  [
    'options.verifyingKeys\\[1\\]',
    () => new kubernetes.TokenIssuer({ ...issuer, verifyingKeys: [publicKeyOf(key), null as never] }),
  ],
  ['options.authorities\\[1\\]', () => new kubernetes.ClientRevocation({ ...crl, authorities: [ca, null as never] })],
  ['authorities\\[0\\]', () => new kubernetes.ClientRevocation(crl).replaceAuthorities([{} as never])],
  ['options', () => revocationFetcher({ time: now }).evidenceFor([], null as never)],
  ['options', () => revocationFetcher({ time: now }).evidenceFor([], { signl: 1 } as never)],
  ['address.port', () => kubernetes.kubeletConnector(tls)({ nodeName: 'n', host: '::1', port: 1.5 })],
];
it.each(CALLS)('%s is named', async (argument, call) => {
  expect(await errorOf(call)).toEqual(named(`^${argument}$`));
});

it('the names of a cluster are checked in depth', async () => {
  const input = {
    ...{ clusterName: 'k', nodeName: 'n', advertiseAddress: '10.0.0.1', bindPort: 6443 },
    ...{ serviceCidr: '10.96.0.0/12', serviceDnsDomain: 'cluster.local', apiserverCertExtraSans: [] },
  };
  const names = clusterNames(input);
  const apiserver = CLUSTER_PLAN.find(({ name }) => name === 'apiserver')!;
  const wrong = (given: object) => () => specOf(apiserver, { ...names, ...given });
  expect(await errorOf(wrong({ extraNames: 5 }))).toEqual(named('^cluster.extraNames$'));
  expect(await errorOf(wrong({ extraNames: [null] }))).toEqual(named('^cluster.extraNames\\[0\\]$'));
  expect(await errorOf(wrong({ extraName: [] }))).toMatchObject({ code: 'unknown-option', argument: 'cluster' });
  expect(await errorOf(() => clusterNames({ ...input, bindPort: Symbol('x') as never }))).toEqual(named('bindPort'));
});

it('the checks of a validation are checked too', async () => {
  const question = { leaf: ca, intermediates: [], roots: [ca], time, purpose: 'any', name: 'unchecked' } as const;
  const validation = validateChain({ ...question, profile: 'rfc5280', revocation: { policy: 'off' } });
  expect(requireValid(validation)).toEqual([ca]);
  const call = () => requireValid({ ...validation, checks: [null] } as never);
  expect(await errorOf(call)).toEqual(named('^validation.checks\\[0\\]$'));
});
