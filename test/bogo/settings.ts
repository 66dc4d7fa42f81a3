/** From the runner's flags to the engine's options. */
import { readFileSync } from 'node:fs';
import { systemRandom } from '../../src/bytes/index.ts';
import { CliError } from '../../src/cli/command.ts';
import { cipherList, isOfTls13 } from '../../src/cli/tls-names.ts';
import { readPrivateKeyPem } from '../../src/keys/index.ts';
import {
  CIPHER_SUITE_NAMES,
  type CipherSuiteName,
  type ClientOptions,
  CODE_POINTS,
  type CommonOptions,
  type Credentials,
  GROUP_NAMES,
  type ServerOptions,
  SessionIdCache,
  SessionStore,
  SIGNATURE_SCHEME_NAMES,
  TicketKeys,
  type TlsVersion,
} from '../../src/tls/index.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { JUDGED_BY } from '../judged.ts';
import type { Flags } from './flags.ts';
import { CliFlagError } from './outcome.ts';

/** What the connections of one run share. */
export class Shared {
  readonly sessions = new SessionStore({ capacity: 16 });
  readonly keys = new TicketKeys([systemRandom.bytes(32)]);
  readonly cache = new SessionIdCache({ capacity: 16 });
}

type Observe = NonNullable<CommonOptions['observe']>;
const LIFETIME = 7200; // seconds
const NUMBERS: Readonly<Record<TlsVersion, number>> = { 'TLSv1.2': 0x0303, 'TLSv1.3': 0x0304 };

/** As BoringSSL: RSA key transport and CBC are there, and `-cipher` names those of TLS 1.2. @throws CliFlagError for one that is not ours. */
function suitesOf({ cipher }: Flags): readonly CipherSuiteName[] {
  if (cipher === undefined) return CIPHER_SUITE_NAMES;
  try {
    return [...CIPHER_SUITE_NAMES.filter(isOfTls13), ...cipherList(cipher)];
  } catch (error) {
    if (error instanceof CliError) throw new CliFlagError(error.message);
    throw error;
  }
}

/** We have one list for what we sign with and what we verify. @throws CliFlagError where they are to differ. */
function schemesOf({ 'signing-prefs': signing, 'verify-prefs': verifying }: Flags): readonly string[] {
  if (signing.length > 0 && verifying.length > 0 && String(signing) !== String(verifying)) {
    throw new CliFlagError('-signing-prefs and -verify-prefs differ');
  }
  return signing.length > 0 ? signing : verifying;
}

function commonOptions(flags: Flags, observe: Observe): CommonOptions {
  const lowest = Number(flags['min-version'] ?? 0);
  const highest = Number(flags['max-version'] ?? 0xffff);
  const off: Partial<Record<TlsVersion, boolean>> = { 'TLSv1.2': flags['no-tls12'], 'TLSv1.3': flags['no-tls13'] };
  const versions = (['TLSv1.3', 'TLSv1.2'] as const).filter(
    (version) => NUMBERS[version] >= lowest && NUMBERS[version] <= highest && !off[version],
  );
  if (versions.length === 0) throw new CliFlagError('no version that we have');
  const schemes = schemesOf(flags);
  return {
    versions,
    ciphers: suitesOf(flags),
    observe,
    random: systemRandom,
    time: () => new Date(),
    ...(flags.curves.length > 0 && {
      groups: flags.curves.map((id) => named(id, CODE_POINTS.namedGroup, GROUP_NAMES)),
    }),
    ...(schemes.length > 0 && {
      signatureSchemes: schemes.map((id) => named(id, CODE_POINTS.signatureScheme, SIGNATURE_SCHEME_NAMES)),
    }),
  };
}

/** The name of a number that is ours. @throws CliFlagError for another. */
function named<T extends string>(id: string, names: ReadonlyMap<number, string>, ours: readonly T[]): T {
  const name = names.get(Number(id));
  const found = ours.find((one) => one === name);
  if (found === undefined) throw new CliFlagError(`not ours: ${id}`);
  return found;
}

function credentialsOf(flags: Flags): Credentials | undefined {
  const path = flags['cert-file'];
  if (path === undefined) return undefined;
  const key = readPrivateKeyPem(readFileSync(flags['key-file'] ?? path, 'utf8'));
  const staple = flags['ocsp-response'];
  return {
    chain: readCertificatesPem(readFileSync(path, 'utf8')),
    key,
    ...(staple !== undefined && { ocspResponse: Buffer.from(staple, 'base64') }),
  };
}

/** A list of protocols, each behind its length, as the runner writes it. */
function protocolsOf(list: string): string[] {
  const protocols: string[] = [];
  for (let at = 0; at < list.length; at += 1 + list.charCodeAt(at)) {
    protocols.push(list.slice(at + 1, at + 1 + list.charCodeAt(at)));
  }
  return protocols;
}

/** The runner's certificates lead to no root and have no name, so that a client judges none: test/corpora and test/x509 do. */
export function clientOptions(flags: Flags, { sessions }: Shared, observe: Observe): ClientOptions {
  const alpn = flags['advertise-alpn'];
  const credentials = credentialsOf(flags);
  return {
    ...commonOptions(flags, observe),
    name: flags['host-name'] === undefined ? 'unchecked' : { dns: flags['host-name'] },
    verification: { mode: 'dangerous-none' },
    ...(alpn !== undefined && { alpn: protocolsOf(alpn) }),
    ...(credentials && { credentials }),
    ...(!flags['no-ticket'] && { resumption: { sessions, port: 0 } }),
    requestOcsp: flags['enable-ocsp-stapling'],
    grease: flags['enable-grease'],
    fallback: flags['fallback-scsv'],
  };
}

/** A protocol that no client offers: the runner's are words. */
const OFFERED_BY_NONE = '\u0001';

export function serverOptions(flags: Flags, { keys, cache }: Shared, observe: Observe): ServerOptions {
  const credentials = credentialsOf(flags);
  if (credentials === undefined) throw new CliFlagError('a server needs -cert-file');
  const alpn = flags['reject-alpn'] ? OFFERED_BY_NONE : flags['decline-alpn'] ? undefined : flags['select-alpn'];
  return {
    ...commonOptions(flags, observe),
    credentials,
    clientCertificate: clientCertificateOf(flags),
    ...(alpn !== undefined && { alpn: [alpn] }),
    ...(!flags['no-ticket'] && { tickets: { keys, lifetime: LIFETIME } }),
    sessionIds: { cache, lifetime: LIFETIME },
  };
}

/** We accept no client certificate without a root that it leads to: the runner names it by -trust-cert. */
function clientCertificateOf(flags: Flags): ServerOptions['clientCertificate'] {
  if (!flags['verify-peer'] && !flags['require-any-client-certificate']) return { mode: 'none' };
  const path = flags['trust-cert'];
  if (path === undefined) throw new CliFlagError('a client certificate without -trust-cert');
  const roots = readCertificatesPem(readFileSync(path, 'utf8'));
  return { mode: flags['require-any-client-certificate'] ? 'require' : 'request', ...JUDGED_BY, roots };
}
