import fc from 'fast-check';
import { assertDate, assertOptions, UsageError } from '../bytes/index.ts';
import { keyIdentifier, type PrivateKey, publicKeyOf } from '../keys/index.ts';
import { caExtensions, type Extension, formatIpAddress, KEY_PURPOSES, makeExtension, makeName } from '../x509/index.ts';
import { hostLabels } from './certificates.ts';
import { type CertificatePlan, type ChainPlan, chainSigner, type TestChain, WITH_SHA256 } from './chain-plan.ts';
import { assertKeyPool, type KeyPool } from './key-pool.ts';

const DAY = 86_400_000; // ms

/** Indices of a pool's keys by their use. `stranger` is not the key of any certificate in the chain. */
export const ROLES = { root: 0, upper: 1, lower: 2, leaf: 3, stranger: 4 } as const;
const POOL_SIZE = 5;

export interface ChainOptions {
  /** A pool of at least five keys. */
  readonly keys: KeyPool;
  /** When the chains must be valid: `new Date()` for verifiers that always use the current time. */
  readonly time: Date;
}

export const skid = (key: PrivateKey): Extension =>
  makeExtension('subjectKeyIdentifier', false, keyIdentifier(publicKeyOf(key)));
const akid = (key: PrivateKey): Extension =>
  makeExtension('authorityKeyIdentifier', false, { keyIdentifier: keyIdentifier(publicKeyOf(key)) });

/** The random choices of a valid chain. */
export const chainChoices = fc.record({
  organization: hostLabels,
  host: hostLabels,
  domain: hostLabels,
  address: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  serialNumbers: fc.array(fc.bigInt({ min: 1n, max: (1n << 159n) - 1n }), { minLength: 4, maxLength: 4 }),
  days: fc.integer({ min: 2, max: 300 }),
  intermediates: fc.constantFrom(1, 2),
});
export type ChainChoices = typeof chainChoices extends fc.Arbitrary<infer C> ? C : never;

/** Valid chains, not yet signed: a root, one or two intermediates, and a server's leaf with a DNS name and an IP address. */
export function chainPlans(options: ChainOptions): fc.Arbitrary<ChainPlan> {
  const planOf = chainPlanner(options);
  return chainChoices.map(planOf);
}

/** Makes unsigned chains from random choices. Choices are cheap to draw and to shrink; plans are not. */
export function chainPlanner(options: ChainOptions): (chosen: ChainChoices) => ChainPlan {
  assertOptions(options, 'options', ['keys', 'time']);
  const { keys, time } = options;
  assertKeyPool(keys, 'options.keys');
  assertDate(time, 'options.time');
  if (keys.size < POOL_SIZE) throw new UsageError('out-of-range', 'keys', `must be ${POOL_SIZE} at least`);
  const whole = new Date(Math.floor(time.getTime() / 1000) * 1000);
  return (chosen) => plan(keys, whole, chosen);
}

function plan(keys: KeyPool, time: Date, chosen: ChainChoices): ChainPlan {
  const { organization, host, domain, address, serialNumbers, days, intermediates } = chosen;
  const dns = `${host}.${domain}.test`;
  const certificate = (commonName: string, role: keyof typeof ROLES, years: number): CertificatePlan => ({
    subject: makeName(['O', organization], ['CN', commonName]),
    key: keys.key(ROLES[role]),
    serialNumber: serialNumbers[ROLES[role]],
    notBefore: new Date(time.getTime() - (days + years * 365) * DAY),
    notAfter: new Date(time.getTime() + (days + years * 365) * DAY),
    extensions: [...caExtensions(), skid(keys.key(ROLES[role]))],
    scheme: WITH_SHA256,
  });
  const under = (own: CertificatePlan, issuer: CertificatePlan): CertificatePlan => ({
    ...own,
    extensions: [...own.extensions, akid(issuer.key)],
  });
  const root = certificate('root', 'root', 3);
  const upper = under(certificate('upper CA', 'upper', 2), root);
  const lower = under(certificate('lower CA', 'lower', 1), intermediates === 2 ? upper : root);
  const leaf = {
    ...certificate(dns, 'leaf', 0),
    extensions: [
      makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment']),
      makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
      makeExtension('subjectAltName', false, [
        { kind: 'dNSName', value: dns },
        { kind: 'iPAddress', value: address },
      ]),
      skid(keys.key(ROLES.leaf)),
    ],
  };
  return {
    certificates: [under(leaf, lower), lower, ...(intermediates === 2 ? [upper] : []), root],
    time,
    purpose: 'serverAuth',
    name: { dns },
  };
}

/** Valid chains, half of them to be matched by DNS name and half by IP address.
 * @throws UsageError when the pool has fewer than five keys. Timing: as signing. */
export const chains = (options: ChainOptions): fc.Arbitrary<TestChain> =>
  fc
    .tuple(chainPlans(options), fc.boolean())
    .map(([sound, byAddress]) => chainSigner()(byAddress ? askedByAddress(sound) : sound));

/** The same chain, to be matched by its leaf's IP address. */
export function askedByAddress(sound: ChainPlan): ChainPlan {
  const names = sound.certificates[0].extensions.flatMap(({ extnValue }) =>
    extnValue.kind === 'subjectAltName' ? extnValue.value : [],
  );
  const ip = names.flatMap((one) => (one.kind === 'iPAddress' ? [formatIpAddress(one.value)] : []))[0];
  return { ...sound, name: { ip } };
}
