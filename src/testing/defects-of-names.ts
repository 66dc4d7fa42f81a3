/** Defects of the leaf's name: each makes it a certificate for another host. */
import type { GeneralName, ValidationName } from '../x509/index.ts';
import type { ChainPlan } from './chain-plan.ts';
import { askedByAddress } from './chains.ts';
import { type Defect, hostOf, replacing } from './defect.ts';

const IDENTITY = 'RFC 9525 §6';
const WILDCARDS = 'RFC 9525 §6.3';

/** The leaf's names with those of one kind replaced. */
const named = (kind: 'dNSName' | 'iPAddress', value: (chain: ChainPlan, old: GeneralName['value']) => GeneralName) =>
  replacing('leaf', 'subjectAltName', (chain) => {
    const [{ extensions }] = chain.certificates;
    const names = extensions.flatMap(({ extnValue }) => (extnValue.kind === 'subjectAltName' ? extnValue.value : []));
    return names.map((one) => (one.kind === kind ? value(chain, one.value) : one));
  });

/** A leaf for this DNS name instead of the expected one. */
const dns = (name: string, rule: string, value: (host: string) => string): Defect => ({
  name,
  code: 'name',
  rule,
  spoil: named('dNSName', (chain) => ({ kind: 'dNSName', value: value(hostOf(chain)) })),
});

const labels = (host: string): string[] => host.split('.');
const parent = (host: string): string => labels(host).slice(1).join('.');

/** Expects another host. */
const asked =
  (name: (host: string) => ValidationName) =>
  (sound: ChainPlan): ChainPlan => ({ ...sound, name: name(hostOf(sound)) });

export const DEFECTS_OF_NAMES: readonly Defect[] = [
  dns('dns-name-other', IDENTITY, (host) => `other.${parent(host)}`),
  dns('dns-name-parent', IDENTITY, parent),
  dns('dns-name-with-nul', IDENTITY, (host) => `${host}\0.evil.test`),
  dns('wildcard-for-two-labels', WILDCARDS, (host) => `*.${labels(host).at(-1)}`),
  dns('wildcard-in-a-label', WILDCARDS, (host) => `${host[0]}*.${parent(host)}`),
  dns('wildcard-inside', WILDCARDS, (host) => `${labels(host)[0]}.*.${labels(host).at(-1)}`),
  dns('wildcard-alone', WILDCARDS, () => '*'),
  {
    name: 'wildcard-of-a-top-level-domain',
    code: 'name',
    rule: 'openssl X509_check_host(3)',
    prepare: (sound) => dnsNamed((host) => host)(asked((host) => ({ dns: parent(host) }))(sound)),
    spoil: dnsNamed((host) => `*.${parent(host)}`),
  },
  {
    name: 'only-a-common-name',
    code: 'name',
    rule: 'RFC 9525 §2',
    spoil: replacing('leaf', 'subjectAltName', () => undefined),
  },
  {
    name: 'address-other',
    code: 'name',
    rule: IDENTITY,
    prepare: askedByAddress,
    spoil: named('iPAddress', (_, bytes) => ({
      kind: 'iPAddress',
      value: (bytes as Uint8Array).map((one) => one ^ 1),
    })),
  },
  {
    name: 'address-as-a-dns-name',
    code: 'name',
    rule: 'RFC 9525 §6.5',
    prepare: askedByAddress,
    spoil: named('iPAddress', ({ name }) => ({ kind: 'dNSName', value: 'ip' in name ? name.ip : name.dns })),
  },
];

/** The leaf's DNS name replaced. */
export function dnsNamed(value: (host: string) => string) {
  return named('dNSName', (chain) => ({ kind: 'dNSName', value: value(hostOf(chain)) }));
}
